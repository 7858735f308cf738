"""Actions on decks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Union

from anki.cards import CardId
from anki.collection import Collection
from anki.decks import DEFAULT_DECK_CONF_ID, DeckConfigId, DeckId

from ..api.deletions import Deletion
from ..api.preencoded import PreencodedJson, encode_list
from ..api.registry import action
from ..api.rights import GUI, READ, WRITE, Grant
from ..api.wire.deck_actions import DeckNode
from ..api.wire.decks import DeckConfig, DeckOptions, DeckStats, FilteredDeck
from ..collection import deletion_subjects
from ..collection.decks import options as deck_options
from ..collection.decks import renaming
from ..collection.decks.decks import (
    cards_by_deck,
    deck_name,
    deck_statistics,
    delete_decks,
    get_or_create_deck,
    move_cards,
)
from ..collection.decks.tree import deck_tree
from ..collection.lookups import deck_names
from ..errors import CardsNotIncluded
from .group import WHOLE_COLLECTION, Group


def _check_cards_included(params: Mapping[str, Any], _grant: Grant) -> None:
    if not params.get("cardsToo"):
        raise CardsNotIncluded


class Decks(Group):
    """Actions on decks."""

    @action(needs=READ, deletes=False)
    async def deckNames(self) -> list[str]:
        """Return the full names of all decks."""
        return await self._read(lambda col: list(deck_names(col).values()))

    @action(needs=READ, deletes=False)
    async def deckNamesAndIds(self) -> dict[str, DeckId]:
        """Return the full names of all decks with their ids."""
        return await self._read(lambda col: {name: DeckId(did) for did, name in deck_names(col).items()})

    @action(needs=READ, deletes=False)
    async def deckNameFromId(self, deckId: DeckId) -> str:
        """Return the full name of a deck; an unknown one is an error.

        Args:
            deckId: its id
        """
        return await self._read(lambda col: deck_name(col, deckId))

    @action(needs=READ, deletes=False)
    async def getDecks(self, cards: list[CardId]) -> dict[str, list[CardId]]:
        """Return cards by the full name of their deck; unknown cards are left out.

        Args:
            cards: ids
        """

        def by_deck(col: Collection) -> dict[str, list[CardId]]:
            return {name: [CardId(cid) for cid in cids] for name, cids in cards_by_deck(col, cards).items()}

        return await self._read(by_deck, len(cards))

    @action(needs=READ, deletes=False)
    async def getDeckStats(self, decks: list[str]) -> dict[str, DeckStats]:
        """Return the counts of Anki's deck list, by deck id; an unknown deck is an error.

        new_count, learn_count and review_count are the cards to study today, subdecks included, within the limits of
        the deck options. total_in_deck is the number of cards in the deck itself, without subdecks.

        Args:
            decks: full names
        """
        return await self._read(lambda col: deck_statistics(col, decks), WHOLE_COLLECTION)

    @action(needs=READ, deletes=False)
    async def deckTree(self, deck: Union[str, None] = None) -> PreencodedJson[list[DeckNode]]:
        """Return all decks, each with its subdecks, or one deck with its own; an unknown deck is an error.

        new, learn and review are what Anki's deck list shows: what is due today, subdecks included, within the limits
        of the deck options. The default deck is among them while it is empty, too, when Anki's list leaves it out.

        Args:
            deck: the full name of one deck; null for all
        """
        return await self._read(lambda col: encode_list([deck_tree(col, deck)]), WHOLE_COLLECTION)

    @action(needs=READ, deletes=False, needs_with={"deck": (WRITE, GUI)})
    async def currentDeck(self, deck: Union[str, None] = None) -> str:
        """Return the full name of the deck in use, or choose another one; an unknown deck is an error.

        The deck in use is the one that is marked in Anki's deck list, and whose cards come when the person studies. The
        choice can be undone in Anki, where it has Anki's own name.

        Args:
            deck: the full name of the deck to choose; null to choose none
        """
        if deck is None:
            return await self._read(renaming.current_deck)
        chosen = deck
        return await self._change_as_anki(lambda col: renaming.choose_deck(col, chosen))

    # Changing ------------------------------------------------------------------

    @action(needs=WRITE, deletes=False)
    async def renameDeck(self, deck: str, newName: str) -> str:
        """Rename a deck with its subdecks; return the full name that it has then.

        A deck can be moved by this: parents that do not exist are created. A name that another deck has is an error.

        Args:
            deck: full name
            newName: the new full name, which Anki may store in another way, such as without blanks at the ends
        """
        return await self._change(
            lambda col: renaming.rename_deck(col, deck, newName), WHOLE_COLLECTION, undo="Rename deck"
        )

    @action(needs=WRITE, deletes=False)
    async def createDeck(self, deck: str) -> DeckId:
        """Create a deck and its parents; return its id, or that of the existing deck of this name.

        Args:
            deck: full name, with :: between a deck and its subdeck
        """
        return await self._change(lambda col: get_or_create_deck(col, deck))

    @action(needs=WRITE, deletes=False)
    async def changeDeck(self, cards: list[CardId], deck: str) -> None:
        """Move cards to a deck, which is created if it does not exist; unknown cards are skipped.

        Cards in a filtered deck leave it. Moving cards to a filtered deck is an error.

        Args:
            cards: ids
            deck: full name
        """
        await self._change(lambda col: move_cards(col, cards, deck), len(cards))

    @action(since=6, needs=WRITE, deletes=Deletion(deletion_subjects.decks, check=_check_cards_included))
    async def deleteDecks(self, decks: list[str], cardsToo: bool = False) -> None:  # noqa: ARG002 - it is checked
        """Delete decks with their subdecks and cards; unknown names are skipped.

        The default deck itself stays, but is emptied. The cards of a filtered deck return to their original decks.

        Args:
            decks: full names
            cardsToo: must be true
        """
        await self._change(lambda col: delete_decks(col, decks, keep_cards=False), WHOLE_COLLECTION)

    @action(name="deleteDecks", until=5, needs=WRITE, deletes=Deletion(deletion_subjects.decks))
    async def deleteDecks5(self, decks: list[str], cardsToo: bool = False) -> None:
        """Delete decks with their subdecks; unknown names are skipped. The default deck itself stays.

        Args:
            decks: full names
            cardsToo: delete their cards too; otherwise they are moved to the default deck
        """

        def delete(col: Collection) -> None:
            delete_decks(col, decks, keep_cards=not cardsToo)

        await self._change(delete, WHOLE_COLLECTION)

    # Options groups ------------------------------------------------------------

    @action(needs=READ, deletes=False)
    async def getDeckConfig(self, deck: str) -> Union[DeckOptions, FilteredDeck, Literal[False]]:
        """Return the options group of a deck as Anki stores it; false for an unknown deck.

        A filtered deck has none: the deck itself is returned instead, with `dyn` 1.

        Args:
            deck: full name
        """
        options = await self._read(lambda col: deck_options.options_of(col, deck))
        return False if options is None else options

    @action(needs=WRITE, deletes=False)
    async def saveDeckConfig(self, config: DeckConfig) -> bool:
        """Change options of a group, for all its decks; true, or false if the group does not exist.

        Options that are not given keep their values, also within `new`, `rev` and `lapse`. A value that Anki would
        store differently is an error.

        Args:
            config: the options
        """
        action = self._call.action
        return await self._change(lambda col: deck_options.save(col, action, config), WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=False)
    async def setDeckConfigId(self, decks: list[str], configId: DeckConfigId) -> bool:
        """Assign an options group to decks; true, or false if the group or one of the decks does not exist.

        Subdecks keep theirs. A filtered deck has no options group and is an error. All decks are changed, or none.

        Args:
            decks: full names
            configId: the group
        """
        return await self._change(lambda col: deck_options.assign(col, decks, configId), WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=False)
    async def cloneDeckConfigId(
        self, name: str, cloneFrom: DeckConfigId = DEFAULT_DECK_CONF_ID
    ) -> Union[DeckConfigId, Literal[False]]:
        """Create an options group as a copy of another one; return its id, or false for an unknown group.

        Args:
            name: of the new group
            cloneFrom: the group to copy
        """
        made = await self._change(lambda col: deck_options.clone(col, name, cloneFrom))
        return False if made is None else made

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.options_group))
    async def removeDeckConfigId(self, configId: DeckConfigId) -> bool:
        """Remove an options group; true, or false for the default group (1) and an unknown one.

        Its decks get the default group. The next sync is a full sync.

        Args:
            configId: the group
        """
        return await self._change(lambda col: deck_options.remove(col, configId), WHOLE_COLLECTION)
