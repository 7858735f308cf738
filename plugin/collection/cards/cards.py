"""Suspends cards, and tells single things about many cards at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anki.cards import CardId
from anki.collection import Collection
from anki.consts import QUEUE_TYPE_SUSPENDED
from anki.notes import NoteId

from ...errors import CardNotFound
from ..lookups import rows

_QUEUES = "select id, queue from cards where id in (select value from json_each(?))"
_NOTES = "select id, nid from cards where id in (select value from json_each(?))"
_CHANGES = "select id, mod from cards where id in (select value from json_each(?))"


def suspend(col: Collection, cards: Sequence[int]) -> bool:
    """Suspend cards; tell whether there was anything to do."""
    active = [CardId(cid) for cid, queue in rows(col, _QUEUES, cards) if queue != QUEUE_TYPE_SUSPENDED]
    if active:
        col.sched.suspend_cards(active)
    return bool(active)


def unsuspend(col: Collection, cards: Sequence[int]) -> bool:
    """Unsuspend cards, and leave buried ones buried; tell whether there was anything to do."""
    suspended = [CardId(cid) for cid, queue in rows(col, _QUEUES, cards) if queue == QUEUE_TYPE_SUSPENDED]
    if suspended:
        col.sched.unsuspend_cards(suspended)
    return bool(suspended)


def is_suspended(col: Collection, card: int) -> bool:
    """Tell whether a card is suspended."""
    [found] = are_suspended(col, [card])
    if found is None:
        raise CardNotFound(card)
    return found


def are_suspended(col: Collection, cards: Sequence[int]) -> list[bool | None]:
    """Tell of each card whether it is suspended; None for an unknown id."""
    queues = _by_card(col, _QUEUES, cards)
    return [queues[cid] == QUEUE_TYPE_SUSPENDED if cid in queues else None for cid in cards]


def notes_of(col: Collection, cards: Sequence[int]) -> list[NoteId]:
    """The notes of cards, each once, in the order of the cards; unknown cards are left out."""
    notes = _by_card(col, _NOTES, cards)
    return list(dict.fromkeys(NoteId(notes[cid]) for cid in cards if cid in notes))


def change_times(col: Collection, cards: Sequence[int]) -> list[dict[str, Any]]:
    """When each card was last changed; {} for an unknown id."""
    times = _by_card(col, _CHANGES, cards)
    return [{"cardId": cid, "mod": times[cid]} if cid in times else {} for cid in cards]


def _by_card(col: Collection, sql: str, cards: Sequence[int]) -> dict[int, int]:
    return dict(map(tuple, rows(col, sql, cards)))
