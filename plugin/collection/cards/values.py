"""Sets single values of cards, such as the ease, within the ranges that Anki can store.

Anki's backend silently truncates a number that is too large to its lower bits, so all ranges are checked here, and ids
are looked up. It is up to the client that the values of a card are consistent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from anki.cards import Card, CardId
from anki.collection import Collection
from anki.decks import DeckId
from anki.errors import InvalidInput

from ...api.wire.cards import SetOrNot
from ...errors import (
    ApiError,
    CardNotFound,
    DeckNotFound,
    LengthsDiffer,
    NoSuchValue,
    NoteNotFound,
    RefusedByAnki,
    ValueIsAnkis,
    ValueNotText,
    ValueOutOfRange,
    WrongArgument,
    in_plain_words,
)
from ...gil import releasing_gil
from ..lookups import known_cards, known_notes, rows

_EASES = "select id, factor from cards where id in (select value from json_each(?))"

_DIGITS = re.compile("-?[0-9]{1,19}")  # as many as the largest number of 64 bits has

_UINT16, _INT32, _UINT32, _INT64 = 2**16 - 1, 2**31 - 1, 2**32 - 1, 2**63 - 1


class _Number(NamedTuple):
    """A number of a card, which has the same name in the database and in anki.cards.Card.

    Args:
        lowest: that Anki can store
        highest: that Anki can store
        needs_warning: whether it is only set with warning_check
    """

    lowest: int
    highest: int
    needs_warning: bool


_NUMBERS = {
    "nid": _Number(1, _INT64, needs_warning=True),
    "did": _Number(1, _INT64, needs_warning=True),
    "ord": _Number(0, _UINT16, needs_warning=True),
    "type": _Number(0, 3, needs_warning=True),
    "queue": _Number(-3, 4, needs_warning=True),
    "due": _Number(-_INT32 - 1, _INT32, needs_warning=False),
    "ivl": _Number(0, _UINT32, needs_warning=True),
    "factor": _Number(0, _UINT16, needs_warning=False),
    "reps": _Number(0, _UINT32, needs_warning=True),
    "lapses": _Number(0, _UINT32, needs_warning=True),
    "left": _Number(0, _UINT32, needs_warning=True),
    "odue": _Number(-_INT32 - 1, _INT32, needs_warning=False),
    "odid": _Number(0, _INT64, needs_warning=True),
    "flags": _Number(0, 7, needs_warning=False),
}
_CUSTOM_DATA = "data"
_READ_ONLY = frozenset({"id", "mod", "usn"})
_NEED_WARNING = _READ_ONLY | {name for name, number in _NUMBERS.items() if number.needs_warning}


# Ease ------------------------------------------------------------------------


def ease_factors(col: Collection, cards: Sequence[int]) -> list[int | None]:
    """The ease of each card in permille; None for an unknown id."""
    eases = _eases(col, cards)
    return [eases.get(cid) for cid in cards]


def set_ease_factors(col: Collection, cards: Sequence[int], factors: Sequence[int]) -> list[bool]:
    """Set the ease of each card, the last one given for it; return for each card whether it exists."""
    _check_factors(cards, factors)
    eases = _eases(col, cards)
    wanted = dict(zip(cards, factors))
    changed = [_with_ease(col, cid, wanted[cid]) for cid, ease in releasing_gil(eases.items()) if wanted[cid] != ease]
    if changed:
        col.update_cards(changed)
    return [cid in eases for cid in cards]


def _check_factors(cards: Sequence[int], factors: Sequence[int]) -> None:
    if len(cards) != len(factors):
        raise LengthsDiffer("cards", len(cards), "easeFactors", len(factors))
    for position, factor in enumerate(factors):
        if not 0 <= factor <= _UINT16:
            rule = f"must be an integer from 0 to {_UINT16}"
            raise WrongArgument("setEaseFactors", f"easeFactors[{position}]", rule)


def _eases(col: Collection, cards: Sequence[int]) -> dict[int, int]:
    return dict(map(tuple, rows(col, _EASES, cards)))


def _with_ease(col: Collection, cid: int, factor: int) -> Card:
    card = col.get_card(CardId(cid))
    card.factor = factor
    return card


# Any value -------------------------------------------------------------------


def are_well_formed(card: Any, keys: Any, values: Any) -> bool:
    """Whether these are the id of one card and two lists of the same length."""
    both_lists = isinstance(keys, list) and isinstance(values, list)
    return integer_of(card) is not None and both_lists and len(keys) == len(values)


def need_warning(keys: Sequence[Any]) -> bool:
    """Whether one of the keys is only set with warning_check."""
    return any(isinstance(key, str) and key in _NEED_WARNING for key in keys)


def set_values(col: Collection, card_id: Any, keys: Sequence[Any], values: Sequence[Any]) -> list[SetOrNot]:
    """Set those values of a card that can be set; return for each key True, or [False, reason].

    Args:
        col: the collection
        card_id: of the card; if it does not exist, [[False, reason]] is returned
        keys: names of database columns
        values: for each key
    """
    cid = integer_of(card_id)
    if cid is None or not known_cards(col, [cid]):
        return [(False, str(CardNotFound(card_id)))]
    card = col.get_card(CardId(cid))
    before = vars(card).copy()
    outcomes = [_try_to_set(col, card, key, value) for key, value in zip(keys, values)]
    if vars(card) != before:
        col.update_card(card)
    return outcomes


def _try_to_set(col: Collection, card: Card, key: Any, value: Any) -> SetOrNot:
    try:
        if key == _CUSTOM_DATA:
            _set_custom_data(col, card, value)
        else:
            _set_number(col, card, key, value)
    except ApiError as error:
        return False, str(error)
    return True


def _set_number(col: Collection, card: Card, key: Any, value: Any) -> None:
    if isinstance(key, str) and key in _READ_ONLY:
        raise ValueIsAnkis(key)
    column = _NUMBERS.get(key) if isinstance(key, str) else None
    if column is None:
        raise NoSuchValue(key)
    number = integer_of(value)
    if number is None or not column.lowest <= number <= column.highest:
        raise ValueOutOfRange(key, column.lowest, column.highest, value)
    _check_id(col, key, number)
    setattr(card, key, number)


def _check_id(col: Collection, key: str, number: int) -> None:
    if key in ("did", "odid") and number and col.decks.name_if_exists(DeckId(number)) is None:
        raise DeckNotFound(number)
    if key == "nid" and not known_notes(col, [number]):
        raise NoteNotFound(number)


def _set_custom_data(col: Collection, card: Card, value: Any) -> None:
    """Set and save the custom data at once: Anki validates it when the card is saved, and then saves nothing."""
    if not isinstance(value, str):
        raise ValueNotText(_CUSTOM_DATA)
    before, card.custom_data = card.custom_data, value
    if value == before:
        return
    try:
        col.update_card(card)
    except InvalidInput as error:
        card.custom_data = before
        raise RefusedByAnki(in_plain_words(str(error))) from None


def integer_of(value: Any) -> int | None:
    """The integer that clients write as 1, 1.0 or "1"; None if it is not one."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if type(value) is int else None
