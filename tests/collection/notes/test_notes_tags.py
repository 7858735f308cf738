"""The tags of notes: added, removed, replaced, cleared, with one undo entry where something changes."""

from __future__ import annotations

import random
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, reloaded, undo_entry

from anki.collection import Collection


def tags_of(col: Collection, note: Any) -> list[str]:
    return sorted(reloaded(note).tags)


@pytest.mark.parametrize("tags", ["new other::one", " new  other::one ", ["new", "other::one"], ["new other::one"]])
def test_tags_are_added(tags: Any, api: Api, col: Collection) -> None:
    one, two = add_note(col, "1", tags=["old"]), add_note(col, "2")

    result = api("addTags", notes=[one.id, two.id, 1, one.id], tags=tags)

    assert result is None
    assert tags_of(col, one) == ["new", "old", "other::one"]
    assert tags_of(col, two) == ["new", "other::one"]
    assert undo_entry(col) == "AnkiConnect: addTags"


@pytest.mark.parametrize(("tags", "left"), [("A", ["ab", "b"]), (["a", "b"], ["ab"]), ("a::c", ["a", "ab", "b"])])
def test_tags_are_removed_with_their_children(tags: Any, left: list[str], api: Api, col: Collection) -> None:
    note = add_note(col, "1", tags=["a", "a::c", "a::c::d", "ab", "b"])

    api("removeTags", notes=[note.id, 1], tags=tags)

    assert tags_of(col, note) == left


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("addTags", {"tags": "FOO bar"}),
        ("addTags", {"tags": ""}),
        ("addTags", {"tags": []}),
        ("addTags", {"tags": "new", "notes": []}),
        ("addTags", {"tags": "new", "notes": [1]}),
        ("removeTags", {"tags": "fo absent"}),
        ("removeTags", {"tags": " "}),
        ("removeTags", {"tags": "foo", "notes": [1]}),
        ("replaceTags", {"tag_to_replace": "absent", "replace_with_tag": "new"}),
        ("replaceTags", {"tag_to_replace": "", "replace_with_tag": "new"}),
        ("replaceTags", {"tag_to_replace": "foo", "replace_with_tag": "foo"}),
        ("replaceTags", {"tag_to_replace": "foo", "replace_with_tag": "new", "notes": []}),
        ("replaceTagsInAllNotes", {"tag_to_replace": "absent", "replace_with_tag": "new", "notes": None}),
        ("replaceTagsInAllNotes", {"tag_to_replace": "", "replace_with_tag": "new", "notes": None}),
        ("clearUnusedTags", {"notes": None}),
        ("updateNoteTags", {"notes": None, "note": 0, "tags": ["Bar", "Foo"]}),
    ],
)
def test_what_changes_no_tag_leaves_no_undo_entry(
    action: str, params: dict[str, Any], api: Api, col: Collection
) -> None:
    note = add_note(col, "1", tags=["foo", "bar"])
    params = {"notes": [note.id], **params}
    if params["notes"] is None:
        del params["notes"]
    if "note" in params:
        params["note"] = note.id

    api(action, **params)

    assert tags_of(col, note) == ["bar", "foo"]
    assert undo_entry(col) == "Add Note"


# Replacing -----------------------------------------------------------------------


@pytest.mark.parametrize("action", ["replaceTags", "replaceTagsInAllNotes"])
@pytest.mark.parametrize(
    ("had", "old", "new", "expected"),
    [
        (["old", "other"], "old", "new", ["new", "other"]),
        (["Old"], "oLD", "new", ["new"]),
        (["é"], "É", "e", ["e"]),
        (["old", "old::child", "older"], "old", "new", ["new", "old::child", "older"]),
        (["a::old", "old::a"], "old", "new", ["a::old", "old::a"]),
        (["a::old"], "a::old", "a::new", ["a::new"]),
        (["old", "new"], "old", "new", ["new"]),
        (["old"], " old ", " new ", ["new"]),
        (["old"], "old", "", []),
        (["a.c", "abc"], "a.c", "new", ["abc", "new"]),
        (["a*", "ab"], "a*", "new", ["ab", "new"]),
        (["a_c", "abc"], "a_c", "new", ["abc", "new"]),
        (["(a)[b]+?|^$\\"], "(a)[b]+?|^$\\", "new", ["new"]),
        (["old"], "old", "$1${x}\\1", ["$1${x}\\1"]),
        (["日本"], "日本", "にほん", ["にほん"]),
        (["cafe\u0301"], "cafe\u0301", "new", ["new"]),
    ],
)
def test_a_whole_tag_is_replaced_in_any_case(
    action: str, had: list[str], old: str, new: str, expected: list[str], api: Api, col: Collection
) -> None:
    note, untouched = add_note(col, "1", tags=had), add_note(col, "2", tags=["other"])
    notes = {"notes": [note.id, untouched.id]} if action == "replaceTags" else {}

    result = api(action, **notes, tag_to_replace=old, replace_with_tag=new)

    assert result is None
    assert tags_of(col, note) == expected
    assert tags_of(col, untouched) == ["other"]


