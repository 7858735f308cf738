"""Whenever Anki is killed during a request, the collection is afterwards as before it, or as after it."""

from __future__ import annotations

import inspect
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from killing import contents, copied, perform_killed
from sample_collection import OPTIONS_GROUP, fill

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.registry import Registry

EXAMPLES = Path(__file__).parents[2] / "examples"
_IN_ANKI = {"gui.json", "anki.json"}  # operations of Anki's own windows, one backend call each

FRONT_BACK, JAPANESE, REVERSED, CLOZE = 1502298033753, 1514547547030, 1649198355435, 1483959289817
CARDS = [1498938915662, 1502098034045, 1502098034048, 1494723142483]
SOUND = "UklGRg=="

Request = dict[str, Any]


def request(action: str, version: int = 6, **params: Any) -> Request:
    return {"action": action, "version": version, "params": params}


def new_note(front: str, **more: Any) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "b"}, **more}


# Beside the samples: what takes more calls. The last request of each is the one that is killed
CASES: dict[str, list[Request]] = {
    "a note of another type": [
        request(
            "updateNoteModel",
            note={
                "id": JAPANESE,
                "modelName": "Cloze",
                "fields": {"Text": "{{c1::猫}}", "Back Extra": "cat"},
                "tags": ["x"],
            },
        )
    ],
    "cards to a new deck": [request("changeDeck", cards=CARDS, deck="New::Below")],
    "decks and their subdecks, cards kept": [request("deleteDecks", 5, decks=["Japanese", "Easy Spanish"])],
    "decks and their cards": [request("deleteDecks", decks=["Japanese", "Easy Spanish", "Default"], cardsToo=True)],
    "options that decks have": [
        request("setDeckConfigId", decks=["Japanese::JLPT N3", "Easy Spanish"], configId=OPTIONS_GROUP),
        request("removeDeckConfigId", configId=OPTIONS_GROUP),
    ],
    "options for many decks": [
        request("setDeckConfigId", decks=["Japanese", "Japanese::JLPT N3", "Easy Spanish"], configId=OPTIONS_GROUP)
    ],
    "custom data beside columns": [
        request(
            "setSpecificValueOfCard",
            card=CARDS[1],
            keys=["factor", "data", "flags", "due"],
            newValues=["2000", '{"a": 1}', "3", "9"],
            warning_check=True,
        )
    ],
    "ease factors": [request("setEaseFactors", cards=CARDS, easeFactors=[1500, 1600, 1700, 1800])],
    "answers": [request("answerCards", answers=[{"cardId": cid, "ease": 3} for cid in CARDS[:3]])],
    "cards of many kinds, learned again": [request("relearnCards", cards=CARDS)],
    "a note with files, tags and text": [
        request(
            "updateNote",
            note={
                "id": REVERSED,
                "fields": {"Front": "犬 <i>inu</i>", "Back": "hound"},
                "tags": ["animal", "a::b"],
                "audio": {"filename": "inu.mp3", "data": SOUND, "fields": ["Front"]},
            },
        )
    ],
    "notes with files and tags": [
        request(
            "addNotes",
            notes=[
                new_note(
                    str(number),
                    tags=[f"new::{number}"],
                    picture={"filename": f"{number}.png", "data": SOUND, "fields": ["Back"]},
                )
                for number in range(3)
            ],
        )
    ],
    "notes added and others changed": [
        request(
            "saveNotes",
            notes=[
                new_note("1", tags=["new::1"], picture={"filename": "1.png", "data": SOUND, "fields": ["Back"]}),
                {"id": REVERSED, "fields": {"Back": "hound"}, "tags": ["animal", "new::2"]},
                new_note("2"),
                new_note("猫", fields={"Front": "猫", "Back": "Katze"}),
                {"id": CLOZE, "fields": {"Text": "{{c1::a}} {{c2::b}}"}, "removeTags": "idioms"},
            ],
            onDuplicate="update",
        )
    ],
    "text in all note types": [
        request(
            "findAndReplaceInModels",
            model={"fieldText": "o", "replaceText": "0", "front": True, "back": True, "css": True},
        )
    ],
    "fields before and after": [request("modelFieldAdd", modelName="Vocabulary", fieldName="Example", index=0)],
    "a template before the others": [
        request("modelTemplateAdd", modelName="Vocabulary", template={"Name": "New", "Front": "{{Hint}}", "Back": "b"}),
        request("modelTemplateReposition", modelName="Vocabulary", templateName="New", index=0),
    ],
    "tags in all notes": [
        request("addTags", notes=[FRONT_BACK, JAPANESE, CLOZE], tags="one two::three"),
        request("replaceTagsInAllNotes", tag_to_replace="one", replace_with_tag="four::five"),
    ],
    "unused tags": [
        request("removeTags", notes=[FRONT_BACK, JAPANESE, CLOZE], tags="tag another_tag idioms"),
        request("clearUnusedTags"),
    ],
    "notes without cards to show": [
        request("updateNoteFields", note={"id": FRONT_BACK, "fields": {"Front": "", "Back": ""}}),
        request("removeEmptyNotes"),
    ],
    "a note type with templates": [
        request(
            "createModel",
            modelName="Large",
            inOrderFields=["A", "B"],
            cardTemplates=[{"Front": "{{A}}", "Back": "{{B}}"}, {"Front": "{{B}}", "Back": "{{A}}"}],
            css=".card { color: red }",
        )
    ],
    "a text of two templates": [
        request(
            "updateModelTemplates",
            model={
                "name": "Basic (and reversed card)",
                "templates": {"Card 1": {"Front": "1 {{Front}}"}, "Card 2": {"Front": "2 {{Back}}"}},
            },
        )
    ],
    "deck options": [
        request("saveDeckConfig", config={"id": OPTIONS_GROUP, "name": "Harder", "new": {"perDay": 5}, "maxTaken": 30})
    ],
}


