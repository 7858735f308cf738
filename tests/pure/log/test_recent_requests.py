"""The last requests, as the person at Anki sees them."""

from __future__ import annotations

import pytest

from plugin.api.host import Caller
from plugin.api.records import Record
from plugin.log.recent_requests import KEPT, RecentRequests

PROGRAM = Caller("127.0.0.1", None, True)
PAGE = Caller("127.0.0.1", "https://Notes.example", True)
STRANGER = Caller("127.0.0.1", "https://stranger.example", False)


class Kept:
    def __init__(self) -> None:
        self.records: list[Record] = []

    def request(self, record: Record) -> None:
        self.records.append(record)


def record(caller: Caller = PROGRAM, action: str = "version", error: str | None = None) -> Record:
    return Record(caller, action, 6, 1.5, error, 40)


def test_who_asked_what_and_how_it_ended_is_kept() -> None:
    recent = RecentRequests(Kept(), lambda _: None)

    recent.request(record())
    recent.request(record(PAGE, "addNote", "deck was not found: X"))

    first, second = recent.entries
    assert (first.who, first.action, first.milliseconds, first.error) == ("127.0.0.1", "version", 1.5, None)
    assert (second.who, second.action, second.error) == ("https://notes.example", "addNote", "deck was not found: X")
    assert second.when >= first.when > 1e9


def test_the_oldest_make_room_and_long_texts_are_cut() -> None:
    recent = RecentRequests(Kept(), lambda _: None)

    for number in range(KEPT + 5):
        recent.request(record(action=f"{number}" + "x" * 1000, error="y" * 1000))

    assert len(recent.entries) == KEPT
    assert recent.entries[0].action.startswith("5x")
    assert len(recent.entries[0].action) == 60
    assert len(recent.entries[0].error or "") == 200


def test_everything_goes_on_to_the_log() -> None:
    log = Kept()
    recent = RecentRequests(log, lambda _: None)

    recent.request(record())

    assert log.records == [record()]


def test_only_an_origin_that_was_turned_away_is_told() -> None:
    told: list[str] = []
    recent = RecentRequests(Kept(), told.append)

    recent.request(record(STRANGER, "requestPermission"))  # was answered
    recent.request(record(PAGE, "addNote", "deck was not found: X"))
    recent.request(record(PROGRAM, "addNote", "deck was not found: X"))
    recent.request(record(STRANGER, "", "this page may not use Anki"))

    assert told == ["https://stranger.example"]


def test_somebody_who_looks_is_told_of_each() -> None:
    looks: list[int] = []
    recent = RecentRequests(Kept(), lambda _: None)
    recent.changed = lambda: looks.append(len(recent.entries))

    recent.request(record())
    recent.request(record())

    assert looks == [1, 2]


def test_what_shows_requests_may_fail_and_the_log_is_still_written(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    log = Kept()
    recent = RecentRequests(log, fail)
    recent.changed = fail

    recent.request(record(STRANGER, "", "this page may not use Anki"))

    assert len(log.records) == 1
    assert len(caplog.records) == 2


def test_a_rule_names_its_caller_and_is_escaped() -> None:
    recent = RecentRequests(Kept(), lambda _: None)

    recent.request(record()._replace(rule="my agent\u202e"))

    assert recent.entries[0].caller == "my agent\\u202e"
    assert recent.entries[0].who == "127.0.0.1"


def test_of_a_page_on_another_computer_the_address_is_kept_too() -> None:
    recent = RecentRequests(Kept(), lambda _: None)

    recent.request(record(PAGE._replace(address="192.168.1.7")))

    assert recent.entries[0].caller == "https://notes.example at 192.168.1.7"


def test_what_can_be_allowed_is_kept_unless_it_is_too_long() -> None:
    recent = RecentRequests(Kept(), lambda _: None)

    recent.request(record(STRANGER, "", "refused"))
    recent.request(record(STRANGER._replace(origin="https://" + "x" * 1000), "", "refused"))
    recent.request(record(STRANGER, "", "refused")._replace(refused_host="anki.example"))

    kept = [(one.untrusted_origin, one.refused_host) for one in recent.entries]
    stranger = "https://stranger.example"
    assert kept == [(stranger, ""), ("", ""), (stranger, "anki.example")]


def test_the_last_trusted_origins_are_remembered() -> None:
    recent = RecentRequests(Kept(), lambda _: None)

    for number in range(150):
        recent.request(record(PAGE._replace(origin=f"moz-extension://{number}")))
    recent.request(record(PAGE._replace(origin="moz-extension://60")))
    recent.request(record(STRANGER))

    assert len(recent.trusted_origins) == 100
    assert [*recent.trusted_origins][-2:] == ["moz-extension://149", "moz-extension://60"]
