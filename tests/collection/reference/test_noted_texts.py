"""Whatever stands in whatever place of a request, the logs hold nothing of the contents of a note, and no password."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from api import Api
from more_requests import REQUESTS
from request_places import Text, texts, with_texts
from sample_collection import fill
from test_names import kind

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.reference import Reference
from plugin.api.registry import Registry
from plugin.log.file_log import FileLog
from plugin.log.recent_requests import RecentRequests

SECRET = "Xyzzy"
DIARY = f"{SECRET}\n2026-01-01 00:00:00,000 127.0.0.1 - version v6 0.1 ms 1 bytes ok \x1b[2J\u202e"
PASSWORD = f"https://me:{SECRET}@127.0.0.1:1/a.png?token={SECRET}#{SECRET}"
# These wait for other programs
NOT_HERE = ("sync", "upgrade", "exportPackage")
# Names and other short words that an error may repeat
NAMES = {"path", "order", "columnId", "keys", "days", "name", "reviews", "config"}


def requests() -> Iterator[Mapping[str, Any]]:
    names = set(Registry(GROUPS).names) - set(NOT_HERE)
    for entry in Reference().entries():
        yield from (sample["request"] for sample in entry["samples"] if entry["action"] in names)
    yield from REQUESTS


def is_contents(request: Mapping[str, Any], text: Text) -> bool:
    """Whether it is no name that an error may repeat."""
    if text.is_key or text.place.rsplit(".", 1)[-1] in NAMES:
        return False
    return kind(request["action"], text.place) in (None, "template text")


class Logs:
    """All that is kept of requests.

    Args:
        folder: for the files
    """

    def __init__(self, folder: Path) -> None:
        self._files = [folder / "bugs.log", folder / "requests.log"]
        self._log = FileLog(self._files[0], self._files[1])
        self.recent = RecentRequests(self._log, lambda _: None)

    def read(self) -> str:
        self._log.release()
        rows = [f"{row.who} {row.action} {row.error}" for row in self.recent.entries]
        kept = [path.read_text(encoding="utf-8") for path in self._files if path.exists()]
        return "\n".join([*kept, *rows])

    def close(self) -> None:
        self._log.close()


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Logs]:
    kept = Logs(tmp_path)
    yield kept
    kept.close()


@pytest.fixture
def noted(col: Collection, logs: Logs) -> Api:
    """The API on a filled collection, of which all is noted."""
    fill(col)
    api = Api(col)
    api.log.request = logs.recent.request  # type: ignore[method-assign]
    return api


@pytest.mark.parametrize("value", [DIARY, PASSWORD], ids=["diary", "password"])
def test_nothing_of_a_note_and_no_password_is_noted(noted: Api, logs: Logs, value: str) -> None:
    count = 0
    for request in requests():
        for text in texts(request):
            if value == PASSWORD or is_contents(request, text):
                count += 1
                noted.reply(with_texts(request, {text: value}))

                kept = logs.read()
                assert SECRET not in kept, (request["action"], text, kept[-1000:])
    assert count > 150


def test_an_entry_of_multi_and_an_unknown_member_are_noted_no_more(noted: Api, logs: Logs) -> None:
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": DIARY}}
    add = {"action": "addNote", "version": 6, "params": {"note": note}}
    for request in (
        {"action": "multi", "version": 6, "params": {"actions": [add, add, {"action": "addNote", "params": DIARY}]}},
        {"action": "multi", "version": 6, "params": {"actions": DIARY}},
        {**add, "params": {"note": [DIARY]}},
        {**add, "params": DIARY},
        {**add, "version": DIARY},
        {**add, "key": DIARY},
        {"action": PASSWORD, "version": 6},
        {"action": "addNote", "version": 6, "params": {PASSWORD: 1}},
        [DIARY],
        DIARY,
    ):
        noted.reply(request)

    assert SECRET not in logs.read()


def test_what_is_no_json_is_noted_without_what_it_says(noted: Api, logs: Logs) -> None:
    for body in (f'{{"action": "{SECRET}', f"{SECRET}", f'{{"{SECRET}"', f'{{"action": {SECRET}}}'):
        noted.send(body.encode())
        noted.send(body.encode("utf-16"))

    assert SECRET not in logs.read()


def test_each_request_is_one_line(noted: Api, logs: Logs, tmp_path: Path) -> None:
    count = 0
    for request in requests():
        for text in texts(request):
            count += 1
            noted.reply(with_texts(request, {text: DIARY}))

    logs.read()
    lines = [line for path in tmp_path.glob("requests.log*") for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == count
    assert all(line.isprintable() for line in lines)
