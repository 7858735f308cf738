"""Makes everything that an operation changes one transaction, and one entry of Anki's Undo menu.

What was changed is on disk when the transaction ends, all of it: if Anki is killed before, nothing is.

Anki's backend makes an undo entry for every call, and merges all entries since a given one on demand. So an operation
begins with an empty custom entry, and everything is merged into that at its end. If the operation changed nothing, the
entry is removed; if it raised, the entry is undone before the transaction is rolled back, so that Anki's history again
ends with what was done before.

An entry is identified by its step, a number. `undo_status().last_step` is the step that the backend counted last. It
is the step of the last entry until something is undone or a call changes nothing. So a step may belong to no entry,
and merging into it may fail.

Anki keeps 30 entries. An operation that makes more backend calls would lose its first entries before they can be
merged, so a loop of calls merges as it goes (for_each).

A backend call that fails while it changes something makes Anki forget the whole undo history. So operations check
everything that Anki may refuse before they change anything.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Callable, TypeVar

from anki.collection import Collection, OpChanges
from anki.errors import InvalidInput

from ..api.host import AnkisUndoEntry, UndoEntry
from ..gil import releasing_gil
from .transaction import transaction

T = TypeVar("T")

# One or two entries are made per item; Anki keeps 30
_ITEMS_PER_MERGE = 20


def as_one_entry(col: Collection, entry: UndoEntry, operation: Callable[[Collection], T]) -> tuple[T, OpChanges]:
    """Run an operation; what it changes is one undo entry, or none if it changes nothing.

    If the operation raises, its changes are undone.

    Args:
        col: the collection
        entry: has the name; if earlier operations have made it, and nothing else was changed since, it is added to
        operation: makes the changes
    """
    if isinstance(entry, AnkisUndoEntry):
        return _as_ankis_entry(col, operation)
    with transaction(col):
        before = col.undo_status().last_step
        own = col.add_custom_undo_entry(entry.name(col))
        try:
            value = operation(col)
        except BaseException:
            with _ignoring_lost_entry():
                col.merge_undo_entries(own)
                _undo_last_entry(col, before)
            raise
    changes = _all_changes()
    with _ignoring_lost_entry():
        changes = col.merge_undo_entries(own)
        if not changes.ListFields():
            _remove_empty_entry(col, before)
        elif entry.step == before:
            col.merge_undo_entries(before)
        else:
            entry.step = own
    if changes.notetype:
        # The cached note types may be older than an import, or have been read by a window during the operation. Anki
        # clears the cache when windows are told of the change; a request before that would store the older ones.
        col.models._clear_cache()
    if changes.config:
        # Another deck may have been chosen, which Anki only tells of an entry that is nothing else
        changes.study_queues = True
    return value, changes


def _as_ankis_entry(col: Collection, operation: Callable[[Collection], T]) -> tuple[T, OpChanges]:
    """Run an operation of at most one call, whose entry stays as Anki has made it."""
    before = col.undo_status().last_step
    with transaction(col):
        value = operation(col)
    last = col.undo_status().last_step
    return value, OpChanges() if last == before else col.merge_undo_entries(last)


def for_each(col: Collection, items: Iterable[T], change: Callable[[T], object]) -> None:
    """Make any number of backend calls, where Anki has no call for many items.

    Their entries are merged into the first of them; earlier entries stay as they are.

    Args:
        col: the collection
        items: what is to be changed
        change: makes one or two undoable backend calls for an item
    """
    before = col.undo_status().last_step
    first = None
    for item in releasing_gil(items):
        change(item)
        last = col.undo_status().last_step
        if first is None and last != before:
            first = last
        elif first is not None and last - first >= _ITEMS_PER_MERGE:
            with _ignoring_lost_entry():
                col.merge_undo_entries(first)


def _ignoring_lost_entry() -> contextlib.AbstractContextManager[None]:
    """Suppress the error that Anki raises for an entry that it does not have any more."""
    return contextlib.suppress(InvalidInput)


def _remove_empty_entry(col: Collection, before: int) -> None:
    """Remove the last entry, which is empty.

    Args:
        col: the collection
        before: the last step before it
    """
    try:
        col.merge_undo_entries(before)
    except InvalidInput:
        _undo_last_entry(col, before)


def _undo_last_entry(col: Collection, before: int) -> None:
    """Undo the last entry, leave nothing to redo, and set the step back, which shared entries are compared with.

    Args:
        col: the collection
        before: the last step before the entry
    """
    col.undo()
    col.update_notes([])  # a call that changes nothing leaves no entry, and no entry to redo
    with _ignoring_lost_entry():
        col.merge_undo_entries(before)


def _all_changes() -> OpChanges:
    """What to report when Anki has forgotten what changed: everything."""
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
