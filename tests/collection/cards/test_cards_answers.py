"""Answering cards has the effect of Anki's own scheduler, whatever card Anki would show next."""

from __future__ import annotations

import time
from collections.abc import Callable
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
    content,
    deck,
    expect_no_undo_entry,
    expect_one_undo_entry,
    logged,
)

from anki.cards import CardId
from anki.collection import Collection
from anki.consts import BUTTON_FOUR, BUTTON_ONE

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
EASES = [AGAIN, HARD, GOOD, EASY]
SUSPENDED, REVIEW = -1, 2
NEAR = 3600  # seconds; Anki spreads due times of learning cards by up to five minutes


def answers(ids: list[CardId], ease: int = GOOD) -> list[dict[str, int]]:
    return [{"cardId": card, "ease": ease} for card in ids]


def without_clock(col: Collection) -> dict[str, Any]:
    """The cards, the log and the tags, but the times that come from the clock."""
    assert col.db is not None
    rows = col.db.all(
        "select id, did, odid, type, queue, due, odue, ivl, factor, reps, lapses, left from cards order by id"
    )
    return {
        "cards": [[round(value / NEAR) if value > 1e9 and place in (5, 6) else value for place, value in enumerate(row)]
                  for row in rows],
        "log": col.db.all("select cid, ease, ivl, lastIvl, factor, type from revlog order by id"),
        "tags": col.db.all("select id, tags from notes order by id"),
    }  # fmt: skip


# Real answers ----------------------------------------------------------------------


@pytest.mark.parametrize("state", ALL)
def test_an_answer_does_what_studying_the_card_does(state: str, col: Collection, api: Api) -> None:
    card = add_card(col, state)
    for ease in EASES:
        studied = col.get_card(card)
        studied.start_timer()
        col.sched.answerCard(studied, ease)
        expected = without_clock(col)
        col.undo()

        assert api("answerCards", answers=answers([card], ease)) == [True]

        assert without_clock(col) == expected
        col.undo()


@pytest.mark.parametrize("state", ALL)
def test_the_log_has_the_answered_card(state: str, col: Collection, api: Api) -> None:
    card = add_card(col, state)
    began = time.time()

    with expect_one_undo_entry(col, "answerCards"):
        api("answerCards", answers=answers([card], HARD))

        if logged(col):  # looking at cards ahead of time is not logged by all versions
            assert logged(col, "cid") == [card]
            assert began - 1 < logged(col)[0] / 1000 < time.time() + 1


def test_every_existing_card_gets_its_own_answer(col: Collection, api: Api) -> None:
    one, two, three, four = add_cards(col, 4)

    told = api(
        "answerCards",
        answers=[
            {"cardId": four, "ease": AGAIN},
            {"cardId": UNKNOWN, "ease": GOOD},
            {"cardId": str(two), "ease": EASY},
            {"cardId": one, "ease": HARD},
        ],
    )

    assert told == [True, False, True, True]
    assert logged(col, "cid") == [four, two, one]
    assert logged(col, "ease") == [AGAIN, EASY, HARD]
    assert col.get_card(three).reps == 0


def test_a_card_that_is_named_twice_is_answered_twice(col: Collection, api: Api) -> None:
    [card] = add_cards(col, 1)

    told = api("answerCards", answers=answers([card, card]))

    assert told == [True, True]
    assert (col.get_card(card).type, col.get_card(card).reps) == (REVIEW, 2)
    assert logged(col, "cid") == [card, card]


def test_a_card_that_lapses_too_often_becomes_a_leech(col: Collection, api: Api) -> None:
    card = add_card(col, "review")
    change(col, card, lapses=7)
    options = col.decks.config_dict_for_deck_id(col.get_card(card).did)
    options["lapse"]["leechAction"] = 0
    col.decks.update_config(options)

    with expect_one_undo_entry(col, "answerCards"):
        api("answerCards", answers=answers([card], AGAIN))

        assert col.get_card(card).note().tags == ["leech"]
        assert col.get_card(card).queue == SUSPENDED


def test_the_time_taken_counts_from_the_beginning_of_the_request(col: Collection, api: Api) -> None:
    many = add_cards(col, 200)
    began = time.time()

    api("answerCards", answers=answers(many))

    taken = logged(col, "time")
    assert taken == sorted(taken)
    assert 0 <= taken[-1] <= (time.time() - began) * 1000


# The study queue ---------------------------------------------------------------------


def top(col: Collection, many: list[CardId]) -> CardId:
    return CardId(col.sched.get_queued_cards().cards[0].card.id)


def second(col: Collection, many: list[CardId]) -> CardId:
    return CardId(col.sched.get_queued_cards(fetch_limit=2).cards[1].card.id)


def last(col: Collection, many: list[CardId]) -> CardId:
    assert col.sched.get_queued_cards().new_count == 5
    return many[-1]


def of_another_deck(col: Collection, many: list[CardId]) -> CardId:
    [other] = add_cards(col, 1, "Another")
    assert col.sched.get_queued_cards().cards
    return other


def suspended(col: Collection, many: list[CardId]) -> CardId:
    col.sched.suspend_cards([many[2]])
    assert col.sched.get_queued_cards().new_count == 4
    return many[2]


def not_due(col: Collection, many: list[CardId]) -> CardId:
    change(col, many[2], type=REVIEW, queue=REVIEW, due=col.sched.today + 9, ivl=9, factor=2500)
    assert col.sched.get_queued_cards().new_count == 4
    return many[2]


