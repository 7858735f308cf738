"""Buries and unburies cards."""

from __future__ import annotations

from collections.abc import Sequence

from anki.collection import Collection
from anki.consts import QUEUE_TYPE_MANUALLY_BURIED, QUEUE_TYPE_SIBLING_BURIED, QUEUE_TYPE_SUSPENDED

from .selection import selected

_NOT_IN_QUEUES = """
select id from cards where id in (select value from json_each(?1))
    and queue not in (select value from json_each(?2))"""
_IN_QUEUES = """
select id from cards where id in (select value from json_each(?1))
    and queue in (select value from json_each(?2))"""
# To bury a suspended card would unsuspend it, so Anki does not. One that Anki has buried as a sibling of another
# changes: from then on it is one that was buried by hand
_STAYS = f"[{QUEUE_TYPE_SUSPENDED}, {QUEUE_TYPE_MANUALLY_BURIED}]"
_BURIED = f"[{QUEUE_TYPE_SIBLING_BURIED}, {QUEUE_TYPE_MANUALLY_BURIED}]"


def bury(col: Collection, cards: Sequence[int]) -> bool:
    """Bury cards by hand, and leave suspended ones as they are; return whether any changed."""
    changing = selected(col, _NOT_IN_QUEUES, cards, _STAYS)
    if changing:
        col.sched.bury_cards(changing, manual=True)
    return bool(changing)


def unbury(col: Collection, cards: Sequence[int]) -> bool:
    """Unbury cards, whoever buried them, and leave suspended ones as they are; return whether any changed."""
    buried = selected(col, _IN_QUEUES, cards, _BURIED)
    if buried:
        col.sched.unbury_cards(buried)
    return bool(buried)
