"""A site that was refused pauses, longer each time."""

from __future__ import annotations

from server_rig import Clock

from plugin.desktop.question_pauses import QuestionPauses

MINUTE, DAY = 60.0, 24 * 3600.0
SITE = "nagging.example"


def length_of(pauses: QuestionPauses, clock: Clock) -> float:
    """How long a pause is, in minutes that pass meanwhile."""
    minutes = 0
    while pauses.paused(SITE):
        clock.advance(MINUTE)
        minutes += 1
    return minutes * MINUTE


def test_a_pause_doubles_with_each_no_up_to_a_day() -> None:
    clock = Clock()
    pauses = QuestionPauses(clock)
    lengths = []

    for _ in range(13):
        pauses.refused(SITE)
        lengths.append(length_of(pauses, clock))

    assert lengths[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert lengths[-2:] == [DAY, DAY]


def test_a_yes_ends_it_and_the_next_begins_anew() -> None:
    clock = Clock()
    pauses = QuestionPauses(clock)
    for _ in range(3):
        pauses.refused(SITE)
        clock.advance(DAY)
    pauses.refused(SITE)

    pauses.allowed(SITE)

    assert not pauses.paused(SITE)
    pauses.refused(SITE)
    assert length_of(pauses, clock) == MINUTE


def test_a_no_to_several_who_asked_together_counts_once() -> None:
    clock = Clock()
    pauses = QuestionPauses(clock)

    for _ in range(5):
        pauses.refused(SITE)

    assert length_of(pauses, clock) == MINUTE
    assert not pauses.paused("calm.example")


def test_a_question_may_be_withdrawn_twice() -> None:
    clock = Clock()
    pauses = QuestionPauses(clock)

    pauses.withdrawn(SITE)
    pauses.withdrawn(SITE)
    assert not pauses.paused(SITE)
    pauses.withdrawn(SITE)

    assert length_of(pauses, clock) == MINUTE


def test_any_number_of_sites_takes_a_bounded_memory() -> None:
    pauses = QuestionPauses(Clock())

    for number in range(5000):
        pauses.refused(f"site-{number}.example")

    assert len(pauses._pauses) == 1000
    assert pauses.paused("site-4999.example")
