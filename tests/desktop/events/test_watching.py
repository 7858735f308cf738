"""A second program that listens is told of what happens in a real Anki, whoever does it, once and rightly."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest
from anki_app import InProcessAnki
from event_watching import Waiting, Watching, ids, note, package, rows_changed
from gui_notes import add_note, card_of
from sync_profiles import add_note as add_elsewhere
from sync_profiles import key_for, log_in, other_device, replace
from sync_server import SyncServer

import anki.collection
import aqt
from anki.collection import ImportAnkiPackageRequest
from aqt import gui_hooks
from aqt.operations import CollectionOp


def import_by_anki(mw: Any, path: Path) -> None:
    """Do what Anki's window for imports does."""
    request = ImportAnkiPackageRequest(package_path=str(path))
    if hasattr(anki.collection, "ImportAnkiPackageOptions"):  # since 23.12
        request.options.CopyFrom(anki.collection.ImportAnkiPackageOptions())
    CollectionOp(parent=mw, op=lambda col: col.import_anki_package(request)).run_in_background()


# Who has changed it ------------------------------------------------------------------


@pytest.mark.usefixtures("windows")
def test_a_note_added_in_the_add_window(mw: Any, wait_until: Waiting, watching: Watching) -> None:
    window = aqt.dialogs.open("AddCards", mw)
    wait_until(lambda: window.editor.web and window.editor.note)
    window.editor.note.fields[0] = "typed"
    window.editor.loadNote()
    window._add_current_note()

    change = watching.change()

    added = ids(mw, "typed")
    assert len(added) == 1
    assert change["notes"] == {"added": added}
    assert change["cards"] == {"added": [card_of(mw, added[0])]}
    assert (change["by"], change["what"]) == ("anki", "Add Note")
    watching.settle()
    assert len(watching.process.changes) == 1


def test_a_note_added_by_the_api_is_told_of_once(mw: Any, invoke: Callable[..., Any], watching: Watching) -> None:
    added = invoke("addNote", note=note("a"))

    change = watching.change()

    assert change["notes"] == {"added": [added]}
    assert (change["by"], change["what"]) == ("api", "AnkiConnect: addNote")
    mw.ankiconnect.host.flush_changes()  # Anki's windows are told later
    watching.settle()
    assert len(watching.process.changes) == 1


def test_what_the_api_and_a_person_do_within_a_moment_are_two_events(
    mw: Any, anki: InProcessAnki, watching: Watching
) -> None:
    from aqt.operations.note import add_note as add_note_op

    mine: list[int] = []
    theirs = mw.col.new_note(mw.col.models.by_name("Basic"))
    theirs.fields[0] = "theirs"

    def answered() -> None:
        mine.append(anki.client.invoke("addNote", note=note("mine")))
        mw.taskman.run_on_main(lambda: add_note_op(parent=mw, note=theirs, target_deck_id=1).run_in_background())

    anki.in_thread(answered)
    by = {one["by"]: one["notes"] for one in (watching.change(1), watching.change(2))}

    assert by == {"api": {"added": mine}, "anki": {"added": [theirs.id]}}


def test_undo_and_redo_say_that_the_rows_are_not_known(
    mw: Any, invoke: Callable[..., Any], listen: Callable[..., Watching]
) -> None:
    tagged = add_note(mw, "b")
    watching = listen()
    invoke("addNote", note=note("a"))
    watching.change()
    mw.undo()
    undone = watching.change(2)
    mw.redo()
    redone = watching.change(3)
    invoke("guiUndo")
    again = watching.change(4)
    invoke("addTags", notes=[tagged], tags="t")

    for change in (undone, redone, again):
        assert change["ids"] is False
        assert change["by"] == "undo"
        assert change["notes"] is change["cards"] is True
        assert change["what"] == "AnkiConnect: addNote"
    assert watching.change(5)["notes"] == {"changed": [tagged]}
    watching.settle()
    assert len(watching.process.changes) == 5


def test_an_import_of_many_is_one_event_that_says_so(mw: Any, watching: Watching, tmp_path: Path) -> None:
    import_by_anki(mw, package(mw, tmp_path / "many.apkg", 5000))

    watching.change()
    watching.settle()

    assert mw.col.note_count() == 5000
    last = watching.process.changes[-1]
    assert last["ids"] is False
    assert last["notes"] is last["cards"] is True
    assert (last["by"], last["what"]) == ("anki", "Import")


