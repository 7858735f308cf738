"""Changes notes of the collection: fields, tags, and files appended to fields."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional

from anki.collection import Collection
from anki.errors import BackendError
from anki.notes import Note

from ..api.host import Host
from ..api.rights import Grant
from ..collection.lookups import get_note
from ..collection.media.source import size_in_items
from ..collection.names import field_name
from ..collection.tags import new_tags, same_tags
from ..errors import TagsNotList
from .field_text import fields_change
from .media import (
    FindField,
    MediaFailure,
    check_rights,
    fetch_files,
    files_of,
    notify_failures,
    requires_files,
    store_files,
)
from .showable import check_showable_apart


class Update(NamedTuple):
    """What a request wants to change in a note.

    Args:
        note_id: of the note
        fields: new contents by exact field name; unknown names are ignored
        tags: replace all tags of the note; None leaves them as they are
        sent: the note as it was sent, with its files
        grant: what the caller may do
    """

    note_id: int
    fields: Mapping[str, str]
    tags: Optional[Sequence[str]]
    sent: Mapping[str, Any]
    grant: Grant


def validated_tags(tags: Any) -> list[str]:
    """Check a request's tags, and return them as a list; a single string is one tag."""
    listed = [tags] if isinstance(tags, str) else tags
    if not isinstance(listed, list) or not all(isinstance(tag, str) for tag in listed):
        raise TagsNotList
    return new_tags(listed)


def set_fields(note: Note, contents: Mapping[str, str]) -> None:
    """Set fields by their exact names, ignoring names that are no field."""
    find = finder(note)
    for name, content in contents.items():
        position = find(name)
        if position is not None:
            note.fields[position] = content


def finder(note: Note) -> FindField:
    """What finds the position of a field of a note by its exact name."""
    positions = {name: position for position, name in enumerate(note.keys())}
    return lambda name: positions.get(name, positions.get(field_name(name)))


def set_tags(note: Note, tags: Sequence[str]) -> bool:
    """Replace the tags of a note, which is not saved; return whether they differ."""
    if same_tags(note.tags, tags):
        return False
    note.tags = [*tags]
    return True


def replace_tags(col: Collection, note_id: int, tags: Sequence[str]) -> None:
    """Replace the tags of a note of the collection."""
    note = get_note(col, note_id)
    if set_tags(note, tags):
        col.update_note(note)


async def update(
    host: Host, change: Callable[[Callable[[Collection], Any], int], Awaitable[Any]], requested: Update
) -> None:
    """Fetch the files of a note, then change it.

    Args:
        host: the program around
        change: runs an operation on that many items as one undo entry
        requested: what to change
    """
    await check_showable_apart(host, requested.fields)
    files = files_of(requested.sent)
    check_rights(files, requested.grant)
    if files:
        await host.read(lambda col: get_note(col, requested.note_id), 1)  # nothing is fetched for an unknown note
    fetched = await fetch_files(host, files, requested.grant, required=requires_files(requested.sent))

    def operation(col: Collection) -> Sequence[MediaFailure]:
        note = get_note(col, requested.note_id)
        before = list(note.fields)
        set_fields(note, requested.fields)
        tags_changed = requested.tags is not None and set_tags(note, requested.tags)
        kept = store_files(col, files, fetched, required=requires_files(requested.sent))
        kept.append_to(note, finder(note))
        if tags_changed or fields_change(col, note, before):
            try:
                col.update_note(note)
            except BackendError:
                kept.take_back(col)
                raise
        return kept.failures

    notify_failures(host, await change(operation, 1 + size_in_items(fetched)))