def test_only_the_named_notes_are_changed(api: Api, col: Collection) -> None:
    one, two = add_note(col, "1", tags=["old"]), add_note(col, "2", tags=["old"])

    api("replaceTags", notes=[one.id, 1], tag_to_replace="old", replace_with_tag="new")

    assert (tags_of(col, one), tags_of(col, two)) == (["new"], ["old"])


def test_all_notes_with_the_tag_are_one_undo_entry(api: Api, col: Collection) -> None:
    notes = [add_note(col, str(number), tags=["old"]) for number in range(5)]

    api("replaceTagsInAllNotes", tag_to_replace="old", replace_with_tag="new")

    assert [tags_of(col, note) for note in notes] == [["new"]] * 5
    assert undo_entry(col) == "AnkiConnect: replaceTagsInAllNotes"
    col.undo()
    assert [tags_of(col, note) for note in notes] == [["old"]] * 5
    assert undo_entry(col) == "Add Note"


def test_two_tags_in_the_place_of_one_are_refused(api: Api, col: Collection) -> None:
    note = add_note(col, "1", tags=["old"])

    error = api.error("replaceTagsInAllNotes", tag_to_replace="old", replace_with_tag="new tags")

    assert error == "replacement name cannot contain a space"
    assert tags_of(col, note) == ["old"]


def test_any_tag_can_be_replaced(api: Api, col: Collection) -> None:
    chance = random.Random(1)
    parts = [*"abAB.*+?^$()[]{}|\\/-_#&~'!%@;:,<>=`", "é", "日", "::", "\xa0"]
    for number in range(40):
        note = add_note(col, str(number), tags=["".join(chance.choices(parts, k=chance.randint(1, 5))) + "x"])
        [old] = reloaded(note).tags

        api("replaceTags", notes=[note.id], tag_to_replace=old, replace_with_tag=f"new{number}")

        assert tags_of(col, note) == [f"new{number}"], old


# One note ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(["new", "other"], ["new", "other"]), ([], []), ("new", ["new"]), (["FOO", "b"], ["b", "foo"])],
)
def test_the_tags_of_a_note_are_replaced(tags: Any, expected: list[str], api: Api, col: Collection) -> None:
    note = add_note(col, "1", tags=["foo", "bar"])

    result = api("updateNoteTags", note=str(note.id), tags=tags)

    assert result is None
    assert tags_of(col, note) == expected
    assert undo_entry(col) == "AnkiConnect: updateNoteTags"


@pytest.mark.parametrize("tags", [None, 5, {}, [1], ["a", None], True, [["a"]]])
def test_tags_that_are_no_texts_are_refused(tags: Any, api: Api, col: Collection) -> None:
    note = add_note(col, "1", tags=["foo"])

    errors = [
        api.error("updateNoteTags", note=note.id, tags=tags),
        api.error("updateNote", note={"id": note.id, "fields": {"Front": "new"}, "tags": tags or 5}),
        api.error("updateNoteModel", note={"id": note.id, "modelName": "Cloze", "fields": {}, "tags": tags or 5}),
    ]

    assert errors == ["Must provide tags as a list of strings"] * 3
    assert (tags_of(col, note), note.fields[0]) == (["foo"], "1")


@pytest.mark.parametrize("action", ["updateNoteTags", "getNoteTags"])
def test_the_tags_of_an_unknown_note_are_an_error(action: str, api: Api) -> None:
    error = api.error(action, note=1, **({"tags": []} if action == "updateNoteTags" else {}))

    assert error == "Note was not found: 1"


def test_the_tags_of_a_note_are_listed(api: Api, col: Collection) -> None:
    note = add_note(col, "1", tags=["b", "a::c", "two\xa0words"])

    assert api("getNoteTags", note=note.id) == ["a::c", "b", "two\xa0words"]
    assert api("notesInfo", notes=[note.id])[0]["tags"] == ["a::c", "b", "two\xa0words"]


# The list of tags ----------------------------------------------------------------


def test_tags_that_no_note_has_are_cleared(api: Api, col: Collection) -> None:
    add_note(col, "1", tags=["kept", "parent::child"])
    col.remove_notes([add_note(col, "2", tags=["unused"]).id])
    assert api("getTags") == ["kept", "parent::child", "unused"]

    api("clearUnusedTags")

    assert api("getTags") == ["kept", "parent::child"]
    assert undo_entry(col) == "AnkiConnect: clearUnusedTags"
    col.undo()
    assert api("getTags") == ["kept", "parent::child", "unused"]
