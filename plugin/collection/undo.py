"""Makes everything that an operation changes one entry of Anki's Undo menu.

Anki's backend gives every call an entry of its own and merges all entries since a given one on demand. So an
operation begins with a custom entry and ends by merging. Where it changed nothing, the custom entry must go again:
merged into the entry before it, it vanishes; where there is none before, undoing it does the same, and the entry
for Redo that this leaves vanishes with the next call that changes nothing.

Anki keeps 30 entries: an operation that made more backend calls than that would lose its first ones before it could
merge them. Operations work in bulk, so none comes near, or merge as they go (portions.py).

A backend call that fails while it changes something makes Anki forget the whole undo history, and with it what the
operation did before. So operations look before they leap; where one fails nevertheless, what it did stays.
"""

from __future__ import annotations

from typing import Callable, TypeVar

from anki.collection import Collection, OpChanges
from anki.errors import InvalidInput

from ..host import JoinedUndo

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
    before = col.undo_status()
    joins = joined is not None and joined.step == before.last_step
    target = before.last_step if joins else col.add_custom_undo_entry(name)

    def changed_nothing() -> bool:
        return col.undo_status().last_step == target

    def leave_no_entry() -> None:
        if joins:
            return
        if before.undo:
            merge_into(col, before.last_step)
        else:
            col.undo()
            _forget_redo(col)

    try:
        value = operation(col)
    except BaseException:
        if not changed_nothing():
            while not changed_nothing() and col.undo_status().undo:
                col.undo()
            _forget_redo(col)
        if changed_nothing():
            leave_no_entry()
        raise
    if changed_nothing():
        leave_no_entry()
        return value, OpChanges()
    changes = merge_into(col, target)
    if joined is not None:
        joined.step = target
    return value, changes


def merge_into(col: Collection, target: int) -> OpChanges:
    """Merge all entries since `target` into that; give what they changed.

    Where the history with `target` is gone, the changes of a call that failed and was repeated have no entry to go
    to, and nobody knows any more what they were.
    """
    try:
        return col.merge_undo_entries(target)
    except InvalidInput:
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


def _forget_redo(col: Collection) -> None:
    col.update_notes([])
