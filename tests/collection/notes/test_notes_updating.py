"""Changing, retyping, deleting and describing notes."""

from __future__ import annotations

from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, add_note_type, ensure_deck, reloaded, undo_entry

from anki.collection import Collection

# New contents --------------------------------------------------------------------


@pytest.mark.parametrize("action", ["updateNoteFields", "updateNote"])
def test_the_named_fields_get_new_contents(action: str, api: Api, col: Collection) -> None:
    note = add_note(col, "front", "back", tags=["old"])

    result = api(action, note={"id": str(note.id), "fields": {"Back": "new"}})

    assert result is None
    assert (reloaded(note).fields, note.tags) == (["front", "new"], ["old"])
    assert undo_entry(col) == f"AnkiConnect: {action}"
    col.undo()
    assert reloaded(note).fields == ["front", "back"]
    assert undo_entry(col) == "Add Note"


@pytest.mark.parametrize("action", ["updateNoteFields", "updateNote"])
@pytest.mark.parametrize("fields", [{}, {"front": "x"}, {"Unknown": "x"}, {"Front": "front"}, {"Front": None}])
def test_what_changes_no_field_leaves_no_undo_entry(
    action: str, fields: dict[str, Any], api: Api, col: Collection
) -> None:
    note = add_note(col, "front", "back")

    api(action, note={"id": note.id, "fields": fields})

    assert reloaded(note).fields == ["front", "back"]
    assert undo_entry(col) == "Add Note"


@pytest.mark.parametrize("sent", ["e\u0301te\u0301", "\u00e9t\u00e9\x07", "\u00e9t\u00e9"])
@pytest.mark.parametrize(
    ("action", "more"),
    [("updateNoteFields", {}), ("updateNote", {}), ("updateNoteModel", {"modelName": "Basic"})],
)
def test_what_anki_would_store_just_so_leaves_no_undo_entry(
    action: str, more: dict[str, str], sent: str, api: Api, col: Collection
) -> None:
    note = add_note(col, "\u00e9t\u00e9", "back")

    api(action, note={"id": note.id, "fields": {"Front": sent}, **more})

    assert reloaded(note).fields == ["\u00e9t\u00e9", "back"]
    assert undo_entry(col) == "Add Note"


@pytest.mark.parametrize(
    ("action", "more"),
    [("updateNoteFields", {}), ("updateNote", {}), ("updateNoteModel", {"modelName": "Cloze"})],
)
def test_an_unknown_note_is_named(action: str, more: dict[str, str], api: Api) -> None:
    error = api.error(action, note={"id": 1, "fields": {"Front": "x"}, **more})

    assert error == "Note was not found: 1"


def test_fields_and_tags_change_in_one_step(api: Api, col: Collection) -> None:
    note = add_note(col, "front", tags=["old"])

    api("updateNote", note={"id": note.id, "fields": {"Front": "new"}, "tags": ["a", "b"]})

    assert (reloaded(note).fields[0], note.tags) == ("new", ["a", "b"])
    col.undo()
    assert (reloaded(note).fields[0], note.tags) == ("front", ["old"])


@pytest.mark.parametrize(("tags", "expected"), [(["new"], ["new"]), ([], []), ("new", ["new"])])
def test_tags_alone_can_change(tags: Any, expected: list[str], api: Api, col: Collection) -> None:
    note = add_note(col, "front", tags=["old"])

    api("updateNote", note={"id": note.id, "tags": tags})

    assert (reloaded(note).fields[0], note.tags) == ("front", expected)


@pytest.mark.parametrize("more", [{}, {"fields": None, "tags": None}, {"audio": []}])
def test_an_update_needs_fields_or_tags(more: dict[str, Any], api: Api, col: Collection) -> None:
    note = add_note(col, "front")

    error = api.error("updateNote", note={"id": note.id, **more})

    assert error == 'Must provide a "fields" or "tags" property.'


def test_new_contents_may_make_new_cards(api: Api, col: Collection) -> None:
    note = add_note(col, "{{c1::one}}", note_type="Cloze", deck="Other")

    api("updateNoteFields", note={"id": note.id, "fields": {"Text": "{{c1::one}} {{c2::two}}"}})

    assert [(card.ord, card.did) for card in note.cards()] == [
        (0, ensure_deck(col, "Other")),
        (1, ensure_deck(col, "Other")),
    ]


# Another note type ---------------------------------------------------------------


def kinds(col: Collection) -> None:
    add_note_type(col, "Old", ["Word", "Meaning"], {"Say": "{{Word}} say", "Write": "{{Word}} write"})
    add_note_type(col, "New", ["Text", "Word", "Extra"], {"Write": "{{Word}} write", "Read": "{{Word}} read"})


