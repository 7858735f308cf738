"""Media files of notes (audio, video, picture): reads them from requests, and appends them to fields."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional

from anki.collection import Collection
from anki.errors import BackendError
from anki.notes import Note

from ..api.host import Host
from ..collection.media.folder import store
from ..collection.media.source import Fetched, Source, source_of
from ..errors import MediaError, plain_line

# The members of a note with files, in the order in which these are appended, and the markup of each
_MARKUP = {"audio": "[sound:{}]", "video": "[sound:{}]", "picture": '<img src="{}">'}

_MAX_NAMED = 3

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
    """A file that could not be added to its note, and why."""

    filename: str
    reason: str


def files_of(note: Mapping[str, Any]) -> list[NoteFile]:
    """The files of a wire.Note or a wire.UpdatedNote, without those whose list of fields is empty."""
    files = []
    for member, markup in _MARKUP.items():
        sent = note.get(member) or []
        for file in sent if isinstance(sent, list) else [sent]:
            fields = file.get("fields")
            if fields != []:
                files.append(NoteFile(source_of(file), fields or (), file.get("deleteExisting", False), markup))
    return files


def requires_files(note: Mapping[str, Any]) -> bool:
    """Whether a file that cannot be fetched is an error."""
    return (note.get("options") or {}).get("mediaErrors") == "fail"


def first_error(fetched: Iterable[Fetched]) -> Optional[MediaError]:
    """The error of the first file that could not be fetched; None if there is none."""
    return next((one for one in fetched if isinstance(one, MediaError)), None)


def append_files(
    col: Collection, note: Note, files: Sequence[NoteFile], fetched: Sequence[Fetched], find: FindField
) -> list[MediaFailure]:
    """Store files and append them to the fields of a note, which is not saved; return the files that failed.

    Args:
        col: the collection
        note: changed in place
        files: of the note
        fetched: for each file its contents or its error
        find: finds a field of the note
    """
    failures = []
    for file, contents in zip(files, fetched):
        filename = file.source.filename
        if isinstance(contents, MediaError):
            failures.append(MediaFailure(filename, str(contents)))
        elif contents is not None:
            try:
                name = store(col, filename, contents, replace=file.replace)
            except (MediaError, BackendError) as error:
                failures.append(MediaFailure(filename, plain_line(str(error))))
                continue
            # An apostrophe is not escaped: Anki takes the # of its entity for that of a URL
            text = file.markup.format(html.escape(name, quote=False))
            for position in field_positions(file, find):
                note.fields[position] += text
    return failures


def field_positions(file: NoteFile, find: FindField) -> list[int]:
    """The positions of the fields that a file is appended to, each once."""
    return list(dict.fromkeys(position for position in map(find, file.fields) if position is not None))


def notify_failures(host: Host, failures: Sequence[MediaFailure]) -> None:
    """Tell the person at Anki which files could not be added to notes."""
    if failures:
        named = "; ".join(f"{one.filename}: {one.reason}" for one in failures[:_MAX_NAMED])
        more = f"; and {len(failures) - _MAX_NAMED} more" if len(failures) > _MAX_NAMED else ""
        host.notify(f"AnkiConnect could not add a file to a note. {named}{more}")
