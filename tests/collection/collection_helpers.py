"""Adds notes and note types through anki, and looks at a collection, for tests of what the actions do to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from anki.models import NotetypeDict
from anki.notes import Note


def ensure_deck(col: Collection, name: str) -> DeckId:
    """The id of a deck, which is created if it does not exist."""
    found = col.decks.id(name)
    assert found is not None
    return found


def add_note(
    col: Collection, *fields: str, note_type: str = "Basic", deck: str = "Default", tags: Sequence[str] = ()
) -> Note:
    """Add a note; fields that are not given stay empty."""
    definition = col.models.by_name(note_type)
    assert definition is not None
    note = col.new_note(definition)
    note.fields[: len(fields)] = fields
    note.tags = list(tags)
    col.add_notes([AddNoteRequest(note, ensure_deck(col, deck))])
    return note


def add_note_type(col: Collection, name: str, fields: Iterable[str], templates: dict[str, str]) -> NotetypeDict:
    """Add a note type; templates are given as front by name."""
    note_type = col.models.new(name)
    for field in fields:
        col.models.add_field(note_type, col.models.new_field(field))
    for card, front in templates.items():
        template = col.models.new_template(card)
        template["qfmt"], template["afmt"] = front, "back"
        col.models.add_template(note_type, template)
    col.models.add(note_type)
    made = col.models.by_name(name)
    assert made is not None
    return made


def reloaded(note: Note) -> Note:
    """The note as it is in the collection now."""
    note.load()
    return note


def undo_entry(col: Collection) -> str:
    """The name of the last undo entry; empty if there is none."""
    return col.undo_status().undo


def media_files(col: Collection) -> list[str]:
    """The names of the files in the media folder."""
    return sorted(path.name for path in Path(col.media.dir()).iterdir())


def trashed_files(col: Collection) -> list[str]:
    """The names of the files in the media trash."""
    trash = Path(col.media.dir()).parent / "media.trash"
    return sorted(path.name for path in trash.iterdir()) if trash.exists() else []
