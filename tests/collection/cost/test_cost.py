"""No action asks Anki once for every thing on a list, but for the calls that are named here with the reason.

This is about cost, not about time: the calls to the backend and the SQL statements of a request are counted with few
things and with many. Every action that takes a list is in the table, or a test fails.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Callable, NamedTuple

import pytest
from api import Api
from backend_calls import counted

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.reference import Reference
from plugin.api.registry import Registry
from tools.seed.collection import seed

FEW, MANY = 50, 250
# Decks, note types and tags that only the longer list has, each of which is looked up once
SHARED = 15
# What a request asks however much it works on: to look up ids, two things of each of 12 decks, an entry for Undo
CONSTANT = 40


class Cost(NamedTuple):
    """What an action may ask of Anki.

    Args:
        params: for a number of things; may prepare the collection, in Anki's own way
        each: backend calls that are allowed for every thing: how many, by name
    """

    params: Callable[[Collection, int], Mapping[str, Any]]
    each: Mapping[str, float] = {}  # replaced, never changed


def notes(col: Collection, count: int) -> list[int]:
    return sorted(col.find_notes("-deck:filtered"))[:count]


def cards(col: Collection, count: int) -> list[int]:
    return sorted(col.find_cards("-deck:filtered"))[:count]


def on_notes(**more: Any) -> Callable[[Collection, int], dict[str, Any]]:
    return lambda col, count: {"notes": notes(col, count), **more}


def on_cards(**more: Any) -> Callable[[Collection, int], dict[str, Any]]:
    return lambda col, count: {"cards": cards(col, count), **more}


def new_notes(_col: Collection, count: int) -> dict[str, Any]:
    fields = [{"Front": f"new {number} <b>bold</b>", "Back": "back"} for number in range(count)]
    return {"notes": [{"deckName": "English", "modelName": "Basic", "fields": one, "tags": ["a"]} for one in fields]}


def saved_notes(col: Collection, count: int) -> dict[str, Any]:
    """As many notes that are changed as duplicates, which change the notes that are there, and new ones."""
    each = count // 3
    basic = sorted(col.find_notes('"note:Basic"'))[: 2 * each]
    tags = {"modelName": "Basic", "addTags": "saved", "removeTags": ["jlpt"]}
    changed = [{"id": nid, "fields": {"Back": "saved"}, **tags} for nid in basic[:each]]
    known = [{"deckName": "English", "fields": {"Front": col.get_note(nid)["Front"]}, **tags} for nid in basic[each:]]
    return {"notes": [*changed, *known, *new_notes(col, each)["notes"]], "onDuplicate": "update"}


def suspended(col: Collection, count: int) -> dict[str, Any]:
    chosen = cards(col, count)
    col.sched.suspend_cards(chosen)
    return {"cards": chosen}


def buried(col: Collection, count: int) -> dict[str, Any]:
    chosen = cards(col, count)
    col.sched.bury_cards(chosen)
    return {"cards": chosen}


def shapes(_col: Collection, count: int) -> dict[str, Any]:
    image = {"filename": "map.png", "data": ""}
    shape = {"type": "rect", "left": 0, "top": 0, "width": 1, "height": 1}
    return {"image": image, "shapes": [shape] * min(count, 200), "deckName": "English"}


def tagged(col: Collection, count: int) -> dict[str, Any]:
    col.tags.bulk_add(notes(col, count), "old")
    return {"tag_to_replace": "old", "replace_with_tag": "new"}


def empty(col: Collection, count: int) -> dict[str, Any]:
    changed = [col.get_note(nid) for nid in notes(col, count)]
    for note in changed:
        note.fields = [""] * len(note.fields)
    col.update_notes(changed)
    return {}


def decks(col: Collection, count: int) -> list[str]:
    return [name for name in (f"deck {number}" for number in range(count)) if col.decks.id(name)]


def subdecks(col: Collection, count: int) -> str:
    for number in range(count):
        col.decks.id(f"parent::{number}")
    return "parent"


def options_groups(col: Collection, count: int) -> dict[str, Any]:
    for number in range(count):
        col.decks.add_config_returning_id(f"group {number}")
    return {}


def reviews(col: Collection, count: int) -> dict[str, Any]:
    return {"reviews": [[number, cid, -1, 3, 4, 1, 2500, 6157, 0] for number, cid in enumerate(cards(col, count), 1)]}


def large_note_type(_col: Collection, count: int) -> dict[str, Any]:
    fields = [f"field {number}" for number in range(count)]
    templates = [{"Front": f"{{{{{name}}}}}", "Back": "back"} for name in fields]
    return {"modelName": "Large", "inOrderFields": fields, "cardTemplates": templates}


def note_types(col: Collection, count: int) -> list[Any]:
    basic = col.models.by_name("Basic")
    return [col.models.copy(basic) for _ in range(count)]


# Anki strips HTML of one text at a time, and only texts with HTML are sent there
NEW_NOTES = {"strip_html": 1}
# Anki renders, and tells the next intervals of, one card at a time; both sides of a card go through the last three
DESCRIBING = {
    "get_card": 1,
    "get_note": 1,
    "render_existing_card": 1,
    "get_scheduling_states": 1,
    "describe_next_states": 1,
    "extract_av_tags": 2,
    "extract_latex": 2,
    "get_config_bool": 2,
}
# Cards are answered one by one, each after the other's effects, and their entries for Undo merged now and then
ANSWERING = {
    "get_card": 1,
    "get_scheduling_states": 1,
    "update_cards": 1,
    "answer_card": 1,
    "get_undo_status": 1,
    "merge_undo_entries": 0.1,
}
# Cards that are written as a whole are read as a whole, and Anki's call for that reads one
READING_CARDS = {"get_card": 1}
# Anki looks up one name at a time. Lists of names are short
NAMES = {"get_deck_id_by_name": 1, "get_notetype_id_by_name": 1}

ACTIONS: dict[str, Cost] = {
    "addImageOcclusion": Cost(shapes),
    "addNotes": Cost(new_notes, NEW_NOTES),
    "addTags": Cost(on_notes(tags="a b")),
    "answerCards": Cost(
        lambda col, count: {"answers": [{"cardId": cid, "ease": 3} for cid in cards(col, count)]}, ANSWERING
    ),
    "areDue": Cost(on_cards()),
    "areSuspended": Cost(on_cards()),
    "canAddNotes": Cost(new_notes, NEW_NOTES),
    "canAddNotesWithErrorDetail": Cost(new_notes, NEW_NOTES),
    "cardsInfo": Cost(on_cards(), DESCRIBING),
    "cardsModTime": Cost(on_cards()),
    "cardsToNotes": Cost(on_cards()),
    "changeDeck": Cost(on_cards(deck="Elsewhere")),
    # a field, or a template, begins as a copy of one of Anki's own
    "createModel": Cost(large_note_type, {"get_stock_notetype_legacy": 2}),
    "deleteDecks": Cost(lambda col, count: {"decks": decks(col, count), "cardsToo": True}, NAMES),
    "deleteNotes": Cost(on_notes()),
    "findCards": Cost(lambda _col, _count: {"query": "deck:*"}),
    "findModelsById": Cost(lambda col, count: {"modelIds": [one["id"] for one in note_types(col, count)]}),
    "findModelsByName": Cost(lambda col, count: {"modelNames": [one["name"] for one in note_types(col, count)]}, NAMES),
    "findNotes": Cost(lambda _col, _count: {"query": "deck:*"}),
    "forgetCards": Cost(on_cards()),
    "getDeckStats": Cost(lambda col, count: {"decks": decks(col, count)}, NAMES),
    "getDecks": Cost(on_cards()),
    "getEaseFactors": Cost(on_cards()),
    "getIntervals": Cost(on_cards(complete=True)),
    "getReviewsOfCards": Cost(on_cards()),
    "insertReviews": Cost(reviews),
    "multi": Cost(lambda _col, count: {"actions": [{"action": "version"}] * count}),
    "notesInfo": Cost(on_notes()),
    "notesModTime": Cost(on_notes()),
    "relearnCards": Cost(on_cards(), READING_CARDS),
    "removeEmptyNotes": Cost(empty),
    "removeTags": Cost(on_notes(tags="jlpt")),
    "replaceTags": Cost(lambda col, count: {**tagged(col, count), "notes": notes(col, count)}),
    "replaceTagsInAllNotes": Cost(tagged),
    "searchCards": Cost(
        lambda _col, count: {
            "query": "-deck:filtered",
            "include": ["tags", "fields", "deckName", "modelName", "question", "nextReviews", "retrievability"],
            "limit": count,
        },
        DESCRIBING,
    ),
    "searchNotes": Cost(
        lambda _col, count: {
            "query": "-deck:filtered",
            "include": ["fields", "tags", "modelName", "mod", "cards", "deckNames"],
            "excerpt": 20,
            "limit": count,
        }
    ),
    "saveNotes": Cost(saved_notes, NEW_NOTES),
    "saveFilteredDeck": Cost(
        lambda col, count: {
            "name": "Cram",
            "searches": [{"query": f"cid:{','.join(map(str, cards(col, count)))}", "limit": count}],
        }
    ),
    "deckTree": Cost(lambda col, count: {"deck": decks(col, count)[0]}),
    "getDeckConfigs": Cost(options_groups),
    "renameDeck": Cost(lambda col, count: {"deck": subdecks(col, count), "newName": "renamed"}),
    "renameTag": Cost(lambda col, count: {"tag": tagged(col, count)["tag_to_replace"], "newName": "new"}),
    "setDeckConfigId": Cost(
        lambda col, count: {"decks": decks(col, count), "configId": 1}, {**NAMES, "get_deck_legacy": 2}
    ),
    "setDueDate": Cost(on_cards(days="3")),
    "setEaseFactors": Cost(
        lambda col, count: {"cards": cards(col, count), "easeFactors": [2_000] * count}, READING_CARDS
    ),
    "suspend": Cost(on_cards()),
    "unsuspend": Cost(suspended),
    "reviewStats": Cost(lambda col, count: {"query": f"cid:{','.join(map(str, cards(col, count)))}"}),
    "setFlag": Cost(on_cards(flag=3)),
    "bury": Cost(on_cards()),
    "unbury": Cost(buried),
    "repositionCards": Cost(lambda col, count: {"cards": sorted(col.find_cards("is:new"))[:count]}),
}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with more notes and cards than any request here names, made once."""
    path = tmp_path_factory.mktemp("seeded") / "collection.anki2"
    col = Collection(str(path))
    seed(col, MANY + 150)
    col.close()
    return path


