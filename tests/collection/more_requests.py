"""Requests with texts where no sample has one: each place in the schemas of all actions is in one of them."""

from __future__ import annotations

from typing import Any

_FILE = {"filename": "cat.png", "data": "SUQzBA==", "fields": ["Back"]}
_FILES = {"audio": _FILE, "video": [_FILE], "picture": {**_FILE, "fields": "Back"}}
_NOTE = {
    "deckName": "Easy Spanish",
    "modelName": "Basic",
    "fields": {"Front": "new", "Back": "x"},
    "tags": ["a", "tag"],
}
_WITH_FILES = {**_NOTE, "fields": {"Front": "two"}, **_FILES}
_FILE_IN_FIRST = {**_NOTE, "fields": {"Front": ""}, "audio": {**_FILE, "fields": ["Front"]}, "tags": "a tag"}
_DUPLICATE = {
    **_NOTE,
    "fields": {"Front": "front content"},
    "options": {"duplicateScope": "deck", "duplicateScopeOptions": {"deckName": "Default"}},
}
_NOTES = [_NOTE, _WITH_FILES, _FILE_IN_FIRST]
_ADDING_ONE = ("addNote", "canAddNote", "canAddNoteWithErrorDetail")
_ADDING_MANY = ("addNotes", "canAddNotes", "canAddNotesWithErrorDetail")
_KANJI = 1514547547030  # a note of the sample collection
_TAGS_OF_KANJI = "european-languages"


def _request(action: str, /, version: int = 6, **params: Any) -> dict[str, Any]:
    return {"action": action, "version": version, "params": params}


_REPLACING = {"modelName": "Basic", "replaceText": "{{Back}}: {{Front}}"}
_ONE_TEMPLATE = {"Name": "A", "Front": "{{#One}}{{text:One}}{{/One}}", "Back": "b"}

REQUESTS = [
    *(_request(action, note=note) for action in _ADDING_ONE for note in (*_NOTES, _DUPLICATE)),
    *(_request(action, notes=_NOTES) for action in _ADDING_MANY),
    _request("addNotes", notes=[_DUPLICATE]),
    *(_request(action, version=4, notes=[*_NOTES, _DUPLICATE]) for action in _ADDING_MANY),
    _request("saveNotes", notes=[*_NOTES, {"id": _KANJI, "fields": {"Front": "new"}, "tags": "one", **_FILES}]),
    _request("saveNotes", notes=[{"id": _KANJI, "modelName": "Basic", "addTags": "one", "removeTags": _TAGS_OF_KANJI}]),
    _request("saveNotes", notes=[{"id": _KANJI, "addTags": ["one"], "removeTags": [_TAGS_OF_KANJI]}, _DUPLICATE]),
    _request("updateNote", note={"id": _KANJI, "fields": {"Front": "new"}, "tags": "one", **_FILES}),
    _request("updateNoteFields", note={"id": _KANJI, "fields": {"Front": "new"}, **_FILES}),
    _request("updateNoteTags", note=_KANJI, tags="one"),
    _request("addTags", notes=[_KANJI], tags=["one", "two"]),
    _request("removeTags", notes=[_KANJI], tags=["european-languages"]),
    _request("findAndReplaceInModels", findText="{{Front}}", **_REPLACING),
    _request("findAndReplaceInModels", model={**_REPLACING, "findText": "{{Front}}"}),
    _request("findAndReplaceInModels", model={**_REPLACING, "fieldText": "{{Front}}"}),
    _request(
        "modelTemplateAdd", modelName="Basic", template={"Name": "Card 1", "Front": "{{Back}}", "Back": "{{Front}}"}
    ),
    _request("createModel", modelName="Other", inOrderFields=["One"], cardTemplates=[_ONE_TEMPLATE]),
    _request("getMediaFilesNames", pattern="cat.png"),
    _request("saveFilteredDeck", name="All new cards", searches=[{"query": "is:new"}, {"query": "is:due"}]),
]
