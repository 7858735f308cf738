"""Forgetting cards, having them relearned, and setting when they are due, wherever they are."""

from __future__ import annotations

import time
from typing import Any

import pytest
from api import Api
from card_states import (
    ALL,
    UNKNOWN,
    add_card,
    add_cards,
    cards,
    change,
    deck,
    expect_no_undo_entry,
    expect_one_undo_entry,
    logged,
)

from anki.cards import Card
from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer, Scheduler

NEW, REVIEW, RELEARNING = 0, 2, 3
LEARNING_QUEUE, REVIEW_QUEUE = 1, 2


def scheduling(card: Card) -> dict[str, Any]:
    """All that a card holds, but the times that Anki writes by the clock."""
    clock = {"mod": 0, "usn": 0, "last_review_time": 0, "memory_state": str(card.memory_state)}
    return {**vars(card), **clock, "col": None}


def set_steps(col: Collection, *minutes: float) -> None:
    config = col.decks.get_config(1)  # type: ignore[arg-type] # the default options
    assert config is not None
    config["lapse"]["delays"] = list(minutes)
    col.decks.update_config(config)


# Forgetting ------------------------------------------------------------------------


@pytest.mark.parametrize("state", ALL)
def test_a_card_is_forgotten_as_anki_does_it(state: str, col: Collection, api: Api) -> None:
    card = add_card(col, state)
    counts = (col.get_card(card).reps, col.get_card(card).lapses)
    col.sched.schedule_cards_as_new([card], restore_position=True)
    expected = scheduling(col.get_card(card))
    col.undo()

    with expect_one_undo_entry(col, "forgetCards"):
        assert api("forgetCards", cards=[str(card), UNKNOWN, card]) is None

        forgotten = col.get_card(card)
        assert scheduling(forgotten) == expected
        assert (forgotten.type, forgotten.odid) == (NEW, 0)
        assert (forgotten.reps, forgotten.lapses) == counts


def test_what_was_logged_of_a_forgotten_card_stays(col: Collection, api: Api) -> None:
    card = add_card(col, "review")
    api("answerCards", answers=[{"cardId": card, "ease": 3}])
    before = logged(col)

    api("forgetCards", cards=[card])

    assert logged(col)[: len(before)] == before
    assert col.get_card(card).reps == 6


@pytest.mark.parametrize("action", ["forgetCards", "relearnCards"])
@pytest.mark.parametrize("unknown", [[], [UNKNOWN], [0, -1]])
def test_nothing_is_done_about_unknown_cards(action: str, unknown: list[int], col: Collection, api: Api) -> None:
    add_card(col, "review")

    with expect_no_undo_entry(col):
        assert api(action, cards=unknown) is None


# Relearning ------------------------------------------------------------------------


