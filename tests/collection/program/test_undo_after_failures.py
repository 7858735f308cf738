"""What becomes of the Undo menu when an operation raises, or Anki forgets the history because a call of it fails."""

from __future__ import annotations

import pytest
from card_states import add_cards, change, content

from anki.cards import CardId
from anki.collection import Collection
from anki.errors import InvalidInput
from anki.scheduler.v3 import CardAnswer, Scheduler

from plugin.api.host import UndoEntry
from plugin.collection.undo import as_one_entry, for_each

NAME = "AnkiConnect: test"


def answer_out_of_turn(col: Collection, card_id: CardId) -> None:
    """Fail while changing something: the study queue has another card on top."""
    scheduler = Scheduler(col)
    scheduler.get_queued_cards()
    card = col.get_card(card_id)
    card.start_timer()
    states = col._backend.get_scheduling_states(card_id)
    scheduler.answer_card(scheduler.build_answer(card=card, states=states, rating=CardAnswer.GOOD))


@pytest.mark.parametrize("history", [True, False])
def test_the_error_is_that_of_the_call_that_failed(history: bool, col: Collection) -> None:
    *_, last = add_cards(col, 3)
    if not history:
        col.db.execute("update cards set mod = mod")  # type: ignore[union-attr] # a write behind Anki's back ends it

    def operation(col: Collection) -> None:
        change(col, last, factor=2000)
        answer_out_of_turn(col, last)

    with pytest.raises(InvalidInput, match="not at top of queue"):
        as_one_entry(col, UndoEntry(NAME), operation)

    assert col.undo_status().undo == ""


def test_an_operation_that_handles_a_failed_call_reports_that_everything_may_have_changed(col: Collection) -> None:
    first, *_, last = add_cards(col, 3)

    def operation(col: Collection) -> str:
        change(col, first, factor=2000)
        with pytest.raises(InvalidInput):
            answer_out_of_turn(col, last)
        change(col, last, factor=2000)
        return "done"

    value, changes = as_one_entry(col, UndoEntry(NAME), operation)

    assert value == "done"
    assert changes.card
    assert changes.study_queues
    assert changes.browser_table


def test_many_changes_go_on_after_a_failed_call(col: Collection) -> None:
    many = add_cards(col, 100)

    def operation(col: Collection) -> None:
        for_each(col, many, step)

    def step(card: CardId) -> None:
        if card == many[50]:
            with pytest.raises(InvalidInput):
                answer_out_of_turn(col, many[-1])
        change(col, card, factor=2000)

    as_one_entry(col, UndoEntry(NAME), operation)

    assert [col.get_card(card).factor for card in many] == [2000] * 100


@pytest.mark.parametrize("calls", [1, 2, 20])
@pytest.mark.parametrize("undone", [True, False])
def test_what_an_operation_did_before_it_raised_is_undone_and_nothing_else(
    undone: bool, calls: int, col: Collection
) -> None:
    first, _ = add_cards(col, 2)
    change(col, first, factor=1500)
    change(col, first, factor=1600)
    if undone:
        col.undo()
    before = content(col)

    def operation(col: Collection) -> None:
        for factor in range(calls):
            change(col, first, factor=2000 + factor)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        as_one_entry(col, UndoEntry(NAME), operation)

    assert content(col) == before
    assert history(col) == ["Update Card"] * (1 if undone else 2) + ["Add Note"]


@pytest.mark.parametrize("calls", [0, 1, 20])
@pytest.mark.parametrize("undone", [True, False])
def test_an_operation_that_changes_nothing_leaves_the_history_as_it_was(
    undone: bool, calls: int, col: Collection
) -> None:
    first, _ = add_cards(col, 2)
    change(col, first, factor=1500)
    change(col, first, factor=1600)
    if undone:
        col.undo()

    def operation(col: Collection) -> None:
        for _ in range(calls):
            col.sched.suspend_cards([])

    _, changes = as_one_entry(col, UndoEntry(NAME), operation)

    assert not changes.ListFields()
    assert history(col) == ["Update Card"] * (1 if undone else 2) + ["Add Note"]


def test_operations_still_share_an_entry_after_one_of_them_raised_or_changed_nothing(col: Collection) -> None:
    first, *_ = many = add_cards(col, 3)
    before = content(col)
    shared = UndoEntry(NAME)

    def raises(col: Collection) -> None:
        change(col, first, factor=3000)
        raise ZeroDivisionError

    for card in many:
        as_one_entry(col, shared, lambda col, card=card: change(col, card, factor=2000))
        as_one_entry(col, shared, lambda _: None)
        with pytest.raises(ZeroDivisionError):
            as_one_entry(col, shared, raises)

    assert [col.get_card(card).factor for card in many] == [2000] * 3
    assert col.undo_status().undo == NAME
    col.undo()
    assert content(col) == before
    assert history(col) == ["Add Note"]


def test_an_entry_may_be_named_by_what_its_operation_is_about_to_find(col: Collection) -> None:
    first, second, _ = add_cards(col, 3)
    shared = UndoEntry(lambda col: f"AnkiConnect: {col.card_count()} cards")

    def raises(col: Collection) -> str:
        raise ZeroDivisionError

    as_one_entry(col, shared, lambda col: change(col, first, factor=2000))
    with pytest.raises(ZeroDivisionError):
        as_one_entry(col, UndoEntry(raises), lambda col: change(col, second, factor=2000))
    as_one_entry(col, shared, lambda col: change(col, second, factor=2000))

    assert col.undo_status().undo == "AnkiConnect: 3 cards"
    assert history(col) == ["AnkiConnect: 3 cards", "Add Note"]


def history(col: Collection) -> list[str]:
    """Take everything back; give the names of the entries, the last one first."""
    names = []
    while col.undo_status().undo:
        names.append(col.undo_status().undo)
        col.undo()
    return names


@pytest.mark.parametrize("calls", [1, 2, 3])
def test_many_changes_are_undone_when_one_of_them_raises(calls: int, col: Collection) -> None:
    many = add_cards(col, 100)
    col.add_custom_undo_entry("something before")
    before = content(col)

    def step(card: CardId) -> None:
        for factor in range(calls):
            change(col, card, factor=2000 + factor)
        if card == many[90]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        as_one_entry(col, UndoEntry(NAME), lambda col: for_each(col, many, step))

    assert content(col) == before
    assert col.undo_status().undo == "something before"
