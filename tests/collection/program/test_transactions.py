"""What an operation changes is there in full, or not at all, whatever fails."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from api import Api
from collection_helpers import add_note
from full_disk import full_disk

from anki.collection import Collection
from anki.decks import DeckId
from anki.notes import NoteId

from plugin.api.host import UndoEntry
from plugin.collection.transaction import transaction
from plugin.errors import ApiError


def journal_full(col: Collection, room: int = 0) -> AbstractContextManager[None]:
    """The journal, into which Anki writes first, can grow by so many bytes."""
    return full_disk(Path(f"{col.path}-wal").stat().st_size + room)


def test_a_call_that_anki_refuses_takes_the_ones_before_it_back(col: Collection) -> None:
    note = add_note(col, "a")

    def fails(col: Collection) -> None:
        col.tags.bulk_add([note.id], "new")
        col.decks.id("New")
        col.set_deck([1], DeckId(12345))

    with pytest.raises(ApiError):
        asyncio.run(Api(col).host.change(UndoEntry("something"), fails, 1))

    assert col.get_note(note.id).tags == []
    assert col.tags.all() == []
    assert [deck.name for deck in col.decks.all_names_and_ids()] == ["Default"]


def test_note_types_are_read_again_after_a_change_that_failed(col: Collection) -> None:
    def fails(col: Collection) -> None:
        basic = col.models.by_name("Basic")
        basic["css"] = "changed"
        col.models.update_dict(basic)
        assert col.models.by_name("Basic")["css"] == "changed"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(Api(col).host.change(UndoEntry("something"), fails, 1))

    assert col.models.by_name("Basic")["css"] != "changed"


@pytest.mark.parametrize("room", [0, 100, 5000])
def test_a_disk_that_is_full_at_the_end_leaves_all_as_it_was(room: int, api: Api, col: Collection) -> None:
    note = add_note(col, "a", tags=["old"])

    with journal_full(col, room):
        error = api.error("addTags", notes=[note.id], tags="new")

    assert error == "the disk is full, or cannot be read or written"
    assert col.get_note(note.id).tags == ["old"]
    # an entry for what is not there could be undone
    assert "AnkiConnect" not in col.undo_status().undo
    api("addTags", notes=[note.id], tags="new")
    assert col.get_note(note.id).tags == ["new", "old"]
    col.undo()
    assert col.get_note(note.id).tags == ["old"]


def test_reviews_are_logged_all_or_none_on_a_full_disk(api: Api, col: Collection) -> None:
    [card] = add_note(col, "a").cards()
    reviews = [[number, card.id, -1, 3, 4, 1, 2500, 6157, 0] for number in range(1, 5000)]

    with journal_full(col, 50_000):
        error = api.error("insertReviews", reviews=reviews)

    assert error == "the disk is full, or cannot be read or written"
    assert col.db.scalar("select count() from revlog") == 0


def test_a_transaction_ends_also_when_it_fails(col: Collection) -> None:
    with pytest.raises(ZeroDivisionError), transaction(col):
        raise ZeroDivisionError

    with transaction(col):
        col.remove_notes([NoteId(1)])
