"""Tells what has become of each note of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Optional

from anki.cards import CardId
from anki.collection import Collection
from anki.notes import NoteId

from ...api.wire.saving import CardOfDuplicate, SavedNote
from ...collection.lookups import rows
from .plan import Decision, Plan
from .targets import Targets

_CARDS = """
select nid, id, queue, flags & 7, ivl from cards where nid in (select value from json_each(?)) order by nid, ord"""

_Cards = Mapping[int, list[CardOfDuplicate]]


def answers(col: Collection, plan: Plan) -> list[SavedNote]:
    """What has become of each note, or would."""
    numbers = {one.duplicate_of for one in plan.decisions if one.duplicate_of is not None}
    cards = _cards(col, filter(None, map(plan.targets.id_of, numbers)))
    return [_answer(one, plan.targets, cards) for one in plan.decisions]


def _answer(decision: Decision, targets: Targets, cards: _Cards) -> SavedNote:
    answer: SavedNote = {"status": decision.status, "noteId": _id(targets, decision.number)}
    if decision.error is not None:
        answer["error"] = str(decision.error)
    if decision.duplicate_of is not None:
        note_id = _id(targets, decision.duplicate_of)
        answer["duplicateOf"] = {"noteId": note_id, "cards": cards.get(note_id, []) if note_id is not None else []}
    return answer


def _id(targets: Targets, number: Optional[int]) -> Optional[NoteId]:
    found = None if number is None else targets.id_of(number)
    return None if found is None else NoteId(found)


def _cards(col: Collection, note_ids: Iterable[int]) -> dict[int, list[CardOfDuplicate]]:
    cards: dict[int, list[CardOfDuplicate]] = {}
    wanted: Sequence[int] = [*note_ids]
    for note_id, card_id, queue, flags, interval in rows(col, _CARDS, wanted) if wanted else ():
        card: CardOfDuplicate = {"cardId": CardId(card_id), "queue": queue, "flags": flags, "interval": interval}
        cards.setdefault(note_id, []).append(card)
    return cards
