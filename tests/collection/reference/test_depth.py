"""What Anki could not show, or would not survive, is refused wherever it is sent, and nothing has changed then."""

from __future__ import annotations

from typing import Any

import pytest
from api import Api
from collection_helpers import add_note
from deep_texts import clozes, deck, tag, template
from refused_requests import check_it_is_refused, requests
from request_places import texts, with_texts
from sample_collection import fill

from anki.collection import Collection

from plugin.collection.note_types.template_parser import nested_conditions

KANJI = 1514547547030  # a note of the sample collection

DECK = "the deck is nested too deeply: at most 99 levels, of which 11 may be new at a time"
TAG = "a tag is nested too deeply: at most 100 levels, with :: between them"
TEMPLATE = "card template {} is nested too deeply: at most 100 conditions ({{{{#Field}}}}) within each other"
CLOZES = "field {} has cloze deletions nested too deeply: at most 10 within each other, 3 of them with the same number"
DEEP = {"deck": deck(5000), "tag": tag(101), "template": template(101), "clozes": clozes(*[1] * 4)}


@pytest.fixture(autouse=True)
def filled(col: Collection) -> None:
    fill(col)
    add_note(col, "no tags")


# Every place of every action ---------------------------------------------------


def check_that_anki_can_show(col: Collection) -> None:
    """Fail if there is something in the collection that Anki cannot show."""
    col.tags.tree()
    col.decks.deck_tree()
    assert max(name.name.count("::") for name in col.decks.all_names_and_ids()) < 99
    for note_type in col.models.all():
        assert all(one[side].count("{{#") <= 100 for one in note_type["tmpls"] for side in ("qfmt", "afmt"))
    assert not col.db.list("select id from notes where instr(flds, ?)", DEEP["clozes"])


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
def test_nothing_too_deep_comes_into_the_collection(deep: str, api: Api, col: Collection) -> None:
    count = 0
    for request in requests():
        for text in texts(request):
            count += 1
            api.reply(with_texts(request, {text: deep}))
            check_that_anki_can_show(col)
    assert count > 300


# What is refused -----------------------------------------------------------------

NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "new"}}
WITH_TAG = {**NOTE, "tags": [tag(101)]}
WITH_CLOZES = {**NOTE, "fields": {"Front": clozes(1, 1, 1, 1)}}
CHANGE = {"id": KANJI, "fields": {"Front": "new"}}
FRONT, BACK = {"Front": template(101), "Back": "b"}, {"Front": "{{Front}}", "Back": template(101)}


@pytest.mark.parametrize(
    ("action", "params", "error"),
    [
        ("createDeck", {"deck": deck(100)}, DECK),
        ("createDeck", {"deck": deck(12)}, DECK),
        ("createDeck", {"deck": "Japanese::" + deck(12)}, DECK),
        ("changeDeck", {"cards": [1498938915662], "deck": deck(5000)}, DECK),
        ("changeDeck", {"cards": [], "deck": deck(12)}, DECK),
        *(
            ("addNote", {"note": note}, error)
            for note, error in ((WITH_TAG, TAG), (WITH_CLOZES, CLOZES.format("Front")))
        ),
        ("addNotes", {"notes": [NOTE, WITH_TAG]}, str([TAG])),
        ("addNotes", {"notes": [NOTE, WITH_CLOZES]}, str([CLOZES.format("Front")])),
        ("updateNote", {"note": {**CHANGE, "tags": [tag(101)]}}, TAG),
        ("updateNote", {"note": {"id": KANJI, "tags": f"a {tag(101)}"}}, TAG),
        ("updateNoteModel", {"note": {**CHANGE, "modelName": "Basic", "tags": [tag(101)]}}, TAG),
        ("updateNoteTags", {"note": KANJI, "tags": ["a", tag(101)]}, TAG),
        ("addTags", {"notes": [KANJI], "tags": f"a {tag(101)}"}, TAG),
        ("replaceTags", {"notes": [KANJI], "tag_to_replace": "x", "replace_with_tag": tag(101)}, TAG),
        ("replaceTagsInAllNotes", {"tag_to_replace": "european-languages", "replace_with_tag": tag(101)}, TAG),
        ("updateNote", {"note": {"id": KANJI, "fields": {"Back": clozes(1, 2, 1, 3, 1, 1)}}}, CLOZES.format("Back")),
        ("updateNoteFields", {"note": {"id": KANJI, "fields": {"Back": clozes(*range(1, 12))}}}, CLOZES.format("Back")),
        (
            "updateNoteModel",
            {"note": {"id": KANJI, "modelName": "Cloze", "fields": {"Text": clozes(1, 1, 1, 1)}}},
            CLOZES.format("Text"),
        ),
        *(
            (
                "createModel",
                {"modelName": "New", "inOrderFields": ["Front"], "cardTemplates": [{"Name": "A", **sides}]},
                TEMPLATE.format("A"),
            )
            for sides in (FRONT, BACK)
        ),
        *(
            (
                "updateModelTemplates",
                {"model": {"name": "Basic", "templates": {"Card 1": sides}}},
                TEMPLATE.format("Card 1"),
            )
            for sides in (FRONT, BACK)
        ),
        *(
            ("modelTemplateAdd", {"modelName": "Basic", "template": {"Name": name, **sides}}, TEMPLATE.format(name))
            for name in ("Card 1", "Card 2")
            for sides in (FRONT, BACK)
        ),
        (
            "findAndReplaceInModels",
            {"modelName": "", "findText": "{{Front}}", "replaceText": template(101)},
            TEMPLATE.format("Card 1"),
        ),
    ],
)
def test_it_is_refused_and_nothing_has_changed(
    action: str, params: dict[str, Any], error: str, api: Api, col: Collection
) -> None:
    check_it_is_refused(action, params, error, api, col)

    assert col.undo_status().undo == "Add Note"


