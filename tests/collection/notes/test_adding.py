"""How a note is read from a request, what makes it impossible, and what adding does to the collection."""

from __future__ import annotations

import random
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, add_note_type, ensure_deck, undo_entry

from anki.card_rendering_pb2 import StripHtmlRequest
from anki.collection import Collection
from anki.notes import Note, NoteId

from plugin.collection.html_text import strip_html

DUPLICATE = "cannot create note because it is a duplicate"

EMPTY = "cannot create note because it is empty: its first field Front is empty"


def wanted(front: str = "front", **more: Any) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "back"}, **more}


def note_of(col: Collection, note_id: int) -> Note:
    return col.get_note(NoteId(note_id))


# Reading a note ------------------------------------------------------------------


def test_notes_of_one_request_share_nothing(api: Api, col: Collection) -> None:
    full = wanted("one", tags=["a"])
    bare = {**wanted("two"), "fields": {"Front": "two"}}
    reversed_note = wanted("three", modelName="Basic (and reversed card)")

    notes = [note_of(col, note_id) for note_id in api("addNotes", notes=[full, bare, reversed_note, wanted("four")])]

    assert [note.fields for note in notes] == [["one", "back"], ["two", ""], ["three", "back"], ["four", "back"]]
    assert [note.tags for note in notes] == [["a"], [], [], []]
    assert [len(note.cards()) for note in notes] == [1, 1, 2, 1]
    guids = {note.guid for note in notes}
    assert len(guids) == 4
    assert all(5 < len(guid) <= 10 for guid in guids)  # 64 bits in Anki's own alphabet


def test_a_note_gets_its_fields_tags_deck_and_type(api: Api, col: Collection) -> None:
    deck = ensure_deck(col, "Japanese::N3")

    note = note_of(col, api("addNote", note=wanted("猫", deckName="Japanese::N3", tags=["b", "a::c"])))

    assert note.fields == ["猫", "back"]
    assert note.tags == ["a::c", "b"]
    assert note.note_type()["name"] == "Basic"
    assert [card.did for card in note.cards()] == [deck]


def test_names_are_found_in_any_case(api: Api, col: Collection) -> None:
    ensure_deck(col, "Japanese::N3")
    sent = wanted(deckName="japanese::n3", modelName="BASIC", fields={"FRONT": "one", "back": "two"})

    note = note_of(col, api("addNote", note=sent))

    assert note.fields == ["one", "two"]


def test_one_field_and_needless_members_are_enough(api: Api, col: Collection) -> None:
    sent = {"id": 0, "deckName": "Default", "modelName": "Basic", "fields": {"Front": "x", "Other": "y"}, "guid": None}

    note = note_of(col, api("addNote", note=sent))

    assert note.fields == ["x", ""]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (None, []),
        ([], []),
        ("", []),
        ("one two", ["one", "two"]),
        (" one\u3000two\nthree ", ["one", "three", "two"]),
        (["one two", "three"], ["one", "three", "two"]),
        (["one", "ONE"], ["one"]),
    ],
)
def test_tags_come_as_a_list_or_as_a_text(tags: Any, expected: list[str], api: Api, col: Collection) -> None:
    note = note_of(col, api("addNote", note=wanted(tags=tags)))

    assert note.tags == expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (wanted(deckName="Unknown"), "deck was not found: Unknown"),
        (wanted(modelName="Unknown"), "model was not found: Unknown"),
        (wanted(""), EMPTY),
        (wanted("<br> &nbsp;"), EMPTY),
        (wanted("\x01"), EMPTY),
        (wanted(fields={}), EMPTY),
        (wanted(fields={"Back": "x"}), EMPTY),
        (
            wanted(fields={"Vorne": "x", "B": "y"}),
            "cannot create note because it is empty: Basic has no field Vorne, B, but Front, Back",
        ),
        (
            wanted(modelName="Cloze", fields={"Text": "x", "Back Extra": "{{c1::x}}"}),
            "cannot create note because it has no cloze deletion in field Text",
        ),
    ],
)
def test_a_note_that_cannot_be_made_says_why(note: dict[str, Any], expected: str, api: Api, col: Collection) -> None:
    error = api.error("addNote", note=note)
    detail = api("canAddNoteWithErrorDetail", note=note)

    assert error == expected
    assert detail == {"canAdd": False, "error": expected}
    assert (col.note_count(), undo_entry(col)) == (0, "")


