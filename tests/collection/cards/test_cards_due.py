"""When cards are due and how long they were sent away: as Anki has it, and learning cards by the contract's rule."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from api import Api
from card_states import ALL, PLACES, UNKNOWN, add_card, add_cards, change, log

from anki.collection import Collection

MINUTE, HOUR, DAY = 60, 3600, 86_400
AGAIN, GOOD, BY_HAND = 1, 3, 0
LEARNING, DAY_LEARNING = 1, 3


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    """A collection that was created some time ago, so that days and positions are different numbers."""
    path = str(tmp_path / "collection.anki2")
    young = Collection(path)
    assert young.db is not None
    young.db.execute("update col set crt = crt - ?", 400 * DAY)
    young.close()
    old = Collection(path)
    yield old
    old.close()


# Being due -----------------------------------------------------------------------


def test_cards_without_a_log_are_due_when_anki_says_so(col: Collection, api: Api) -> None:
    cards = {state: add_card(col, state) for state in ALL}

    told = api("areDue", cards=list(cards.values()))

    due = set(col.find_cards("is:due or (is:new -is:suspended -is:buried)"))
    assert dict(zip(cards, told)) == {state: card in due for state, card in cards.items()}
    assert 0 < len(due) < len(cards)


@pytest.mark.parametrize("later", [1, 25 * MINUTE, 2 * DAY])
def test_cards_of_later_are_due_when_anki_says_so(later: int, col: Collection, api: Api) -> None:
    cards = {state: add_card(col, state) for state in ALL if not state.startswith("new")}
    for cid in cards.values():
        card = col.get_card(cid)
        for name in ("due", "odue"):
            value = getattr(card, name)
            if value == col.sched.today:
                setattr(card, name, value + later // DAY)
            elif value > col.sched.today:
                setattr(card, name, int(time.time()) + later)
        col.update_card(card)

    told = api("areDue", cards=list(cards.values()))

    due = set(col.find_cards("is:due"))
    assert dict(zip(cards, told)) == {state: card in due for state, card in cards.items()}


def test_new_cards_are_due_unless_they_are_suspended_or_buried(col: Collection, api: Api) -> None:
    cards = {place: add_card(col, f"new, {place}") for place in PLACES}

    told = api("areDue", cards=list(cards.values()))

    assert dict(zip(cards, told)) == {place: "suspended" not in place and "buried" not in place for place in PLACES}


@pytest.mark.parametrize("queue", [LEARNING, DAY_LEARNING])
@pytest.mark.parametrize(
    ("ago", "interval", "due"),
    [
        (30 * MINUTE, -40 * MINUTE, False),
        (41 * MINUTE, -40 * MINUTE, True),
        (10 * MINUTE, -21 * MINUTE, False),
        (DAY - HOUR, -DAY, False),
        (DAY + HOUR, -DAY, True),
    ],
)
@pytest.mark.parametrize("state", ["learning", "relearning"])
def test_a_learning_card_with_a_long_interval_is_due_once_that_is_over(
    state: str, ago: int, interval: int, due: bool, queue: int, col: Collection, api: Api
) -> None:
    card = add_card(col, state)
    log(col, card, (ago + HOUR, -10 * MINUTE, AGAIN), (ago, interval, GOOD))
    on = int(time.time()) - ago - interval if queue == LEARNING else col.sched.today
    change(col, card, queue=queue, due=on)

    assert api("areDue", cards=[card]) == [due]


@pytest.mark.parametrize(("interval", "due"), [(-20 * MINUTE, True), (-20 * MINUTE - 1, False)])
def test_up_to_twenty_minutes_a_learning_card_is_shown_ahead_of_its_time(
    interval: int, due: bool, col: Collection, api: Api
) -> None:
    card = add_card(col, "learning")
    log(col, card, (5 * MINUTE, interval, GOOD))
    change(col, card, due=int(time.time()) + 15 * MINUTE)

    assert api("areDue", cards=[card]) == [due]


def test_only_answers_count_as_the_last_answer(col: Collection, api: Api) -> None:
    card = add_card(col, "learning")
    log(col, card, (41 * MINUTE, -40 * MINUTE, GOOD), (MINUTE, -40 * MINUTE, BY_HAND))

    assert api("areDue", cards=[card]) == [True]


def test_a_learning_card_that_was_made_due_is_due_before_its_interval_is_over(col: Collection, api: Api) -> None:
    card = add_card(col, "learning")
    log(col, card, (HOUR, -4 * HOUR, GOOD))
    change(col, card, due=int(time.time()) + 3 * HOUR)
    before = api("areDue", cards=[card])

    api("relearnCards", cards=[card])

    assert before == [False]
    assert api("areDue", cards=[card]) == [True]


def test_a_review_card_is_due_by_its_day_whatever_the_log_says(col: Collection, api: Api) -> None:
    today, tomorrow = add_card(col, "review"), add_card(col, "review, ")
    for card in (today, tomorrow):
        log(col, card, (MINUTE, -40 * MINUTE, GOOD))
    change(col, tomorrow, due=col.sched.today + 1)

    assert api("areDue", cards=[tomorrow, today, tomorrow]) == [False, True, False]


def test_the_learn_ahead_limit_is_the_one_that_is_set_in_anki(col: Collection, api: Api) -> None:
    card = add_card(col, "learning")
    change(col, card, due=int(time.time()) + 5 * MINUTE)
    preferences = col.get_preferences()
    preferences.scheduling.learn_ahead_secs = 60
    col.set_preferences(preferences)

    assert api("areDue", cards=[card]) == [False]
    assert card not in col.find_cards("is:due")


# Intervals -------------------------------------------------------------------------


def test_the_last_interval_is_that_of_the_log_or_the_cards_own(col: Collection, api: Api) -> None:
    logged, unlogged, learning, new = (add_card(col, state) for state in ("review", "review, ", "learning", "new"))
    log(col, logged, (3 * DAY, -600, GOOD), (2 * DAY, 3, GOOD), (DAY, 7, GOOD))
    log(col, learning, (DAY, 4, GOOD), (MINUTE, -600, AGAIN))
    log(col, new, (DAY, 4, GOOD), (MINUTE, 0, BY_HAND))

    told = api("getIntervals", cards=[new, logged, unlogged, learning, logged])

    assert told == [0, 7, 10, -600, 7]


def test_all_intervals_are_those_of_the_log_oldest_first(col: Collection, api: Api) -> None:
    logged, unlogged, new = (add_card(col, state) for state in ("review", "review, ", "new"))
    log(col, logged, (2 * DAY, 3, GOOD), (DAY, 7, BY_HAND), (3 * DAY, -600, GOOD))
    log(col, new, (DAY, 4, GOOD))

    told = api("getIntervals", cards=[new, logged, unlogged, logged], complete=True)

    assert told == [[], [-600, 3, 7], [], [-600, 3, 7]]


def test_intervals_do_not_depend_on_where_a_card_is(col: Collection, api: Api) -> None:
    cards = {state: add_card(col, state) for state in ALL if state.startswith(("review", "new"))}

    told = api("getIntervals", cards=list(cards.values()))

    assert dict(zip(cards, told)) == {state: 10 if state.startswith("review") else 0 for state in cards}


@pytest.mark.parametrize(
    ("action", "params"), [("areDue", {}), ("getIntervals", {}), ("getIntervals", {"complete": True})]
)
def test_an_unknown_card_is_an_error(action: str, params: dict[str, bool], col: Collection, api: Api) -> None:
    [card] = add_cards(col, 1)

    assert api.error(action, cards=[card, UNKNOWN, 5], **params) == f"Card was not found: {UNKNOWN}"
    assert api(action, cards=[], **params) == []
