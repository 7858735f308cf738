"""A tag is renamed with the tags below it, in all notes, as Anki's Browser does."""

from __future__ import annotations

import unicodedata

import pytest
from api import Api
from collection_helpers import add_note, reloaded, undo_entry

from anki.collection import Collection

TAGS = {"old": ["Old", "x"], "child": ["old::Child::b"], "both": ["new", "old", "old::c", "New::c"], "other": ["older"]}


def tags_in(col: Collection) -> list[str]:
    return sorted(col.tags.all())


def test_a_tag_is_renamed_with_those_below_it_in_one_undo_step(col: Collection, api: Api) -> None:
    notes = {name: add_note(col, name, tags=tags) for name, tags in TAGS.items()}
    before = {name: list(reloaded(note).tags) for name, note in notes.items()}
    listed = tags_in(col)

    assert api("renameTag", tag="OLD", newName="a::n") is None

    after = {name: reloaded(note).tags for name, note in notes.items()}
    assert after["old"] == ["a::n", "x"]
    assert after["child"] == ["a::n::Child::b"]
    assert after["other"] == ["older"]
    assert "old" not in tags_in(col)
    assert undo_entry(col) == "AnkiConnect: Rename tag"
    col.undo()
    assert {name: reloaded(note).tags for name, note in notes.items()} == before
    assert tags_in(col) == listed


def test_a_name_that_is_taken_makes_one_tag_of_two_which_no_note_has_twice(col: Collection, api: Api) -> None:
    notes = {name: add_note(col, name, tags=tags) for name, tags in TAGS.items()}

    api("renameTag", tag="old", newName="new")

    assert sorted(tag.casefold() for tag in reloaded(notes["both"]).tags) == ["new", "new::c"]
    assert [tag.casefold() for tag in reloaded(notes["old"]).tags] == ["new", "x"]
    assert [tag.casefold() for tag in reloaded(notes["child"]).tags] == ["new::child::b"]
    assert not [tag for tag in col.tags.all() if tag.casefold().split("::")[0] == "old"]
    col.undo()
    assert sorted(map(str.casefold, reloaded(notes["both"]).tags)) == ["new", "new::c", "old", "old::c"]


def test_where_every_note_has_both_the_old_one_leaves_the_list_too(col: Collection, api: Api) -> None:
    note = add_note(col, "1", tags=["a", "b"])

    api("renameTag", tag="a", newName="b")

    assert (reloaded(note).tags, tags_in(col)) == (["b"], ["b"])


@pytest.mark.parametrize(
    ("old", "new", "stored"),
    [
        ("verb", "Verb", ["Verb", "Verb::x"]),
        ("verb", "verb::all", ["verb::all", "verb::all::x"]),
        ("verb::x", "verb", ["verb"]),
        ("verb", unicodedata.normalize("NFD", "ça"), ["ça", "ça::x"]),
        ("verb", " 一::::二 ", ["一::blank::二", "一::blank::二::x"]),
    ],
)
def test_new_names_are_stored_as_anki_stores_tags(
    col: Collection, api: Api, old: str, new: str, stored: list[str]
) -> None:
    note = add_note(col, "1", tags=["verb", "verb::x"])

    api("renameTag", tag=old, newName=new)

    assert reloaded(note).tags == stored


@pytest.mark.parametrize("tag", ["x*y", "a_b", "c(d)", "e-f", "g:h", "i\\j", "none", "re:k", "l.m", "$n", 'o"p'])
def test_letters_that_mean_something_in_a_search_are_letters(col: Collection, api: Api, tag: str) -> None:
    other = add_note(col, "1", tags=["xzy", "aXb", "lXm"])
    note = add_note(col, "2", tags=[tag, f"{tag}::z"])
    add_note(col, "3")

    api("renameTag", tag=tag, newName="q")

    assert reloaded(note).tags == ["q", "q::z"]
    assert sorted(reloaded(other).tags) == ["aXb", "lXm", "xzy"]


def test_what_no_note_has_is_an_error_and_changes_nothing(col: Collection, api: Api) -> None:
    note = add_note(col, "1", tags=["gone", "stays"])
    note.tags = ["stays"]
    col.update_note(note)
    entry = undo_entry(col)

    assert api.error("renameTag", tag="no such", newName="x") == "tag was not found: no such"
    assert api.error("renameTag", tag="", newName="x") == "tag was not found: "
    assert api.error("renameTag", tag="nowhere", newName="x") == "tag was not found: nowhere"
    assert api.error("renameTag", tag="Gone", newName="x") == "no note has the tag: Gone"

    assert (undo_entry(col), tags_in(col)) == (entry, ["gone", "stays"])


@pytest.mark.parametrize("new", ["", " ", "two tags", "two\u3000tags"])
def test_a_new_name_is_one_tag(col: Collection, api: Api, new: str) -> None:
    add_note(col, "1", tags=["a"])

    assert api.error("renameTag", tag="a", newName=new) == "renameTag: newName must be one tag, without blanks"


def test_a_tag_that_anki_could_not_show_is_refused(col: Collection, api: Api) -> None:
    note = add_note(col, "1", tags=["a::b"])

    error = api.error("renameTag", tag="a", newName="x" + "::x" * 99)

    assert error == "a tag is nested too deeply: at most 100 levels, with :: between them"
    assert reloaded(note).tags == ["a::b"]


def test_a_tag_that_has_the_name_already_leaves_no_undo_entry(col: Collection, api: Api) -> None:
    add_note(col, "1", tags=["a"])
    entry = undo_entry(col)

    api("renameTag", tag="a", newName="a")

    assert undo_entry(col) == entry
