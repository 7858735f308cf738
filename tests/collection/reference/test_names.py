"""Each name in each action is found, and compared, as Anki stores it, however it is spelled.

In a collection where everything has a name with a ç in it, each request is sent twice: with the names as Anki stores
them, and as a client may spell them. Both times the same must come of it; with another name something else must.
"""

from __future__ import annotations

import json
import re
import shutil
import time
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Optional

import pytest
from api import Api
from more_requests import REQUESTS
from odd_names import SENT, STORED, contents, rename_everything
from request_places import Text, places, texts, with_texts
from sample_collection import fill

from anki.collection import Collection

from plugin.api.reference import Reference
from plugin.collection.media.names import anki_lowercases_names

EXAMPLES = Path(__file__).parents[2] / "examples"

# What stands in a place, by the last member of its path; None for what is no name of anything that Anki stores
BY_MEMBER: dict[str, Optional[str]] = {
    **dict.fromkeys(["deck", "decks", "deckName"], "deck"),
    **dict.fromkeys(["modelName", "modelNames"], "note type"),
    **dict.fromkeys(["fieldName", "oldFieldName", "newFieldName", "inOrderFields"], "field"),
    **dict.fromkeys(["templateName", "oldTemplateName", "newTemplateName", "Name"], "template"),
    **dict.fromkeys(["tags", "tag_to_replace", "replace_with_tag"], "tag"),
    "filename": "media",
    "pattern": "pattern",
    **dict.fromkeys(["Front", "Back", "findText", "fieldText", "replaceText"], "template text"),
    **dict.fromkeys(["data", "path", "url", "skipHash", "query", "css", "font", "description", "days"], None),
    **dict.fromkeys(["allowDuplicate", "duplicateScope", "checkChildren", "checkAllModels", "mediaErrors"], None),
    **dict.fromkeys(["order", "columnId", "card", "keys", "newValues", "reviews", "actions", "scopes"], None),
}
BY_PLACE: dict[str, Optional[str]] = {
    "model.name": "note type",
    "model.templates.{}": "template",
    **{f"{note}.fields.{{}}": "field" for note in ("note", "notes")},
    **{f"{note}.fields.*": None for note in ("note", "notes")},
    **{f"{note}.{files}.fields": "field" for note in ("note", "notes") for files in ("audio", "video", "picture")},
}
BY_ACTION: dict[tuple[str, str], Optional[str]] = {
    ("searchNotes", "include"): None,  # those of members, and of fields, which test_search_notes.py has
    ("searchNotes", "sort"): None,
    ("searchNotes", "cursor"): None,
    ("searchCards", "include"): None,
    ("searchCards", "sort"): None,
    ("searchCards", "cursor"): None,
    ("cloneDeckConfigId", "name"): None,  # of an options group, by which none is looked up
    ("loadProfile", "name"): "profile",
    ("renameDeck", "newName"): "deck",
    ("saveFilteredDeck", "name"): "deck",
    ("saveFilteredDeck", "searches.order"): None,
    ("renameTag", "tag"): "tag",
    ("renameTag", "newName"): "tag",
    ("optimizeFsrs", "config"): None,  # an options group, whose names of the tests are in test_fsrs.py
    ("guiDeckOverview", "name"): "deck",
    ("guiDeckReview", "name"): "deck",
    ("addImageOcclusion", "header"): None,
    ("addImageOcclusion", "backExtra"): None,
    ("saveNotes", "notes.addTags"): "tag",
    ("saveNotes", "notes.removeTags"): "tag",
}
# Those of which the tests are in test_program_headless.py, and with a real Anki in windows/test_gui_names.py
ELSEWHERE = {"loadProfile", "guiAddCards", "guiAddNoteSetData", "guiDeckOverview", "guiDeckReview"}
# In these, the names of fields are found in any case, too
FIELDS_IN_ANY_CASE = {"addNote", "addNotes", "canAddNote", "canAddNotes", "updateNoteModel"}
FIELDS_IN_ANY_CASE |= {"canAddNoteWithErrorDetail", "canAddNotesWithErrorDetail"}
# Nothing comes of a tag when it is only asked whether a note could be added, nor of a file but for the first field
WITHOUT_EFFECT = ("tags", "filename", "video.fields", "picture.fields")

GIVEN = [{"action": "storeMediaFile", "version": 6, "params": {"filename": "cat.png", "data": "iVBORw0KGgo="}}]


NOBODY_SAYS = "nobody says"


def kind(action: str, place: str) -> Optional[str]:
    """What stands in a place."""
    if (action, place) in BY_ACTION:
        return BY_ACTION[action, place]
    return BY_PLACE[place] if place in BY_PLACE else BY_MEMBER.get(place.rsplit(".", 1)[-1], NOBODY_SAYS)


def names_in(request: Mapping[str, Any]) -> dict[Text, str]:
    """The names in a request, with their kinds; an empty one is none."""
    kinds = {text: kind(request["action"], text.place) for text in texts(request)}
    return {text: found for text, found in kinds.items() if found not in (None, NOBODY_SAYS) and text.text}


class Case(NamedTuple):
    """A request in which there are names."""

    request: Mapping[str, Any]
    given: list[Mapping[str, Any]]


