"""Actions on the review log and statistics."""

from __future__ import annotations

from typing import Union

from anki.cards import CardId

from ..api.deletions import Deletion
from ..api.preencoded import PreencodedJson, encode_list, encode_object
from ..api.registry import action
from ..api.rights import READ, WRITE
from ..api.wire.ids import ReviewId
from ..api.wire.review_stats import ReviewStats
from ..api.wire.statistics import Review, ReviewRow
from ..collection import deletion_subjects
from ..collection import reviews as review_log
from ..collection.review_stats import review_stats
from ..errors import WrongArgument
from .group import WHOLE_COLLECTION, Group


class Statistics(Group):
    """Actions on the review log and statistics."""

    @action(needs=READ, deletes=False)
    async def getNumCardsReviewedToday(self) -> int:
        """Return the number of answers today; the day begins at the hour that is set in Anki's preferences."""
        return await self._read(review_log.answers_today)

    @action(needs=READ, deletes=False)
    async def getNumCardsReviewedByDay(self) -> list[tuple[str, int]]:
        """Return the number of answers of each day as [date, number], newest first.

        Days begin at the hour that is set in Anki's preferences.
        """
        return await self._read(review_log.answers_by_day, WHOLE_COLLECTION)

    @action(needs=READ, deletes=False)
    async def getCollectionStatsHTML(self, wholeCollection: bool = True) -> str:
        """Return Anki's report on the last month as HTML.

        The scripts that draw its graphs (jQuery and flot) are not included.

        Args:
            wholeCollection: report on all decks; otherwise on the deck selected in Anki
        """
        return await self._read(lambda col: review_log.report(col, whole_collection=wholeCollection), WHOLE_COLLECTION)

    @action(needs=READ, deletes=False)
    async def cardReviews(self, deck: str, startID: ReviewId) -> PreencodedJson[list[ReviewRow]]:
        """Return the reviews of a deck's cards as lists [id, cid, usn, ease, ivl, lastIvl, factor, time, type].

        They are sorted by time. Subdecks do not count; a card in a filtered deck counts for its original deck. An
        unknown deck is an error.

        Args:
            deck: full name
            startID: only reviews with higher ids; an id is the time of the answer in milliseconds
        """
        return await self._read(lambda col: encode_list(review_log.deck_reviews(col, deck, startID)), WHOLE_COLLECTION)

    @action(needs=READ, deletes=False)
    async def getReviewsOfCards(self, cards: list[CardId]) -> PreencodedJson[dict[str, list[Review]]]:
        """Return the reviews of each card, sorted by time, by the card's id as a string; [] for an unknown card.

        Args:
            cards: ids
        """
        return await self._read(lambda col: encode_object(review_log.card_reviews(col, cards)), len(cards))

    @action(needs=READ, deletes=False)
    async def getLatestReviewID(self, deck: str) -> ReviewId:
        """Return the id of the latest review of a deck's cards, its time in milliseconds; 0 if there is none.

        Subdecks do not count; a card in a filtered deck counts for its original deck. An unknown deck is an error.

        Args:
            deck: full name
        """
        return await self._read(lambda col: ReviewId(review_log.latest_review(col, deck)), WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.review_history))
    async def insertReviews(self, reviews: list[list[Union[int, str]]]) -> None:
        """Insert reviews into the log; if one is refused, none is inserted.

        Anki cannot undo this, and clears its undo history. The scheduling of the cards does not change.

        Args:
            reviews: lists of 9 integers: id (time of the answer in milliseconds, not used yet), cid (an existing card),
                usn (-1: not synced yet), ease (button 1 to 4, 0 for none), ivl and lastIvl (days, or seconds when
                negative), factor (permille), time (milliseconds taken), type (0 learning, 1 review, 2 relearning,
                3 filtered, 4 manual, 5 rescheduled)
        """
        await self._host.change_without_undo(
            lambda col: review_log.insert_reviews(col, self._call.action, reviews), len(reviews)
        )

    @action(needs=READ, deletes=False)
    async def reviewStats(self, query: str = "", days: int = 365) -> ReviewStats:
        """Return figures about reviews: of each day, how much is remembered, when one learns, and what is due.

        Days begin at the hour that is set in Anki's preferences. Reviews are answers; manual changes of a schedule do
        not count. The streak is looked for in all of them.

        Args:
            query: only of the cards that this search finds, in Anki's search language; an empty string means all, and
                then the reviews of deleted cards count, too
            days: how many days the figures look back, today included, and ahead; 0 for all
        """
        if days < 0:
            raise WrongArgument(self._call.action, "days", "must be 0 or more")
        return await self._read(lambda col: review_stats(col, query, days), WHOLE_COLLECTION)
