"""What a deck has is found in Anki's indexes, not by a look at each card or each review of the collection."""

from __future__ import annotations

import pytest

from anki.collection import Collection

from plugin.collection import reviews
from plugin.collection.changes import reading

STATEMENTS = {
    "cardReviews": (reviews._IDS_OF_DECK, (1, 0, 10_000)),
    "getLatestReviewID": (reviews._LATEST_OF_DECK, (1,)),
}


@pytest.mark.parametrize("action", STATEMENTS)
def test_the_reviews_of_a_deck_are_found_in_indexes(action: str, col: Collection) -> None:
    statement, arguments = STATEMENTS[action]
    assert col.db is not None

    plan = [row[3] for row in col.db.all(f"explain query plan {statement}", *arguments)]

    assert not [one for one in plan if "cards" in one and "INDEX" not in one and "PRIMARY KEY" not in one]
    assert any("ix_revlog_cid" in one for one in plan), plan
    assert any("ix_cards_sched (did=?)" in one for one in plan), plan
    assert any("idx_cards_odid (odid=?)" in one for one in plan), plan


@pytest.mark.parametrize(
    "statement",
    [
        "_SIZE",
        "_NOTES",
        "_CARDS",
        "_LATER_NOTES",
        "_LATER_CARDS",
        "_SOME_NOTES",
        "_SOME_CARDS",
        "_GRAVES",
        "_SYNCED_REVIEWS",
        "_NEW_REVIEWS",
    ],
)
def test_changed_rows_are_found_in_indexes(statement: str, col: Collection) -> None:
    sql = getattr(reading, statement)
    assert col.db is not None

    plan = [row[3] for row in col.db.all(f"explain query plan {sql}", *[1] * sql.count("?"))]

    looked_at = [one for one in plan if any(table in one for table in ("notes", "cards", "graves", "revlog"))]
    assert looked_at, plan
    assert all(one.startswith("SEARCH") for one in looked_at), plan
