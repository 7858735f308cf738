"""Actions on the review log and what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

from anki.cards import CardId

from ..api.preencoded import PreencodedJson, encode_list, encode_object
from ..api.registry import action
from ..api.wire import ReviewId
from ..collection import reviews as work
from .group import WHOLE_COLLECTION, Group


class Statistics(Group):
    """Actions on the review log and what it tells."""

    @action()
    async def getNumCardsReviewedToday(self) -> int:
        """Give the number of answers since the day began, at the hour that is set in Anki's preferences."""
        return await self._read(work.answers_today)

    @action()
    async def getNumCardsReviewedByDay(self) -> list[tuple[str, int]]:
        """Give the number of answers of each day as [date, number], newest first.

        Days begin at the hour that is set in Anki's preferences.
        """
        return await self._read(work.answers_by_day, WHOLE_COLLECTION)

    @action()
    async def getCollectionStatsHTML(self, wholeCollection: bool = True) -> str:
        """Give Anki's report on the last month as HTML.

        The scripts that draw its graphs, jQuery and flot, are not part of it.

        Args:
            wholeCollection: report on all decks; otherwise on the one that is selected in Anki
        """
        return await self._read(lambda col: work.report(col, whole_collection=wholeCollection), WHOLE_COLLECTION)

    @action()
    async def cardReviews(self, deck: str, startID: ReviewId) -> PreencodedJson[list[Sequence[int]]]:
        """Give the reviews of a deck's cards as lists [id, cid, usn, ease, ivl, lastIvl, factor, time, type].

        They are in the order of their time. Subdecks do not count; cards that are in a filtered deck count for the
        deck that they come from. An unknown deck is an error.

        Args:
            deck: full name
            startID: only reviews with higher ids; an id is the time of the answer in milliseconds
        """
        return await self._read(lambda col: encode_list(work.deck_reviews(col, deck, startID)), WHOLE_COLLECTION)

    @action()
    async def getReviewsOfCards(self, cards: list[CardId]) -> PreencodedJson[dict[str, list[dict[str, int]]]]:
        """Give the reviews of each card in the order of their time, by the card's id as text; [] for an unknown card.

        Args:
            cards: ids
        """
        return await self._read(lambda col: encode_object(work.card_reviews(col, cards)), len(cards))

    @action()
    async def getLatestReviewID(self, deck: str) -> ReviewId:
        """Give the id of the latest review of a deck's cards, which is its time in milliseconds; 0 if there is none.

        Subdecks do not count; cards that are in a filtered deck count for the deck that they come from. An unknown
        deck is an error.

        Args:
            deck: full name
        """
        return await self._read(lambda col: ReviewId(work.latest_review(col, deck)), WHOLE_COLLECTION)

    @action()
    async def insertReviews(self, reviews: list[list[Union[int, str]]]) -> None:
        """Add reviews to the log, all of them or, after an error, none.

        Anki has no undo for this: its undo history ends here. The cards' scheduling stays as it is.

        Args:
            reviews: lists of 9 integers: id (time of the answer in milliseconds, not used yet), cid (an existing card),
                usn (-1: not synced yet), ease (button 1 to 4, 0 for none), ivl and lastIvl (days, or seconds when
                negative), factor (permille), time (milliseconds taken), type (0 learning, 1 review, 2 relearning,
                3 filtered, 4 manual, 5 rescheduled)
        """
        await self._host.change_without_undo(
            lambda col: work.insert_reviews(col, self._call.action, reviews), len(reviews)
        )
