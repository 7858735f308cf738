"""What is told of changes within a tenth of a second is reported together, for each who has made them."""

from __future__ import annotations

from typing import Callable

import pytest

from plugin.events.coalescing import TOGETHER, Coalescing

NOTES, DECKS = frozenset({"notes"}), frozenset({"decks"})


class Alarms:
    """Alarms, and what was reported when they rang."""

    def __init__(self) -> None:
        self.set: list[tuple[float, Callable[[], None]]] = []
        self.rung = 0

    def call_later(self, seconds: float, callback: Callable[[], None]) -> None:
        self.set.append((seconds, callback))

    def ring(self) -> None:
        self.set.pop(0)[1]()

    def note(self) -> None:
        self.rung += 1


@pytest.fixture
def alarms() -> Alarms:
    return Alarms()


@pytest.fixture
def waiting(alarms: Alarms) -> Coalescing:
    return Coalescing(alarms.call_later, alarms.note)


def test_the_first_of_several_sets_the_alarm(waiting: Coalescing, alarms: Alarms) -> None:
    for _ in range(3):
        waiting.tell("api", NOTES)

    assert [seconds for seconds, _ in alarms.set] == [TOGETHER] == [0.1]
    assert alarms.rung == 0
    alarms.ring()
    assert alarms.rung == 1


def test_what_one_has_changed_comes_together(waiting: Coalescing) -> None:
    waiting.tell("api", NOTES, "first")
    waiting.tell("anki", DECKS)
    waiting.tell("api", DECKS, unknown=True)
    waiting.tell("api", DECKS, "last")
    told = waiting.take()

    assert list(told) == ["api", "anki"]
    assert (told["api"].kinds, told["api"].what, told["api"].unknown) == ({"notes", "decks"}, "last", True)
    assert (told["anki"].kinds, told["anki"].what, told["anki"].unknown) == ({"decks"}, "", False)
    assert waiting.take() == {}


def test_an_alarm_for_what_was_taken_means_nothing(waiting: Coalescing, alarms: Alarms) -> None:
    waiting.tell("api", NOTES)
    waiting.take()
    waiting.tell("api", NOTES)

    alarms.ring()
    assert alarms.rung == 0
    alarms.ring()
    assert alarms.rung == 1


def test_it_is_known_whether_others_have_changed_something(waiting: Coalescing) -> None:
    assert not waiting.by_others_than("api")
    waiting.tell("api", NOTES)
    assert not waiting.by_others_than("api")
    assert waiting.by_others_than("anki")
    waiting.tell("sync", NOTES)
    assert waiting.by_others_than("api")
