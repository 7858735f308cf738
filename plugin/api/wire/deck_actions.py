"""Decks in a tree, filtered decks, and what schedules the cards of decks: what is sent, and what is told of them."""

from __future__ import annotations

from typing import Literal, TypedDict

from .ids import DeckConfigId, DeckId

FilteredOrder = Literal[
    "oldestReviewedFirst",
    "random",
    "intervalsAscending",
    "intervalsDescending",
    "lapses",
    "added",
    "due",
    "reverseAdded",
    "retrievabilityAscending",
    "retrievabilityDescending",
    "relativeOverdueness",
]


class DeckNode(TypedDict):
    """A deck with its subdecks.

    Args:
        deckId: of the deck
        name: its full name
        new: new cards to study today, subdecks included, within the limits of the deck options
        learn: learning cards that are due today, likewise
        review: review cards that are due today, likewise
        newUncapped: new cards in the deck itself, without its subdecks and whatever the limits
        reviewUncapped: review cards that are due in the deck itself, likewise
        total: cards in the deck itself
        totalWithChildren: cards in the deck and its subdecks
        filtered: whether it is a filtered deck
        children: its subdecks
    """

    deckId: DeckId
    name: str
    new: int
    learn: int
    review: int
    newUncapped: int
    reviewUncapped: int
    total: int
    totalWithChildren: int
    filtered: bool
    children: list[DeckNode]


class OptionsGroup(TypedDict):
    """What programs ask most of an options group.

    Args:
        id: of the group
        name: of the group
        decks: the full names of the decks that have it
        desiredRetention: which part of the cards should be recalled when they are due, such as 0.9
        fsrsParams: the parameters of FSRS, the newest that the group has; empty if it has none, and Anki uses its own
        newPerDay: how many new cards a day
        reviewsPerDay: how many reviews a day
    """

    id: DeckConfigId
    name: str
    decks: list[str]
    desiredRetention: float
    fsrsParams: list[float]
    newPerDay: int
    reviewsPerDay: int


class DeckConfigs(TypedDict):
    """All options groups.

    Args:
        fsrs: whether FSRS is switched on in this profile
        configs: the groups, by name
    """

    fsrs: bool
    configs: list[OptionsGroup]


class OptimizedFsrs(TypedDict):
    """What came of an optimization.

    Args:
        current: the parameters that the options group had; empty if it had none, and Anki used its own
        optimized: the parameters that fit the reviews best
        reviews: how many reviews were learned from
        changed: whether the two differ, in the four digits that Anki shows
        applied: whether the options group has got the optimized ones
    """

    current: list[float]
    optimized: list[float]
    reviews: int
    changed: bool
    applied: bool


class FilteredSearchExtras(TypedDict, total=False):
    """Optional members of a search for a filtered deck.

    Args:
        limit: at most so many cards, 100 if it is not given
        order: which cards come first, random if it is not given; what this version of Anki lacks is an error, and
            newer ones order by retrievability only while FSRS is on
    """

    limit: int
    order: FilteredOrder


class FilteredSearch(FilteredSearchExtras):
    """A search whose cards a filtered deck gathers.

    Args:
        query: in Anki's search language; suspended and buried cards, and those in filtered decks, are left out
    """

    query: str


class SavedFilteredDeck(TypedDict):
    """A filtered deck that was made or changed.

    Args:
        deckId: of the deck
        name: its full name, as Anki has stored it
        cards: how many cards it has gathered
    """

    deckId: DeckId
    name: str
    cards: int
