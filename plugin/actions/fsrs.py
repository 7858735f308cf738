"""Actions on what schedules the cards of decks."""

from __future__ import annotations

from typing import Union

from ..api.registry import action
from ..api.rights import READ, WRITE
from ..api.wire.deck_actions import DeckConfigs, OptimizedFsrs
from ..collection.decks import fsrs
from .group import WHOLE_COLLECTION, Group


class Fsrs(Group):
    """Actions on what schedules the cards of decks."""

    category = "decks"

    @action(needs=READ, deletes=False)
    async def getDeckConfigs(self) -> DeckConfigs:
        """Return all options groups, with the decks that have them and their parameters of FSRS."""
        return await self._read(fsrs.deck_configs, WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=False)
    async def optimizeFsrs(self, config: Union[int, str], apply: bool = False) -> OptimizedFsrs:
        """Compute the parameters of FSRS that fit the reviews of an options group best, as Anki's deck options do.

        This takes seconds, with very many reviews minutes, in which Anki and other requests are not held up. Without
        `apply` nothing is changed. FSRS that is not switched on is an error, and so are too few reviews.

        Args:
            config: the id or the name of the group, in any case
            apply: give the group the parameters, if they have changed; Anki then computes the memory states of its
                cards anew
        """
        data = await self._read(lambda col: fsrs.training(col, config), WHOLE_COLLECTION)
        found = await self._host.run_in_thread(lambda: fsrs.optimized(data))
        if apply and found["changed"]:
            await self._change(
                lambda col: fsrs.apply(col, data, found), WHOLE_COLLECTION, undo="Optimize FSRS parameters"
            )
            return {**found, "applied": True}
        return found
