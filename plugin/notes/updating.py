"""Changes notes that are in the collection: fields, tags, and files appended to fields."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional

from anki.collection import Collection
from anki.errors import NotFoundError
from anki.notes import Note, NoteId

from ..api.host import Host
from ..collection.media.source import fetch, weight
from ..collection.tags import same_tags, tag_list
from ..errors import NoteNotFound, TagsNotList
from .field_text import differs
from .media import MediaFailure, attach, first_error, must_have_files, tell, wanted_files


class Update(NamedTuple):
    """What a request wants to change in a note.

    Args:
        note_id: of the note
        fields: new contents by exact field name; unknown names are ignored
        tags: in the place of all that it has, None to leave them
        sent: the note as it was sent, with the files that it wants
    """

    note_id: int
    fields: Mapping[str, str]
    tags: Optional[Sequence[str]]
    sent: Mapping[str, Any]


def note_of(col: Collection, note_id: int) -> Note:
    """The note of that id."""
    try:
        return col.get_note(NoteId(note_id))
    except NotFoundError:
        raise NoteNotFound(note_id) from None


def given_tags(tags: Any) -> list[str]:
    """The tags that a note is to have, as updateNote and updateNoteTags are given them; a single text is one tag."""
    if isinstance(tags, str):
        return [tags]
    if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
        return tags
    raise TagsNotList


def set_fields(note: Note, contents: Mapping[str, str]) -> None:
    """Fill fields by their exact names, ignoring names that are no field."""
    for name, content in contents.items():
        if name in note:
            note[name] = content


def set_tags(note: Note, tags: Sequence[str]) -> bool:
    """Give a note just these tags; tell whether it had others."""
    if same_tags(note.tags, tag_list(tags)):
        return False
    note.tags = tag_list(tags)
    return True


def replace_all_tags(col: Collection, note_id: int, tags: Sequence[str]) -> None:
    """Give a note of the collection just these tags."""
    note = note_of(col, note_id)
    if set_tags(note, tags):
        col.update_note(note)


async def update(
    host: Host, change: Callable[[Callable[[Collection], Any], int], Awaitable[Any]], wanted: Update
) -> None:
    """Change a note, once its files are there.

    Args:
        host: the program around
        change: runs an operation on so many things as one undo entry
        wanted: what to change
    """
    files = wanted_files(wanted.sent)
    if files:
        await host.read(lambda col: note_of(col, wanted.note_id), 1)  # nothing is fetched for an unknown note
    fetched = await fetch(host, [file.source for file in files])
    error = first_error(fetched)
    if error is not None and must_have_files(wanted.sent):
        raise error

    def operation(col: Collection) -> list[MediaFailure]:
        note = note_of(col, wanted.note_id)
        before = list(note.fields)
        set_fields(note, wanted.fields)
        positions = {name: position for position, name in enumerate(note.keys())}
        tags_changed = wanted.tags is not None and set_tags(note, wanted.tags)
        troubles = attach(col, note, files, fetched, positions.get)
        if tags_changed or differs(col, note, before):
            col.update_note(note)
        return troubles

    tell(host, await change(operation, 1 + weight(fetched)))
