"""What the actions on cards do to a collection."""

from __future__ import annotations

from collections.abc import Sequence

from anki.cards import CardId
from anki.collection import Collection
from anki.consts import QUEUE_TYPE_SUSPENDED

from .lookups import rows

_QUEUES = "select id, queue from cards where id in (select value from json_each(?))"


def suspend(col: Collection, cards: Sequence[int]) -> bool:
    """Suspend cards; tell whether there was anything to do."""
    active = [CardId(cid) for cid, queue in rows(col, _QUEUES, cards) if queue != QUEUE_TYPE_SUSPENDED]
    if active:
        col.sched.suspend_cards(active)
    return bool(active)


def unsuspend(col: Collection, cards: Sequence[int]) -> bool:
    """Unsuspend cards; tell whether there was anything to do."""
    suspended = [CardId(cid) for cid, queue in rows(col, _QUEUES, cards) if queue == QUEUE_TYPE_SUSPENDED]
    if suspended:
        col.sched.unsuspend_cards(suspended)
    return bool(suspended)


def are_suspended(col: Collection, cards: Sequence[int]) -> list[bool | None]:
    """Tell of each card whether it is suspended; None for an unknown id."""
    queues = _queues(col, cards)
    return [queues[cid] == QUEUE_TYPE_SUSPENDED if cid in queues else None for cid in cards]


def _queues(col: Collection, cards: Sequence[int]) -> dict[int, int]:
    return dict(map(tuple, rows(col, _QUEUES, cards)))
