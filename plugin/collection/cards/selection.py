"""Selects those of many cards that something is true of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anki.cards import CardId
from anki.collection import Collection

from ...gil import releasing_gil
from ..lookups import in_batches, rows

_BATCH = 10_000  # rows that Python converts at a time, which holds the GIL


def selected(col: Collection, sql: str, cards: Sequence[int], *more: Any) -> list[CardId]:
    """Those of the cards that a query finds, each once, in the order of the list.

    Args:
        col: the collection
        sql: as for rows(), which gives ids
        cards: ids
        more: values for the query
    """
    found: set[int] = set()
    for batch in releasing_gil(in_batches(cards, _BATCH)):
        found.update(cid for [cid] in rows(col, sql, batch, *more))
    return [CardId(cid) for cid in dict.fromkeys(cards) if cid in found]
