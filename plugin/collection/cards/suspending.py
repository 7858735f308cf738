"""Suspends and unsuspends cards."""

from __future__ import annotations

from collections.abc import Sequence

from anki.cards import CardId
from anki.collection import Collection
from anki.consts import QUEUE_TYPE_SUSPENDED

from ...errors import CardNotFound
from ..lookups import rows

_QUEUES = "select id, queue from cards where id in (select value from json_each(?))"


def suspend(col: Collection, cards: Sequence[int]) -> bool:
    """Suspend cards; return whether at least one was not suspended."""
    active = [CardId(cid) for cid, queue in rows(col, _QUEUES, cards) if queue != QUEUE_TYPE_SUSPENDED]
    if active:
        col.sched.suspend_cards(active)
    return bool(active)


def unsuspend(col: Collection, cards: Sequence[int]) -> bool:
    """Unsuspend cards, and leave buried ones buried; return whether at least one was suspended."""
    suspended = [CardId(cid) for cid, queue in rows(col, _QUEUES, cards) if queue == QUEUE_TYPE_SUSPENDED]
    if suspended:
        col.sched.unsuspend_cards(suspended)
    return bool(suspended)


def is_suspended(col: Collection, card: int) -> bool:
    """Whether a card is suspended; raises CardNotFound."""
    [suspended] = are_suspended(col, [card])
    if suspended is None:
        raise CardNotFound(card)
    return suspended


def are_suspended(col: Collection, cards: Sequence[int]) -> list[bool | None]:
    """Whether each card is suspended; None for an unknown id."""
    queues = dict(map(tuple, rows(col, _QUEUES, cards)))
    return [queues[cid] == QUEUE_TYPE_SUSPENDED if cid in queues else None for cid in cards]
