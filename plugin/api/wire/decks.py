"""Decks and their options: what is sent, and what is told of them."""

from __future__ import annotations

from typing import TypedDict, Union

from .ids import DeckConfigId, DeckId
from .marks import Open


class DeckConfig(Open):
    """An options group, or a part of one: beside its id the members of DeckOptions that are to change.

    Args:
        id: of the group
    """

    id: DeckConfigId


# What is told ------------------------------------------------------------------


class DeckStats(TypedDict):
    """The counts of a deck in Anki's deck list.

    Args:
        deck_id: its id
        name: its full name
        new_count: new cards to study today, subdecks included, within the limits of the deck options
        learn_count: learning cards to study today, counted in the same way
        review_count: cards to review today, counted in the same way
        total_in_deck: all cards of the deck itself, without subdecks
    """

    deck_id: DeckId
    name: str
    new_count: int
    learn_count: int
    review_count: int
    total_in_deck: int


class NewCardOptions(Open):
    """What a group says of new cards.

    Args:
        delays: the learning steps, in minutes
        ints: the graduating and the easy interval, in days, and a number that is not used
        initialFactor: starting ease, in permille
        order: 0 in random order, 1 in the order in which they were added
        perDay: how many a day
        bury: whether new siblings are buried until the next day
    """

    delays: list[float]
    ints: list[int]
    initialFactor: int
    order: int
    perDay: int
    bury: bool


class ReviewOptions(Open):
    """What a group says of reviews.

    Args:
        perDay: how many a day
        ease4: easy bonus, 1.3 is 130 %
        ivlFct: interval modifier, 1 is 100 %
        maxIvl: maximum interval, in days
        hardFactor: hard interval, 1.2 is 120 %
        bury: whether siblings that are due are buried until the next day
    """

    perDay: int
    ease4: float
    ivlFct: float
    maxIvl: int
    hardFactor: float
    bury: bool


class LapseOptions(Open):
    """What a group says of cards that were forgotten.

    Args:
        delays: the relearning steps, in minutes
        mult: new interval, 0.5 is 50 % of the old one
        minInt: minimum interval, in days
        leechFails: after so many lapses a card is a leech
        leechAction: 0 suspends leeches, 1 only tags them
    """

    delays: list[float]
    mult: float
    minInt: int
    leechFails: int
    leechAction: int


class DeckOptions(Open):
    """An options group as Anki stores it. Told are the members that all versions of Anki have.

    Args:
        id: its id
        name: its name
        mod: when it was last modified, in seconds since 1970
        usn: for the sync; -1 if it has not been synced
        maxTaken: the most seconds that count for an answer
        autoplay: whether sounds are played by themselves
        timer: 1 shows a timer, 0 does not
        replayq: whether the answer's replay button plays the question's sounds, too
        dyn: false; a filtered deck has 1 here
        new: of new cards
        rev: of reviews
        lapse: of cards that were forgotten
        newMix: whether new cards are mixed with reviews (0), come after them (1) or before them (2)
        newPerDayMinimum: not used
        interdayLearningMix: the same as newMix, of learning cards of other days
        reviewOrder: the number of the order of reviews, as in the list of Anki's deck options
        newSortOrder: the number of the order of new cards, likewise
        newGatherPriority: the number of the order in which new cards are taken from decks, likewise
        buryInterdayLearning: whether siblings in learning are buried until the next day
        desiredRetention: of FSRS, 0.9 is 90 %
        fsrsWeights: parameters of the oldest FSRS
        sm2Retention: historical retention, for FSRS; 0.9 is 90 %
        stopTimerOnAnswer: whether the timer stops when the answer is shown
    """

    id: DeckConfigId
    name: str
    mod: int
    usn: int
    maxTaken: int
    autoplay: bool
    timer: int
    replayq: bool
    dyn: bool
    new: NewCardOptions
    rev: ReviewOptions
    lapse: LapseOptions
    newMix: int
    newPerDayMinimum: int
    interdayLearningMix: int
    reviewOrder: int
    newSortOrder: int
    newGatherPriority: int
    buryInterdayLearning: bool
    desiredRetention: float
    fsrsWeights: list[float]
    sm2Retention: float
    stopTimerOnAnswer: bool


class FilteredDeck(Open):
    """A filtered deck as Anki stores it, which is given in place of its options.

    Args:
        id: its id
        name: its full name
        mod: when it was last modified, in seconds since 1970
        usn: for the sync; -1 if it has not been synced
        desc: its description
        dyn: 1
        resched: whether answers reschedule its cards
        terms: its searches, each with the search, the most cards, and the number of their order
        delays: learning steps of its own, in minutes; null for none
        previewDelay: minutes until a card that is not rescheduled is shown again
    """

    id: DeckId
    name: str
    mod: int
    usn: int
    desc: str
    dyn: int
    resched: bool
    terms: list[tuple[str, int, int]]
    delays: Union[list[float], None]
    previewDelay: int