def test_an_import_of_few_is_one_event_with_their_ids(mw: Any, listen: Callable[..., Watching], tmp_path: Path) -> None:
    path = package(mw, tmp_path / "few.apkg", 700)
    add_note(mw, "newer than those of the package")
    watching = listen()
    import_by_anki(mw, path)

    change = watching.change()

    assert change["notes"] == {"added": ids(mw, "imported")}
    assert len(change["cards"]["added"]) == 700
    watching.settle()
    assert len(watching.process.changes) == 1


def test_a_review_in_ankis_window(mw: Any, wait_until: Waiting, listen: Callable[..., Watching]) -> None:
    card = card_of(mw, add_note(mw, "a"))
    mw.reset()
    watching = listen()
    mw.moveToState("overview")
    mw.moveToState("review")
    wait_until(lambda: mw.reviewer.card is not None)
    mw.reviewer._showAnswer()
    wait_until(lambda: mw.reviewer.state == "answer")
    mw.reviewer._answerCard(3)
    wait_until(lambda: any("reviews" in one for one in watching.process.changes))

    change = next(one for one in watching.process.changes if "reviews" in one)

    assert change["cards"] == {"changed": [card]}
    assert [(one["cardId"], one["ease"]) for one in change["reviews"]] == [(card, 3)]
    assert change["reviews"][0]["id"] == mw.col.db.scalar("select id from revlog")
    assert (change["by"], change["what"]) == ("anki", "Answer Card")
    mw.moveToState("deckBrowser")


@pytest.mark.usefixtures("modals")
def test_a_sync_brings_ids(
    mw: Any, server: SyncServer, wait_until: Waiting, listen: Callable[..., Watching], tmp_path: Path
) -> None:
    log_in(mw, server.url, key_for(mw.col, server))
    kept, removed = add_note(mw, "kept"), add_note(mw, "removed")
    replace(mw.col, mw.pm.sync_auth(), upload=True)
    mw.reset()
    watching = listen()
    mine = add_note(mw, "mine")
    gui_hooks.operation_did_execute(rows_changed(), None)
    watching.change()
    with other_device(tmp_path / "other", server) as (col, auth):
        replace(col, auth, upload=False)
        theirs = add_elsewhere(col, "theirs")
        changed = col.get_note(kept)  # type: ignore[arg-type]
        changed["Back"] = "changed"
        col.update_note(changed)
        col.remove_notes([removed])  # type: ignore[list-item]
        col.sync_collection(auth, False)
    finished: list[None] = []
    mw._sync_collection_and_media(lambda: finished.append(None))
    wait_until(lambda: finished)

    change = watching.change(2)

    assert change["notes"] == {"added": [theirs], "changed": [kept], "removed": [removed]}
    assert change["by"] == "sync"
    assert "ids" not in change
    assert mine in ids(mw)
    watching.settle()
    assert len(watching.process.changes) == 2
    assert "reset" not in watching.process.kinds


def test_a_full_sync_tells_to_read_again(
    mw: Any, server: SyncServer, invoke: Callable[..., Any], watching: Watching
) -> None:
    log_in(mw, server.url, key_for(mw.col, server))
    add_note(mw, "first")
    invoke("sync", onConflict="upload")
    watching.settle()

    assert "reset" in watching.process.kinds
    number = len(watching.process.changes)
    added = invoke("addNote", note=note("after"))
    assert watching.change(number + 1)["notes"] == {"added": [added]}


def test_an_old_addon_that_does_not_say_what_it_changes(mw: Any, watching: Watching) -> None:
    note_id = add_note(mw, "a")
    mw.col.db.execute("update notes set flds = 'b' || flds where id = ?", note_id)
    mw.reset()

    change = watching.change()

    assert change["ids"] is False
    assert all(change[kind] is True for kind in ("notes", "cards", "reviews", "decks", "models", "tags", "config"))
    assert change["by"] == "anki"
    mw.reset()  # nothing has been changed since
    watching.settle()
    assert len(watching.process.changes) == 1
    mw.col.db.execute("update notes set flds = 'c' || flds where id = ?", note_id)
    gui_hooks.state_did_reset()
    assert watching.change(2)["ids"] is False


def test_reloading_tells_to_read_again(invoke: Callable[..., Any], watching: Watching) -> None:
    invoke("reloadCollection")

    watching.until("hello", "reset")
    assert watching.process.events[1].data == {}
