"""Moves new cards in the queue of new cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from anki.collection import Collection
from anki.config import Config

from ...errors import CollectionUnavailable, WrongArgument
from .selection import selected

_HIGHEST = 2**31 - 1  # that Anki can store
# A new card has the type 0, wherever it is
_NEW = "select id from cards where id in (select value from json_each(?)) and type = 0"
_LAST = "select coalesce(max(due), 0) from cards where type = 0"


class Positions(NamedTuple):
    """Where cards go.

    Args:
        start: the position of the first
        step: from one note to the next
        shuffle: in a random order, not in that of the list
        shift: whether new cards that are there already move on
    """

    start: int
    step: int
    shuffle: bool
    shift: bool

    def check(self, action: str) -> None:
        """Raise WrongArgument if there are no such positions.

        Args:
            action: for the error text
        """
        if not 0 <= self.start <= _HIGHEST:
            raise WrongArgument(action, "start", "must be 0 or more, and a position that Anki can store")
        if not 1 <= self.step <= _HIGHEST:
            raise WrongArgument(action, "step", "must be 1 or more, and a distance that Anki can store")


def reposition(col: Collection, action: str, cards: Sequence[int], positions: Positions) -> int:
    """Give new cards other positions; return how many there were.

    Anki would keep the two choices as what its own window offers the next time, which the person has chosen.

    Args:
        col: the collection
        action: for the error text
        cards: ids; those that are not of new cards are skipped
        positions: where they go
    """
    new = selected(col, _NEW, cards)
    if not new:
        return 0
    last = max(positions.start, _last_position(col) if positions.shift else 0)
    if last + positions.step * len(new) > _HIGHEST:
        raise WrongArgument(action, "step", f"is too large: the last position would be above {_HIGHEST}")
    chosen = col.sched.reposition_defaults()
    moved = col.sched.reposition_new_cards(
        new, positions.start, positions.step, positions.shuffle, positions.shift
    ).count
    col.set_config_bool(Config.Bool.RANDOM_ORDER_REPOSITION, chosen.random, undoable=True)
    col.set_config_bool(Config.Bool.SHIFT_POSITION_OF_EXISTING_CARDS, chosen.shift, undoable=True)
    return moved


def _last_position(col: Collection) -> int:
    if col.db is None:
        raise CollectionUnavailable
    return int(col.db.scalar(_LAST))