@pytest.mark.parametrize("name", ACTIONS)
def test_what_an_action_asks_of_anki_does_not_grow_with_the_list(name: str, seeded: Path, tmp_path: Path) -> None:
    if name not in Registry(GROUPS).names:
        pytest.skip("there is no such action yet")
    few = calls_of(name, FEW, seeded, tmp_path)
    many = calls_of(name, MANY, seeded, tmp_path)

    each = ACTIONS[name].each
    grown = {call: count - few[call] - each.get(call, 0) * (MANY - FEW) for call, count in many.items()}
    excess = {call: count for call, count in grown.items() if count > 0}
    assert sum(excess.values()) <= SHARED, excess
    once = {call: count - each.get(call, 0) * FEW for call, count in few.items()}
    assert sum(count for count in once.values() if count > 0) <= CONSTANT, once


@pytest.mark.parametrize(
    "members",
    [
        {"deckName": "Nowhere"},
        {"modelName": "No such"},
        {"options": {"duplicateScope": "deck", "duplicateScopeOptions": {"deckName": "Nowhere"}}},
        {"options": {"duplicateScope": "deck", "duplicateScopeOptions": {"checkChildren": True}}},
    ],
)
def test_names_that_many_notes_share_are_looked_up_once_also_unknown_ones(
    members: dict[str, Any], seeded: Path, tmp_path: Path
) -> None:
    with copied(seeded, tmp_path) as col:
        api = Api(col)
        wanted = [
            {"deckName": "English", "modelName": "Basic", "fields": {"Front": f"n {i}"}, **members} for i in range(MANY)
        ]
        with counted(col) as calls:
            api("canAddNotes", notes=wanted)

    assert sum(calls.values()) <= CONSTANT, calls


