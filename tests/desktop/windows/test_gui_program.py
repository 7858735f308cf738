"""Actions on Anki as a whole: undo, its dialogs, its end."""

from __future__ import annotations

import time
from typing import Any, Callable

import pytest
from anki_process import AnkiProcess
from gui_notes import add_note

from aqt.qt import QTimer
from aqt.utils import askUser

Invoke = Callable[..., Any]


def test_the_last_change_is_undone(mw: Any, invoke: Invoke, wait_until: Any) -> None:
    add_note(mw, "front")

    assert invoke("guiUndo") is True

    wait_until(lambda: mw.col.note_count() == 0, what="the note to go")


def test_where_there_is_nothing_to_undo_it_says_so(mw: Any, invoke: Invoke) -> None:
    assert invoke("guiUndo") is False


def test_a_check_of_the_database_is_answered_at_once_and_made(
    mw: Any, windows: Any, invoke: Invoke, wait_until: Any
) -> None:
    note = add_note(mw, "front")
    mw.col.db.execute("update notes set csum = 1")
    add_note(mw, "another")
    assert mw.col.undo_status().undo

    assert invoke("guiCheckDatabase") is True

    wait_until(lambda: not mw.col.undo_status().undo, what="the check, with which the undo history ends")
    assert mw.col.db.scalar("select csum from notes where id = ?", note) != 1


def served_meanwhile(anki: Any, watch: Any, in_thread: Any) -> list[Any]:
    """Have the next dialog stay until a client has been answered; what it was answered comes into the list."""
    answers: list[Any] = []
    asked: list[Any] = []

    def serve(dialog: Any) -> None:
        if not asked:
            asked.append(dialog)
            answers.append(in_thread(anki.client.invoke, "deckNames"))
        dialog.reject()

    watch.answer_modal = serve
    return answers


def test_the_import_dialog_opens_while_others_are_served(
    mw: Any, anki: Any, watch: Any, modals: list[str], invoke: Invoke, in_thread: Any, tmp_path: Any, wait_until: Any
) -> None:
    cards = tmp_path / "cards.csv"
    cards.write_text("one;two\n")
    answers = served_meanwhile(anki, watch, in_thread)

    assert invoke("guiImportFile", path=str(cards)) is None

    wait_until(lambda: answers, what="an answer while the dialog is open")
    assert answers == [["Default"]]
    assert any("ImportDialog" in text for text in modals)


def test_everybody_is_served_while_a_dialog_of_anki_waits_for_the_person(
    mw: Any, anki: Any, watch: Any, modals: list[str], in_thread: Any
) -> None:
    answers = served_meanwhile(anki, watch, in_thread)

    QTimer.singleShot(0, lambda: askUser("Are you there?"))

    anki.wait_until(lambda: answers, what="an answer while the dialog is open")
    assert answers == [["Default"]]


@pytest.mark.parametrize("adding", [False, True])
def test_anki_ends_within_seconds_and_loses_nothing(subprocess_anki: Callable[..., AnkiProcess], adding: bool) -> None:
    from anki.collection import Collection

    process = subprocess_anki()
    process.wait_for_collection()
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "kept"}}
    process.client.invoke("addNote", note=note)
    if adding:  # Anki would ask whether to throw away what stands in the window
        process.client.invoke("guiAddCards", note=note)
    began = time.monotonic()

    assert process.client.invoke("guiExitAnki") is None

    assert process.wait_for_end() == 0
    assert time.monotonic() - began < max(10, 2 * process.answered_after)  # as long as it takes to start, or twice
    col = Collection(str(process.base / "User 1" / "collection.anki2"))
    assert [col.get_note(nid)["Front"] for nid in col.find_notes("")] == ["kept"]
    col.close()
