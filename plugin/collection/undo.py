"""Makes everything that an operation changes one entry of Anki's Undo menu.

Anki's backend gives every call an entry of its own and merges all entries since a given one on demand. So an
operation begins with an empty entry of its own, into which it is merged in the end. If it changed nothing, that entry
must go again; if it raised, that entry is undone.

Entries are named by numbers. The backend tells the number that it counted last, which is that of the last entry
until something is undone or a call changes nothing. So a number that was read once is never waited for, and where
something is merged into the entry before, Anki may not find it.

Anki keeps 30 entries: an operation that made more backend calls than that would lose its first ones before it could
merge them. Operations work in bulk, so none comes near, or merge as they go (batches.py).

A backend call that fails while it changes something makes Anki forget the whole undo history, and with it what the
operation did before. So operations look before they leap; where one fails nevertheless, what it did stays.
"""

from __future__ import annotations

import contextlib
from typing import Callable, TypeVar

from anki.collection import Collection, OpChanges
from anki.errors import InvalidInput

from ..api.host import JoinedUndo

T = TypeVar("T")


def as_one_entry(
    col: Collection, name: str, operation: Callable[[Collection], T], joined: JoinedUndo | None = None
) -> tuple[T, OpChanges]:
    """Run an operation; what it changes is one entry, or none if it changes nothing.

    If the operation raises, what it had changed is taken back.

    Args:
        col: the collection
        name: of the entry
        operation: makes the changes
        joined: the entry of earlier operations to add to, as long as nobody else has changed anything since
    """
    before = col.undo_status().last_step
    own = col.add_custom_undo_entry(name)
    try:
        value = operation(col)
    except BaseException:
        with _unless_forgotten():
            col.merge_undo_entries(own)
            _undo_last_entry(col, before)
        raise
    changes = _anything()
    with _unless_forgotten():
        changes = col.merge_undo_entries(own)
        if not changes.ListFields():
            _drop_empty_entry(col, before)
        elif joined is not None and joined.step == before:
            col.merge_undo_entries(before)
        elif joined is not None:
            joined.step = own
    if changes.notetype:
        # Its copies of note types may be older than an import, or read again by a window while this went on. Anki drops
        # them when windows are told of the change; a request that comes before would store the older ones.
        col.models._clear_cache()
    return value, changes


def merge_into(col: Collection, entry: int) -> None:
    """Merge all later entries into one, if Anki still has it."""
    with _unless_forgotten():
        col.merge_undo_entries(entry)


def _unless_forgotten() -> contextlib.AbstractContextManager[None]:
    """Do something with an entry, and nothing if Anki does not find it."""
    return contextlib.suppress(InvalidInput)


def _drop_empty_entry(col: Collection, before: int) -> None:
    """Remove the last entry, which has nothing in it.

    Args:
        col: the collection
        before: the number that Anki had counted last before it
    """
    try:
        col.merge_undo_entries(before)
    except InvalidInput:
        _undo_last_entry(col, before)


def _undo_last_entry(col: Collection, before: int) -> None:
    """Undo the last entry, leave nothing to redo, and have Anki count on from where it was, which joined ones need.

    Args:
        col: the collection
        before: the number that Anki had counted last before it
    """
    col.undo()
    col.update_notes([])  # a call that changes nothing leaves no entry, and no entry to redo
    merge_into(col, before)


def _anything() -> OpChanges:
    """What may have changed where Anki has forgotten it."""
    return OpChanges(
        card=True,
        note=True,
        deck=True,
        tag=True,
        notetype=True,
        config=True,
        deck_config=True,
        browser_table=True,
        browser_sidebar=True,
        note_text=True,
        study_queues=True,
    )
