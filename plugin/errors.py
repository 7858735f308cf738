"""Every error that is raised on purpose.

An error carries the data it is about and writes its own sentence: one plain-text line that the client reads.
Many of these sentences are compared by clients letter by letter, so a change here is a change of the API.
Anything that is not an ApiError is a bug of ours and is treated as one (dispatch.py).
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

_BLOCK_TAG = re.compile(r"</?(?:p|br|div|ul|ol|li|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_ISOLATION_MARKS = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069])


def plain_line(text: str) -> str:
    """Make one line of plain text out of a message that Anki wrote for a window (HTML, marks, line breaks)."""
    without_tags = _TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if without_tags != text:
        without_tags = html.unescape(without_tags)
    return " ".join(without_tags.translate(_ISOLATION_MARKS).split())


class ApiError(Exception):
    """The client's request cannot be done; the text says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


# The request as a whole ------------------------------------------------------


class MalformedRequest(ApiError):
    """The body is no JSON, or no request object."""


class UnsupportedAction(ApiError):
    def __init__(self, action: str) -> None:
        super().__init__("unsupported action")
        self.action = action


class WrongKey(ApiError):
    def __init__(self) -> None:
        super().__init__("valid api key must be provided")


class UnknownArgument(ApiError):
    """Worded as Python words it, because clients compare it."""

    def __init__(self, action: str, name: str) -> None:
        super().__init__(f"{action}() got an unexpected keyword argument '{name}'")


class MissingArguments(ApiError):
    """Worded as Python words it, because clients compare it."""

    def __init__(self, action: str, names: Sequence[str]) -> None:
        quoted = [f"'{name}'" for name in names]
        if len(quoted) > 2:
            quoted[-1] = f"and {quoted[-1]}"
        listed = (", " if len(quoted) > 2 else " and ").join(quoted)
        plural = "" if len(quoted) == 1 else "s"
        super().__init__(f"{action}() missing {len(quoted)} required positional argument{plural}: {listed}")


class WrongArgument(ApiError):
    """A value of a wrong type or shape.

    Args:
        action: the action's name
        path: where the value is, such as note.fields.Front
        problem: what is wrong with it, such as "must be a string"
    """

    def __init__(self, action: str, path: str, problem: str) -> None:
        super().__init__(f"{action}: {path} {problem}")
        self.path = path
        self.problem = problem


class ScopesInvalid(ApiError):
    def __init__(self) -> None:
        super().__init__("scopes has invalid value")


class ActionsInvalid(ApiError):
    def __init__(self) -> None:
        super().__init__("actions has invalid value")


class NotesOrQueryMissing(ApiError):
    def __init__(self) -> None:
        super().__init__('Must provide either "notes" or a "query"')


# The program around ----------------------------------------------------------


class CollectionUnavailable(ApiError):
    def __init__(self) -> None:
        super().__init__("collection is not available")


class RefusedByAnki(ApiError):
    """Anki's own reason, in plain text."""

    def __init__(self, message: str) -> None:
        super().__init__(plain_line(message) or "Anki refused this without a reason")


# Look-ups --------------------------------------------------------------------


class NotFound(ApiError):
    """Something that was asked for by name or id is not in the collection."""


class DeckNotFound(NotFound):
    def __init__(self, deck: object) -> None:
        super().__init__(f"deck was not found: {deck}")


class NoteTypeNotFound(NotFound):
    def __init__(self, name: object) -> None:
        super().__init__(f"model was not found: {name}")


class NoteNotFound(NotFound):
    def __init__(self, note_id: int) -> None:
        super().__init__(f"Note was not found: {note_id}")


class CardNotFound(NotFound):
    def __init__(self, card_id: int) -> None:
        super().__init__(f"Card was not found: {card_id}")


class FieldNotFound(NotFound):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"field was not found in {note_type}: {name}")


class TemplateNotFound(NotFound):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"template was not found in {note_type}: {name}")


class FilteredDeckTarget(ApiError):
    def __init__(self, deck: str) -> None:
        super().__init__(f"cards cannot be put into the filtered deck: {deck}")


class DeckNameEmpty(ApiError):
    def __init__(self) -> None:
        super().__init__("the name of a deck must not be empty")


class CardsNotIncluded(ApiError):
    def __init__(self) -> None:
        super().__init__("Since Anki 2.1.28 it's not possible to delete decks without deleting cards as well")


class FilteredDeckParent(ApiError):
    def __init__(self, parent: str) -> None:
        super().__init__(f"a filtered deck cannot have subdecks: {parent}")


class FilteredDeckOptions(ApiError):
    def __init__(self, deck: str) -> None:
        super().__init__(f"a filtered deck has no options group: {deck}")


class OptionsGroupNameEmpty(ApiError):
    def __init__(self) -> None:
        super().__init__("the name of an options group must not be empty")


# Cards -----------------------------------------------------------------------


