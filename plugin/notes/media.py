"""Media files of notes (audio, video, picture): reads them from requests, and appends them to fields."""

from __future__ import annotations

import html
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Callable, NamedTuple, Optional

from anki.collection import Collection
from anki.errors import BackendError
from anki.notes import Note

from ..api.host import Host
from ..api.rights import Grant
from ..collection.media.folder import Stored, name_to_store, store, take_back
from ..collection.media.names import stored_name
from ..collection.media.source import Fetched, Source, contents_of, fetch, source_of
from ..collection.media.unconfirmed import Replacing, check_replacing
from ..errors import Code, MediaError, MediaNameUnusable, code_of, in_plain_words, reason_line, shown

# The members of a note with files, in the order in which these are appended, and the markup of each
_MARKUP = {"audio": "[sound:{}]", "video": "[sound:{}]", "picture": '<img src="{}">'}

_MAX_NAMED = 3
_LONGEST_NAME = 100  # of a file, in the notice

# The position of a field by the name that a client has sent, None for an unknown one
FindField = Callable[[str], Optional[int]]


class NoteFile(NamedTuple):
    """A file for a note.

    Args:
        source: the file as a request has it
        fields: names of the fields that it is appended to, as they were sent
        replace: whether it may replace another file of its name
        markup: for a field, with {} for the name of the file
    """

    source: Source
    fields: Sequence[str]
    replace: bool
    markup: str


class MediaFailure(NamedTuple):
    """A file that could not be added to its note.

    Args:
        filename: that it should get
        reason: why not
        code: of that reason
    """

    filename: str
    reason: str
    code: Code


def files_of(note: Mapping[str, Any]) -> list[NoteFile]:
    """The files of a wire.Note or a wire.UpdatedNote, without those whose list of fields is empty."""
    files = []
    for member, markup in _MARKUP.items():
        sent = note.get(member) or []
        for file in sent if isinstance(sent, list) else [sent]:
            if file is None:
                continue
            fields = file.get("fields")
            if fields != []:
                names = [fields] if isinstance(fields, str) else fields or ()
                files.append(NoteFile(source_of(file), names, file.get("deleteExisting", False), markup))
    return files


def requires_files(note: Mapping[str, Any]) -> bool:
    """Whether a file that cannot be fetched is an error."""
    return (note.get("options") or {}).get("mediaErrors") == "fail"


def check_rights(files: Iterable[NoteFile], grant: Grant) -> None:
    """Raise FilesForbidden or SharesForbidden if one of the files is a path that a caller may not name.

    Then there is no note without it, either: whoever sends a path does not get to know what is at it.

    Args:
        files: of a note
        grant: what the caller may do
    """
    for file in files:
        file.source.check_rights(grant)


def first_error(fetched: Iterable[Fetched]) -> Optional[MediaError]:
    """The error of the first file that could not be fetched; None if there is none."""
    return next((one for one in fetched if isinstance(one, MediaError)), None)


async def fetch_files(host: Host, files: Sequence[NoteFile], grant: Grant, *, required: bool) -> list[Fetched]:
    """Fetch the files of a note.

    Args:
        host: the program around
        files: of the note
        grant: what the caller may do
        required: whether a file that cannot be fetched is an error
    """
    fetched = await fetch(host, [file.source for file in files], grant)
    error = first_error(fetched)
    if required and error is not None:
        raise error
    await check_replacing(host, replacing(files, fetched), grant)
    return fetched


def replacing(files: Sequence[NoteFile], fetched: Sequence[Fetched]) -> list[Replacing]:
    """What may be replaced by files of a note.

    Args:
        files: of the note
        fetched: for each file its contents or its error
    """
    return [Replacing(one.source.filename, contents, one.replace) for one, contents in zip(files, fetched)]


class StoredFiles(NamedTuple):
    """The files of a note.

    Args:
        stored: those that are in the media folder
        failures: those that could not be fetched or stored
    """

    stored: Sequence[tuple[NoteFile, Stored]]
    failures: Sequence[MediaFailure]

    def append_to(self, note: Note, find: FindField) -> None:
        """Append the files to the fields of a note, which is not saved.

        Args:
            note: changed in place
            find: finds a field of the note
        """
        for file, stored in self.stored:
            for position in field_positions(file, find):
                note.fields[position] += markup_of(file, stored.name)

    def take_back(self, col: Collection, shared: Container[str] = ()) -> None:
        """Undo what storing the files has changed: no note is made with them after all.

        Args:
            col: the collection
            shared: names of files that other notes have, too
        """
        take_back(col, [stored for _, stored in self.stored if stored.name not in shared])


def store_files(
    col: Collection, files: Sequence[NoteFile], fetched: Sequence[Fetched], *, required: bool = False
) -> StoredFiles:
    """Store the files of a note.

    Args:
        col: the collection
        files: of the note
        fetched: for each file its contents or its error
        required: whether a file that cannot be stored is an error, and none is stored then
    """
    stored: list[tuple[NoteFile, Stored]] = []
    failures = []
    for file, contents in zip(files, fetched):
        filename = file.source.filename
        if isinstance(contents, MediaError):
            failures.append(MediaFailure(filename, str(contents), contents.code))
        elif contents is not None:
            try:
                stored.append((file, store(col, filename, contents, replace=file.replace)))
            except MediaError as error:
                failures.append(MediaFailure(filename, str(error), error.code))
            except BackendError as error:
                words = str(error)
                failures.append(MediaFailure(filename, reason_line(in_plain_words(words)), code_of(words)))
    kept = StoredFiles(stored, failures)
    if required and failures:
        kept.take_back(col)
        raise MediaError(failures[0].reason, failures[0].code)
    return kept


def expected_text(folder: Path, file: NoteFile, contents: Fetched) -> str:
    """What a file will add to a field.

    Args:
        folder: the media folder
        file: of a note
        contents: of the file, or its error, which adds nothing
    """
    if not isinstance(contents, (bytes, bytearray)):
        return ""
    return markup_of(file, name_to_store(folder, file.source.filename, contents, replace=file.replace))


def likely_text(folder: Path, file: NoteFile) -> str:
    """What a file is likely to add to a field, before it is fetched: its name tells, and its data if it was sent."""
    source = file.source
    if source.data is not None:
        return expected_text(folder, file, contents_of(source))
    try:
        return markup_of(file, stored_name(source.filename))
    except MediaNameUnusable:
        return ""


def markup_of(file: NoteFile, name: str) -> str:
    """What stands in a field for a file of this name."""
    # An apostrophe is not escaped: Anki takes the # of its entity for that of a URL
    return file.markup.format(html.escape(name, quote=False))


def field_positions(file: NoteFile, find: FindField) -> list[int]:
    """The positions of the fields that a file is appended to, each once."""
    return list(dict.fromkeys(position for position in map(find, file.fields) if position is not None))


def notify_failures(host: Host, failures: Sequence[MediaFailure]) -> None:
    """Tell the person at Anki which files could not be added to notes."""
    if failures:
        named = "; ".join(f"{shown(one.filename, _LONGEST_NAME)}: {one.reason}" for one in failures[:_MAX_NAMED])
        more = f"; and {len(failures) - _MAX_NAMED} more" if len(failures) > _MAX_NAMED else ""
        host.notify(f"AnkiConnect could not add a file to a note. {named}{more}")
