"""What an event tells of a change: which rows, or only of which kinds, in the members that clients see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

MOST_IDS = 1000  # in one list

# Members of a change that are lists of rows, and those that only say that there is something new
ROWS = ("notes", "cards", "reviews")
FLAGS = ("decks", "models", "tags", "config")
# What a client may ask for
TYPES = (*ROWS, *FLAGS, "profile")

# Who has made a change
API, ANKI, SYNC, UNDO = "api", "anki", "sync", "undo"

# What is said of a change of which nothing is known
EVERYTHING = frozenset((*ROWS, *FLAGS))


class Rows(NamedTuple):
    """Rows of a table, by their ids.

    Args:
        added: since the last event
        changed: likewise
        removed: likewise
    """

    added: list[int]
    changed: list[int]
    removed: list[int]


class Review(NamedTuple):
    """An entry of the review log.

    Args:
        id: of the entry
        card: the id of its card
        ease: the button, 0 if none was pressed
    """

    id: int
    card: int
    ease: int


class Changed(NamedTuple):
    """All rows that changed."""

    notes: Rows
    cards: Rows
    reviews: list[Review]


def change_data(changed: Changed | None, kinds: Iterable[str], by: str, what: str = "") -> dict[str, Any] | None:
    """The data of an event; None if there is nothing to tell.

    Args:
        changed: the rows; None if they are not known, then `kinds` says of which there are some
        kinds: members in which something changed; of those with rows, only if these are not known
        by: who has changed it: API, ANKI, SYNC or UNDO
        what: the name of the undo entry, if there is one
    """
    data: dict[str, Any] = {}
    if changed is None:
        data.update((kind, True) for kind in ROWS if kind in kinds)
    else:
        data = _lists(changed)
    data.update((kind, True) for kind in FLAGS if kind in kinds)
    if not data:
        return None
    if changed is None:
        data["ids"] = False
    data["by"] = by
    if what:
        data["what"] = what
    return data


def _lists(changed: Changed) -> dict[str, Any]:
    data: dict[str, Any] = {}
    truncated = len(changed.reviews) > MOST_IDS
    for name, rows in (("notes", changed.notes), ("cards", changed.cards)):
        lists = {kind: ids[:MOST_IDS] for kind, ids in rows._asdict().items() if ids}
        truncated = truncated or any(len(ids) > MOST_IDS for ids in rows)
        if lists:
            data[name] = lists
    if changed.reviews:
        data["reviews"] = [{"id": one.id, "cardId": one.card, "ease": one.ease} for one in changed.reviews[:MOST_IDS]]
    if truncated:
        data["truncated"] = True
    return data


def narrowed(data: Mapping[str, Any], types: frozenset[str]) -> Mapping[str, Any] | None:
    """The data of a change for a client that asked for some types; None if nothing of it concerns them.

    Args:
        data: from change_data()
        types: some of TYPES
    """
    left_out = EVERYTHING - types
    if left_out.isdisjoint(data):
        return data
    rest = {name: value for name, value in data.items() if name not in left_out}
    return rest if not EVERYTHING.isdisjoint(rest) else None
