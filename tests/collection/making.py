"""Makes notes and note types straight through anki, for tests of what the actions do to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from anki.models import NotetypeDict
from anki.notes import Note


def deck_of(col: Collection, name: str) -> DeckId:
    """The id of a deck, which is made if there is none of that name."""
    found = col.decks.id(name)
    assert found is not None
    return found


def made_note(
    col: Collection, *fields: str, kind: str = "Basic", deck: str = "Default", tags: Sequence[str] = ()
) -> Note:
    """Add a note; fields that are not given stay empty."""
    definition = col.models.by_name(kind)
    assert definition is not None
    note = col.new_note(definition)
    note.fields[: len(fields)] = fields
    note.tags = list(tags)
    col.add_notes([AddNoteRequest(note, deck_of(col, deck))])
    return note


def made_kind(col: Collection, name: str, fields: Iterable[str], templates: dict[str, str]) -> NotetypeDict:
    """Add a note type; templates are given as front by name."""
    kind = col.models.new(name)
    for field in fields:
        col.models.add_field(kind, col.models.new_field(field))
    for card, front in templates.items():
        template = col.models.new_template(card)
        template["qfmt"], template["afmt"] = front, "back"
        col.models.add_template(kind, template)
    col.models.add(kind)
    made = col.models.by_name(name)
    assert made is not None
    return made


def stored(note: Note) -> Note:
    """The note as it is in the collection now."""
    note.load()
    return note


def undo_names(col: Collection) -> str:
    """What the Undo menu says, empty if there is nothing to undo."""
    return col.undo_status().undo


def media_files(col: Collection) -> list[str]:
    """The names of the files in the media folder."""
    return sorted(path.name for path in Path(col.media.dir()).iterdir())


def trashed_files(col: Collection) -> list[str]:
    """The names of the files in the media trash."""
    trash = Path(col.media.dir()).parent / "media.trash"
    return sorted(path.name for path in trash.iterdir()) if trash.exists() else []