def test_a_note_gets_another_type_and_new_contents(api: Api, col: Collection) -> None:
    kinds(col)
    note = add_note(col, "cat", "Katze", note_type="Old", tags=["old"])

    result = api(
        "updateNoteModel",
        note={"id": note.id, "modelName": "new", "fields": {"TEXT": "a cat", "extra": "x", "Unknown": "y"}},
    )

    assert result is None
    assert reloaded(note).note_type()["name"] == "New"
    assert note.fields == ["a cat", "cat", "x"]
    assert note.tags == ["old"]


def test_cards_stay_where_templates_correspond(api: Api, col: Collection) -> None:
    kinds(col)
    note = add_note(col, "cat", note_type="Old", deck="Other")
    say, write = note.cards()
    write.ivl, write.type, write.queue = 77, 2, 2
    col.update_card(write)

    api("updateNoteModel", note={"id": note.id, "modelName": "New", "fields": {"Text": "x", "Word": "cat"}})

    reloaded(note)
    assert [(card.id, card.template()["name"]) for card in note.cards()] == [(write.id, "Write"), (say.id, "Read")]
    assert col.get_card(write.id).ivl == 77


def test_a_new_type_is_one_entry_of_the_undo_menu(api: Api, col: Collection) -> None:
    kinds(col)
    note = add_note(col, "cat", "Katze", note_type="Old", tags=["old"])
    cards = note.card_ids()

    api("updateNoteModel", note={"id": note.id, "modelName": "Cloze", "fields": {"Text": "{{c3::x}}"}, "tags": ["new"]})

    assert (reloaded(note).fields, note.tags) == (["{{c3::x}}", ""], ["new"])
    assert undo_entry(col) == "AnkiConnect: updateNoteModel"
    col.undo()
    assert (reloaded(note).fields, note.tags, note.note_type()["name"]) == (["cat", "Katze"], ["old"], "Old")
    assert note.card_ids() == cards
    assert undo_entry(col) == "Add Note"


def test_cards_that_are_made_anew_stay_in_their_deck(api: Api, col: Collection) -> None:
    note = add_note(col, "{{c3::x}}", note_type="Cloze", deck="Here")
    add_note(col, "elsewhere", note_type="Basic", deck="There")

    api("updateNoteModel", note={"id": note.id, "modelName": "Basic", "fields": {"Front": "cat"}})

    reloaded(note)
    assert [card.did for card in note.cards()] == [ensure_deck(col, "Here")]


def test_the_same_type_again_is_an_update(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "Katze")
    schema = col.db.scalar("select scm from col")

    api("updateNoteModel", note={"id": note.id, "modelName": "Basic", "fields": {"front": "dog"}})

    assert reloaded(note).fields == ["dog", "Katze"]
    assert col.db.scalar("select scm from col") == schema


def test_the_same_type_and_contents_leave_no_undo_entry(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "Katze", tags=["one"])

    api("updateNoteModel", note={"id": note.id, "modelName": "Basic", "fields": {"Front": "cat"}, "tags": ["ONE"]})

    assert undo_entry(col) == "Add Note"


def test_an_unknown_new_type_has_a_text_of_its_own(api: Api, col: Collection) -> None:
    note = add_note(col, "cat")

    error = api.error("updateNoteModel", note={"id": note.id, "modelName": "Unknown", "fields": {}})

    assert error == "Model 'Unknown' not found"


# Deleting ------------------------------------------------------------------------


def test_deleted_notes_come_back_in_one_step(api: Api, col: Collection) -> None:
    notes = [add_note(col, str(number)) for number in range(3)]

    result = api("deleteNotes", notes=[notes[0].id, 1, str(notes[1].id), notes[0].id])

    assert result is None
    assert col.find_notes("") == [notes[2].id]
    assert undo_entry(col) == "AnkiConnect: deleteNotes"
    col.undo()
    assert col.note_count() == 3


@pytest.mark.parametrize("notes", [[], [1, 2]])
def test_deleting_nothing_leaves_no_undo_entry(notes: list[int], api: Api, col: Collection) -> None:
    add_note(col, "1")

    api("deleteNotes", notes=notes)

    assert (col.note_count(), undo_entry(col)) == (1, "Add Note")