def changes_the_collection(action: str) -> bool:
    source = inspect.getsource(REGISTRY.find(action, 6).method)
    return "self._change" in source or "change_without_undo" in source


REGISTRY = Registry(GROUPS)
# No request switches FSRS on; what is changed then is one call of Anki's, which decks/test_fsrs.py undoes
NEEDS_FSRS = {"optimizeFsrs"}
CHANGING = [name for name in REGISTRY.names if changes_the_collection(name) and name not in NEEDS_FSRS]


def samples() -> Iterator[tuple[str, list[Request]]]:
    """The samples of all actions that change the collection."""
    for path in sorted(EXAMPLES.glob("*.json")):
        if path.name not in _IN_ANKI:
            for number, sample in enumerate(json.loads(path.read_text(encoding="utf-8"))):
                if sample["request"]["action"] in CHANGING:
                    yield f"{path.stem}-{number}", [*sample.get("given", ()), sample["request"]]


ALL = {**CASES, **dict(samples())}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The path of a closed collection with the notes of the samples, and its contents."""
    path = tmp_path_factory.mktemp("filled") / "profile" / "collection.anki2"
    path.parent.mkdir()
    col = Collection(str(path))
    fill(col)
    col.close()
    return path, contents(path)


class Killings:
    """What requests leave of the same collection.

    Args:
        filled: path and contents of the collection
        folder: for its copies
    """

    def __init__(self, filled: tuple[Path, str], folder: Path) -> None:
        self._path, self._known = filled
        self._folders = (folder / str(number) for number in itertools.count())

    def performed(self, requests: list[Request]) -> tuple[str, str]:
        """The contents before and after the last request."""
        before, _ = self._left_by(requests, 1)
        after, killed = self._left_by(requests, 1_000_000)
        assert not killed
        return before, after

    def outcomes(self, requests: list[Request]) -> list[str]:
        """The contents that the last request leaves when it is killed before its first call, its second, …, never."""
        found, killed = [], True
        while killed:
            left, killed = self._left_by(requests, len(found) + 1)
            found.append(left)
        return found

    def _left_by(self, requests: list[Request], kill_at: int) -> tuple[str, bool]:
        path = copied(self._path, next(self._folders))
        killed = perform_killed(path, requests, kill_at)
        return contents(path, self._known), killed


@pytest.fixture
def killings(filled: tuple[Path, str], tmp_path: Path) -> Killings:
    return Killings(filled, tmp_path)


@pytest.mark.parametrize("name", ALL)
def test_a_killed_request_is_done_or_has_done_nothing(name: str, killings: Killings) -> None:
    outcomes = killings.outcomes(ALL[name])

    before, after = outcomes[0], outcomes[-1]
    done = outcomes.index(after)
    assert outcomes == [before] * done + [after] * (len(outcomes) - done)


@pytest.mark.parametrize("action", CHANGING)
def test_a_change_of_every_action_is_among_them(action: str, killings: Killings) -> None:
    def changes(requests: list[Request]) -> bool:
        before, after = killings.performed(requests)
        return before != after

    cases = [requests for requests in ALL.values() if requests[-1]["action"] == action]

    assert any(changes(requests) for requests in cases)


def test_each_entry_of_a_multi_is_a_change_of_its_own(killings: Killings) -> None:
    """Also with one entry for Undo: an entry may wait, for a download, and nobody else could change anything then."""
    entries = [request("createDeck", deck=name) for name in ("One", "Two", "Three")]
    steps = [killings.performed([*entries[:number], entries[number]]) for number in range(3)]

    outcomes = killings.outcomes([request("multi", actions=entries, undo="one")])

    assert set(outcomes) == {steps[0][0], *(after for _, after in steps)}
