"""A request with much text is large for the host, even if it names a single thing."""

from __future__ import annotations

from typing import Any, Callable, TypeVar

import pytest
from api import Api
from collection_helpers import add_note

from anki.collection import Collection

from plugin.api.host import UndoEntry
from plugin.headless.host import HeadlessHost

T = TypeVar("T")

LARGE = 100  # items, from which on the desktop works in the background
LONG = "<b>long</b> " * 20_000
TYPE = {"deckName": "Default", "modelName": "Basic"}


class NotingHost(HeadlessHost):
    """Notes how large the operations are said to be."""

    largest = 0

    async def read(self, operation: Callable[[Collection], T], items: int) -> T:
        self.largest = max(self.largest, items)
        return await super().read(operation, items)

    async def change(self, entry: UndoEntry, operation: Callable[[Collection], T], items: int) -> T:
        self.largest = max(self.largest, items)
        return await super().change(entry, operation, items)


@pytest.fixture
def host(col: Collection, api: Api) -> NotingHost:
    """The host of the API."""
    noting = NotingHost(col)
    api.connect(noting)
    return noting


NOTE = {**TYPE, "fields": {"Front": LONG}}
WITH_FILE = {
    **TYPE,
    "fields": {"Front": LONG},
    "picture": {"filename": "a.png", "path": "/nowhere", "fields": ["Back"]},
    "options": {"mediaErrors": "fail"},
}
WITH_TAGS = {**TYPE, "fields": {"Front": "front"}, "tags": LONG.split()}
TEMPLATES = {"Card 1": {"Front": "{{Front}}", "Back": LONG}}

REQUESTS: list[tuple[str, dict[str, Any]]] = [
    ("addNote", {"note": NOTE}),
    ("addNote", {"note": WITH_FILE}),
    ("addNote", {"note": WITH_TAGS}),
    ("addNotes", {"notes": [NOTE]}),
    ("addTags", {"notes": [1], "tags": LONG}),
    ("canAddNote", {"note": NOTE}),
    ("canAddNoteWithErrorDetail", {"note": NOTE}),
    ("canAddNotes", {"notes": [NOTE]}),
    ("createModel", {"modelName": "New", "inOrderFields": ["A"], "cardTemplates": [{"Front": "{{A}}", "Back": LONG}]}),
    ("modelFieldNames", {"modelName": LONG}),
    ("modelFieldSetDescription", {"modelName": "Basic", "fieldName": "Front", "description": LONG}),
    ("modelFieldSetFont", {"modelName": "Basic", "fieldName": "Front", "font": "Arial"}),
    ("modelTemplateRename", {"modelName": "Basic", "oldTemplateName": "Card 1", "newTemplateName": "A"}),
    ("setSpecificValueOfCard", {"card": 1, "keys": ["data"], "newValues": [LONG]}),
    ("storeMediaFile", {"filename": "a.txt", "data": "QUJD" * 100_000}),
    ("updateModelStyling", {"model": {"name": "Basic", "css": ""}}),
    ("updateModelTemplates", {"model": {"name": "Basic", "templates": TEMPLATES}}),
    ("updateNote", {"note": {"id": 0, "fields": {"Back": LONG}}}),
    ("updateNoteFields", {"note": {"id": 0, "fields": {"Back": LONG}}}),
    ("updateNoteModel", {"note": {"id": 0, "modelName": "Basic", "fields": {"Back": LONG}}}),
    ("updateNoteTags", {"note": 0, "tags": LONG.split()}),
]


@pytest.mark.parametrize(("action", "params"), REQUESTS)
def test_an_operation_on_much_text_is_large(
    action: str, params: dict[str, Any], host: NotingHost, api: Api, col: Collection
) -> None:
    note = add_note(col, "there")
    if params.get("note") == 0:
        params = {**params, "note": note.id}
    elif isinstance(params.get("note"), dict) and "id" in params["note"]:
        params = {**params, "note": {**params["note"], "id": note.id}}

    api.reply({"action": action, "version": 6, "params": params})

    assert host.largest > LARGE


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("addNote", {"note": {**TYPE, "fields": {"Front": "x" * 2_000, "Back": "y" * 2_000}, "tags": ["a", "b"]}}),
        ("canAddNotes", {"notes": [{**TYPE, "fields": {"Front": str(number)}} for number in range(20)]}),
        ("getIntervals", {"cards": list(range(1, 50))}),
    ],
)
def test_an_ordinary_request_is_small(action: str, params: dict[str, Any], host: NotingHost, api: Api) -> None:
    api.reply({"action": action, "version": 6, "params": params})

    assert 0 < host.largest <= LARGE


def test_entries_of_multi_are_weighed_by_themselves(host: NotingHost, api: Api) -> None:
    entry = {"action": "canAddNote", "version": 6, "params": {"note": {**TYPE, "fields": {"Front": "x" * 5_000}}}}

    replies = api("multi", actions=[entry] * 100)

    assert replies == [{"result": True, "error": None}] * 100
    assert host.largest <= LARGE
