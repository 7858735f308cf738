"""Makes everything that an operation changes one entry of Anki's Undo menu.

Anki's backend gives every call an entry of its own and merges all entries since a given one on demand. So an
operation begins with a custom entry and ends by merging. Where it changed nothing, the custom entry must go again:
merged into the entry before it, it vanishes; where there is none before, undoing it does the same, and the entry
for Redo that this leaves vanishes with the next call that changes nothing.

Anki keeps 30 entries: an operation that made more backend calls than that would lose its first ones before it could
merge them. Operations work in bulk, so none comes near.
"""

from __future__ import annotations

from typing import Callable, TypeVar

from anki.collection import Collection, OpChanges

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
            col.merge_undo_entries(before.last_step)
        else:
            col.undo()
            _forget_redo(col)

    try:
        value = operation(col)
    except BaseException:
        if not changed_nothing():
            while not changed_nothing():
                col.undo()
            _forget_redo(col)
        leave_no_entry()
        raise
    if changed_nothing():
        leave_no_entry()
        return value, OpChanges()
    changes = col.merge_undo_entries(target)
    if joined is not None:
        joined.step = target
    return value, changes


def _forget_redo(col: Collection) -> None:
    col.update_notes([])
