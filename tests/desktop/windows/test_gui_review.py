"""Actions on the review screen, with cards that are due."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from client import ApiError
from gui_notes import add_note, card_of
from pages import javascript

Invoke = Callable[..., Any]
Review = Callable[..., None]

OUTSIDE = ["guiStartCardTimer", "guiShowQuestion", "guiShowAnswer", "guiPlayAudio", "guiReviewActive"]


DRAWN = "document.getElementById('qa')?.innerText ?? ''"


@pytest.fixture(autouse=True)
def _review(mw: Any, invoke: Invoke) -> Iterator[None]:
    """Lets the page load that congratulates on the end of a review: until then it acts on what the next test does."""
    yield
    invoke("guiDeckBrowser")


@pytest.fixture
def review(mw: Any, invoke: Invoke, wait_until: Callable[..., Any]) -> Callable[..., None]:
    """Reviews a deck; gives control back when the question is drawn, since Anki 26 errs if it leaves before."""

    def begin(deck: str = "Default") -> None:
        assert invoke("guiDeckReview", name=deck) is True
        assert mw.state == "review"
        wait_until(lambda: javascript(wait_until, mw.web, DRAWN), what="the question to be drawn")

    return begin


# Decks -----------------------------------------------------------------------


def test_a_deck_is_reviewed(mw: Any, invoke: Invoke) -> None:
    add_note(mw, "other", deck="Other")
    card = card_of(mw, add_note(mw, "one", deck="Mine"))

    assert invoke("guiDeckReview", name="mine") is True

    assert mw.state == "review"
    assert mw.reviewer.card.id == card
    assert invoke("guiReviewActive") is True


def test_another_deck_is_reviewed_from_within_a_review(mw: Any, invoke: Invoke, review: Review) -> None:
    card = card_of(mw, add_note(mw, "other", deck="Other"))
    add_note(mw, "one", deck="Mine")
    review("Mine")

    assert invoke("guiDeckReview", name="Other") is True

    assert invoke("guiCurrentCard")["cardId"] == card


def test_a_deck_with_nothing_due_shows_its_overview(mw: Any, invoke: Invoke) -> None:
    mw.col.decks.id("Empty")

    assert invoke("guiDeckReview", name="Empty") is True

    assert mw.state == "overview"
    assert invoke("guiReviewActive") is False


def test_the_overview_of_a_deck_is_shown(mw: Any, invoke: Invoke) -> None:
    deck = mw.col.decks.id("Parent::Child")

    assert invoke("guiDeckOverview", name="Parent::Child") is True

    assert mw.state == "overview"
    assert mw.col.decks.selected() == deck


@pytest.mark.parametrize("action", ["guiDeckOverview", "guiDeckReview"])
def test_an_unknown_deck_changes_nothing_and_is_not_made(mw: Any, invoke: Invoke, action: str) -> None:
    assert invoke(action, name="No such deck") is False

    assert mw.state == "deckBrowser"
    assert mw.col.decks.id_for_name("No such deck") is None


def test_the_next_deck_is_reviewed_as_soon_as_the_last_card_of_one_is_answered(
    mw: Any, invoke: Invoke, review: Review
) -> None:
    decks = ["One", "Two", "Three"]
    cards = [card_of(mw, add_note(mw, deck, deck=deck)) for deck in decks]
    reviewed = []

    for deck in decks:
        review(deck)
        reviewed.append(invoke("guiCurrentCard")["cardId"])
        invoke("guiShowAnswer")
        invoke("guiAnswerCard", ease=4)

    assert reviewed == cards


def test_the_list_of_decks_does_not_cover_a_review_that_follows_a_change(
    mw: Any, invoke: Invoke, wait_until: Callable[..., Any]
) -> None:
    for number in range(5):
        invoke("guiDeckBrowser")
        invoke("addNote", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": f"note {number}"}})
        invoke("guiDeckReview", name="Default")

        wait_until(lambda: "note" in javascript(wait_until, mw.web, DRAWN), what="the question to be drawn")


def test_the_list_of_decks_is_shown(mw: Any, invoke: Invoke, review: Review) -> None:
    add_note(mw, "one")
    review()

    assert invoke("guiDeckBrowser") is None

    assert mw.state == "deckBrowser"


# The card --------------------------------------------------------------------


def test_the_card_is_described(mw: Any, invoke: Invoke, review: Review) -> None:
    note = add_note(mw, "front content", "back content", kind="Basic (and reversed card)", deck="Mine")
    review("Mine")

    card = invoke("guiCurrentCard")

    question, answer = card.pop("question"), card.pop("answer")
    assert "front content" in question
    assert "back content" not in question
    assert "back content" in answer
    assert ".card" in card.pop("css")
    assert card == {
        "deckName": "Mine",
        "modelName": "Basic (and reversed card)",
        "fieldOrder": 0,
        "fields": {"Front": {"value": "front content", "order": 0}, "Back": {"value": "back content", "order": 1}},
        "template": "Card 1",
        "cardId": card_of(mw, note),
        "buttons": [1, 2, 3, 4],
        "nextReviews": [
            text.translate({0x2068: None, 0x2069: None})
            for text in mw.col.sched.describe_next_states(mw.reviewer.get_scheduling_states())
        ],
    }


def test_the_intervals_on_the_buttons_have_no_isolation_marks(mw: Any, invoke: Invoke, review: Review) -> None:
    add_note(mw, "one")
    review()

    texts = invoke("guiCurrentCard")["nextReviews"]

    assert len(texts) == 4
    assert all(text.isascii() and text for text in texts)


def test_intervals_are_told_even_where_the_person_does_not_want_them_on_the_buttons(
    mw: Any, invoke: Invoke, review: Review
) -> None:
    add_note(mw, "one")
    mw.col.conf["estTimes"] = False
    review()

    assert all(invoke("guiCurrentCard")["nextReviews"])


def test_outside_of_a_review_there_is_no_card(mw: Any, invoke: Invoke) -> None:
    add_note(mw, "one")

    assert invoke("guiCurrentCard") is None
    assert invoke("guiAnswerCard", ease=3) is False
    assert [invoke(action) for action in OUTSIDE] == [False] * len(OUTSIDE)


def test_a_change_of_the_note_is_told_at_once(mw: Any, invoke: Invoke, review: Review) -> None:
    note = add_note(mw, "old")
    review()

    invoke("updateNoteFields", note={"id": note, "fields": {"Front": "new"}})

    card = invoke("guiCurrentCard")
    assert card["fields"]["Front"]["value"] == "new"
    assert "new" in card["question"]


def test_a_card_that_is_suspended_meanwhile_is_no_longer_the_current_one(
    mw: Any, invoke: Invoke, review: Review
) -> None:
    cards = [card_of(mw, add_note(mw, front)) for front in ("one", "two")]
    review()
    first = invoke("guiCurrentCard")["cardId"]
    mw.clearFocus()

    invoke("suspend", cards=[first])

    [other] = set(cards) - {first}
    assert invoke("guiCurrentCard")["cardId"] == other
    invoke("suspend", cards=[other])
    assert invoke("guiCurrentCard") is None
    assert invoke("guiReviewActive") is False


def test_the_timer_of_the_card_starts_again(mw: Any, invoke: Invoke, review: Review) -> None:
    add_note(mw, "one")
    review()
    mw.reviewer.card.timer_started -= 100

    assert invoke("guiStartCardTimer") is True

    assert time.time() - mw.reviewer.card.timer_started < 50


# Question and answer ---------------------------------------------------------


def test_the_answer_and_the_question_are_shown(mw: Any, invoke: Invoke, review: Review) -> None:
    add_note(mw, "one")
    review()
    assert mw.reviewer.state == "question"

    for action, state in [("guiShowAnswer", "answer"), ("guiShowAnswer", "answer"), ("guiShowQuestion", "question")]:
        assert invoke(action) is True
        assert mw.reviewer.state == state


def test_what_was_typed_as_the_answer_is_compared(
    mw: Any, invoke: Invoke, review: Review, wait_until: Callable[..., Any]
) -> None:
    add_note(mw, "one", "expected", kind="Basic (type in the answer)")
    review()
    # the page's function that Anki asks for it: the page draws the question late, and without what was typed before
    javascript(wait_until, mw.web, "getTypedAnswer = () => 'typed'; true")

    assert invoke("guiShowAnswer") is True

    assert mw.reviewer.typedAnswer == "typed"


@pytest.mark.parametrize("ease", [1, 2, 3, 4])
def test_a_card_is_answered_and_the_next_one_shown(mw: Any, invoke: Invoke, review: Review, ease: int) -> None:
    for front in ("one", "two"):
        add_note(mw, front)
    review()
    first = invoke("guiCurrentCard")["cardId"]
    invoke("guiShowAnswer")

    assert invoke("guiAnswerCard", ease=ease) is True

    assert mw.col.get_card(first).reps == 1
    assert mw.col.db.scalar("select ease from revlog where cid = ?", first) == ease
    assert invoke("guiCurrentCard")["cardId"] != first
    assert mw.reviewer.state == "question"


def test_the_last_answer_ends_the_review(mw: Any, invoke: Invoke, review: Review) -> None:
    card = card_of(mw, add_note(mw, "one"))
    review()
    invoke("guiShowAnswer")

    assert invoke("guiAnswerCard", ease=4) is True

    assert mw.state == "overview"
    assert mw.col.get_card(card).reps == 1
    assert invoke("guiCurrentCard") is None


def test_a_question_is_not_answered(mw: Any, invoke: Invoke, review: Review) -> None:
    card = card_of(mw, add_note(mw, "one"))
    review()

    assert invoke("guiAnswerCard", ease=3) is False

    assert mw.col.get_card(card).reps == 0


@pytest.mark.parametrize("ease", [-1, 0, 5])
def test_there_is_no_such_button(mw: Any, invoke: Invoke, review: Review, ease: int) -> None:
    card = card_of(mw, add_note(mw, "one"))
    review()
    invoke("guiShowAnswer")

    assert invoke("guiAnswerCard", ease=ease) is False

    assert mw.reviewer.state == "answer"
    assert mw.col.get_card(card).reps == 0


def test_an_answer_that_another_addon_refuses_is_none(mw: Any, invoke: Invoke, review: Review) -> None:
    from aqt import gui_hooks

    card = card_of(mw, add_note(mw, "one"))
    review()
    invoke("guiShowAnswer")

    def refuse(answer: tuple[bool, int], _reviewer: Any, _card: Any) -> tuple[bool, int]:
        return False, answer[1]

    gui_hooks.reviewer_will_answer_card.append(refuse)
    try:
        assert invoke("guiAnswerCard", ease=3) is False
    finally:
        gui_hooks.reviewer_will_answer_card.remove(refuse)

    assert mw.col.get_card(card).reps == 0


def test_an_ease_that_is_no_number_is_refused(mw: Any, invoke: Invoke) -> None:
    with pytest.raises(ApiError, match="guiAnswerCard: ease must be an integer"):
        invoke("guiAnswerCard", ease="good")


def test_a_whole_review_goes_on_while_other_windows_have_the_focus(
    mw: Any, invoke: Invoke, review: Review, windows: Callable[[], list[Any]]
) -> None:
    import aqt

    for number in range(5):
        add_note(mw, f"note {number}")
    mw.col.decks.id("Other")
    review()
    aqt.dialogs.open("AddCards", mw).activateWindow()
    answered = []

    while (card := invoke("guiCurrentCard")) is not None:
        assert invoke("guiShowAnswer") is True
        invoke("addNote", note={"deckName": "Other", "modelName": "Basic", "fields": {"Front": f"x{len(answered)}"}})
        if not invoke("guiAnswerCard", ease=4):
            assert invoke("guiShowAnswer") is True
            assert invoke("guiAnswerCard", ease=4) is True
        answered.append(card["cardId"])

    assert len(set(answered)) == 5


def test_sounds_are_played_again(mw: Any, invoke: Invoke, review: Review, modals: list[str]) -> None:
    from aqt import gui_hooks

    add_note(mw, "one [sound:none.mp3]")  # where no player is installed, Anki says so
    review()
    replayed: list[bool] = []
    gui_hooks.audio_will_replay.append(lambda _web, _card, question: replayed.append(question))
    try:
        assert invoke("guiPlayAudio") is True
        invoke("guiShowAnswer")
        assert invoke("guiPlayAudio") is True
    finally:
        gui_hooks.audio_will_replay._hooks.pop()

    assert replayed == [True, False]