class LengthsDiffer(ApiError):
    """Two lists of which the entries belong together are not of the same length."""

    def __init__(self, one: str, length: int, other: str, other_length: int) -> None:
        super().__init__(f"{one} and {other} must have the same length, not {length} and {other_length}")


class DaysInvalid(ApiError):
    def __init__(self, days: object) -> None:
        rule = 'days must be a number such as 0, or a range such as 3-7, with "!" behind it to change the interval'
        super().__init__(plain_line(f"{rule}: {days}"))


class ValueRefused(ApiError):
    """A card cannot be given a value."""


class NoSuchValue(ValueRefused):
    def __init__(self, key: object) -> None:
        super().__init__(plain_line(f"cards have no value of this name: {key}"))


class ValueIsAnkis(ValueRefused):
    def __init__(self, key: str) -> None:
        super().__init__(f"{key} cannot be set, only Anki does that")


class ValueOutOfRange(ValueRefused):
    def __init__(self, key: str, lowest: int, highest: int, value: object) -> None:
        super().__init__(plain_line(f"{key} must be an integer from {lowest} to {highest}: {value}"))


class ValueNotText(ValueRefused):
    def __init__(self, key: str) -> None:
        super().__init__(f"{key} must be a JSON object as text")


# The review log --------------------------------------------------------------


class ReviewExists(ApiError):
    def __init__(self, review_id: int) -> None:
        super().__init__(f"a review with this id exists already: {review_id}")


class ReviewRepeated(ApiError):
    def __init__(self, review_id: int) -> None:
        super().__init__(f"the same id is given to two reviews: {review_id}")


# Packages --------------------------------------------------------------------


class PackageUnreadable(ApiError):
    """A file that is to be imported is not there, or is no undamaged package.

    Args:
        path: of the file
        reason: what is wrong with it
    """

    def __init__(self, path: object, reason: object) -> None:
        super().__init__(plain_line(f"the package {path} cannot be imported: {reason}"))


class PackageNotWritten(ApiError):
    """A package cannot be written where it should be.

    Args:
        path: of the file
        reason: why not
    """

    def __init__(self, path: object, reason: object) -> None:
        super().__init__(plain_line(f"the package {path} cannot be written: {reason}"))


# Note types ------------------------------------------------------------------


class NoteTypeExists(ApiError):
    def __init__(self) -> None:
        super().__init__("Model name already exists")


class NoteTypeNameEmpty(ApiError):
    def __init__(self) -> None:
        super().__init__("the name of a model must not be empty")


class FieldsMissing(ApiError):
    def __init__(self) -> None:
        super().__init__("Must provide at least one field for inOrderFields")


class TemplatesMissing(ApiError):
    def __init__(self) -> None:
        super().__init__("Must provide at least one card for cardTemplates")


class FieldExists(ApiError):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"field already exists in {note_type}: {name}")


class TemplateExists(ApiError):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"template already exists in {note_type}: {name}")


class FieldNameInvalid(ApiError):
    """Anki would take out what it does not allow, so that the field had another name than the client believes."""

    def __init__(self, name: str) -> None:
        rule = 'it must not be empty, contain : { } or ", or begin with # ^ or /'
        super().__init__(f"field name is not allowed, {rule}: {name}")


class TemplateNameEmpty(ApiError):
    def __init__(self) -> None:
        super().__init__("the name of a template must not be empty")


class FieldNeeded(ApiError):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"{note_type} cannot be without this field: {name}")


class TemplateNeeded(ApiError):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"{note_type} cannot be without this template: {name}")


# A note that cannot be made --------------------------------------------------


class NoteRefused(ApiError):
    """A note that was described cannot be made."""


class DuplicateNote(NoteRefused):
    def __init__(self) -> None:
        super().__init__("cannot create note because it is a duplicate")


class EmptyNote(NoteRefused):
    """The first field is empty.

    Args:
        unknown_fields: names that were sent, and are no field of the note type
    """

    def __init__(self, note_type: str, unknown_fields: Sequence[str] = ()) -> None:
        message = "cannot create note because it is empty"
        if unknown_fields:
            message += f": {note_type} has no field {', '.join(unknown_fields)}"
        super().__init__(plain_line(message))


class EmptyQuestions(NoteRefused):
    def __init__(self) -> None:
        super().__init__("The field values you have provided would make an empty question on all cards.")


class ClozeMissing(NoteRefused):
    def __init__(self, fields: Sequence[str]) -> None:
        where = f"field {fields[0]}" if len(fields) == 1 else f"the fields {', '.join(fields)}"
        super().__init__(f"cannot create note because it has no cloze deletion in {where}")


class FilteredDeckForNote(NoteRefused):
    def __init__(self, deck: str) -> None:
        super().__init__(f"cannot create note because {deck} is a filtered deck")


class OptionNotBoolean(NoteRefused):
    def __init__(self, option: str) -> None:
        super().__init__(f'option parameter "{option}" must be boolean')


class SeveralNotesRefused(NoteRefused):
    """Some notes of a list cannot be made, so none was: the reasons, in order, as the text of a Python list."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(str(list(reasons)))
