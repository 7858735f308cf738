"""The floors of the benchmark do the work that the add-on does: they are what it is compared to."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from api import Api

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.registry import Registry
from plugin.compat import CARDS_HAVE_DECAY
from tools.bench.cases import CASES, SEEDED_DECK, Content
from tools.bench.floor import FLOORS, Floor
from tools.seed.collection import seed
from tools.seed.decks import FILTERED_DECK

NOTES = 200


class Two(NamedTuple):
    """Two copies of one collection."""

    api: Api
    ours: Collection
    floor: Floor
    content: Content


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a seeded collection, made once."""
    folder = tmp_path_factory.mktemp("seeded") / "one"
    folder.mkdir()
    col = Collection(str(folder / "collection.anki2"))
    seed(col, NOTES)
    col.close()
    return folder


@pytest.fixture
def two(seeded: Path, tmp_path: Path) -> Iterator[Two]:
    """The API on one copy, the floor on another."""
    for name in ("ours", "floor"):
        shutil.copytree(seeded, tmp_path / name)
    col = Collection(str(tmp_path / "ours" / "collection.anki2"))
    floor = Floor(tmp_path / "floor" / "collection.anki2")
    basic = sorted(col.find_notes("note:Basic"))
    content = Content(
        notes=sorted(col.find_notes("")),
        cards=sorted(col.find_cards("")),
        active_cards=sorted(col.find_cards("-is:suspended -is:buried")),
        basic_notes=basic,
        basic_fronts=[col.get_note(nid)["Front"] for nid in basic],
        package=None,
        run="run",
    )
    yield Two(Api(col), col, floor, content)
    col.close()
    floor.close()


@pytest.mark.parametrize("action", ["findNotes", "findCards"])
def test_the_floor_finds_the_same(action: str, two: Two) -> None:
    params = {"query": "deck:* -is:suspended"}

    assert two.floor.call(action, params) == two.api(action, **params)


@pytest.mark.parametrize("action", ["cardsInfo", "cardsModTime", "areSuspended", "getIntervals", "getReviewsOfCards"])
def test_the_floor_tells_the_same_of_cards(action: str, two: Two) -> None:
    params = {"cards": two.content.cards}

    assert two.floor.call(action, params) == two.api(action, **params)


def test_the_floor_tells_the_same_of_notes(two: Two) -> None:
    params = {"notes": two.content.notes}

    assert two.floor.call("notesInfo", params) == two.api("notesInfo", **params)


@pytest.mark.parametrize("params", [{}, {"excerpt": 5, "limit": 1000}, {"sort": "noteFld"}])
def test_the_floor_tells_the_same_of_notes_that_it_finds(params: dict[str, Any], two: Two) -> None:
    floor, ours = two.floor.call("searchNotes", {"query": "", **params}), two.api("searchNotes", query="", **params)

    assert (floor["total"], bool(floor["cursor"])) == (ours["total"], bool(ours["cursor"]))
    assert len(floor["notes"]) == len(ours["notes"])
    if "excerpt" not in params:
        assert floor["notes"] == ours["notes"]


@pytest.mark.skipif(not CARDS_HAVE_DECAY, reason="before Anki 25.07 SQL cannot reckon it")
def test_the_floor_tells_the_same_of_what_fsrs_knows(two: Two) -> None:
    params = {"query": "", "include": ["retrievability", "stability", "difficulty", "desiredRetention"], "cursor": None}
    params["limit"] = 1000

    floor, ours = two.floor.call("searchCards", params)["cards"], two.api("searchCards", **params)["cards"]

    assert len(floor) == len(ours) == len(two.content.cards)
    for one, other in zip(floor, ours):
        assert one.keys() == other.keys()
        assert [one[name] for name in one] == [pytest.approx(other[name], abs=0.001) for name in one]
    assert len({card["retrievability"] for card in ours}) > 20


def test_the_floor_counts_the_same_of_a_deck(two: Two) -> None:
    params = {"decks": ["English", "日本語::Unit 01"]}

    assert two.floor.call("getDeckStats", params) == two.api("getDeckStats", **params)


def test_the_floor_makes_the_same_tree_of_decks(two: Two) -> None:
    assert two.floor.call("deckTree", {}) == two.api("deckTree")


def test_the_floor_removes_the_same_empty_notes(two: Two) -> None:
    for col in (two.ours, two.floor.col):
        note = col.get_note(two.content.basic_notes[0])
        note["Front"] = ""
        col.update_note(note)
    before = contents(two.ours)

    two.floor.call("removeEmptyNotes", {})
    two.api("removeEmptyNotes")

    assert contents(two.floor.col) == contents(two.ours) != before


def test_the_floor_finds_the_same_duplicates(two: Two) -> None:
    [case] = [one for one in CASES if one.name == "canAddNotes-1000"]
    [request] = case.requests(two.content, 0)

    judged = two.floor.call(request.action, request.params)

    assert judged == two.api(request.action, **request.params)
    assert set(judged) == {True, False}


@pytest.mark.parametrize(
    "name", ["addNote", "addNotes-1000", "saveNotes-1000", "updateNoteFields", "addTags", "suspend"]
)
def test_the_floor_changes_the_same(name: str, two: Two) -> None:
    [case] = [one for one in CASES if one.name == name]
    before = contents(two.ours)

    for call in (two.floor.call, lambda action, params: two.api(action, **params)):
        case.before(call, two.content, 0)
        for request in case.requests(two.content, 0):
            call(request.action, request.params)

    assert contents(two.floor.col) == contents(two.ours) != before


def test_the_floor_renames_the_same_tags(two: Two) -> None:
    [case] = [one for one in CASES if one.name == "replaceTagsInAllNotes"]
    before = contents(two.ours)
    [request] = case.requests(two.content, 0)

    two.floor.call(request.action, request.params)
    two.api(request.action, **request.params)

    assert contents(two.floor.col) == contents(two.ours) != before


def test_the_floor_stores_and_retrieves_the_same_file(two: Two) -> None:
    data = base64.b64encode(b"some bytes").decode()

    name = two.floor.call("storeMediaFile", {"filename": "a.bin", "data": data})

    assert name == "a.bin"
    assert two.floor.call("retrieveMediaFile", {"filename": "a.bin"}) == data


def test_what_a_case_leaves_behind_is_taken_away(two: Two) -> None:
    before = contents(two.ours)
    undone = ("addNote", "addNotes-1000", "replaceTagsInAllNotes")

    for case in [one for one in CASES if one.name in undone]:
        results = [two.floor.call(*request[:2]) for request in case.requests(two.content, 0)]
        case.after(two.floor.call, two.content, results)

    assert contents(two.floor.col) == before


def test_every_floor_is_that_of_an_action() -> None:
    assert not set(FLOORS) - set(Registry(GROUPS).names)


def test_the_collection_that_may_be_changed_is_known_by_a_deck() -> None:
    assert SEEDED_DECK == FILTERED_DECK


def contents(col: Collection) -> list[Any]:
    """Notes without the ids and times of new ones, and the queues of cards."""
    notes = col.db.all("select case when tags = ' bench ' then 0 else id end, flds, tags from notes order by 1, 2")
    return [*notes, *col.db.all("select ord, did, queue from cards order by 2, 1, 3")]
