"""Each default tool that needs no window does what it says, whichever official client calls it.

What a tool has changed is read back from the collection, opened after the server has ended.
"""

from __future__ import annotations

import json
from pathlib import Path

from official_clients import VERSIONS, text_of
from plays import AT_ONCE, CARD_OF_CAT, CARD_OF_FRONT, CARD_OF_SPAIN, CARDS_OF_DOG, CAT, FRONT, SPAIN, Played

from anki.collection import Collection

NEEDS_WINDOW = {"guiBrowse", "guiCurrentCard", "guiUndo"}


def fronts(col: Collection, query: str) -> list[str]:
    return sorted(col.get_note(one).fields[0] for one in col.find_notes(query))


def deck_names(col: Collection) -> set[str]:
    return {one.name for one in col.decks.all_names_and_ids()}


# The server ---------------------------------------------------------------------


def test_client_and_server_agree_on_the_newest_version_that_the_client_speaks(played: Played) -> None:
    assert played.about["version"] == VERSIONS[played.client]
    assert played.about["server"] == "ankiconnect"
    assert "undo" in played.about["instructions"].lower()


def test_every_tool_that_is_listed_was_called(played: Played) -> None:
    names = [tool["name"] for tool in played.tools]

    assert names == sorted(names)
    assert set(names) == played.called.keys()
    assert not NEEDS_WINDOW & set(names)


def test_every_resource_is_a_text(played: Played) -> None:
    assert played.resources.keys() == {"anki://collection", "anki://reference", "anki://search"}
    assert json.loads(played.resources["anki://collection"])["profile"] == "User 1"
    assert "saveNotes" in played.resources["anki://reference"]
    assert "deck:" in played.resources["anki://search"]


# What only tells ------------------------------------------------------------------


def test_decks_are_told(played: Played) -> None:
    top = {deck["name"]: deck["children"] for deck in played.called["deckTree"]}

    assert top.keys() == {"Default", "Easy Spanish", "Japanese"}
    assert [child["name"] for child in top["Japanese"]] == ["Japanese::JLPT N3"]


def test_what_a_search_finds_is_told(played: Played) -> None:
    notes, cards = played.called["searchNotes"], played.called["searchCards"]

    assert (notes["total"], [one["noteId"] for one in notes["notes"]]) == (2, [CAT])
    assert notes["notes"][0]["fields"]["Front"]["value"] == "猫"
    assert [one["cardId"] for one in cards["cards"]] == [CARD_OF_CAT]


def test_notes_are_told_and_one_that_is_not_there_is_empty(played: Played) -> None:
    first, missing = played.called["notesInfo"]

    assert first["fields"]["Front"]["value"] == "front content"
    assert missing == {}


def test_tags_note_types_options_and_figures_are_told(played: Played) -> None:
    called = played.called

    assert called["getTags"] == ["another_tag", "european-languages", "idioms", "tag"]
    assert {"Basic", "Cloze", "Vocabulary"} <= set(called["modelNames"])
    assert [one["css"] for one in called["findModelsByName"]] == [".card { color: teal; }"]
    assert {one["name"] for one in called["getDeckConfigs"]["configs"]} == {"Default", "Hard"}
    assert sum(day["reviews"] for day in called["reviewStats"]["days"]) == 3


def test_an_action_that_is_no_tool_is_described(played: Played) -> None:
    [described] = played.called["describeActions"]

    assert described["name"] == "renameTag"


# What changes something -------------------------------------------------------------


def test_notes_are_added_and_changed(played: Played) -> None:
    cat = played.col.get_note(CAT)

    assert (cat.fields[1], cat.tags) == ("cat, kitty", ["animal", "european-languages"])
    assert fronts(played.col, "Front:kept") == ["kept"]
    assert [one["status"] for one in played.called["saveNotes"]] == ["updated", "added", "added", "added"]


def test_notes_are_deleted(played: Played) -> None:
    assert fronts(played.col, "Front:unwanted") == []


def test_tags_are_added_taken_away_and_renamed(played: Played) -> None:
    assert played.col.get_note(SPAIN).tags == ["cram", "sayings"]
    assert played.col.get_note(FRONT).tags == ["tag"]


def test_decks_are_made_renamed_and_deleted(played: Played) -> None:
    names = deck_names(played.col)

    assert {"Japanese::Tokyo", "Languages::Spanish", "Cram"} <= names
    assert not {"Easy Spanish", "Unwanted"} & names
    assert fronts(played.col, '"Front:with its deck"') == []


def test_cards_are_moved(played: Played) -> None:
    moved, other = (played.col.get_card(one) for one in CARDS_OF_DOG)

    assert played.col.decks.name(moved.did) == "Japanese::Tokyo"
    assert played.col.decks.name(other.did) == "Japanese::JLPT N3"


def test_cards_are_suspended_and_come_back(played: Played) -> None:
    assert played.col.get_card(CARD_OF_FRONT).queue == -1
    assert played.col.get_card(CARDS_OF_DOG[1]).queue == 0


def test_a_due_date_and_a_flag_are_set(played: Played) -> None:
    cat = played.col.get_card(CARD_OF_CAT)

    assert cat.due == played.col.sched.today + 3
    assert played.col.get_card(CARD_OF_SPAIN).user_flag() == 3


def test_cards_are_answered(played: Played) -> None:
    [card] = played.col.find_cards("Front:kept")

    assert played.col.db.all("select ease from revlog where cid = ?", card) == [[3]]


def test_a_filtered_deck_is_made_and_filled_when_it_is_built_anew(played: Played) -> None:
    card = played.col.get_card(CARD_OF_SPAIN)

    assert played.called["saveFilteredDeck"]["cards"] == 0
    assert played.called["rebuildFilteredDeck"] == 1
    assert (played.col.decks.name(card.did), played.col.decks.name(card.odid)) == ("Cram", "Languages::Spanish")


def test_note_types_are_made_and_changed(played: Played) -> None:
    made, changed = (played.col.models.by_name(name) for name in ("Made", "Vocabulary"))

    assert [field["name"] for field in made["flds"]] == ["Field1", "Field2"]
    assert [field["name"] for field in changed["flds"]] == ["Source", "Word", "Meaning", "Hint"]
    assert changed["tmpls"][0]["qfmt"] == "{{Word}}?"
    assert changed["css"] == "p { color: blue; }"


def test_a_media_file_is_stored(played: Played) -> None:
    assert Path(played.col.media.dir(), "_hello.txt").read_bytes() == b"Hello, world!"


def test_the_account_has_what_was_there_when_it_was_synced(played: Played) -> None:
    assert fronts(played.account, "Front:kept") == ["kept"]
    assert "Languages::Spanish" in deck_names(played.account)


def test_calls_that_come_at_once_are_all_done(played: Played) -> None:
    assert [json.loads(text_of(one))[0]["status"] for one in played.many] == ["added"] * AT_ONCE
    assert len(played.col.find_notes('"Front:many *"')) == AT_ONCE


# What cannot be done ----------------------------------------------------------------


def test_what_is_wrong_with_a_call_is_told_to_the_model(played: Played) -> None:
    argument, unknown = (played.refused[what] for what in ("argument", "unknown id"))

    assert (argument["isError"], unknown["isError"]) == (True, True)
    assert text_of(argument).startswith("notesInfo: notes must be a list")
    assert text_of(unknown).startswith("deck was not found: no such deck")


def test_a_tool_or_resource_that_is_not_there_is_an_error_of_the_client(played: Played) -> None:
    assert "Unknown tool: noSuchTool" in played.refused["unknown tool"]
    assert "Resource not found" in played.refused["unknown resource"]
