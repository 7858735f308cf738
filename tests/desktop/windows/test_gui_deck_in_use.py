"""The deck that a request chooses is the one that Anki's windows show and study."""

from __future__ import annotations

from typing import Any, Callable

from gui_notes import add_note, card_of
from pages import javascript

Invoke = Callable[..., Any]

MARKED = "document.querySelector('tr.deck.current')?.id || ''"


def looked_at(mw: Any) -> Any:
    """Anki's main window once somebody comes back to it, which is when it shows what has changed."""
    mw.on_focus_did_change(mw.web, None)
    return mw


def test_the_list_of_decks_marks_it_and_the_one_before_after_undo(
    mw: Any, invoke: Invoke, wait_until: Callable[..., Any]
) -> None:
    decks = {name: mw.col.decks.id(name) for name in ("One", "Two")}

    def shows(name: str) -> None:
        wait_until(
            lambda: javascript(wait_until, looked_at(mw).web, MARKED) == str(decks[name]),
            what=f"{name} to be marked in the list",
        )

    assert invoke("currentDeck", deck="one") == "One"
    shows("One")
    assert invoke("currentDeck", deck="Two") == "Two"
    shows("Two")
    assert invoke("guiUndo") is True
    shows("One")


def test_a_review_goes_on_with_its_cards(mw: Any, invoke: Invoke, wait_until: Callable[..., Any]) -> None:
    cards = {name: card_of(mw, add_note(mw, name, deck=name)) for name in ("One", "Two")}
    invoke("guiDeckReview", name="One")

    invoke("currentDeck", deck="Two")

    wait_until(lambda: looked_at(mw).reviewer.card.id == cards["Two"], what="the other card")
    assert (mw.state, mw.col.decks.current()["name"]) == ("review", "Two")


def test_a_filtered_deck_that_is_made_does_not_take_a_review_away(
    mw: Any, invoke: Invoke, wait_until: Callable[..., Any]
) -> None:
    one, two, other = (card_of(mw, add_note(mw, name, deck=name[:3])) for name in ("One", "One more", "Two"))
    invoke("guiDeckReview", name="One")

    invoke("saveFilteredDeck", name="Cram", searches=[{"query": f"cid:{other},{two}"}])

    assert (mw.state, mw.col.decks.current()["name"]) == ("review", "One")
    wait_until(lambda: looked_at(mw).reviewer.card.id == one, what="the card")
    assert mw.col.sched.get_queued_cards().new_count == 1
