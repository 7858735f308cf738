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
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_LONG_URL = 200
_ISOLATION_MARKS = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069])


def plain_line(text: str) -> str:
    """Make one line of plain text out of a message that Anki wrote for a window (HTML, marks, line breaks)."""
    without_tags = _TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if without_tags != text:
        without_tags = html.unescape(without_tags)
    return " ".join(without_tags.translate(_ISOLATION_MARKS).split())


class ApiError(Exception):
    """The client's request cannot be done; the text says why.

    Attributes:
        names_only: whether the text holds nothing of the request but names and ids, so that it may be kept
    """

    names_only = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def noted(self) -> str:
        """What may be kept of it: never what was in a note, which the name of the class cannot hold."""
        return self.message if self.names_only else _CAPITAL.sub(" ", type(self).__name__).lower()

    def __str__(self) -> str:
        return self.message


# The request as a whole ------------------------------------------------------


class MalformedRequest(ApiError):
    """The body is no JSON, or no request object."""


class UnsupportedAction(ApiError):
    names_only = True

    def __init__(self, action: str) -> None:
        super().__init__("unsupported action")
        self.action = action


class WrongKey(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__("valid api key must be provided")


class UnknownArgument(ApiError):
    """Worded as Python words it, because clients compare it."""

    names_only = True

    def __init__(self, action: str, name: str) -> None:
        super().__init__(f"{action}() got an unexpected keyword argument '{name}'")


class MissingArguments(ApiError):
    """Worded as Python words it, because clients compare it."""

    names_only = True

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

    names_only = True

    def __init__(self, action: str, path: str, problem: str) -> None:
        super().__init__(f"{action}: {path} {problem}")
        self.path = path
        self.problem = problem


class ScopesInvalid(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__("scopes has invalid value")


class ActionsInvalid(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__("actions has invalid value")


class NotesOrQueryMissing(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__('Must provide either "notes" or a "query"')


class FieldsOrTagsMissing(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__('Must provide a "fields" or "tags" property.')


class TagsNotList(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__("Must provide tags as a list of strings")


# The program around ----------------------------------------------------------


class CollectionUnavailable(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__("collection is not available")


class RefusedByAnki(ApiError):
    """Anki's own reason, in plain text."""

    def __init__(self, message: str) -> None:
        super().__init__(plain_line(message) or "Anki refused this without a reason")


class NeedsDesktop(ApiError):
    """Only Anki with its windows can do this.

    Args:
        action: the action's name
    """

    names_only = True

    def __init__(self, action: str) -> None:
        super().__init__(f"{action} needs Anki itself: here is a collection without the program around it")


class SwitchUnfinished(ApiError):
    """The profile was not switched: something in Anki goes on, or waits for the person."""

    names_only = True

    def __init__(self) -> None:
        super().__init__(
            "loadProfile: the profile that is open could not be closed yet; "
            "a window of Anki may hold text that is not stored, or wait for an answer"
        )


class ProfileNotOpened(ApiError):
    """Anki could not open a profile, and has told the person why."""

    names_only = True

    def __init__(self, name: str) -> None:
        super().__init__(f"loadProfile: Anki could not open the profile {name}")


# Syncing ---------------------------------------------------------------------


class SyncNotConfigured(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__("sync: auth not configured")


class SyncFailed(ApiError):
    """A sync came to nothing; what was changed here is still here, and only here.

    Args:
        reason: what is wrong
        advice: what the person can do about it
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        words = plain_line(reason) or "no reason was given"
        super().__init__(f"sync: {words}; {advice}" if advice else f"sync: {words}")


class FullSyncNeeded(SyncFailed):
    """One of the two collections would be lost, and which one is not for a program to decide.

    Args:
        reason: why they cannot be merged
        choice: what the person will be asked
    """

    names_only = True

    def __init__(self, reason: str, choice: str) -> None:
        super().__init__(f"a full sync is needed because {reason}", f"press Sync in Anki and {choice}")


# Look-ups --------------------------------------------------------------------


class NotFound(ApiError):
    """Something that was asked for by name or id is not in the collection."""

    names_only = True


class DeckNotFound(NotFound):
    def __init__(self, deck: object) -> None:
        super().__init__(f"deck was not found: {deck}")


class NoteTypeNotFound(NotFound):
    def __init__(self, name: object) -> None:
        super().__init__(f"model was not found: {name}")


class NewNoteTypeNotFound(NotFound):
    """The note type that a note should get; updateNoteModel has a text of its own for it."""

    def __init__(self, name: object) -> None:
        super().__init__(f"Model '{name}' not found")


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
    names_only = True

    def __init__(self, deck: str) -> None:
        super().__init__(f"cards cannot be put into the filtered deck: {deck}")


class DeckNameEmpty(ApiError):
    def __init__(self) -> None:
        super().__init__("the name of a deck must not be empty")


class CardsNotIncluded(ApiError):
    names_only = True

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
    names_only = True

    def __init__(self, review_id: int) -> None:
        super().__init__(f"a review with this id exists already: {review_id}")


class ReviewRepeated(ApiError):
    names_only = True

    def __init__(self, review_id: int) -> None:
        super().__init__(f"the same id is given to two reviews: {review_id}")


# Packages --------------------------------------------------------------------


class PackageUnreadable(ApiError):
    """A file that is to be imported is not there, or is no undamaged package.

    Args:
        path: of the file
        reason: what is wrong with it
    """

    names_only = True

    def __init__(self, path: object, reason: object) -> None:
        super().__init__(plain_line(f"the package {path} cannot be imported: {reason}"))


class PackageNotWritten(ApiError):
    """A package cannot be written where it should be.

    Args:
        path: of the file
        reason: why not
    """

    names_only = True

    def __init__(self, path: object, reason: object) -> None:
        super().__init__(plain_line(f"the package {path} cannot be written: {reason}"))


# Note types ------------------------------------------------------------------


class NoteTypeExists(ApiError):
    names_only = True

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
    names_only = True

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
    names_only = True

    def __init__(self) -> None:
        super().__init__("The field values you have provided would make an empty question on all cards.")


class ClozeMissing(NoteRefused):
    names_only = True

    def __init__(self, fields: Sequence[str]) -> None:
        where = f"field {fields[0]}" if len(fields) == 1 else f"the fields {', '.join(fields)}"
        super().__init__(f"cannot create note because it has no cloze deletion in {where}")


class FilteredDeckForNote(NoteRefused):
    names_only = True

    def __init__(self, deck: str) -> None:
        super().__init__(f"cannot create note because {deck} is a filtered deck")


class OptionNotBoolean(NoteRefused):
    names_only = True

    def __init__(self, option: str) -> None:
        super().__init__(f'option parameter "{option}" must be boolean')


class SeveralNotesRefused(NoteRefused):
    """Some notes of a list cannot be made, so none was: the reasons, in order, as the text of a Python list."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(str(list(reasons)))


# Windows -----------------------------------------------------------------------


class OrderInvalid(ApiError):
    def __init__(self, order: object) -> None:
        super().__init__(f"invalid card order: {order}")


class ColumnInvalid(ApiError):
    def __init__(self, column: object) -> None:
        super().__init__(f"invalid columnId: {column}")


class ColumnUnsortable(ApiError):
    def __init__(self, column: str) -> None:
        super().__init__(f"Anki cannot sort by this column: {column}")


class AddWindowClosed(ApiError):
    def __init__(self) -> None:
        super().__init__("the Add window is not open")


class FileNotImportable(ApiError):
    def __init__(self, path: str, reason: str) -> None:
        super().__init__(plain_line(f"the file {path} cannot be imported: {reason}"))


# Media -----------------------------------------------------------------------


class MediaError(ApiError):
    """A file for the media folder cannot be had."""

    def __init__(self, message: str) -> None:
        super().__init__(plain_line(message))


class MediaSourceMissing(MediaError):
    names_only = True

    def __init__(self) -> None:
        super().__init__('You must provide a "data", "path", or "url" field.')


class MediaNameUnusable(MediaError):
    def __init__(self, filename: str) -> None:
        super().__init__(f"nothing can be stored under the filename {filename!r}")


class DataNotBase64(MediaError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"data is not base64: {reason}")


class FileUnreadable(MediaError):
    """A file of this machine cannot be read.

    Args:
        path: as it was sent
        reason: why not
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"the file {path} cannot be read: {reason}")


class DownloadFailed(MediaError):
    """A file could not be downloaded.

    Args:
        url: as it was sent
        reason: why not
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url if len(url) <= _LONG_URL else url[:_LONG_URL] + '…'} cannot be downloaded: {reason}")
