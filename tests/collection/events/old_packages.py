"""Packages of notes that are older than those of a test, and keep their ids when they are imported."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from anki_packages import export
from collection_helpers import ensure_deck

from anki.collection import AddNoteRequest, Collection

_OLDEST = 1_500_000_000_000


def package_of(folder: Path, fronts: Sequence[str], *, guid: str = "", modified: int = 1_500_000_000) -> Path:
    """A package with a note for each text.

    Args:
        folder: to write it to
        fronts: the first field of each note
        guid: by which Anki finds that it has a note; by default its text
        modified: when they were changed, in seconds
    """
    number = len(list(folder.glob("*.apkg")))
    with closing(Collection(str(folder / "source.anki2"))) as col:  # one, as notes of another note type are others
        assert col.db is not None
        col.remove_notes(col.find_notes(""))
        note_type = col.models.by_name("Basic")
        assert note_type is not None
        notes = [col.new_note(note_type) for _ in fronts]
        for note, front in zip(notes, fronts):
            note.fields = [front, "back"]
        deck = ensure_deck(col, "From a package")
        col.add_notes([AddNoteRequest(note, deck) for note in notes])
        ids = [(_OLDEST + number * 10_000 + place, note.id) for place, note in enumerate(notes)]
        times = [(older, guid or front, modified, note) for (older, note), front in zip(ids, fronts)]
        col.db.executemany("update notes set id = ?, guid = ?, mod = ? where id = ?", times)
        col.db.executemany(
            "update cards set id = ?, nid = ?, mod = ? where nid = ?", [(one, one, modified, note) for one, note in ids]
        )
        path = folder / f"{number}.apkg"
        export(col, path, legacy=True, with_scheduling=False)
    return path