def test_relearning_a_card_twice_within_a_second_leaves_one_entry(
    col: Collection, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = add_card(col, "review")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    api("relearnCards", cards=[card])

    with expect_no_undo_entry(col):
        api("relearnCards", cards=[card])


@pytest.mark.parametrize("state", ALL)
def test_a_card_of_any_kind_is_relearned_from_now_on(state: str, col: Collection, api: Api) -> None:
    card = add_card(col, state)
    home = deck(col, f"Home {state}")
    before = col.get_card(card)

    with expect_one_undo_entry(col, "relearnCards"):
        api("relearnCards", cards=[card, UNKNOWN, card])

        found = col.get_card(card)
        assert (found.type, found.queue, found.left) == (RELEARNING, LEARNING_QUEUE, 1)
        assert abs(found.due - time.time()) < 60
        assert (found.did, found.odid, found.odue) == (home, 0, 0)
        assert (found.reps, found.lapses) == (before.reps, before.lapses)
        assert (found.ivl, found.factor) == (before.ivl or 1, before.factor or 2500)


@pytest.mark.parametrize("state", ALL)
def test_a_relearned_card_can_be_studied_and_becomes_a_valid_review_card(state: str, col: Collection, api: Api) -> None:
    card = add_card(col, state)
    col.decks.set_current(deck(col, f"Home {state}"))
    api("relearnCards", cards=[card])

    shown = col.sched.getCard()
    assert shown is not None
    assert shown.id == card
    col.sched.answerCard(shown, 3)

    done = col.get_card(card)
    assert (done.type, done.queue) == (REVIEW, REVIEW_QUEUE)
    assert done.ivl >= 1
    assert done.factor >= 1300
    assert col.fix_integrity() == ("Database rebuilt and optimized.", True)


@pytest.mark.parametrize(("steps", "left"), [((10,), 1), ((1, 10, 30), 3), ((), 1)])
def test_all_steps_of_relearning_are_left(steps: tuple[int, ...], left: int, col: Collection, api: Api) -> None:
    set_steps(col, *steps)
    card = add_card(col, "review")

    api("relearnCards", cards=[card])

    assert col.get_card(card).left == left
    states = col._backend.get_scheduling_states(card)
    assert states.current.normal.relearning.learning.remaining_steps == left


def test_a_new_card_that_was_relearned_is_forgotten_to_its_old_position(col: Collection, api: Api) -> None:
    _, second, _ = add_cards(col, 3)
    filtered = add_card(col, "new, filtered")
    positions = (col.get_card(second).due, col.get_card(filtered).odue)

    api("relearnCards", cards=[second, filtered])
    api("forgetCards", cards=[second, filtered])

    assert tuple(card.due for card in cards(col, [second, filtered])) == positions


def test_many_cards_of_several_decks_are_relearned_in_one_entry(col: Collection, api: Api) -> None:
    many = add_cards(col, 40) + add_cards(col, 40, "Other")

    with expect_one_undo_entry(col, "relearnCards"):
        api("relearnCards", cards=many)

        assert {card.type for card in cards(col, many)} == {RELEARNING}


@pytest.mark.parametrize("damage", ["did = 99", "did = 99, odid = 98", "odid = 0"])
def test_a_card_whose_deck_is_gone_does_not_keep_others_from_being_relearned(
    damage: str, col: Collection, api: Api
) -> None:
    broken, good = add_card(col, "review, filtered"), add_card(col, "review")
    assert col.db is not None
    col.db.execute(f"update cards set {damage} where id = ?", broken)

    api("relearnCards", cards=[broken, good])

    assert [card.type for card in cards(col, [broken, good])] == [RELEARNING, RELEARNING]


def test_the_study_queue_of_anki_shows_a_relearned_card_at_once(col: Collection, api: Api) -> None:
    first, *_, last = add_cards(col, 5)
    queued = col.sched.get_queued_cards()
    assert queued.cards[0].card.id == first

    api("relearnCards", cards=[last])

    shown = col.sched.get_queued_cards().cards[0]
    assert shown.card.id == last
    answer = Scheduler(col)
    card = col.get_card(last)
    card.start_timer()
    answer.answer_card(answer.build_answer(card=card, states=shown.states, rating=CardAnswer.GOOD))
    assert col.get_card(last).type == REVIEW


# Due dates -------------------------------------------------------------------------


@pytest.mark.parametrize("state", ALL)
def test_a_card_of_any_kind_becomes_a_review_card(state: str, col: Collection, api: Api) -> None:
    card = add_card(col, state)

    with expect_one_undo_entry(col, "setDueDate"):
        assert api("setDueDate", cards=[card, UNKNOWN], days="5") is True

        found = col.get_card(card)
        assert (found.type, found.queue, found.odid, found.odue) == (REVIEW, REVIEW_QUEUE, 0, 0)
        assert found.due == col.sched.today + 5


@pytest.mark.parametrize(
    ("days", "due", "intervals"),
    [
        ("0", {0}, {10}),
        (0, {0}, {10}),
        (4, {4}, {10}),
        (4.0, {4}, {10}),
        (" 4 ", {4}, {10}),
        ("1!", {1}, {1}),
        ("0!", {0}, {1}),
        ("3-7", {3, 4, 5, 6, 7}, {10}),
        ("7-3", {3, 4, 5, 6, 7}, {10}),
        ("3-7!", {3, 4, 5, 6, 7}, {3, 4, 5, 6, 7}),
    ],
)
def test_days_are_read_as_anki_reads_them(
    days: Any, due: set[int], intervals: set[int], col: Collection, api: Api
) -> None:
    many = add_cards(col, 30)
    for card in many:
        change(col, card, type=REVIEW, queue=REVIEW_QUEUE, due=2, ivl=10, factor=2500, reps=3)

    assert api("setDueDate", cards=many, days=days) is True

    assert {card.due - col.sched.today for card in cards(col, many)} <= due
    assert {card.ivl for card in cards(col, many)} <= intervals
    if len(due) > 1:
        assert len({card.due for card in cards(col, many)}) > 1


@pytest.mark.parametrize(
    "days", ["", "abc", "-1", -1, "1.5", "5-", "-5", "3--7", "1!!", "!1", "1 !", "3 - 7", "99999999999", "1\n2"]
)
@pytest.mark.parametrize("known", [True, False])
def test_bad_days_are_an_error_that_says_what_days_are(days: Any, known: bool, col: Collection, api: Api) -> None:
    card = add_card(col, "review")

    with expect_no_undo_entry(col):
        error = api.error("setDueDate", cards=[card] if known else [UNKNOWN], days=days)

    assert error.startswith("days must be a number such as 0, or a range such as 3-7, ")
    assert error.endswith(str(days).replace("\n", "\\n"))


@pytest.mark.parametrize("days", [None, 1.5, True, ["1"]])
def test_days_of_a_wrong_type_are_an_error(days: Any, api: Api) -> None:
    assert api.error("setDueDate", cards=[], days=days) == "setDueDate: days must be a string or an integer"


@pytest.mark.parametrize("unknown", [[], [UNKNOWN]])
def test_a_due_date_of_unknown_cards_is_true_and_leaves_no_entry(unknown: list[int], col: Collection, api: Api) -> None:
    add_card(col, "review")

    with expect_no_undo_entry(col):
        assert api("setDueDate", cards=unknown, days="1") is True


def test_the_days_that_the_person_at_anki_chose_last_stay(col: Collection, api: Api) -> None:
    card = add_card(col, "review")
    before = dict(col.all_config())

    api("setDueDate", cards=[card], days="9")

    assert dict(col.all_config()) == before
