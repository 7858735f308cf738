"""Actions on cards."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union

from anki.cards import CardId
from anki.notes import NoteId

from ..api.deletions import Deletion
from ..api.preencoded import PreencodedJson, encode_list
from ..api.registry import action
from ..api.rights import READ, WRITE
from ..api.wire.cards import CardAnswer, CardInfo, CardModTime, SetOrNot
from ..api.wire.marks import Documented, Nothing
from ..collection import deletion_subjects
from ..collection.cards import answering, burying, flags, intervals, positions, scheduling, suspending, values
from ..collection.cards.info import cards_info, modification_times, note_ids
from ..collection.search import find_cards
from .group import WHOLE_COLLECTION, Group


def _skips_checks(params: Mapping[str, Any]) -> bool:
    sent = (params.get(name) for name in ("card", "keys", "newValues"))
    return bool(params.get("warning_check")) and values.are_well_formed(*sent)


class Cards(Group):
    """Actions on cards."""

    # Reading ---------------------------------------------------------------------

    @action(needs=READ, deletes=False)
    async def findCards(self, query: Union[str, None] = None) -> list[CardId]:
        """Return the ids of the cards that a search finds, ascending.

        Args:
            query: in Anki's search language; an empty string finds all cards, null none
        """
        return await self._read(lambda col: find_cards(col, query), WHOLE_COLLECTION)

    @action(needs=READ, deletes=False)
    async def cardsToNotes(self, cards: list[CardId]) -> list[NoteId]:
        """Return the notes of cards, each once, in the order of the cards; unknown ids are left out.

        Args:
            cards: ids
        """
        return await self._read(lambda col: note_ids(col, cards), len(cards))

    @action(needs=READ, deletes=False)
    async def cardsModTime(self, cards: list[CardId]) -> list[Union[CardModTime, Nothing]]:
        """Return when cards were last modified, in seconds since 1970; {} for an unknown id.

        Args:
            cards: ids
        """
        return await self._read(lambda col: modification_times(col, cards), len(cards))

    @action(needs=READ, deletes=False)
    async def cardsInfo(self, cards: list[CardId]) -> PreencodedJson[list[Union[CardInfo, Nothing]]]:
        """Describe cards: contents, both sides, deck and scheduling; {} for an unknown id.

        If a card cannot be rendered, both sides are the reason, as in Anki.

        Args:
            cards: ids
        """
        return await self._read(lambda col: encode_list(cards_info(col, cards)), len(cards))

    # Suspending ------------------------------------------------------------------

    @action(needs=WRITE, deletes=False)
    async def suspend(self, cards: list[CardId]) -> bool:
        """Suspend cards; true if at least one was not suspended.

        Args:
            cards: ids
        """
        return await self._change(lambda col: suspending.suspend(col, cards), len(cards))

    @action(needs=WRITE, deletes=False)
    async def unsuspend(self, cards: list[CardId]) -> bool:
        """Unsuspend cards; true if at least one was suspended.

        Args:
            cards: ids
        """
        return await self._change(lambda col: suspending.unsuspend(col, cards), len(cards))

    @action(needs=READ, deletes=False)
    async def suspended(self, card: CardId) -> bool:
        """Return whether a card is suspended; an unknown id is an error.

        Args:
            card: id
        """
        return await self._read(lambda col: suspending.is_suspended(col, card))

    @action(needs=READ, deletes=False)
    async def areSuspended(self, cards: list[CardId]) -> list[Union[bool, None]]:
        """Return for each card whether it is suspended; null for an unknown id.

        Args:
            cards: ids
        """
        return await self._read(lambda col: suspending.are_suspended(col, cards), len(cards))

    # Due dates and intervals -------------------------------------------------------

    @action(needs=READ, deletes=False)
    async def areDue(self, cards: list[CardId]) -> list[bool]:
        """Return for each card whether it is due; an unknown id is an error.

        New cards are due, suspended and buried ones are not. A learning card whose last interval is over 20 minutes
        is due once that interval has passed.

        Args:
            cards: ids
        """
        return await self._read(lambda col: intervals.are_due(col, cards), len(cards))

    @action(needs=READ, deletes=False)
    async def getIntervals(self, cards: list[CardId], complete: bool = False) -> list[Union[int, list[int]]]:
        """Return the last interval of each card, or all, in days or negative seconds; an unknown id is an error.

        The last interval is that of the review log, or the card's own if the log has none; 0 for a new card.

        Args:
            cards: ids
            complete: return for each card a list of all intervals in the review log, oldest first, empty for a new card
        """
        if complete:
            return [*await self._read(lambda col: intervals.all_intervals(col, cards), len(cards))]
        return [*await self._read(lambda col: intervals.last_intervals(col, cards), len(cards))]

    @action(needs=WRITE, deletes=False)
    async def setDueDate(self, cards: list[CardId], days: Union[str, int]) -> bool:
        """Set when cards are due; new ones become review cards. The result is true, also if an id is unknown.

        Args:
            cards: ids
            days: 0 is today; 1! is tomorrow, and sets the interval to 1 day; 3-7 is a random day of that range
        """
        await self._change(lambda col: scheduling.set_due(col, cards, days), len(cards))
        return True

    # Learning ----------------------------------------------------------------------

    @action(needs=WRITE, deletes=False)
    async def forgetCards(self, cards: list[CardId]) -> None:
        """Make cards new again; unknown ids are skipped. The review log and the counts of reviews and lapses stay.

        Args:
            cards: ids
        """
        await self._change(lambda col: scheduling.forget(col, cards), len(cards))

    @action(needs=WRITE, deletes=False)
    async def relearnCards(self, cards: list[CardId]) -> None:
        """Put cards at their first relearning step, due now; unknown ids are skipped.

        This includes new cards. Cards leave filtered decks, and are no longer suspended or buried.

        Args:
            cards: ids
        """
        await self._change(lambda col: scheduling.relearn(col, cards), len(cards))

    @action(needs=WRITE, deletes=False)
    async def answerCards(self, answers: list[CardAnswer]) -> list[bool]:
        """Answer cards, whether they are due or not; return for each answer whether the card exists.

        The time taken is counted from the beginning of the request. An answer unsuspends and unburies its card, except
        in a filtered deck that does not reschedule.

        Args:
            answers: given in this order; if an ease is not from 1 to 4, none is given
        """
        shown_at = time.time()
        answering.check_eases(answers)
        return await self._change(lambda col: answering.answer_cards(col, answers, shown_at), len(answers))

    # Single values -------------------------------------------------------------------

    @action(needs=READ, deletes=False)
    async def getEaseFactors(self, cards: list[CardId]) -> list[Union[int, None]]:
        """Return the ease of each card in permille (2500 is 250 %); null for an unknown id.

        Args:
            cards: ids
        """
        return await self._read(lambda col: values.ease_factors(col, cards), len(cards))

    @action(needs=WRITE, deletes=False)
    async def setEaseFactors(self, cards: list[CardId], easeFactors: list[int]) -> list[bool]:
        """Set the ease of each card; true for each, false for an unknown id.

        Args:
            cards: ids
            easeFactors: of each card, in permille
        """
        return await self._change(lambda col: values.set_ease_factors(col, cards, easeFactors), len(cards))

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.card_values, _skips_checks))
    async def setSpecificValueOfCard(
        self,
        card: Annotated[Any, Documented(CardId)],
        keys: Annotated[Any, Documented(list[str])],
        newValues: Annotated[Any, Documented(list[Union[int, str]])],
        warning_check: bool = False,
    ) -> Union[Literal[False], list[SetOrNot]]:
        """Set values of a card in the database; return for each key true, or [false, reason].

        Values that can be set are set, even if others cannot be. The result is [[false, reason]] for an unknown card,
        and false, with nothing set, if the lists differ in length or a key needs warning_check.

        Args:
            card: id
            keys: factor, flags, due, odue or data (custom data, a JSON object as a string); with warning_check also
                did, ivl, lapses, left, nid, odid, ord, queue, reps or type; id, mod and usn cannot be set
            newValues: for each key; numbers may be strings
            warning_check: true confirms that you know that wrong values can do damage
        """
        if not values.are_well_formed(card, keys, newValues):
            return False
        if values.need_warning(keys) and not warning_check:
            return False
        return await self._change(lambda col: values.set_values(col, card, keys, newValues))

    # Flags, burying, positions ---------------------------------------------------------

    @action(needs=WRITE, deletes=False)
    async def setFlag(self, cards: list[CardId], flag: int) -> int:
        """Set the flag of cards; return how many had another one. Unknown ids are skipped.

        Args:
            cards: ids
            flag: 1 red, 2 orange, 3 green, 4 blue, 5 pink, 6 turquoise, 7 purple; 0 takes the flag away
        """
        flags.check_flag(self._call.action, flag)
        return await self._change(lambda col: flags.set_flag(col, cards, flag), len(cards), undo="Set flag")

    @action(needs=WRITE, deletes=False)
    async def bury(self, cards: list[CardId]) -> bool:
        """Bury cards until the next day; true if at least one changed.

        Suspended cards stay suspended, and do not count, nor do unknown ids.

        Args:
            cards: ids
        """
        return await self._change(lambda col: burying.bury(col, cards), len(cards), undo="Bury cards")

    @action(needs=WRITE, deletes=False)
    async def unbury(self, cards: list[CardId]) -> bool:
        """Unbury cards, whether they were buried by hand or as siblings; true if at least one was buried.

        Suspended cards stay suspended, and do not count, nor do unknown ids.

        Args:
            cards: ids
        """
        return await self._change(lambda col: burying.unbury(col, cards), len(cards), undo="Unbury cards")

    @action(needs=WRITE, deletes=False)
    async def repositionCards(
        self, cards: list[CardId], start: int = 1, step: int = 1, shuffle: bool = False, shift: bool = True
    ) -> int:
        """Move new cards in the queue of new cards; return how many there were. Others, and unknown ids, are skipped.

        As in Anki, the cards of a note share a position: that of the first of them in the list.

        Args:
            cards: ids, in the order in which they are to be learnt
            start: position of the first, 0 or more
            step: from one note to the next, 1 or more
            shuffle: in a random order instead
            shift: move the new cards that are at `start` or behind it on, to make room
        """
        wanted = positions.Positions(start, step, shuffle, shift)
        wanted.check(self._call.action)
        return await self._change(
            lambda col: positions.reposition(col, self._call.action, cards, wanted),
            len(cards) if not shift else WHOLE_COLLECTION,
            undo="Reposition cards",
        )
