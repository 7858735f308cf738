"""Tells of a collection as a whole: how much is in it, and what holds for all of it."""

from __future__ import annotations

from typing import Any

from anki.collection import Collection

from ..errors import CollectionUnavailable
from .decks.fsrs import fsrs_is_on

_COUNTS = """
select (select count() from notes), (select count() from cards), (select count() from cards where queue = -1),
  (select count() from revlog where ease > 0)"""


def overview(col: Collection) -> dict[str, Any]:
    """The counts of a collection, when its days begin, and how it schedules.

    Args:
        col: the collection
    """
    if col.db is None:
        raise CollectionUnavailable
    [(notes, cards, suspended, reviews)] = col.db.all(_COUNTS)
    due = col.sched.deck_due_tree()
    return {
        "notes": notes,
        "cards": cards,
        "suspendedCards": suspended,
        "reviews": reviews,
        "decks": col.decks.count(),
        "noteTypes": len(col.models.all_names_and_ids()),
        "dueToday": {
            "new": sum(one.new_count for one in due.children),
            "learn": sum(one.learn_count for one in due.children),
            "review": sum(one.review_count for one in due.children),
        },
        "dayBeginsAtHour": int(col.get_preferences().scheduling.rollover),
        "dayEndsAt": int(col.sched.day_cutoff),
        "fsrs": fsrs_is_on(col),
    }
