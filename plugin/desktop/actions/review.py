"""Actions on Anki's review screen."""

from __future__ import annotations

from typing import Union

from ...api.registry import action
from ...api.rights import GUI, READ, WRITE
from ...api.wire.windows import CurrentCard
from ..windows import reviewer
from .group import GuiGroup


class ReviewActions(GuiGroup):
    """Actions on Anki's review screen."""

    @action(needs=GUI, deletes=False)
    async def guiReviewActive(self) -> bool:
        """Tell whether a card is being reviewed."""
        return reviewer.reviewing(await self._turn()) is not None

    @action(needs=(GUI, READ), deletes=False)
    async def guiCurrentCard(self) -> Union[CurrentCard, None]:
        """Describe the card that is being reviewed, with its answer buttons; null outside of a review."""
        screen = reviewer.reviewing(await self._turn())
        return None if screen is None else reviewer.describe(screen)

    @action(needs=GUI, deletes=False)
    async def guiStartCardTimer(self) -> bool:
        """Count the time taken for the answer from now on; false outside of a review."""
        screen = reviewer.reviewing(await self._turn())
        if screen is None or screen.card is None:
            return False
        screen.card.start_timer()
        return True

    @action(needs=GUI, deletes=False)
    async def guiShowQuestion(self) -> bool:
        """Show the question of the card that is being reviewed; false outside of a review."""
        screen = reviewer.reviewing(await self._turn())
        if screen is None:
            return False
        reviewer.show_question(screen)
        return True

    @action(needs=GUI, deletes=False)
    async def guiShowAnswer(self) -> bool:
        """Show the answer of the card that is being reviewed; false outside of a review."""
        mw = await self._turn()
        screen = reviewer.reviewing(mw)
        if screen is None:
            return False
        await reviewer.show_answer(mw, screen)
        return True

    @action(needs=GUI, deletes=False)
    async def guiPlayAudio(self) -> bool:
        """Play the sounds of the side that is shown once more; false outside of a review."""
        screen = reviewer.reviewing(await self._turn())
        if screen is None:
            return False
        screen.replayAudio()
        return True

    @action(needs=(GUI, WRITE), deletes=False)
    async def guiAnswerCard(self, ease: int) -> bool:
        """Answer the card that is being reviewed and show the next one.

        False unless the answer is showing and there is a button for this ease.

        Args:
            ease: 1 Again, 2 Hard, 3 Good, 4 Easy
        """
        mw = await self._turn()
        screen = reviewer.reviewing(mw)
        return screen is not None and await reviewer.answer(mw, screen, ease)
