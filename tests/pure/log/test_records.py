"""What is kept of a request: enough to see what went wrong, and nothing that was in it."""

from __future__ import annotations

from typing import Any

import pytest
from desk import Desk, origin

from plugin.errors import (
    ApiError,
    DeckNotFound,
    RefusedByAnki,
    SeveralNotesRefused,
    SyncFailed,
    SyncNotConfigured,
    WrongKey,
)


@pytest.mark.parametrize(
    ("error", "noted"),
    [
        (DeckNotFound("Geography"), "deck was not found: Geography"),
        (WrongKey(), "valid api key must be provided"),
        (SyncNotConfigured(), "sync: auth not configured"),
        (RefusedByAnki("`my diary` is no search"), "refused by anki"),
        (SeveralNotesRefused([SyncFailed("my diary")]), "several notes refused"),
        (SyncFailed("my diary"), "sync failed"),
        (ApiError("my diary"), "api error"),
    ],
)
def test_only_errors_that_hold_nothing_but_names_are_kept_as_they_are(error: ApiError, noted: str) -> None:
    assert error.noted == noted


@pytest.mark.parametrize(
    "body",
    [
        {"action": "echo", "version": 6, "params": {"it": "my diary"}},
        {"action": "echo", "version": "my diary"},
        {"action": "stumble", "version": 6, "params": {}},
        ["my diary"],
        b'{"action": "my diary',
        {"action": "unwritable", "version": 6},
    ],
)
def test_contents_never_come_into_a_record(body: Any) -> None:
    desk = Desk()

    desk.ask(body)

    [record] = desk.log.records
    assert "diary" not in repr(record)
    assert "zero" not in repr(record)


def test_a_result_that_has_an_error_in_it_is_a_success() -> None:
    desk = Desk()

    desk.ask({"action": "echo", "version": 4, "params": {"it": {"canAdd": False, "error": "it is a duplicate"}}})

    assert desk.log.records[0].error is None


@pytest.mark.parametrize("body", [{"action": "version"}, b"", {"action": "x", "params": {"padding": "x" * 70_000}}])
def test_whoever_is_turned_away_is_recorded(body: Any) -> None:
    desk = Desk()

    [reply] = desk.send(body, origin("https://stranger.example"))

    assert reply.status == 403
    [record] = desk.log.records
    assert (record.caller.origin, record.error) == ("https://stranger.example", "this page may not use Anki")
    assert not record.caller.trusted


def test_a_record_does_not_hold_the_request() -> None:
    desk = Desk()

    desk.ask({"action": "echo", "version": 6, "params": {"it": "my diary"}})

    when_gone = desk.log.records[0].caller.when_gone
    assert not hasattr(when_gone, "__self__")
