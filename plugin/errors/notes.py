"""Errors of notes that cannot be made."""

from __future__ import annotations

from collections.abc import Sequence

from .base import ApiError
from .quoting import listed, shown
from .too_many import too_many_sounds, too_many_unclosed


class NoteRefused(ApiError):
    """A note that was described cannot be made."""


class DuplicateNote(NoteRefused):
    code = "duplicate"
    names_only = True

    def __init__(self) -> None:
        super().__init__("cannot create note because it is a duplicate")


class EmptyNote(NoteRefused):
    """The first field is empty.

    Args:
        note_type: its name
        field_names: of the note type
        unknown_fields: names that were sent, and are no field of the note type
    """

    code = "empty"

    def __init__(self, note_type: str, field_names: Sequence[str], unknown_fields: Sequence[str] = ()) -> None:
        reason = f"its first field {shown(field_names[0])} is empty"
        if unknown_fields:
            reason = f"{shown(note_type)} has no field {listed(unknown_fields)}, but {listed(field_names)}"
        super().__init__(f"cannot create note because it is empty: {reason}")


class ClozeMissing(NoteRefused):
    code = "empty"
    names_only = True

    def __init__(self, fields: Sequence[str]) -> None:
        where = f"field {shown(fields[0])}" if len(fields) == 1 else f"the fields {listed(fields)}"
        super().__init__(f"cannot create note because it has no cloze deletion in {where}")


class FilteredDeckForNote(NoteRefused):
    code = "invalid"
    names_only = True

    def __init__(self, deck: str) -> None:
        super().__init__(f"cannot create note because {shown(deck)} is a filtered deck")


class OptionNotBoolean(NoteRefused):
    code = "invalid"
    names_only = True

    def __init__(self, option: str) -> None:
        super().__init__(f'option parameter "{option}" must be boolean')


class SeveralNotesRefused(NoteRefused):
    """Some notes of a list cannot be made, so none was: the reasons, in order, as the text of a Python list.

    Args:
        errors: of these notes; the code is that of the first
    """

    code = "invalid"

    def __init__(self, errors: Sequence[ApiError]) -> None:
        super().__init__(str([str(one) for one in errors]), errors[0].code)


class TagNestedTooDeeply(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, most: int) -> None:
        super().__init__(f"a tag is nested too deeply: at most {most} levels, with :: between them")


class ClozesNestedTooDeeply(NoteRefused):
    code = "limit"
    names_only = True

    def __init__(self, field: str, most: int, most_alike: int) -> None:
        super().__init__(
            f"field {shown(field)} has cloze deletions nested too deeply: at most {most} within each other, "
            f"{most_alike} of them with the same number"
        )


class TooManySoundsInField(NoteRefused):
    code = "limit"
    names_only = True

    def __init__(self, field: str, most: int) -> None:
        super().__init__(too_many_sounds(f"field {shown(field)}", most))


class TooManyUnclosedInField(NoteRefused):
    code = "limit"
    names_only = True

    def __init__(self, field: str, most: int) -> None:
        super().__init__(too_many_unclosed(f"field {shown(field)}", "<!--, <style and <script", most))
