"""saveNotes: notes are added, or changed where they are there, each with a result of its own, all as one undo step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, add_note_type, ensure_deck, reloaded, undo_entry
from full_disk import full_disk
from state import state_of

from anki.collection import Collection
from anki.notes import Note, NoteId

DUPLICATE = "cannot create note because it is a duplicate"


def wanted(front: str = "front", **more: Any) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "back"}, **more}


def note_of(col: Collection, note_id: int) -> Note:
    return col.get_note(NoteId(note_id))


def statuses(saved: list[dict[str, Any]]) -> list[str]:
    return [one["status"] for one in saved]


# One undo step -------------------------------------------------------------------


def test_some_are_added_and_some_changed_in_one_undo_step(api: Api, col: Collection) -> None:
    old = add_note(col, "old", "old back", tags=["old"])
    before = {name: state_of(col)[name] for name in ("notes", "cards", "undo")}

    [first, second, third] = api("saveNotes", notes=[wanted("a"), {"id": old.id, "fields": {"Back": "x"}}, wanted("b")])

    assert [first["status"], second, third["status"]] == ["added", {"status": "updated", "noteId": old.id}, "added"]
    assert [note_of(col, one["noteId"]).fields for one in (first, third)] == [["a", "back"], ["b", "back"]]
    assert (reloaded(old).fields, old.tags) == (["old", "x"], ["old"])
    assert undo_entry(col) == "AnkiConnect: Add/Update 3 notes"
    col.undo()
    assert (reloaded(old).fields, col.note_count()) == (["old", "old back"], 1)
    assert {name: state_of(col)[name] for name in ("notes", "cards", "undo")} == before


@pytest.mark.parametrize(
    ("fronts", "backs", "name"),
    [
        (["a"], [], "Add 1 note"),
        (["a", "b", "a"], [], "Add 2 notes"),
        ([], ["x"], "Update 1 note"),
        ([], ["x", "y", "old back"], "Update 2 notes"),
        (["a"], ["x"], "Add/Update 2 notes"),
    ],
)
def test_the_undo_entry_tells_how_many_notes_there_really_were(
    fronts: list[str], backs: list[str], name: str, api: Api, col: Collection
) -> None:
    old = [add_note(col, f"old {number}", "old back") for number in range(3)]
    changes = [{"id": note.id, "fields": {"Back": back}} for note, back in zip(old, backs)]

    api("saveNotes", notes=[*map(wanted, fronts), *changes, wanted("")])

    assert undo_entry(col) == f"AnkiConnect: {name}"


def test_what_changes_nothing_leaves_no_undo_entry_and_no_time(api: Api, col: Collection) -> None:
    notes = [add_note(col, f"caf\u00e9 {number}", "back", tags=["Verb", "b::c"]) for number in range(1000)]
    before = (col.mod, col.db.all("select id, mod, usn, flds, tags from notes"), undo_entry(col))
    sent = [
        {"id": str(note.id), "fields": {"Front": f"cafe\u0301 {number}", "Back": "ba\x07ck"}, "tags": "b::C verb"}
        for number, note in enumerate(notes)
    ]

    saved = api("saveNotes", notes=sent)

    assert saved == [{"status": "unchanged", "noteId": note.id} for note in notes]
    assert (col.mod, col.db.all("select id, mod, usn, flds, tags from notes"), undo_entry(col)) == before


def test_a_thousand_notes_are_saved_twice_then_some_changed_and_that_undone(api: Api, col: Collection) -> None:
    notes = [wanted(f"<b>{number}</b> e\u0301", tags=["z", "a"]) for number in range(1000)]
    first = api("saveNotes", notes=notes, onDuplicate="update")
    col.add_custom_undo_entry("in between")
    before = state_of(col)

    second = api("saveNotes", notes=notes, onDuplicate="update")

    assert statuses(first) == ["added"] * 1000
    assert statuses(second) == ["unchanged"] * 1000
    assert [one["noteId"] for one in second] == [one["noteId"] for one in first]
    assert state_of(col) == before

    changed = [{**note, "fields": {**note["fields"], "Back": "new"}} for note in notes[:100]]
    third = api("saveNotes", notes=[*changed, *notes[100:]], onDuplicate="update")

    assert statuses(third) == ["updated"] * 100 + ["unchanged"] * 900
    assert col.db.scalar("select count() from notes where flds like '%new'") == 100
    assert undo_entry(col) == "AnkiConnect: Update 100 notes"
    col.undo()
    assert {name: state_of(col)[name] for name in ("notes", "cards", "undo")} == {
        name: before[name] for name in ("notes", "cards", "undo")
    }


def test_within_a_multi_it_is_a_part_of_that_undo_step(api: Api, col: Collection) -> None:
    old = add_note(col, "old", "old back")
    entries = [
        {"action": "saveNotes", "version": 6, "params": {"notes": notes}}
        for notes in ([wanted("a"), wanted("b")], [{"id": old.id, "fields": {"Back": "x"}}], [wanted("a")])
    ]

    replies = api("multi", actions=[*entries, {"action": "createDeck", "params": {"deck": "New"}}], undo="one")

    assert [statuses(one["result"]) for one in replies[:3]] == [["added", "added"], ["updated"], ["duplicate"]]
    assert undo_entry(col) == "AnkiConnect: multi"
    col.undo()
    assert (col.note_count(), reloaded(old).fields, col.decks.id_for_name("New")) == (1, ["old", "old back"], None)
    assert undo_entry(col) == "Add Note"


def test_a_full_disk_leaves_everything_as_it_was(api: Api, col: Collection) -> None:
    old = add_note(col, "old", "old back")
    file = {"filename": "cat.png", "data": "Y2F0", "fields": ["Back"]}
    notes = [wanted("a", picture=file), {"id": old.id, "fields": {"Back": "x" * 20_000}}]

    with full_disk(Path(f"{col.path}-wal").stat().st_size):
        error = api.error("saveNotes", notes=notes)

    assert error == "the disk is full, or cannot be read or written"
    assert (col.note_count(), reloaded(old).fields) == (1, ["old", "old back"])
    assert "AnkiConnect" not in undo_entry(col)
    assert statuses(api("saveNotes", notes=notes)) == ["added", "updated"]


# A note with an id ---------------------------------------------------------------


def test_a_note_with_an_id_gets_what_is_sent_and_keeps_the_rest(api: Api, col: Collection) -> None:
    note = add_note(col, "front", "old back", deck="Here", tags=["one", "two", "two::below", "three"])
    sent = {"id": note.id, "deckName": "Nowhere", "fields": {"Back": "new", "front": "x", "Other": "y"}}

    [saved] = api("saveNotes", notes=[{**sent, "addTags": "four Five", "removeTags": ["TWO"]}])

    assert saved == {"status": "updated", "noteId": note.id}
    assert (reloaded(note).fields, note.tags) == (["front", "new"], ["Five", "four", "one", "three"])
    assert [card.did for card in note.cards()] == [ensure_deck(col, "Here")]
    assert col.decks.id_for_name("Nowhere") is None


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"tags": ["new"]}, ["new"]),
        ({"tags": "new newer"}, ["new", "newer"]),
        ({"tags": []}, []),
        ({"tags": None}, ["a", "b"]),
        ({"addTags": ["c", "A"]}, ["a", "b", "c"]),
        ({"removeTags": "A c"}, ["b"]),
        ({"tags": ["x"], "addTags": ["y", "z"], "removeTags": ["x", "z"]}, ["y"]),
    ],
)
def test_tags_replace_then_some_are_added_then_some_removed(
    tags: dict[str, Any], expected: list[str], api: Api, col: Collection
) -> None:
    note = add_note(col, "front", tags=["a", "b"])

    [changed, added] = api("saveNotes", notes=[{"id": note.id, **tags}, wanted("new", **tags)])

    assert changed["status"] == ("unchanged" if expected == ["a", "b"] else "updated")
    assert reloaded(note).tags == expected
    if tags.get("tags") is not None:
        assert note_of(col, added["noteId"]).tags == expected


@pytest.mark.parametrize(
    ("note", "error"),
    [
        ({"id": 1, "fields": {"Front": "x"}}, "Note was not found: 1"),
        ({"id": 0}, "Note was not found: 0"),
        ({"id": -1}, "Note was not found: -1"),
        ({"id": "x"}, "saveNotes: notes[1].id must be an id"),
        ({"id": True}, "saveNotes: notes[1].id must be an id"),
    ],
)
def test_an_unknown_id_fails_alone(note: dict[str, Any], error: str, api: Api, col: Collection) -> None:
    saved = api("saveNotes", notes=[wanted("a"), note, wanted("b")])

    assert statuses(saved) == ["added", "failed", "added"]
    assert saved[1] == {"status": "failed", "noteId": None, "error": error}
    assert col.note_count() == 2


def test_a_note_type_beside_an_id_is_the_one_that_the_note_has(api: Api, col: Collection) -> None:
    note = add_note(col, "{{c1::x}}", note_type="Cloze")
    sent = {"id": note.id, "fields": {"Text": "{{c2::y}}"}}

    saved = api("saveNotes", notes=[{**sent, "modelName": name} for name in ("Basic", "Unknown", "cLOZE")])

    assert [one.get("error") for one in saved] == [
        f"note {note.id} is of the note type Cloze: updateNoteModel gives it another one",
        "model was not found: Unknown",
        None,
    ]
    assert reloaded(note).fields[0] == "{{c2::y}}"
    assert [card.ord for card in note.cards()] == [0, 1]


def test_a_change_is_not_judged_as_a_new_note_is(api: Api, col: Collection) -> None:
    notes = [add_note(col, word) for word in ("cat", "dog", "{{c1::x}}")]
    cloze = add_note(col, "{{c1::x}}", note_type="Cloze")
    texts = [(notes[0], "Front", "dog"), (notes[1], "Front", ""), (cloze, "Text", "no cloze")]

    saved = api("saveNotes", notes=[{"id": note.id, "fields": {name: text}} for note, name, text in texts])

    assert statuses(saved) == ["updated"] * 3
    assert [reloaded(note).fields[0] for note, _, _ in texts] == ["dog", "", "no cloze"]


def test_a_note_that_anki_could_not_store_fails_alone(api: Api, col: Collection) -> None:
    damaged, other = add_note(col, "cat"), add_note(col, "dog")
    col.db.execute("update notes set flds = 'one\x1ftwo\x1fthree' where id = ?", damaged.id)
    homeless = add_note(col, "bird")
    col.db.execute("update notes set mid = 5 where id = ?", homeless.id)

    saved = api("saveNotes", notes=[{"id": one.id, "addTags": "x"} for one in (damaged, homeless, other)])

    assert saved == [
        {"status": "failed", "noteId": None, "error": "note has 3 fields, expected 2"},
        {"status": "failed", "noteId": None, "error": "model was not found: 5"},
        {"status": "updated", "noteId": other.id},
    ]


# What cannot be saved -------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "error"),
    [
        (5, "saveNotes: notes[1] must be an object"),
        (None, "saveNotes: notes[1] must be an object"),
        ([1], "saveNotes: notes[1] must be an object"),
        ({}, "saveNotes: notes[1].deckName is missing"),
        ({"deckName": "Default", "modelName": "Basic"}, "saveNotes: notes[1].fields is missing"),
        (wanted(fields=[1]), "saveNotes: notes[1].fields must be an object"),
        (wanted(fields={"Front": 1}), "saveNotes: notes[1].fields.Front must be a string"),
        (wanted(addTags=5), "saveNotes: notes[1].addTags must be a string, or a list in which each entry is a string"),
        (wanted(deckName="Nowhere"), "deck was not found: Nowhere"),
        (wanted(deckName="Cram"), "cannot create note because Cram is a filtered deck"),
        (wanted(modelName="Unknown"), "model was not found: Unknown"),
        (wanted(" "), "cannot create note because it is empty: its first field Front is empty"),
        (
            wanted(modelName="Cloze", fields={"Text": "x"}),
            "cannot create note because it has no cloze deletion in field Text",
        ),
        (wanted(tags="a::" * 150 + "b"), "a tag is nested too deeply: at most 100 levels, with :: between them"),
        (
            wanted(options={"duplicateScopeOptions": {"checkChildren": "no"}}),
            'option parameter "duplicateScopeOptions.checkChildren" must be boolean',
        ),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_note_that_cannot_be_saved_fails_alone(
    note: Any, error: str, dry_run: bool, api: Api, col: Collection
) -> None:
    col.decks.new_filtered("Cram")

    saved = api("saveNotes", notes=[wanted("a"), note, wanted("b")], dryRun=dry_run)

    assert statuses(saved) == ["added", "failed", "added"]
    assert saved[1] == {"status": "failed", "noteId": None, "error": error}
    assert col.note_count() == (0 if dry_run else 2)


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"notes": {"a": 1}}, "saveNotes: notes must be a list"),
        ({"notes": "x"}, "saveNotes: notes must be a list"),
        ({"notes": [wanted()] * 1001}, "saveNotes: at most 1000 notes at a time, not 1001"),
        (
            {"notes": [], "onDuplicate": "replace"},
            "saveNotes: onDuplicate must be one of 'skip', 'update', 'add', 'fail'",
        ),
        ({"notes": [], "dryRun": "yes"}, "saveNotes: dryRun must be true or false"),
        ({}, "saveNotes() missing 1 required positional argument: 'notes'"),
    ],
)
def test_a_request_that_is_wrong_as_a_whole_is_refused(
    params: dict[str, Any], error: str, api: Api, col: Collection
) -> None:
    assert api.error("saveNotes", **params) == error
    assert (col.note_count(), undo_entry(col)) == (0, "")


def test_there_is_nothing_to_save_in_an_empty_list_or_a_closed_profile(api: Api, col: Collection) -> None:
    assert api("saveNotes", notes=[]) == api("saveNotes", notes={}, onDuplicate=None, dryRun=None) == []
    assert undo_entry(col) == ""
    for dry_run in (True, False):
        assert Api(None).error("saveNotes", notes=[wanted()], dryRun=dry_run) == "collection is not available"


# A dry run -----------------------------------------------------------------------


def test_what_pop_up_dictionaries_ask_in_four_requests_is_one_dry_run(api: Api, col: Collection) -> None:
    known = add_note(col, "猫", "cat", note_type="Basic (and reversed card)", deck="Japanese")
    first, second = known.cards()
    col.sched.suspend_cards([second.id])
    col.set_user_flag_for_cards(3, [first.id])
    col.db.execute("update cards set type = 2, queue = 2, ivl = 16 where id = ?", first.id)
    words = [
        {
            "deckName": "Japanese",
            "modelName": "Basic (and reversed card)",
            "fields": {"Front": word},
            "options": {"duplicateScope": "deck"},
        }
        for word in ("猫", "犬", "")
    ]
    before = state_of(col)

    saved = api("saveNotes", notes=words, dryRun=True)

    assert state_of(col) == before
    # can they be added; which note is there already; which cards has it; what is their state
    can = api("canAddNotesWithErrorDetail", notes=words)
    [found] = api("findNotes", query='deck:Japanese "Front:猫"')
    [info] = api("notesInfo", notes=[found])
    cards = api("cardsInfo", cards=info["cards"])
    assert [one["canAdd"] for one in can] == [False, True, False]
    assert statuses(saved) == ["duplicate", "added", "failed"]
    assert saved[0]["noteId"] == saved[0]["duplicateOf"]["noteId"] == known.id == found
    assert saved[0]["duplicateOf"]["cards"] == [
        {name: card[name] for name in ("cardId", "queue", "flags", "interval")} for card in cards
    ]
    assert [(one["queue"], one["flags"], one["interval"]) for one in saved[0]["duplicateOf"]["cards"]] == [
        (2, 3, 16),
        (-1, 0, 0),
    ]
    assert saved[1] == {"status": "added", "noteId": None}
    assert saved[2] == {"status": "failed", "noteId": None, "error": can[2]["error"]}


@pytest.mark.parametrize("on_duplicate", ["skip", "update", "add"])
def test_a_dry_run_changes_nothing(on_duplicate: str, api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "back", tags=["old"])
    sent = [wanted("cat", fields={"Front": "cat", "Back": "new"}, tags=["new"]), {"id": note.id, "tags": "x"}]
    before = state_of(col)

    api("saveNotes", notes=[*sent, wanted("dog", tags=["dog"])], onDuplicate=on_duplicate, dryRun=True)

    assert state_of(col) == before
    assert (reloaded(note).fields, note.tags, undo_entry(col)) == (["cat", "back"], ["old"], "Add Note")


def test_a_large_text_is_saved_as_it_is(api: Api, col: Collection) -> None:
    add_note_type(col, "Large", ["Front", "Text"], {"Card 1": "{{Front}}"})
    text = "<p>e\u0301 猫</p>" * 200_000
    sent = wanted("front", modelName="Large", fields={"Front": "front", "Text": text})

    [added] = api("saveNotes", notes=[sent])
    [again] = api("saveNotes", notes=[{"id": added["noteId"], "fields": {"Text": text}}])

    assert note_of(col, added["noteId"]).fields[1] == text.replace("e\u0301", "\u00e9")
    assert again["status"] == "unchanged"
