"""Errors of saveNotes."""

from __future__ import annotations

from .base import ApiError
from .quoting import shown


class TooManyNotes(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, action: str, most: int, count: int) -> None:
        super().__init__(f"{action}: at most {most} notes at a time, not {count}")


class DuplicateInRequest(ApiError):
    """One note of a list is a duplicate, so nothing is done.

    Args:
        place: of the note, such as "saveNotes: notes[3]"
    """

    code = "duplicate"
    names_only = True

    def __init__(self, place: str) -> None:
        super().__init__(f"{place}: cannot create note because it is a duplicate")


class NoteOfAnotherType(ApiError):
    """A note that is to be changed is not of the note type that a request names for it.

    Args:
        note_id: of the note
        note_type: that it is of
    """

    code = "invalid"
    names_only = True

    def __init__(self, note_id: int, note_type: str) -> None:
        super().__init__(f"note {note_id} is of the note type {shown(note_type)}: updateNoteModel gives it another one")
