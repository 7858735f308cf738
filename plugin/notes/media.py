"""Media in a note: what a request wants (audio, video, picture), and how it gets into the fields."""

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

# The members of a note with files, in the order in which these are appended, and how each stands in a field
_FORMS = {"audio": "[sound:{}]", "video": "[sound:{}]", "picture": '<img src="{}">'}

_TOLD_AT_MOST = 3

# The position of a field by the name that a client has sent, None for an unknown one
FindField = Callable[[str], Optional[int]]


class WantedFile(NamedTuple):
    """A file for a note.

    Args:
        source: the file
        fields: names of the fields it is appended to, as they were sent
        replace: whether it may take the place of another file of its name
        form: how it stands in a field, with {} for its name
    """

    source: Source
    fields: Sequence[str]
    replace: bool
    form: str


class MediaFailure(NamedTuple):
    """A file that is not in its note, and why."""

    filename: str
    reason: str


def wanted_files(note: Mapping[str, Any]) -> list[WantedFile]:
    """The files of a wire.Note or a wire.UpdatedNote; none for those with an empty list of fields."""
    wanted = []
    for member, form in _FORMS.items():
        sent = note.get(member) or []
        for one in sent if isinstance(sent, list) else [sent]:
            fields = one.get("fields")
            if fields != []:
                wanted.append(WantedFile(source_of(one), fields or (), one.get("deleteExisting", False), form))
    return wanted


def must_have_files(note: Mapping[str, Any]) -> bool:
    """Whether a file that cannot be had is an error."""
    return (note.get("options") or {}).get("mediaErrors") == "fail"


def first_error(fetched: Iterable[Fetched]) -> Optional[MediaError]:
    """The error of the first file that could not be had, None if there is none."""
    return next((one for one in fetched if isinstance(one, MediaError)), None)


def attach(
    col: Collection, note: Note, files: Sequence[WantedFile], fetched: Sequence[Fetched], find: FindField
) -> list[MediaFailure]:
    """Store files and append them to the fields of a note, which is not written; tell what did not succeed.

    Args:
        col: the collection
        note: changed in place
        files: what the request wants
        fetched: the same files as they could be had
        find: finds a field of the note
    """
    troubles = []
    for file, contents in zip(files, fetched):
        filename = file.source.filename
        if isinstance(contents, MediaError):
            troubles.append(MediaFailure(filename, str(contents)))
        elif contents is not None:
            try:
                name = store(col, filename, contents, replace=file.replace)
            except (MediaError, BackendError) as error:
                troubles.append(MediaFailure(filename, plain_line(str(error))))
                continue
            # An apostrophe stays: Anki takes the # in its entity for that of a URL
            text = file.form.format(html.escape(name, quote=False))
            for position in fields_of(file, find):
                note.fields[position] += text
    return troubles


def fields_of(file: WantedFile, find: FindField) -> list[int]:
    """The positions of the fields that a file is appended to, each once."""
    return list(dict.fromkeys(position for position in map(find, file.fields) if position is not None))


def tell(host: Host, troubles: Sequence[MediaFailure]) -> None:
    """Tell the person at Anki which files are missing in notes."""
    if troubles:
        told = "; ".join(f"{one.filename}: {one.reason}" for one in troubles[:_TOLD_AT_MOST])
        more = f"; and {len(troubles) - _TOLD_AT_MOST} more" if len(troubles) > _TOLD_AT_MOST else ""
        host.notify(f"AnkiConnect could not add a file to a note. {told}{more}")