@pytest.mark.parametrize(
    ("note", "path"),
    [
        ({"modelName": "Basic", "fields": {}}, "deckName is missing"),
        (wanted(fields={"Front": 1}), "fields.Front must be a string"),
        (wanted(fields=[1]), "fields must be an object"),
        (wanted(tags=5), "tags must be"),
        (wanted(options=[1]), "options must be an object"),
    ],
)
def test_a_wrong_shape_is_named_and_fails_alone_in_a_list(
    note: dict[str, Any], path: str, api: Api, col: Collection
) -> None:
    error = api.error("addNote", note=note)
    details = api("canAddNotesWithErrorDetail", notes=[wanted(), note])
    ids = api.reply({"action": "addNotes", "version": 4, "params": {"notes": [note, wanted()]}})

    assert error.startswith(f"addNote: note.{path}")
    assert details[0] == {"canAdd": True}
    assert details[1]["error"].startswith(f"canAddNotesWithErrorDetail: notes[1].{path}")
    assert ids[0] is None
    assert col.note_count() == 1


def test_a_filtered_deck_takes_no_notes(api: Api, col: Collection) -> None:
    col.decks.new_filtered("Cram")

    error = api.error("addNote", note=wanted(deckName="Cram"))

    assert error == "cannot create note because Cram is a filtered deck"
    assert api("canAddNote", note=wanted(deckName="Cram")) is False


# Cards ---------------------------------------------------------------------------


def test_a_note_whose_front_shows_nothing_is_added(api: Api, col: Collection) -> None:
    add_note_type(col, "Mining", ["Expression", "Sentence"], {"Card 1": "{{Sentence}}"})
    note = wanted(modelName="Mining", fields={"Expression": "cat"})

    assert api("canAddNoteWithErrorDetail", note=note) == {"canAdd": True}
    added = note_of(col, api("addNote", note=note))

    assert added.fields == ["cat", ""]
    assert [card.ord for card in added.cards()] == [0]


@pytest.mark.parametrize("type_name", ["Mining", "Cloze"])
def test_what_is_there_already_is_a_duplicate_whatever_its_cards_show(
    type_name: str, api: Api, col: Collection
) -> None:
    add_note_type(col, "Mining", ["Text", "Sentence"], {"Card 1": "{{Sentence}}"})
    add_note(col, "cat", "a {{c1::cat}}", note_type=type_name)
    note = wanted(modelName=type_name, fields={"Text": "cat"})

    detail = api("canAddNoteWithErrorDetail", note=note)
    error = api.error("addNote", note=note)

    assert detail == {"canAdd": False, "error": DUPLICATE}
    assert error == DUPLICATE


def test_fields_that_are_not_sent_are_not_judged(api: Api, col: Collection) -> None:
    note_type = col.models.by_name("Cloze")
    col.models.add_field(note_type, col.models.new_field("Second"))
    note_type["tmpls"][0]["qfmt"] += "{{cloze:Second}}"
    col.models.update_dict(note_type)
    first_only = wanted(modelName="Cloze", fields={"Text": "cat"})
    both = wanted(modelName="Cloze", fields={"Text": "cat", "second": ""})

    assert api("canAddNote", note=first_only) is True
    assert "cloze" in api("canAddNoteWithErrorDetail", note=both)["error"]
    assert "cloze" in api.error("addNote", note=first_only)


@pytest.mark.parametrize("text", ["{{c1::x}}", "a {{c2::b::hint}} c", "{{c1::}}", "{{c1::a {{c2::b}}}}"])
def test_a_cloze_note_needs_a_deletion(text: str, api: Api, col: Collection) -> None:
    note = note_of(col, api("addNote", note=wanted(modelName="Cloze", fields={"Text": text})))

    assert len(note.cards()) == len(note.cloze_numbers_in_fields())