def test_every_action_that_takes_a_list_is_in_the_table() -> None:
    reference = Reference()

    taking_lists = {
        one.name
        for one in Registry(GROUPS).actions
        if any(may_be_list(schema) for schema in reference.schemas(one.name, one.since).values())
    }

    assert not taking_lists - set(ACTIONS)


def test_a_call_for_every_item_would_be_noticed(seeded: Path, tmp_path: Path) -> None:
    with copied(seeded, tmp_path) as col:
        few = [count_loop(col, count) for count in (FEW, MANY)]

    assert few == [FEW, MANY]


def count_loop(col: Collection, count: int) -> int:
    chosen = cards(col, count)
    with counted(col) as calls:
        for cid in chosen:
            col.db.scalar("select mod from cards where id = ?", cid)
    return sum(calls.values())


def calls_of(name: str, count: int, seeded: Path, folder: Path) -> Counter[str]:
    """What an action asks of Anki when it works on so many things."""
    with copied(seeded, folder) as col:
        api = Api(col)
        params = ACTIONS[name].params(col, count)
        with counted(col) as calls:
            api(name, **params)
    return calls


@contextlib.contextmanager
def copied(seeded: Path, folder: Path) -> Iterator[Collection]:
    """A copy of the collection, open."""
    col = Collection(shutil.copy(seeded, folder / "collection.anki2"))
    try:
        yield col
    finally:
        col.close()


def may_be_list(schema: Mapping[str, Any]) -> bool:
    """Whether a list is one of the things that a schema accepts."""
    return schema.get("type") == "array" or any(map(may_be_list, schema.get("anyOf", ())))
