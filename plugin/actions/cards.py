"""Actions on cards."""

from __future__ import annotations

import time
from typing import Any, Union

from anki.cards import CardId
from anki.notes import NoteId

from ..api.preencoded import PreencodedJson, encode_list
from ..api.registry import action
from ..api.wire import CardAnswer
from ..collection.cards import answering, intervals, scheduling, suspending, values
from ..collection.cards.info import cards_info, modification_times, note_ids
from ..collection.search import find_cards
from .group import WHOLE_COLLECTION, Group


class Cards(Group):
    """Actions on cards."""

    # Finding and describing ------------------------------------------------------

    @action()
    async def findCards(self, query: Union[str, None] = None) -> list[CardId]:
        """Give the ids of the cards that a search finds, ascending.

        Args:
            query: in Anki's search language; an empty text finds all, null nothing
        """
        return await self._read(lambda col: find_cards(col, query), WHOLE_COLLECTION)

    @action()
    async def cardsToNotes(self, cards: list[CardId]) -> list[NoteId]:
        """Give the notes of cards, each once, in the order of the cards; unknown ids are left out.

        Args:
            cards: ids
        """
        return await self._read(lambda col: note_ids(col, cards), len(cards))

    @action()
    async def cardsModTime(self, cards: list[CardId]) -> list[dict[str, Any]]:
        """Tell when cards were last changed, in seconds; {} for an unknown id.

        Args:
            cards: ids
        """
        return await self._read(lambda col: modification_times(col, cards), len(cards))

    @action()
    async def cardsInfo(self, cards: list[CardId]) -> PreencodedJson[list[dict[str, Any]]]:
        """Describe cards: contents, both sides, deck and scheduling; {} for an unknown id.

        A template that cannot be shown has the reason as its sides, as in Anki.

        Args:
            cards: ids
        """
        return await self._read(lambda col: encode_list(cards_info(col, cards)), len(cards))

    # Suspending ------------------------------------------------------------------

    @action()
    async def suspend(self, cards: list[CardId]) -> bool:
        """Suspend cards; true if at least one was not suspended.

        Args:
            cards: ids
        """
        return await self._change(lambda col: suspending.suspend(col, cards), len(cards))

    @action()
    async def unsuspend(self, cards: list[CardId]) -> bool:
        """Unsuspend cards; true if at least one was suspended.

        Args:
            cards: ids
        """
        return await self._change(lambda col: suspending.unsuspend(col, cards), len(cards))

    @action()
    async def suspended(self, card: CardId) -> bool:
        """Tell whether a card is suspended; an unknown id is an error.

        Args:
            card: id
        """
        return await self._read(lambda col: suspending.is_suspended(col, card))

    @action()
    async def areSuspended(self, cards: list[CardId]) -> list[Union[bool, None]]:
        """Tell of each card whether it is suspended; null for an unknown id.

        Args:
            cards: ids
        """
        return await self._read(lambda col: suspending.are_suspended(col, cards), len(cards))

    # Due dates and intervals -------------------------------------------------------

    @action()
    async def areDue(self, cards: list[CardId]) -> list[bool]:
        """Tell of each card whether it is due; an unknown id is an error.

        New cards are due, suspended and buried ones are not. A learning card whose last interval is over 20 minutes
        is due once that interval has passed.

        Args:
            cards: ids
        """
        return await self._read(lambda col: intervals.are_due(col, cards), len(cards))

    @action()
    async def getIntervals(self, cards: list[CardId], complete: bool = False) -> list[Union[int, list[int]]]:
        """Give the last interval of each card, or all of them: days, or seconds below zero; an unknown id is an error.

        The last interval is that of the review log, for a card that has no log its own, and 0 for a new card.

        Args:
            cards: ids
            complete: give for each card a list of all intervals in the review log, oldest first, empty for a new card
        """
        if complete:
            return [*await self._read(lambda col: intervals.all_intervals(col, cards), len(cards))]
        return [*await self._read(lambda col: intervals.last_intervals(col, cards), len(cards))]

    @action()
    async def setDueDate(self, cards: list[CardId], days: Union[str, int]) -> bool:
        """Make cards due on a day, new ones too, which become review cards; true, also if an id is unknown.

        Args:
            cards: ids
            days: 0 is today, 1! is tomorrow with the interval changed to 1, 3-7 is a random one of these days
        """
        await self._change(lambda col: scheduling.set_due(col, cards, days), len(cards))
        return True

    # Learning ----------------------------------------------------------------------

    @action()
    async def forgetCards(self, cards: list[CardId]) -> None:
        """Make cards new again; their review log and the counts of reviews and lapses stay. Unknown ids are skipped.

        Args:
            cards: ids
        """
        await self._change(lambda col: scheduling.forget(col, cards), len(cards))

    @action()
    async def relearnCards(self, cards: list[CardId]) -> None:
        """Have cards relearned, beginning now, new ones too; unknown ids are skipped.

        Cards that are in a filtered deck leave it, suspended and buried ones come back.

        Args:
            cards: ids
        """
        await self._change(lambda col: scheduling.relearn(col, cards), len(cards))

    @action()
    async def answerCards(self, answers: list[CardAnswer]) -> list[bool]:
        """Answer cards, due or not, as if they had been studied since this began; tell of each whether it exists.

        Suspended and buried cards come back by being answered, except in a filtered deck that does not reschedule.

        Args:
            answers: performed in this order; if an ease is not one of 1 to 4, none is
        """
        shown_at = time.time()
        answering.check_eases(answers)
        return await self._change(lambda col: answering.answer_cards(col, answers, shown_at), len(answers))

    # Single values -------------------------------------------------------------------

    @action()
    async def getEaseFactors(self, cards: list[CardId]) -> list[Union[int, None]]:
        """Give the ease of each card in permille (2500 is 250 %); null for an unknown id.

        Args:
            cards: ids
        """
        return await self._read(lambda col: values.ease_factors(col, cards), len(cards))

    @action()
    async def setEaseFactors(self, cards: list[CardId], easeFactors: list[int]) -> list[bool]:
        """Set the ease of each card; false for an unknown id.

        Args:
            cards: ids
            easeFactors: of each card, in permille
        """
        return await self._change(lambda col: values.set_ease_factors(col, cards, easeFactors), len(cards))

    @action()
    async def setSpecificValueOfCard(
        self, card: Any, keys: Any, newValues: Any, warning_check: bool = False
    ) -> Union[bool, list[Any]]:
        """Set values of a card as the database has them; for each key true, or [false, reason].

        Values that can be set are, beside ones that cannot. The result is [[false, reason]] for an unknown card, and
        false, with nothing set, if the lists differ in length or a key needs the warning.

        Args:
            card: id
            keys: of factor, flags, due, odue, data (custom data, a JSON object as text) and, with the warning, did,
                ivl, lapses, left, nid, odid, ord, queue, reps, type; id, mod and usn cannot be set
            newValues: for each key, numbers also as text
            warning_check: true says that you know that these values can do damage
        """
        if not values.are_well_formed(card, keys, newValues):
            return False
        if values.need_warning(keys) and not warning_check:
            return False
        return await self._change(lambda col: values.set_values(col, card, keys, newValues))