def test_empty_notes_are_removed_and_note_types_stay(api: Api, col: Collection) -> None:
    kept = [
        add_note(col, "front"),
        add_note(col, "", "back", note_type="Basic (and reversed card)"),
        add_note(col, "{{c1::x}}", note_type="Cloze"),
    ]
    emptied = add_note(col, "a", "b", note_type="Basic (and reversed card)")
    emptied.fields = ["", "<br>"]
    col.update_note(emptied)
    add_note(col, "", "back")
    add_note(col, "no deletion", note_type="Cloze")
    kinds_before = col.models.all_names_and_ids()

    result = api("removeEmptyNotes")

    assert result is None
    assert sorted(col.find_notes("")) == sorted(note.id for note in kept)
    assert col.models.all_names_and_ids() == kinds_before
    assert undo_entry(col) == "AnkiConnect: removeEmptyNotes"
    col.undo()
    assert col.note_count() == 6


def test_without_empty_notes_there_is_no_undo_entry(api: Api, col: Collection) -> None:
    add_note(col, "front")

    api("removeEmptyNotes")

    assert (col.note_count(), undo_entry(col)) == (1, "Add Note")


# Describing ----------------------------------------------------------------------


def test_notes_are_found_in_ascending_order(api: Api, col: Collection) -> None:
    ids = [add_note(col, word).id for word in ("cat", "dog", "cats")]

    assert api("findNotes", query="cat*") == [ids[0], ids[2]]
    assert api("findNotes", query="") == ids
    assert api("findNotes", query=None) == []
    assert api("findNotes") == []
    assert api("findNotes", query="bird") == []


@pytest.mark.parametrize("query", ["deck:", '"', "prop:x=1", "is:nothing", "(cat", "nid:x"])
def test_a_search_that_anki_does_not_understand_is_one_plain_line(query: str, api: Api) -> None:
    reply = api.reply({"action": "findNotes", "version": 6, "params": {"query": query}})

    if reply["error"] is not None:
        assert reply["result"] is None
        assert not set(reply["error"]) & set("<>\n\u2068\u2069")


def test_notes_are_described_in_the_order_of_the_ids(api: Api, col: Collection) -> None:
    one = add_note(col, "cat", "Katze", note_type="Basic (and reversed card)", tags=["b", "a"])
    two = add_note(col, "{{c2::x}} {{c1::y}}", note_type="Cloze")

    described = api("notesInfo", notes=[two.id, 1, str(one.id), two.id])

    assert described[1] == {}
    assert described[0] == described[3]
    assert described[2] == {
        "noteId": one.id,
        "profile": "User 1",
        "tags": ["a", "b"],
        "fields": {"Front": {"value": "cat", "order": 0}, "Back": {"value": "Katze", "order": 1}},
        "modelName": "Basic (and reversed card)",
        "mod": reloaded(one).mod,
        "cards": [card.id for card in one.cards()],
    }
    assert described[0]["cards"] == [card.id for card in sorted(two.cards(), key=lambda card: card.ord)]


def test_notes_can_be_described_by_a_search(api: Api, col: Collection) -> None:
    one, two = add_note(col, "cat"), add_note(col, "dog")

    assert [note["noteId"] for note in api("notesInfo", query="cat")] == [one.id]
    assert [note["noteId"] for note in api("notesInfo", query="cat", notes=[two.id])] == [two.id]
    assert api("notesInfo", notes=[]) == []
    assert api.error("notesInfo", notes=None, query=None) == 'Must provide either "notes" or a "query"'


def test_the_modification_time_is_returned(api: Api, col: Collection) -> None:
    note = add_note(col, "cat")

    assert api("notesModTime", notes=[note.id, 1, note.id]) == [
        {"noteId": note.id, "mod": reloaded(note).mod},
        {},
        {"noteId": note.id, "mod": note.mod},
    ]
    assert api("notesModTime", notes=[]) == []


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("addNote", {"note": {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "x"}}}),
        ("addNotes", {"notes": []}),
        ("canAddNotes", {"notes": []}),
        ("updateNote", {"note": {"id": 1, "fields": {}}}),
        ("addTags", {"notes": [1], "tags": "x"}),
        ("replaceTagsInAllNotes", {"tag_to_replace": "x", "replace_with_tag": "y"}),
        ("getTags", {}),
        ("findNotes", {"query": ""}),
        ("notesInfo", {"notes": []}),
        ("deleteNotes", {"notes": [1]}),
        ("removeEmptyNotes", {}),
    ],
)
def test_there_are_no_notes_without_a_profile(action: str, params: dict[str, Any]) -> None:
    error = Api(None).error(action, **params)

    assert error == "collection is not available"


def test_a_note_list_may_have_very_many_ids(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", tags=["old"])
    ids = [*range(1, 50_000), note.id]

    api("addTags", notes=ids, tags="new")
    described = api("notesInfo", notes=ids)
    api("deleteNotes", notes=ids)

    assert described[-1]["tags"] == ["new", "old"]
    assert described[:-1] == [{}] * 49_999
    assert col.note_count() == 0
