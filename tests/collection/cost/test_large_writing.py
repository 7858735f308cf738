"""Every writing action over thousands of things in a large collection: its effect, one step of undo, all of it back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from api import Api
from large_collection import NOTES, column, contents, open_copy, seed_folder, table

from anki.collection import Collection
from anki.decks import DeckId

MANY = 5_000


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the collection, which is copied for each test."""
    return seed_folder(tmp_path_factory.mktemp("seeded"))


@pytest.fixture
def col(seeded: Path, tmp_path: Path) -> Iterator[Collection]:
    """A copy of the collection, in which one thing can be taken back."""
    collection = open_copy(seeded, tmp_path / "copy")
    collection.decks.add_normal_deck_with_name("Before")
    yield collection
    collection.close()


@pytest.fixture(scope="module")
def untouched(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """One copy for all tests in which nothing changes."""
    collection = open_copy(seeded, tmp_path_factory.mktemp("untouched"))
    collection.decks.add_normal_deck_with_name("Before")
    yield collection
    collection.close()


@pytest.fixture
def cards(col: Collection) -> Sequence[int]:
    """Many of its cards, of all sorts."""
    return sorted(col.find_cards(""))[:MANY]


@pytest.fixture
def notes(col: Collection) -> Sequence[int]:
    """Many of its notes."""
    return sorted(col.find_notes(""))[:MANY]


class Step:
    """What the collection was like; at the end of the block all must be one step, and going back must restore it.

    Args:
        col: the collection
        name: of the step
    """

    def __init__(self, col: Collection, name: str) -> None:
        self._col = col
        self._name = name

    def __enter__(self) -> None:
        self._before = contents(self._col)
        self._entry = self._col.undo_status().undo

    def __exit__(self, error_type: object, *_: object) -> None:
        if error_type is not None:
            return
        after = contents(self._col)
        assert after != self._before
        assert self._col.undo_status().undo == f"AnkiConnect: {self._name}"
        self._col.undo()
        assert self._col.undo_status().undo == self._entry == "Add Deck"
        for subject, rows in contents(self._col).items():
            assert rows == self._before[subject], subject
        self._col.redo()
        assert contents(self._col) == after


def where(col: Collection, condition: str, cards: Sequence[int]) -> set[int]:
    """Those of the cards that Anki finds."""
    return set(col.find_cards(condition)) & set(cards)


# Cards -------------------------------------------------------------------------


def test_many_cards_are_suspended_and_unsuspended(col: Collection, api: Api, cards: Sequence[int]) -> None:
    with Step(col, "suspend"):
        assert api("suspend", cards=cards) is True
        assert where(col, "is:suspended", cards) == set(cards)
    col.undo()

    with Step(col, "unsuspend"):
        assert api("unsuspend", cards=cards) is True
        assert where(col, "is:suspended", cards) == set()


def test_many_ease_factors_are_set(col: Collection, api: Api, cards: Sequence[int]) -> None:
    factors = [1300 + place % 2000 for place in range(len(cards))]

    with Step(col, "setEaseFactors"):
        assert api("setEaseFactors", cards=cards, easeFactors=factors) == [True] * len(cards)
        assert column(col, "select factor from cards order by id")[: len(cards)] == factors


def test_many_cards_get_a_due_date(col: Collection, api: Api, cards: Sequence[int]) -> None:
    with Step(col, "setDueDate"):
        assert api("setDueDate", cards=cards, days="3-7") is True
        assert where(col, "is:review prop:due>=3 prop:due<=7", cards) == set(cards)


def test_many_cards_are_forgotten(col: Collection, api: Api, cards: Sequence[int]) -> None:
    reviewed = set(column(col, "select distinct cid from revlog"))

    with Step(col, "forgetCards"):
        assert api("forgetCards", cards=cards) is None
        assert where(col, "is:new", cards) == set(cards)
        assert reviewed <= set(column(col, "select distinct cid from revlog"))


def test_many_cards_are_to_be_learned_again(col: Collection, api: Api, cards: Sequence[int]) -> None:
    with Step(col, "relearnCards"):
        assert api("relearnCards", cards=cards) is None
        states = table(col, "select distinct type, queue, odid from cards where id <= ?", cards[-1])
        assert states == [(3, 1, 0)]


def test_many_cards_are_answered(col: Collection, api: Api, cards: Sequence[int]) -> None:
    answers = [{"cardId": card, "ease": 1 + place % 4} for place, card in enumerate(cards[: MANY // 10])]
    before = len(column(col, "select id from revlog"))

    with Step(col, "answerCards"):
        assert api("answerCards", answers=answers) == [True] * len(answers)
        assert len(column(col, "select id from revlog")) == before + len(answers)
        answered = table(col, "select cid, ease from revlog order by id desc limit ?", len(answers))
        assert sorted(answered) == sorted((one["cardId"], one["ease"]) for one in answers)


def test_a_value_of_many_cards_is_set(col: Collection, api: Api, cards: Sequence[int]) -> None:
    entries = [
        {"action": "setSpecificValueOfCard", "params": {"card": card, "keys": ["flags"], "newValues": ["3"]}}
        for card in cards[: MANY // 10]
    ]

    with Step(col, "multi"):
        assert api("multi", actions=entries, undo="one") == [[True]] * len(entries)
        assert set(cards[: MANY // 10]) <= set(col.find_cards("flag:3"))


# Decks -------------------------------------------------------------------------


def test_many_cards_move_to_another_deck(col: Collection, api: Api, cards: Sequence[int]) -> None:
    with Step(col, "changeDeck"):
        assert api("changeDeck", cards=cards, deck="Moved::Here") is None
        assert set(col.find_cards('"deck:Moved::Here"')) == set(cards)
        assert not where(col, "deck:filtered", cards)


def test_whole_trees_of_decks_are_deleted_with_their_cards(col: Collection, api: Api) -> None:
    tops = ["日本語", "English", "History"]
    gone = set(col.find_cards(" or ".join(f"deck:{deck}" for deck in tops)))
    kept = set(col.find_cards("")) - gone

    with Step(col, "deleteDecks"):
        assert api("deleteDecks", decks=tops, cardsToo=True) is None
        assert set(col.find_cards("")) == kept


def test_all_decks_get_another_group_of_options(col: Collection, api: Api) -> None:
    decks = [deck for deck in col.decks.all_names_and_ids() if not col.decks.is_filtered(DeckId(deck.id))]
    group = col.decks.add_config("Slow")["id"]

    assert api("setDeckConfigId", decks=[deck.name for deck in decks], configId=group) is True

    assert {col.decks.config_dict_for_deck_id(DeckId(deck.id))["id"] for deck in decks} == {group}


def test_many_decks_are_made(col: Collection, api: Api) -> None:
    entries = [{"action": "createDeck", "params": {"deck": f"New::{number:04}"}} for number in range(200)]

    with Step(col, "multi"):
        ids = api("multi", actions=entries, undo="one")
        assert len(set(ids)) == 200
        assert [col.decks.name(DeckId(did)) for did in ids[:2]] == ["New::0000", "New::0001"]


# Notes -------------------------------------------------------------------------


def test_many_notes_are_added(col: Collection, api: Api) -> None:
    new = [
        {
            "deckName": "English",
            "modelName": "Basic",
            "fields": {"Front": f"new {number}", "Back": ""},
            "tags": ["fresh"],
        }
        for number in range(MANY)
    ]

    with Step(col, "addNotes"):
        ids = api("addNotes", notes=new)
        assert len(set(ids)) == MANY
        assert set(col.find_notes("tag:fresh deck:English")) == set(ids)


def test_many_notes_are_deleted(col: Collection, api: Api, notes: Sequence[int]) -> None:
    gone = notes[: len(notes) // 2]

    with Step(col, "deleteNotes"):
        assert api("deleteNotes", notes=gone) is None
        assert set(col.find_notes("")).isdisjoint(gone)
        assert col.note_count() == NOTES - len(gone)


def test_many_notes_get_a_tag_and_lose_it(col: Collection, api: Api, notes: Sequence[int]) -> None:
    with Step(col, "addTags"):
        api("addTags", notes=notes, tags="fresh other::one")
        assert set(notes) <= set(col.find_notes("tag:fresh tag:other::one"))

    col.set_config("a step", 1, undoable=True)
    api("removeTags", notes=notes, tags="fresh other")

    assert not col.find_notes("tag:fresh or tag:other::*")


def test_a_tag_of_many_notes_is_replaced(col: Collection, api: Api, notes: Sequence[int]) -> None:
    tagged = set(col.find_notes("tag:VERB")) & set(notes)
    children = set(col.find_notes("tag:jlpt::n3::grammar"))

    with Step(col, "replaceTags"):
        api("replaceTags", notes=notes, tag_to_replace="verb", replace_with_tag="doing-word")
        assert set(col.find_notes("tag:doing-word")) == tagged

    assert set(col.find_notes("tag:jlpt::n3::grammar")) == children


def test_a_tag_of_all_notes_is_replaced(col: Collection, api: Api) -> None:
    tagged = set(col.find_notes("tag:noun"))

    with Step(col, "replaceTagsInAllNotes"):
        api("replaceTagsInAllNotes", tag_to_replace="noun", replace_with_tag="thing-word")
        assert set(col.find_notes("tag:thing-word")) == tagged
        assert not col.find_notes("tag:noun")


def test_tags_of_no_note_are_cleared(col: Collection, api: Api) -> None:
    col.tags.bulk_add(list(col.find_notes("")), "passing")
    col.tags.bulk_remove(list(col.find_notes("")), "passing")
    assert "passing" in col.tags.all()

    api("clearUnusedTags")

    assert "passing" not in col.tags.all()


def test_many_notes_are_updated_in_one_step(col: Collection, api: Api) -> None:
    notes = sorted(col.find_notes("note:Basic"))[: MANY // 10]
    fields = [
        {"action": "updateNoteFields", "params": {"note": {"id": note, "fields": {"Back": f"new {note}"}}}}
        for note in notes
    ]
    tags = [{"action": "updateNoteTags", "params": {"note": note, "tags": ["fresh"]}} for note in notes]
    both = [
        {"action": "updateNote", "params": {"note": {"id": note, "fields": {"Front": f"front {note}"}, "tags": []}}}
        for note in notes[:100]
    ]

    with Step(col, "multi"):
        replies = api("multi", actions=[*fields, *tags, *both], undo="one")
        assert set(replies) == {None}
        assert [col.get_note(note)["Back"] for note in notes] == [f"new {note}" for note in notes]
        assert col.get_note(notes[0]).tags == []
        assert col.get_note(notes[-1]).tags == ["fresh"]


def test_many_notes_change_their_type(col: Collection, api: Api) -> None:
    notes = sorted(col.find_notes("note:Basic"))[:100]
    entries = [
        {
            "action": "updateNoteModel",
            "params": {
                "note": {
                    "id": note,
                    "modelName": "Basic (and reversed card)",
                    "fields": {"Front": str(note), "Back": "b"},
                }
            },
        }
        for note in notes
    ]

    assert set(api("multi", actions=entries)) == {None}

    assert set(notes) <= set(col.find_notes('"note:Basic (and reversed card)"'))
    assert [col.get_note(note)["Front"] for note in notes] == [str(note) for note in notes]


def test_notes_without_anything_to_show_are_removed(col: Collection, api: Api) -> None:
    empty = sorted(col.find_notes("note:Basic"))[:200]
    for_good = [col.get_note(note) for note in empty]
    for note in for_good:
        note.fields = ["", ""]
    col.update_notes(for_good)
    note_types = [note_type.name for note_type in col.models.all_names_and_ids()]

    api("removeEmptyNotes")

    assert col.note_count() == NOTES - 200
    assert set(col.find_notes("")).isdisjoint(empty)
    assert [note_type.name for note_type in col.models.all_names_and_ids()] == note_types


# Note types, media, statistics, packages ---------------------------------------


def test_text_is_replaced_in_all_note_types(col: Collection, api: Api) -> None:
    with_css = [note_type for note_type in col.models.all() if "20px" in note_type["css"]]

    changed = api("findAndReplaceInModels", modelName="", findText="20px", replaceText="21px")

    assert changed == len(with_css) > 5
    assert not [note_type["name"] for note_type in col.models.all() if "20px" in note_type["css"]]


def test_a_type_of_many_notes_gets_and_loses_a_field(col: Collection, api: Api) -> None:
    note = col.find_notes("note:Basic")[0]

    api("modelFieldAdd", modelName="Basic", fieldName="Source", index=0)
    assert col.get_note(note).keys()[0] == "Source"
    api("modelFieldRemove", modelName="Basic", fieldName="Source")

    assert col.get_note(note).keys() == ["Front", "Back"]
    assert col.fix_integrity()[1]


def test_many_files_are_stored_and_deleted(col: Collection, api: Api) -> None:
    folder = Path(col.media.dir())
    before = {path.name for path in folder.iterdir()}
    names = [f"new-{number:03}.txt" for number in range(200)]
    store = [{"action": "storeMediaFile", "params": {"filename": name, "data": "aGVsbG8="}} for name in names]
    delete = [{"action": "deleteMediaFile", "params": {"filename": name}} for name in names]

    assert api("multi", actions=store) == names
    assert {path.name for path in folder.iterdir()} == before | set(names)
    assert (folder / names[0]).read_bytes() == b"hello"
    assert set(api("multi", actions=delete)) == {None}

    assert {path.name for path in folder.iterdir()} == before


def test_many_reviews_are_inserted(col: Collection, api: Api, cards: Sequence[int]) -> None:
    reviews = [
        [1_400_000_000_000 + place, cards[place % len(cards)], -1, 3, 4, -60, 2500, 6157, 1] for place in range(MANY)
    ]

    api("insertReviews", reviews=reviews)

    assert [list(row) for row in table(col, "select * from revlog order by id limit ?", MANY)] == reviews
    assert col._backend.graphs(search="", days=36_500).reviews.count


def test_a_large_package_is_imported_in_one_step(col: Collection, api: Api, tmp_path: Path) -> None:
    package = str(tmp_path / "deck.apkg")
    api("exportPackage", deck="日本語", path=package, includeSched=True)
    api("deleteDecks", decks=["日本語"], cardsToo=True)
    col.decks.add_normal_deck_with_name("After")
    missing = NOTES - col.note_count()

    with Step(col, "importPackage"):
        assert api("importPackage", path=package) is True
        assert col.note_count() == NOTES

    assert missing > 100
    assert col.fix_integrity()[1]
    assert os.path.exists(package)


# What is not there -------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("suspend", {"cards": []}),
        ("suspend", {"cards": [1, 2]}),
        ("forgetCards", {"cards": [1]}),
        ("relearnCards", {"cards": [1]}),
        ("setDueDate", {"cards": [1], "days": "1"}),
        ("setEaseFactors", {"cards": [1], "easeFactors": [2500]}),
        ("answerCards", {"answers": [{"cardId": 1, "ease": 3}]}),
        ("changeDeck", {"cards": [1], "deck": "Before"}),
        ("deleteDecks", {"decks": ["none"], "cardsToo": True}),
        ("deleteNotes", {"notes": [1]}),
        ("addTags", {"notes": [1], "tags": "a"}),
        ("removeTags", {"notes": [1], "tags": "a"}),
        ("replaceTags", {"notes": [1], "tag_to_replace": "noun", "replace_with_tag": "b"}),
        ("replaceTagsInAllNotes", {"tag_to_replace": "none", "replace_with_tag": "b"}),
        ("addNotes", {"notes": []}),
        ("removeEmptyNotes", {}),
        ("insertReviews", {"reviews": []}),
    ],
)
def test_where_there_is_nothing_to_do_nothing_changes(
    action: str, params: dict[str, Any], untouched: Collection
) -> None:
    before, status = contents(untouched), untouched.undo_status().undo

    Api(untouched)(action, **params)

    assert contents(untouched) == before
    assert untouched.undo_status().undo == status == "Add Deck"
