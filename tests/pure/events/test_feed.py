"""Events get ids, reach who listens, and are remembered for who comes back."""

from __future__ import annotations

from typing import Callable

import pytest

from plugin.events.feed import CHANGE, MOST_IDS_REMEMBERED, MOST_REMEMBERED, Event, Feed

TEN_MINUTES = 600.0


class Time:
    """A clock with an alarm, which go when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.alarms: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, seconds: float, callback: Callable[[], None]) -> None:
        self.alarms.append((self.now + seconds, callback))

    def advance(self, seconds: float) -> None:
        ends = self.now + seconds
        while due := sorted((one for one in self.alarms if one[0] <= ends), key=lambda one: one[0]):
            self.alarms.remove(due[0])
            self.now = due[0][0]
            due[0][1]()
        self.now = ends


class Watched:
    """A source that counts."""

    def __init__(self) -> None:
        self.begun = self.ended = 0

    def begin(self) -> None:
        self.begun += 1

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def feed(time: Time) -> Feed:
    return Feed(time.call_later, lambda: time.now)


def publish(feed: Feed, *texts: str) -> None:
    for text in texts:
        feed.publish(CHANGE, {"what": text})


def told(events: list[Event] | None) -> list[str]:
    assert events is not None
    return [event.data["what"] for event in events]


def test_an_event_reaches_all_who_listen(feed: Feed) -> None:
    one: list[Event] = []
    other: list[Event] = []
    feed.subscribe(one.append)
    feed.subscribe(other.append)

    publish(feed, "a")

    assert one == other == [Event("change", feed.last_id, {"what": "a"})]


def test_each_event_has_an_id_of_its_own_which_is_the_last_one_then(feed: Feed) -> None:
    ids: list[tuple[str, str]] = []
    feed.subscribe(lambda event: ids.append((event.id, feed.last_id)))

    publish(feed, "a", "b", "c")

    assert len({one for one, _ in ids}) == 3
    assert all(one == last for one, last in ids)


def test_who_has_left_is_told_no_more_and_may_leave_twice(feed: Feed) -> None:
    events: list[Event] = []
    feed.subscribe(lambda _: None)
    leave = feed.subscribe(events.append)
    leave()
    leave()

    publish(feed, "a")

    assert events == []


def test_one_function_may_listen_twice_and_leave_once(feed: Feed) -> None:
    events: list[Event] = []
    leave = feed.subscribe(events.append)
    feed.subscribe(events.append)
    leave()

    publish(feed, "a")

    assert told(events) == ["a"]


def test_a_listener_may_leave_while_it_is_told_and_end_another_one(feed: Feed) -> None:
    events: list[str] = []
    leaves: list[Callable[[], None]] = []

    def first(event: Event) -> None:
        events.append("first")
        for leave in leaves:
            leave()

    leaves.append(feed.subscribe(first))
    leaves.append(feed.subscribe(lambda _: events.append("second")))
    feed.subscribe(lambda _: events.append("third"))

    publish(feed, "a", "b")

    assert events == ["first", "third", "third"]


def test_what_was_missed_is_told_in_order(feed: Feed) -> None:
    feed.subscribe(lambda _: None)
    publish(feed, "a")
    seen = feed.last_id
    publish(feed, "b", "c")

    assert told(feed.since(seen)) == ["b", "c"]
    assert feed.since(feed.last_id) == []


def test_a_thousand_events_are_remembered_and_no_more(feed: Feed) -> None:
    feed.subscribe(lambda _: None)
    publish(feed, "before")
    seen = feed.last_id
    publish(feed, *map(str, range(MOST_REMEMBERED)))

    assert told(feed.since(seen)) == [str(number) for number in range(MOST_REMEMBERED)]

    publish(feed, "one more")

    assert feed.since(seen) is None


def test_fewer_are_remembered_if_they_are_long(feed: Feed) -> None:
    feed.subscribe(lambda _: None)
    ids = list(range(1000))
    fits = MOST_IDS_REMEMBERED // 2000
    before = feed.last_id
    for number in range(fits):
        feed.publish(CHANGE, {"notes": {"added": ids}, "reviews": ids, "what": str(number)})
    assert len(feed.since(before) or []) == fits

    publish(feed, "short")
    assert feed.since(before) is not None
    feed.publish(CHANGE, {"reviews": [1], "what": "one more"})

    assert feed.since(before) is None
    assert told(list(feed._events))[-2:] == ["short", "one more"]
    assert len(feed._events) == fits + 1


def test_what_is_no_id_of_this_start_is_not_known(feed: Feed, time: Time) -> None:
    other = Feed(time.call_later, lambda: time.now)
    for one in (feed, other):
        one.subscribe(lambda _: None)
        publish(one, "a")
    epoch, _, number = feed.last_id.partition("-")

    assert feed.since(other.last_id) is None
    assert feed.since(f"{epoch}-{int(number) + 1}") is None
    for text in (
        "",
        "1",
        "-1",
        epoch,
        f"{epoch}-",
        f"{epoch}-x",
        f"{epoch}-{number}\n",
        f"{epoch}-{'9' * 5000}",
        "é-١",
    ):
        assert feed.since(text) is None


def test_nothing_is_recorded_while_nobody_listens(feed: Feed) -> None:
    source = Watched()
    feed.add_source(source)
    before = feed.last_id
    publish(feed, "a")

    assert not feed.recording
    assert feed.last_id == before
    assert (source.begun, source.ended) == (0, 0)


def test_a_source_begins_with_the_first_listener(feed: Feed) -> None:
    source, late = Watched(), Watched()
    feed.add_source(source)
    feed.subscribe(lambda _: None)
    feed.subscribe(lambda _: None)
    feed.add_source(late)

    assert (source.begun, source.ended) == (late.begun, late.ended) == (1, 0)


def test_who_comes_back_within_ten_minutes_has_missed_nothing(feed: Feed, time: Time) -> None:
    leave = feed.subscribe(lambda _: None)
    seen = feed.last_id
    leave()
    time.advance(TEN_MINUTES - 1)
    publish(feed, "a")
    feed.subscribe(lambda _: None)
    time.advance(TEN_MINUTES)
    publish(feed, "b")

    assert told(feed.since(seen)) == ["a", "b"]


def test_who_comes_back_later_is_told_that_it_is_not_known_though_nothing_happened(feed: Feed, time: Time) -> None:
    source = Watched()
    feed.add_source(source)
    leave = feed.subscribe(lambda _: None)
    publish(feed, "a")
    seen = feed.last_id
    leave()
    time.advance(TEN_MINUTES + 1)
    publish(feed, "lost")

    feed.subscribe(lambda _: None)

    assert feed.since(seen) is None
    assert feed.since(feed.last_id) == []
    assert (source.begun, source.ended) == (2, 1)


def test_ten_minutes_count_from_the_last_who_leaves_with_one_alarm(feed: Feed, time: Time) -> None:
    source = Watched()
    feed.add_source(source)
    for _ in range(100):
        feed.subscribe(lambda _: None)()
        time.advance(1)
    assert len(time.alarms) == 1

    time.advance(TEN_MINUTES - 2)
    recording = feed.recording
    time.advance(2)

    assert recording
    assert not feed.recording
    assert source.ended == 1
    assert time.alarms == []


def test_the_outdated_id_is_never_known(feed: Feed, time: Time) -> None:
    assert feed.since(feed.outdated_id) is None
    leave = feed.subscribe(lambda _: None)
    assert feed.since(feed.outdated_id) is None
    publish(feed, *map(str, range(MOST_REMEMBERED + 5)))
    assert feed.since(feed.outdated_id) is None
    leave()
    time.advance(TEN_MINUTES + 1)
    feed.subscribe(lambda _: None)

    assert feed.since(feed.outdated_id) is None
