"""Anki's previewer over all cards of one note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from anki.cards import Card, CardId
from anki.errors import NotFoundError
from aqt.browser.previewer import MultiCardPreviewer

from ... import guard
from ..entries import guarded

if TYPE_CHECKING:
    from aqt.main import AnkiQt


class NotePreviewer(MultiCardPreviewer):
    """Shows the cards of a note one after another, each with its question first.

    Args:
        mw: Anki's main window
        cards: of the note
        closed: called when the window closes
    """

    def __init__(self, mw: AnkiQt, cards: Sequence[CardId], closed: Callable[[], None]) -> None:
        super().__init__(parent=None, mw=mw, on_close=guarded(closed))
        self._cards = list(cards)
        self._position = 0
        self._shown: CardId | None = None

    def show_cards(self, cards: Sequence[CardId]) -> None:
        """Show the cards of a note from now on; the same card as before if it is among them."""
        before = self._cards[self._position] if self._cards else None
        self._cards = list(cards)
        self._position = self._cards.index(before) if before in self._cards else 0
        self._last_state = None  # Anki tells by the second whether a note has changed
        self.render_card()

    # What the previewer of Anki asks ---------------------------------------------

    @guard.guarded()
    def card(self) -> Card | None:
        if not self._cards:
            return None
        try:
            return self.mw.col.get_card(self._cards[self._position])
        except NotFoundError:  # deleted a moment ago
            return None

    @guard.guarded(default=True)
    def card_changed(self) -> bool:
        now = self._cards[self._position] if self._cards else None
        before, self._shown = self._shown, now
        return now != before

    @guard.guarded()
    def _on_prev_card(self) -> None:
        self._go(-1)

    @guard.guarded()
    def _on_next_card(self) -> None:
        self._go(1)

    def _go(self, steps: int) -> None:
        self._position = max(0, min(self._position + steps, len(self._cards) - 1))
        self.render_card()

    @guard.guarded(default=False)
    def _should_enable_prev(self) -> bool:
        return super()._should_enable_prev() or self._position > 0

    @guard.guarded(default=False)
    def _should_enable_next(self) -> bool:
        return super()._should_enable_next() or self._position + 1 < len(self._cards)

    @guard.guarded()
    def _render_scheduled(self) -> None:
        super()._render_scheduled()
        self._updateButtons()
