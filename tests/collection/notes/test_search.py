"""Searches that Anki's own parser would not survive."""

from __future__ import annotations

import pytest
from api import Api
from collection_helpers import add_note

from anki.collection import Collection

TOO_DEEP = "the search is nested too deeply: at most 200 brackets within each other"


@pytest.mark.parametrize("form", ["{0}front{1}", "{0}", "-{0}front{1}", "front {0}front{1}"])
@pytest.mark.parametrize("action", ["findNotes", "findCards", "notesInfo", "searchNotes", "searchCards"])
def test_a_search_nested_so_deeply_that_anki_would_end_is_refused(form: str, action: str, api: Api) -> None:
    error = api.error(action, query=form.format("(" * 100_000, ")" * 100_000))

    assert error == TOO_DEEP


def test_a_search_within_two_hundred_brackets_is_performed_where_sqlite_can(api: Api, col: Collection) -> None:
    note = add_note(col, "front")
    query = "(" * 200 + "front" + ")" * 200

    assert api("findNotes", query="(" * 80 + "front" + ")" * 80) == [note.id]
    assert api("findNotes", query=" or ".join(["(front)"] * 900)) == [note.id]
    if col.db is not None and tuple(map(int, col.db.scalar("select sqlite_version()").split("."))) >= (3, 46):
        assert api("findNotes", query=query) == [note.id]
    else:
        assert "the search is nested too deeply: this Anki takes some 80" in api.error("findNotes", query=query)
