"""What saveNotes makes of notes that are there already, in the collection or earlier in the list."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any, Optional

import pytest
from api import Api
from collection_helpers import add_note, add_note_type, ensure_deck, reloaded, undo_entry

from anki.collection import Collection
from anki.notes import NoteId

DUPLICATE = "cannot create note because it is a duplicate"


def wanted(front: str = "cat", back: str = "new", **more: Any) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": back}, **more}


def statuses(saved: list[dict[str, Any]]) -> list[str]:
    return [one["status"] for one in saved]


def fields_of(col: Collection, note_id: int) -> list[str]:
    return col.get_note(NoteId(note_id)).fields


def duplicate_of(note: Any) -> dict[str, Any]:
    cards = [{"cardId": card.id, "queue": 0, "flags": 0, "interval": 0} for card in note.cards()]
    return {"noteId": note.id, "cards": cards}


# In the collection -----------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"options": {"allowDuplicate": True}}, {"options": {"allowDuplicate": "yes"}}])
def test_a_duplicate_is_skipped_and_named(options: dict[str, Any], api: Api, col: Collection) -> None:
    note = add_note(col, "<b>cat</b>", "old", note_type="Basic")
    add_note(col, "cat", "younger")

    [saved] = api("saveNotes", notes=[wanted(**options)])

    assert saved == {"status": "duplicate", "noteId": note.id, "duplicateOf": duplicate_of(note)}
    assert (col.note_count(), reloaded(note).fields, undo_entry(col)) == (2, ["<b>cat</b>", "old"], "Add Note")


def test_a_duplicate_can_be_added(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "old")

    [saved] = api("saveNotes", notes=[wanted()], onDuplicate="add")

    assert saved == {"status": "added", "noteId": saved["noteId"], "duplicateOf": duplicate_of(note)}
    assert (fields_of(col, saved["noteId"]), col.note_count()) == (["cat", "new"], 2)


@pytest.mark.parametrize("dry_run", [True, False])
def test_one_duplicate_can_make_the_whole_request_an_error(dry_run: bool, api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "old")
    file = {"filename": "cat.png", "data": "Y2F0", "fields": ["Back"]}
    notes = [wanted("dog", picture=file), {"id": note.id, "fields": {"Back": "x"}}, wanted(), wanted("")]

    error = api.error("saveNotes", notes=notes, onDuplicate="fail", dryRun=dry_run)

    assert error == f"saveNotes: notes[2]: {DUPLICATE}"
    assert (col.note_count(), reloaded(note).fields, undo_entry(col)) == (1, ["cat", "old"], "Add Note")
    assert list(Path(col.media.dir()).iterdir()) == []
    # also for one of an earlier note of the list
    assert api.error("saveNotes", notes=[notes[0], notes[0]], onDuplicate="fail").startswith("saveNotes: notes[1]: ")
    # what fails for another reason does so alone
    assert statuses(api("saveNotes", notes=[notes[0], notes[3]], onDuplicate="fail")) == ["added", "failed"]


def test_a_duplicate_can_update_the_first_note_that_is_there(api: Api, col: Collection) -> None:
    first = add_note(col, "cat", "old", deck="Here", tags=["a", "b", "c"])
    second = add_note(col, "cat", "old")
    sent = {"fields": {"FRONT": "<i>cat</i>", "back": "new"}, "tags": ["B", "d"], "addTags": "e", "removeTags": "c"}

    [saved] = api("saveNotes", notes=[wanted(**sent)], onDuplicate="update")

    assert saved == {"status": "updated", "noteId": first.id, "duplicateOf": duplicate_of(first)}
    assert (reloaded(first).fields, first.tags) == (["<i>cat</i>", "new"], ["a", "b", "d", "e"])
    assert [card.did for card in first.cards()] == [ensure_deck(col, "Here")]
    assert (reloaded(second).fields, col.note_count()) == (["cat", "old"], 2)
    assert undo_entry(col) == "AnkiConnect: Update 1 note"


def test_an_update_that_would_change_nothing_tells_so(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "old", tags=["a"])

    [saved] = api("saveNotes", notes=[wanted(back="old", tags=["A"])], onDuplicate="update")

    assert saved == {"status": "unchanged", "noteId": note.id, "duplicateOf": duplicate_of(note)}
    assert undo_entry(col) == "Add Note"


def test_a_note_of_another_type_is_updated_where_it_has_the_fields(api: Api, col: Collection) -> None:
    add_note_type(col, "Words", ["Word", "Back"], {"Card 1": "{{Word}}"})
    note = add_note(col, "cat", "old", note_type="Words")
    options = {"duplicateScopeOptions": {"checkAllModels": True}}
    unknown, known = wanted(options=options), wanted("dog", modelName="Words", fields={"Word": "dog"}, options=options)
    other = add_note(col, "dog", "old")

    saved = api("saveNotes", notes=[unknown, known], onDuplicate="update")

    assert [one.get("error") for one in saved] == [
        "field was not found in Words: Front",
        "field was not found in Basic: Word",
    ]
    assert (reloaded(note).fields, reloaded(other).fields) == (["cat", "old"], ["dog", "old"])


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ({}, True),
        ({"duplicateScope": "deck"}, False),
        ({"duplicateScope": "deck", "duplicateScopeOptions": {"deckName": "ANIMALS"}}, False),
        ({"duplicateScope": "deck", "duplicateScopeOptions": {"deckName": "Animals", "checkChildren": True}}, True),
    ],
)
def test_the_scope_of_duplicates_counts(scope: dict[str, Any], found: bool, api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "old", deck="Animals::Cats")

    [saved] = api("saveNotes", notes=[wanted(options=scope)], dryRun=True)

    assert saved["noteId"] == (note.id if found else None)


# Earlier in the list ---------------------------------------------------------------


def test_a_note_equal_to_an_earlier_one_is_its_duplicate(api: Api, col: Collection) -> None:
    sent = [wanted(back="1"), wanted("<b>cat</b>", "2"), wanted("dog")]

    dry = api("saveNotes", notes=sent, dryRun=True)
    saved = api("saveNotes", notes=sent)

    assert statuses(dry) == statuses(saved) == ["added", "duplicate", "added"]
    assert dry[1] == {"status": "duplicate", "noteId": None, "duplicateOf": {"noteId": None, "cards": []}}
    note = col.get_note(NoteId(saved[0]["noteId"]))
    assert saved[1] == {"status": "duplicate", "noteId": note.id, "duplicateOf": duplicate_of(note)}
    assert (note.fields, col.note_count()) == (["cat", "1"], 2)


def test_a_note_that_is_not_added_yet_is_updated_by_its_duplicate(api: Api, col: Collection) -> None:
    sent = [wanted(back="1", tags=["a"]), wanted("<b>cat</b>", "2", tags=["b"]), wanted("<b>cat</b>", "2")]

    saved = api("saveNotes", notes=sent, onDuplicate="update")

    assert statuses(saved) == ["added", "updated", "unchanged"]
    note = col.get_note(NoteId(saved[0]["noteId"]))
    assert {one["noteId"] for one in saved} == {note.id}
    assert (note.fields, note.tags, col.note_count()) == (["<b>cat</b>", "2"], ["a", "b"], 1)
    assert undo_entry(col) == "AnkiConnect: Add 1 note"


def test_two_entries_about_one_note_are_done_in_order(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "old", tags=["a"])
    sent = [
        {"id": note.id, "fields": {"Back": "1"}, "addTags": "b"},
        {"id": note.id, "fields": {"Back": "1"}, "removeTags": "a"},
        wanted(back="2", tags=["c"]),
        {"id": note.id, "tags": ["b", "c"]},
    ]

    saved = api("saveNotes", notes=sent, onDuplicate="update")

    assert statuses(saved) == ["updated", "updated", "updated", "unchanged"]
    assert (reloaded(note).fields, note.tags) == (["cat", "2"], ["b", "c"])
    assert undo_entry(col) == "AnkiConnect: Update 1 note"
    col.undo()
    assert (reloaded(note).fields, note.tags) == (["cat", "old"], ["a"])


def test_what_is_changed_back_is_no_undo_step(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "old")
    modified = col.db.scalar("select mod from notes")

    saved = api("saveNotes", notes=[{"id": note.id, "fields": {"Back": back}} for back in ("1", "old")])

    assert statuses(saved) == ["updated", "updated"]
    assert (reloaded(note).fields, col.db.scalar("select mod from notes")) == (["cat", "old"], modified)
    assert undo_entry(col) == "Add Note"


def test_a_first_field_that_an_earlier_entry_has_changed_counts_as_it_is_then(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "old")
    sent = [wanted("dog"), {"id": note.id, "fields": {"Front": "<b>bird</b>"}}, wanted("cat"), wanted("bird")]

    saved = api("saveNotes", notes=sent)

    assert statuses(saved) == ["added", "updated", "added", "duplicate"]
    assert saved[3]["noteId"] == note.id


def test_a_note_that_an_earlier_entry_has_changed_is_still_in_its_deck(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "old", deck="Here")
    scope = {"deckName": "Here", "options": {"duplicateScope": "deck"}}

    saved = api("saveNotes", notes=[wanted(front, **scope) for front in ("<b>cat</b>", "cat")], onDuplicate="update")

    assert statuses(saved) == ["updated", "updated"]
    assert (col.note_count(), reloaded(note).fields) == (1, ["cat", "new"])


# As one after another --------------------------------------------------------------


def some_entry(chance: random.Random, ids: list[int]) -> dict[str, Any]:
    front = chance.choice(["a", "b", "<b>a</b>", "c", "e\u0301", ""])
    entry: dict[str, Any] = {"fields": {"Front": front, "Back": chance.choice(["1", "2"])}}
    for name in ("tags", "addTags", "removeTags"):
        if chance.random() < 0.3:
            entry[name] = chance.sample(["x", "y", "x::z"], chance.randint(0, 2))
    if chance.random() < 0.5:
        entry["id"] = chance.choice(ids)
        for name in ("Front", "Back"):
            if chance.random() < 0.4:
                del entry["fields"][name]
        return entry
    entry.update(deckName=chance.choice(["One", "Two"]), modelName=chance.choice(["Basic", "Basic", "Twin"]))
    if chance.random() < 0.5:
        every_type = {"checkAllModels": chance.random() < 0.5}
        entry["options"] = {"duplicateScope": chance.choice(["deck", None]), "duplicateScopeOptions": every_type}
    return entry


def outcome(path: Path, sent: list[dict[str, Any]], on_duplicate: str, *, together: bool) -> Any:
    """What comes of saving notes, in one request or each in its own, with new ids as the places of their notes."""
    col = Collection(str(path))
    old = set(col.find_notes(""))
    api = Api(col)
    if together:
        dry = api("saveNotes", notes=sent, onDuplicate=on_duplicate, dryRun=True)
        saved = api("saveNotes", notes=sent, onDuplicate=on_duplicate)
        assert statuses(dry) == statuses(saved)
    else:
        saved = [one for each in sent for one in api("saveNotes", notes=[each], onDuplicate=on_duplicate)]
    ids = sorted(col.find_notes(""))
    places = {note_id: ids.index(note_id) for note_id in ids}
    notes = [(note.fields, note.tags, note.mid) for note in map(col.get_note, ids)]
    col.close()

    def place(note_id: Optional[int]) -> Optional[int]:
        return None if note_id is None else places[NoteId(note_id)]

    told = [
        (one["status"], place(one["noteId"]), place(one.get("duplicateOf", {}).get("noteId")), one.get("error"))
        for one in saved
    ]
    return json.dumps([told, notes, len(ids) - len(old)])


@pytest.mark.parametrize("on_duplicate", ["skip", "update", "add"])
@pytest.mark.parametrize("seed", range(8))
def test_a_list_is_saved_as_its_notes_would_be_one_after_another(seed: int, on_duplicate: str, tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    col = Collection(str(path))
    for deck in ("One", "Two"):
        ensure_deck(col, deck)
    add_note_type(col, "Twin", ["Front", "Back"], {"Card 1": "{{Front}}"})
    ids = [
        add_note(col, front, "1", note_type=kind, deck=deck, tags=["x"]).id
        for front, kind, deck in (
            ("a", "Basic", "One"),
            ("b", "Basic", "Two"),
            ("a", "Twin", "Two"),
            ("c", "Basic", "One"),
        )
    ]
    col.close()
    copy = Path(shutil.copy(path, tmp_path / "copy.anki2"))
    chance = random.Random(f"{seed} {on_duplicate}")
    sent = [some_entry(chance, [*ids[:2], 5]) for _ in range(25)]

    together = outcome(path, sent, on_duplicate, together=True)

    assert together == outcome(copy, sent, on_duplicate, together=False)
