"""What is remembered of a collection, to see later which rows were added, changed or removed since.

An added row has a larger id than all before, or (from a package, which keeps ids) it is among those that are not
synced and was not; then the number of rows tells whether it was there before. A removed row has left a grave, or was
among those that are not synced, or had a grave all the time, as it was removed before; where all that says nothing, the
number of rows does not fit. A changed row is newly among those that are not synced, or its time of change or its
contents are others. What undo and redo restore has its old number and time, and leaves no grave: nothing is found then,
and what finds them out is Anki's undo status.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Optional

from ...events.change import Rows


class RowState(NamedTuple):
    """By what it is seen that a row has changed.

    Args:
        modified: its time of change, in seconds
        numbers: what is in it come to this, as far as it is short
        text: likewise the rest, None if it was not read
    """

    modified: int
    numbers: int
    text: Optional[int]


# (id, kind)
Graves = frozenset[tuple[int, int]]
# By id
Unsynced = dict[int, RowState]


class UndoState(NamedTuple):
    """Anki's undo status.

    Args:
        undo: the name of what would be undone, nothing if there is nothing
        redo: the name of what would be done again
        step: the number of the last step
    """

    undo: str
    redo: str
    step: int


class TableMark(NamedTuple):
    """What is remembered of a table.

    Args:
        largest: id
        total: of all rows
        unsynced: the rows that are not synced
    """

    largest: int
    total: int
    unsynced: Unsynced


class Tables(NamedTuple):
    """What is remembered of all of them, where few enough rows are not synced.

    Args:
        second: when it was read, as the collection counts it
        notes: their table
        cards: likewise
        graves: (id, kind) of those that are not synced
        returned: likewise of all rows that are there though they have a grave
        largest_review: the id of the last review
        reviews: how many there are
    """

    second: int
    notes: TableMark
    cards: TableMark
    graves: Graves
    returned: Graves
    largest_review: int
    reviews: int

    @property
    def rows(self) -> int:
        """How many rows are remembered."""
        return len(self.notes.unsynced) + len(self.cards.unsynced) + len(self.graves) + len(self.returned)


class Mark(NamedTuple):
    """What is remembered of a collection.

    Args:
        usn: its update sequence number
        schema: when it was last changed in a way that cannot be merged, or replaced
        writes: how many rows have been written since it was opened, also to tables of a search
        undo: Anki's undo status
        tables: None if too many rows are not synced
    """

    usn: int
    schema: int
    writes: int
    undo: UndoState
    tables: Optional[Tables]


def was_undone(before: UndoState, now: UndoState) -> bool:
    """Whether something was undone, or done again, between two moments; sometimes if only something else was done.

    Args:
        before: the status then
        now: the status now
    """
    if now == before:
        return False
    if now.redo:  # everything else empties it
        return True
    return bool(before.redo) and (now.undo == before.redo or now.step - before.step > 1)


def difference(
    before: TableMark, now: TableMark, found: Unsynced, graves: Sequence[int], second: int
) -> Optional[Rows]:
    """Which rows of a table were added, changed or removed; None if that cannot be told.

    Args:
        before: what is remembered
        now: how it is
        found: its rows that may be new or changed, those that were synced since among them
        graves: the ids of rows that were removed since
        second: when it was read before
    """
    added = sorted(one for one in found if one > before.largest)
    # rows that were there and are changed, or rows that a package has brought with their ids
    low = [one for one in found if one <= before.largest and one not in before.unsynced]
    changed = [one for one, state in found.items() if _is_another(before.unsynced.get(one), state, second)]
    gone = [*graves, *(before.unsynced.keys() - now.unsynced.keys())]
    removed = {one for one in gone if one <= before.largest and one not in found and one not in now.unsynced}
    unexplained = now.total - before.total - len(added) + len(removed)
    if unexplained == 0:
        changed += low
    elif unexplained == len(low):
        added = sorted([*added, *low])
    else:
        return None
    return Rows(added, sorted(changed), sorted(removed))


def _is_another(before: Optional[RowState], now: RowState, second: int) -> bool:
    """Whether a row that was not synced before has been changed, or may have been."""
    if before is None:
        return False
    if before[:2] != now[:2]:
        return True
    if before.modified < second - 1:
        return False  # a change since would have another time
    return before.text is None or before.text != now.text