@pytest.mark.parametrize("text", ["{{c1::x", "{{c0::x}}", "{{c::x}}", "{{c1:x}}", "{{C1::x}}", "c1::x", "{{c1::x}"])
def test_what_anki_does_not_take_for_a_deletion_is_none(text: str, api: Api) -> None:
    error = api.error("addNote", note=wanted(modelName="Cloze", fields={"Text": text}))

    assert error == "cannot create note because it has no cloze deletion in field Text"


_PARTS = [
    *"ab >;\"'[]:{}=/\\\n\t!-#",
    "\xa0",
    "\u3000",
    "[sound:a.mp3]",
    "{{c1::x}}",
    "src=",
    "-->",
    "amp;",
    "日",
    "\x1f",
]


def test_text_without_html_is_left_alone_by_anki_too(col: Collection) -> None:
    chance = random.Random(1)
    texts = ["".join(chance.choices(_PARTS, k=chance.randint(0, 12))) for _ in range(2000)]

    changed = [
        text
        for text in texts
        if strip_html(col, text) != col._backend.strip_html(text=text, mode=StripHtmlRequest.PRESERVE_MEDIA_FILENAMES)
    ]

    assert not changed


# Adding --------------------------------------------------------------------------


@pytest.mark.parametrize(("action", "count"), [("addNote", 1), ("addNotes", 50)])
def test_adding_is_one_entry_of_the_undo_menu(action: str, count: int, api: Api, col: Collection) -> None:
    add_note(col, "before")
    notes = [wanted(str(number)) for number in range(count)]

    api(action, **({"note": notes[0]} if action == "addNote" else {"notes": notes}))

    assert col.note_count() == count + 1
    assert undo_entry(col) == f"AnkiConnect: {action}"
    col.undo()
    assert (col.note_count(), undo_entry(col)) == (1, "Add Note")


def test_a_list_is_added_in_its_order(api: Api, col: Collection) -> None:
    ids = api("addNotes", notes=[wanted(str(number)) for number in (3, 1, 2)])

    assert [note_of(col, one).fields[0] for one in ids] == ["3", "1", "2"]


def test_an_empty_list_adds_nothing(api: Api, col: Collection) -> None:
    assert api("addNotes", notes=[]) == []
    assert api.reply({"action": "addNotes", "version": 4, "params": {"notes": []}}) == []
    assert api("canAddNotes", notes=[]) == []
    assert undo_entry(col) == ""


def test_if_one_note_of_a_list_fails_none_is_added(api: Api, col: Collection) -> None:
    notes = [wanted("one"), wanted(""), wanted("two"), wanted("three", modelName="Unknown")]

    error = api.error("addNotes", notes=notes)

    assert error == str([EMPTY, "model was not found: Unknown"])
    assert (col.note_count(), undo_entry(col)) == (0, "")


def test_in_version_4_the_others_are_added(api: Api, col: Collection) -> None:
    notes = [wanted("one"), wanted(""), wanted("two")]

    ids = api.reply({"action": "addNotes", "version": 4, "params": {"notes": notes}})

    assert [one is None for one in ids] == [False, True, False]
    assert col.note_count() == 2
    col.undo()
    assert col.note_count() == 0


@pytest.mark.parametrize("notes", [{"a": 1}, "x", [1], [None], [[1]]])
def test_what_is_no_list_of_notes_is_refused(notes: Any, api: Api) -> None:
    error = api.error("addNotes", notes=notes)

    assert error.startswith("addNotes: notes")


@pytest.mark.parametrize("action", ["canAddNote", "canAddNoteWithErrorDetail"])
def test_checking_changes_nothing(action: str, api: Api, col: Collection) -> None:
    before = (col.mod, col.note_count())

    api(action, note=wanted(tags=["new"]))

    assert (col.mod, col.note_count(), undo_entry(col), col.tags.all()) == (*before, "", [])


def test_the_path_of_a_note_that_is_validated_alone_is_note(api: Api) -> None:
    detail = api("canAddNoteWithErrorDetail", note={"deckName": "Default"})

    assert detail == {"canAdd": False, "error": "canAddNoteWithErrorDetail: note.modelName is missing"}
