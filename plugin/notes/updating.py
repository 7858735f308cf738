"""Changes notes that are in the collection."""

from __future__ import annotations

from collections.abc import Mapping

from anki.collection import Collection
from anki.errors import NotFoundError
from anki.notes import Note, NoteId

from ..errors import NoteNotFound


def note_of(col: Collection, note_id: int) -> Note:
    """The note of that id."""
    try:
        return col.get_note(NoteId(note_id))
    except NotFoundError:
        raise NoteNotFound(note_id) from None


def set_fields(note: Note, contents: Mapping[str, str]) -> bool:
    """Fill fields by their exact names, ignoring names that are no field; tell whether anything changed."""
    changed = False
    for name, content in contents.items():
        if name in note and note[name] != content:
            note[name] = content
            changed = True
    return changed


def update_fields(col: Collection, note_id: int, contents: Mapping[str, str]) -> None:
    """Give a note new contents."""
    note = note_of(col, note_id)
    if set_fields(note, contents):
        col.update_note(note)