@pytest.mark.parametrize("choose", [top, second, last, of_another_deck, suspended, not_due])
def test_a_card_is_answered_wherever_it_is_in_the_study_queue(
    choose: Callable[[Collection, list[CardId]], CardId], col: Collection, api: Api
) -> None:
    card = choose(col, add_cards(col, 5))

    with expect_one_undo_entry(col, "answerCards"):
        col.sched.get_queued_cards()
        assert api("answerCards", answers=answers([card])) == [True]

        assert logged(col, "cid") == [card]


def test_all_cards_of_the_study_queue_are_answered_in_any_order(col: Collection, api: Api) -> None:
    many = add_cards(col, 10)
    shuffled = many[::-2] + many[::2]
    assert col.sched.get_queued_cards().new_count == 10

    api("answerCards", answers=answers(shuffled, EASY))

    assert logged(col, "cid") == shuffled
    assert col.sched.get_queued_cards().new_count == 0


def test_studying_goes_on_with_the_next_card(col: Collection, api: Api) -> None:
    first, second_card, third = add_cards(col, 3)
    assert top(col, []) == first

    api("answerCards", answers=answers([first, third], EASY))

    shown = col.sched.getCard()
    assert shown is not None
    assert shown.id == second_card
    col.sched.answerCard(shown, BUTTON_FOUR)
    assert col.sched.getCard() is None


def test_a_card_of_a_filtered_deck_is_answered_while_that_is_studied(col: Collection, api: Api) -> None:
    card = add_card(col, "review, filtered")
    others = add_cards(col, 3)
    col.decks.set_current(col.get_card(card).did)
    assert top(col, []) == card

    assert api("answerCards", answers=answers([*others, card])) == [True] * 4

    assert (col.get_card(card).did, col.get_card(card).odid) == (deck(col, "Home review, filtered"), 0)


# Undo ------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 12, 13, 14, 15, 29, 30, 31, 200])
def test_any_number_of_answers_is_one_entry_of_undo(count: int, col: Collection, api: Api) -> None:
    many = add_cards(col, count)
    col.sched.get_queued_cards()

    with expect_one_undo_entry(col, "answerCards"):
        assert api("answerCards", answers=answers(many, AGAIN)) == [True] * count


def test_undone_answers_can_be_given_again(col: Collection, api: Api) -> None:
    many = add_cards(col, 40)
    api("answerCards", answers=answers(many))
    after = content(col)

    col.undo()
    col.redo()

    # what is done again gets a new time of change
    assert [row[6:] for row in content(col)[0]] == [row[6:] for row in after[0]]
    assert content(col)[1:] == after[1:]


def test_answers_within_a_multi_share_its_undo_entry(col: Collection, api: Api) -> None:
    many = add_cards(col, 40)
    requests = [{"action": "answerCards", "version": 6, "params": {"answers": answers(many, ease)}} for ease in EASES]

    with expect_one_undo_entry(col, "multi"):
        api("multi", actions=requests, undo="one")

        assert len(logged(col)) == 160


@pytest.mark.parametrize("given", [[], [{"cardId": UNKNOWN, "ease": GOOD}], [{"cardId": 0, "ease": 1}] * 40])
def test_answers_to_unknown_cards_leave_no_entry(given: list[dict[str, int]], col: Collection, api: Api) -> None:
    add_cards(col, 1)

    with expect_no_undo_entry(col):
        assert api("answerCards", answers=given) == [False] * len(given)


# What is refused -------------------------------------------------------------------


@pytest.mark.parametrize("ease", [0, 5, -1, 100])
def test_an_ease_without_a_button_is_an_error_and_nothing_is_answered(ease: int, col: Collection, api: Api) -> None:
    one, two = add_cards(col, 2)

    with expect_no_undo_entry(col):
        error = api.error("answerCards", answers=[*answers([one]), {"cardId": two, "ease": ease}])

    assert error == "answerCards: answers[1].ease must be an integer from 1 to 4"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"cardId": 1}, "answerCards: answers[0].ease is missing"),
        ({"ease": 1}, "answerCards: answers[0].cardId is missing"),
        ({"cardId": 1, "ease": True}, "answerCards: answers[0].ease must be an integer"),
        ({"cardId": 1, "ease": None}, "answerCards: answers[0].ease must be an integer"),
        ({"cardId": "x", "ease": 1}, "answerCards: answers[0].cardId must be an id"),
        (5, "answerCards: answers[0] must be an object"),
    ],
)
def test_an_answer_of_a_wrong_shape_is_an_error(answer: Any, error: str, api: Api) -> None:
    assert api.error("answerCards", answers=[answer]) == error


# Many ------------------------------------------------------------------------------


def test_the_log_of_many_answers_agrees_with_the_cards(col: Collection, api: Api) -> None:
    many = add_cards(col, 1_000)

    for ease in (GOOD, AGAIN):
        api("answerCards", answers=answers(many, ease))

    ids = logged(col)
    assert logged(col, "cid") == many * 2
    assert len(set(ids)) == 2_000
    assert ids[-1] < (time.time() + 2) * 1000
    assert {card.reps for card in cards(col, many)} == {2}
    assert col.fix_integrity() == ("Database rebuilt and optimized.", True)


def test_the_first_answer_of_a_request_comes_after_the_last_of_the_one_before(col: Collection, api: Api) -> None:
    [card] = add_cards(col, 1)
    others = add_cards(col, 100)
    studied = col.get_card(card)
    studied.start_timer()
    col.sched.answerCard(studied, BUTTON_ONE)

    api("answerCards", answers=answers([card, *others]))

    assert logged(col, "cid") == [card, card, *others]