@pytest.mark.parametrize(("note", "error"), [(WITH_TAG, TAG), (WITH_CLOZES, CLOZES.format("Front"))])
def test_it_is_known_before_that_such_a_note_could_not_be_added(note: Any, error: str, api: Api) -> None:
    assert api("canAddNote", note=note) is False
    assert api("canAddNotes", notes=[note, NOTE]) == [False, True]
    assert api("canAddNotesWithErrorDetail", notes=[note]) == [{"canAdd": False, "error": error}]


def test_a_template_that_becomes_too_deep_by_and_by_is_refused(api: Api, col: Collection) -> None:
    doubled = {"modelName": "Basic", "findText": "{{Front}}", "replaceText": template(60)}
    assert api("findAndReplaceInModels", **doubled) == 1

    assert api.error("findAndReplaceInModels", **doubled) == TEMPLATE.format("Card 1")


# What is not ---------------------------------------------------------------------


def test_the_deepest_of_each_is_taken_and_shown(api: Api, col: Collection) -> None:
    for levels in (11, 22, 33, 44, 55, 66, 77, 88, 99):
        api("createDeck", deck=deck(levels))
    fields = {"Front": clozes(1, 2, 1, 3, 1, 4, 5, 6, 7, 8) + " {{c1::never closed" * 50}
    note = {"deckName": deck(99), "modelName": "Basic", "fields": fields, "tags": [tag(100)]}
    api("updateModelTemplates", model={"name": "Basic", "templates": {"Card 1": {"Front": template(100)}}})

    added = api("addNote", note=note)

    deepest = col.decks.find_deck_in_tree(col.sched.deck_due_tree(), col.decks.id(deck(99)))
    assert deepest is not None
    assert deepest.level == 99
    col.tags.tree()
    assert "never closed" in col.get_note(added).cards()[0].question()


def test_what_is_there_already_may_be_found_and_removed(api: Api, col: Collection) -> None:
    deep = add_note(col, "deep", tags=[tag(120)])
    col.decks.id(deck(11))
    for levels in range(12, 111):
        col.decks.id(deck(levels))

    api("removeTags", notes=[deep.id], tags=tag(120))
    assert api("createDeck", deck=deck(110)) == col.decks.id_for_name(deck(110))
    api("deleteDecks", decks=[deck(12)], cardsToo=True)

    assert col.get_note(deep.id).tags == []
    assert col.decks.id_for_name(deck(12)) is None


def test_a_note_type_with_a_deep_template_may_be_changed_otherwise(api: Api, col: Collection) -> None:
    note_type = col.models.by_name("Basic")
    note_type["tmpls"][0]["qfmt"] = template(150)
    col.models.update_dict(note_type)

    api("updateModelStyling", model={"name": "Basic", "css": "p {}"})

    assert col.models.by_name("Basic")["css"] == "p {}"


# How depth is counted --------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "depth"),
    [
        ("{{#A}}{{/A}}" * 200, 1),
        ("{{#A}}{{^B}}x{{/B}}{{/A}}", 2),
        ("{{#A}}<!--{{/A}}-->{{#A}}", 2),
        ("<!--{{#A}}-->{{#A}}", 1),
        ("<!--{{#A}}{{#A}}", 2),
        ("{{#A}}{{\x1c/A}}{{#A}}", 2),
        ("{{{#A}}{{ # A }}", 2),
        ("{{=<% %>=}}<%#A%><%#A%>{{#A}}", 2),
        ("{{#A", 0),
        ("{{" * 100_000, 0),
    ],
)
def test_depth_is_counted_as_anki_counts(side: str, depth: int) -> None:
    assert nested_conditions(side) == depth