SAMPLES = [one for path in sorted(EXAMPLES.glob("*.json")) for one in json.loads(path.read_text(encoding="utf-8"))]


def cases() -> list[Case]:
    done = [one for one in SAMPLES if not isinstance(one["reply"], dict) or one["reply"].get("error") is None]
    both = [Case(one["request"], one.get("given", [])) for one in done] + [Case(one, GIVEN) for one in REQUESTS]
    return [one for one in both if one.request["action"] not in ELSEWHERE and names_in(one.request)]


CASES = cases()


def test_every_text_of_a_sample_is_said_to_be_a_name_or_none() -> None:
    places_of = {(one["request"]["action"], text.place) for one in SAMPLES for text in texts(one["request"])}

    unknown = sorted(place for place in places_of if kind(*place) == NOBODY_SAYS)

    assert not unknown, "say in BY_ACTION what it is the name of, such as deck or tag, or None"


def spelled(request: Mapping[str, Any], *, oddly: bool) -> dict[str, Any]:
    """A request with the names that the things have in the collection, as Anki stores them or as a client may."""
    new = {}
    for text, what in names_in(request).items():
        name = STORED[what](text.text)
        new[text] = _in_other_case(request["action"], text, what, SENT[what](name)) if oddly else name
    return with_texts(request, new)


def _in_other_case(action: str, text: Text, what: str, name: str) -> str:
    known = text.text in {"Default", "Japanese::JLPT N3", "Easy Spanish", "Basic", "Vocabulary", "european-languages"}
    ignored = known and (what in ("deck", "note type") or text.place in ("tag_to_replace", "tags"))
    ignored |= what == "field" and action in FIELDS_IN_ANY_CASE and text.is_key
    ignored |= what == "media" and anki_lowercases_names()
    return name.swapcase() if ignored else name


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a collection in which everything has a name with a mark."""
    path = tmp_path_factory.mktemp("renamed") / "collection.anki2"
    col = Collection(str(path))
    fill(col)
    rename_everything(col)
    col.close()
    return path


def outcome(folder: Path, renamed: Path, case: Case, request: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The reply, and what is in the collection after it."""
    folder.mkdir()
    col = Collection(shutil.copy(renamed, folder))
    try:
        api = Api(col)
        for before in case.given:
            api.reply(spelled(before, oddly=False))
        reply = api.reply(request)
        return comparable(reply), contents(col)
    finally:
        col.close()


def comparable(reply: Any) -> Any:
    """A reply without the ids and times of now, which differ each time; an error says the name as it was sent."""
    if isinstance(reply, dict):
        return {key: _as_said(value) if key == "error" else comparable(value) for key, value in reply.items()}
    if isinstance(reply, list):
        return [comparable(one) for one in reply]
    now = time.time() - 3600
    is_new = isinstance(reply, (int, float)) and (now < reply < now * 2 or reply > now * 1000 or reply < -now)
    return "new" if is_new else reply


def _as_said(error: Any) -> Any:
    if error is None:
        return None
    return re.sub(r'[\s"]|\\[nt]|some/', "", unicodedata.normalize("NFC", error)).casefold()


@pytest.mark.parametrize("entry", Reference().entries(), ids=lambda one: f"{one['action']}-{one['since']}")
def test_each_place_of_a_name_is_tried(entry: Mapping[str, Any]) -> None:
    action = entry["action"]
    with_names = {place for place in places(action, entry["since"]) if kind(action, place) is not None}
    versions = range(entry["since"], entry["until"] + 1)

    tried = {
        text.place
        for case in CASES
        if case.request["action"] == action and case.request.get("version", 4) in versions
        for text in names_in(case.request)
    }

    assert action in ELSEWHERE or with_names - tried == set()


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.request["action"])
def test_a_thing_is_found_under_the_name_that_a_client_gave_it(case: Case, renamed: Path, tmp_path: Path) -> None:
    plain = outcome(tmp_path / "plain", renamed, case, spelled(case.request, oddly=False))

    odd = outcome(tmp_path / "odd", renamed, case, spelled(case.request, oddly=True))

    assert odd == plain


BY_PLACE_OF_NAME: dict[tuple[str, str], list[tuple[Case, Text]]] = {}
for one_case in CASES:
    for one_text in names_in(one_case.request):
        key = one_case.request["action"], one_text.place
        BY_PLACE_OF_NAME.setdefault(key, []).append((one_case, one_text))


@pytest.mark.parametrize("where", BY_PLACE_OF_NAME, ids=" ".join)
def test_it_is_that_name_by_which_the_thing_is_found(where: tuple[str, str], renamed: Path, tmp_path: Path) -> None:
    action, place = where
    if action.startswith("canAdd") and place.endswith(WITHOUT_EFFECT):
        return

    def differs(number: int, case: Case, text: Text) -> bool:
        request = spelled(case.request, oddly=False)
        name = STORED[kind(action, place) or ""](text.text)
        there = next(one for one in texts(request) if (one.place, one.text) == (place, name))
        plain = outcome(tmp_path / f"plain {number}", renamed, case, request)
        return outcome(tmp_path / f"other {number}", renamed, case, with_texts(request, {there: "nothing"})) != plain

    assert any(differs(number, *one) for number, one in enumerate(BY_PLACE_OF_NAME[where]))
