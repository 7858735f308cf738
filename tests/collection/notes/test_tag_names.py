"""A tag is found as Anki stores it, whatever Anki takes out of it."""

from __future__ import annotations

import pytest
from api import Api
from collection_helpers import add_note, reloaded

from anki.collection import Collection

ODD = ["a::", "::a", "a::::b", "a\u00a0", "\u00a0a", "a\u00a0::b", "a\x01b", "a:::b", "a:", "cafe\u0301", 'a"b']


@pytest.mark.parametrize("tag", ODD)
@pytest.mark.parametrize("more", ["", " other"])
def test_tags_that_anki_changes_are_added_once_and_removed(tag: str, more: str, api: Api, col: Collection) -> None:
    note = add_note(col, "front")
    by_anki = add_note(col, "another", tags=[tag])

    api("addTags", notes=[note.id], tags=tag + more)
    assert set(reloaded(note).tags) == {*reloaded(by_anki).tags, *more.split()}
    before = col.undo_status().last_step
    api("addTags", notes=[note.id], tags=tag)
    assert col.undo_status().last_step == before
    api("removeTags", notes=[note.id, by_anki.id], tags=[tag])

    assert reloaded(note).tags == more.split()
    assert reloaded(by_anki).tags == []


@pytest.mark.parametrize("tag", ODD)
def test_tags_that_anki_changes_are_replaced(tag: str, api: Api, col: Collection) -> None:
    note = add_note(col, "front", tags=[tag])

    api("replaceTags", notes=[note.id], tag_to_replace=tag, replace_with_tag="new")
    assert reloaded(note).tags == ["new"]
    api("replaceTagsInAllNotes", tag_to_replace="new", replace_with_tag=tag)

    assert reloaded(note).tags == reloaded(add_note(col, "another", tags=[tag])).tags
