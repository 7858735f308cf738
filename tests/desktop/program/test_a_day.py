"""A day of a person's programs: what they do in a real Anki with the client for Python, one thing after another."""

from __future__ import annotations

import base64
import random
import time
from typing import Any, Callable

import pytest

from anki.collection import Collection

from tests.typed_clients import python_module

DAY_MS = 86_400_000
COUNT = 1000
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


@pytest.fixture
def anki_client(anki: Any, mw: Any) -> Any:
    """The client, whose methods are called on another thread while Anki runs."""
    client = python_module().AnkiConnect(f"http://127.0.0.1:{anki.port}")

    class Elsewhere:
        def __getattr__(self, name: str) -> Callable[..., Any]:
            return lambda *args, **kwargs: anki.in_thread(getattr(client, name), *args, **kwargs)

    return Elsewhere()


def words(count: int) -> list[dict[str, Any]]:
    return [
        {"deckName": "Words::Daily", "modelName": "Basic", "fields": {"Front": f"word {n}", "Back": f"back {n}"}}
        for n in range(count)
    ]


def contents(col: Collection) -> dict[int, str]:
    """The fields of all notes, as they are stored."""
    assert col.db is not None
    return {row[0]: row[1] for row in col.db.all("select id, flds from notes")}


def homes(col: Collection) -> dict[int, int]:
    """The deck that each card belongs to, wherever it is now."""
    assert col.db is not None
    return {row[0]: row[1] for row in col.db.all("select id, case when odid then odid else did end from cards")}


def review(col: Collection, cards: list[int]) -> None:
    """Give cards a history of reviews, so that there is something to learn from."""
    assert col.db is not None
    now, chance = round(time.time() * 1000), random.Random(1)
    reviews = []
    for number, card in enumerate(cards):
        answered, interval = now - 250 * DAY_MS + number, 1
        reviews.append((answered, card, -1, 3, 1, -60, 2500, 5000, 0))
        while (answered := answered + interval * DAY_MS) < now:
            ease = chance.choice([1, 2, 3, 3, 3, 3, 4])
            last, interval = interval, 1 if ease == 1 else interval * 2 + 1
            reviews.append((answered, card, -1, ease, interval, last, 2500, 5000, 1))
    col.db.executemany("insert or ignore into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", reviews)
    col.db.execute("update cards set type = 2, queue = 2, ivl = 20, factor = 2500, reps = 5")


def test_a_thousand_notes_are_saved_twice_changed_and_undone(mw: Any, anki_client: Any) -> None:
    anki_client.createDeck("Words::Daily")
    notes = words(COUNT)

    first = anki_client.saveNotes(notes)
    before = contents(mw.col)
    second = anki_client.saveNotes(notes, onDuplicate="update")

    assert {one["status"] for one in first} == {"added"}
    assert {one["status"] for one in second} == {"unchanged"}
    assert [one["noteId"] for one in second] == [one["noteId"] for one in first]
    assert contents(mw.col) == before
    assert len(before) == COUNT

    changed = [{"id": one["noteId"], "fields": {"Back": "changed"}} for one in first[:100]]
    third = anki_client.saveNotes(changed)

    assert {one["status"] for one in third} == {"updated"}
    assert sum(fields.endswith("\x1fchanged") for fields in contents(mw.col).values()) == 100
    assert mw.col.undo_status().undo == "AnkiConnect: Update 100 notes"

    assert anki_client.guiUndo()
    assert contents(mw.col) == before


def test_a_search_is_read_in_pages(mw: Any, anki_client: Any) -> None:
    anki_client.createDeck("Words::Daily")
    anki_client.saveNotes(words(COUNT))
    found: list[int] = []
    pages, cursor = 0, None

    while pages == 0 or cursor is not None:
        page = anki_client.searchNotes("deck:Words", include=["fields.Front"], limit=300, cursor=cursor)
        assert page["total"] == COUNT
        found += [note["noteId"] for note in page["notes"]]
        pages, cursor = pages + 1, page["cursor"]

    assert pages == 4
    assert found == sorted(mw.col.find_notes("deck:Words"))


def test_a_filtered_deck_comes_and_goes_and_no_card_is_lost(mw: Any, anki_client: Any) -> None:
    anki_client.createDeck("Words::Daily")
    anki_client.saveNotes(words(50))
    before = homes(mw.col)

    made = anki_client.saveFilteredDeck("Cram", [{"query": "deck:Words", "limit": 20, "order": "added"}])
    assert made["cards"] == mw.col.decks.card_count(made["deckId"], include_subdecks=False) == 20
    assert anki_client.rebuildFilteredDeck("Cram") == 20
    assert homes(mw.col) == before

    anki_client.emptyFilteredDeck("Cram")
    assert mw.col.decks.card_count(made["deckId"], include_subdecks=False) == 0
    anki_client.rebuildFilteredDeck("Cram")
    anki_client.deleteDecks(["Cram"], cardsToo=True)

    assert mw.col.decks.id_for_name("Cram") is None
    assert homes(mw.col) == before


def test_fsrs_is_optimized_without_changing_anything(mw: Any, anki_client: Any) -> None:
    anki_client.createDeck("Words::Daily")
    anki_client.saveNotes(words(300))
    review(mw.col, list(mw.col.find_cards("deck:Words")))
    mw.col.set_config("fsrs", True)
    before = mw.col.decks.all_config()

    [config] = anki_client.getDeckConfigs()["configs"]
    optimized = anki_client.optimizeFsrs(config["id"])

    assert not optimized["applied"]
    assert optimized["reviews"] > 0
    assert len(optimized["optimized"]) >= 17
    assert mw.col.decks.all_config() == before


def test_a_deck_is_renamed_with_its_children(mw: Any, anki_client: Any) -> None:
    anki_client.createDeck("Words::Daily")
    anki_client.createDeck("Words::Weekly")

    assert anki_client.renameDeck("words", "Vocabulary") == "Vocabulary"

    assert [one.name for one in mw.col.decks.all_names_and_ids()] == [
        "Default",
        "Vocabulary",
        "Vocabulary::Daily",
        "Vocabulary::Weekly",
    ]
    [tree] = [node for node in anki_client.deckTree() if node["name"] == "Vocabulary"]
    assert [child["name"] for child in tree["children"]] == ["Vocabulary::Daily", "Vocabulary::Weekly"]
    mw.col.undo()
    assert mw.col.decks.id_for_name("Words::Daily")


def test_a_picture_with_two_hidden_parts_makes_two_cards(mw: Any, anki_client: Any) -> None:
    shapes = [
        {"type": "rect", "left": 0.1, "top": 0.1, "width": 0.3, "height": 0.3},
        {"type": "ellipse", "left": 0.6, "top": 0.6, "rx": 0.1, "ry": 0.1},
    ]

    note = anki_client.addImageOcclusion({"filename": "map.png", "data": PNG}, shapes, "Default")

    questions = [mw.col.get_card(card).question() for card in mw.col.card_ids_of_note(note)]
    assert len(questions) == 2
    assert all('data-shape="rect"' in one and 'data-shape="ellipse"' in one for one in questions)
