"""The harness itself: it boots Anki, gives each test an empty collection, and notices what is left behind."""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path
from typing import Any, Callable

import addon_archive
import pytest
from anki_app import InProcessAnki
from anki_process import AnkiProcess
from watch import Watch


def test_the_addon_runs_from_the_base_folder_of_the_booted_anki(anki: InProcessAnki) -> None:
    loaded = sys.modules[addon_archive.PACKAGE]

    assert anki.mw.state == "deckBrowser"
    assert anki.base in Path(str(loaded.__file__)).parents


def test_the_checkout_cannot_be_imported_beside_the_installed_addon(
    anki: InProcessAnki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(addon_archive.CHECKOUT))
    monkeypatch.delitem(sys.modules, "plugin", raising=False)

    with pytest.raises(ImportError, match="never the checkout"):
        importlib.import_module("plugin")


def test_a_request_is_answered_while_the_test_waits_for_it(invoke: Callable[..., Any]) -> None:
    result = invoke("version")

    assert result == 6


def test_a_call_gives_status_headers_and_json(call: Callable[..., Any]) -> None:
    status, headers, answer = call({"action": "version", "version": 6}, headers={"X-Other": "1"})

    assert status == 200
    assert headers["content-type"] == "application/json"
    assert answer == {"result": 6, "error": None}


@pytest.mark.parametrize("time_of_use", ["first", "second"])
def test_every_test_gets_an_empty_collection(mw: Any, time_of_use: str) -> None:
    found = (mw.col.note_count(), mw.col.undo_status().undo, mw.col.tags.all(), mw.col.decks.count())
    media = list(Path(mw.col.media.dir()).iterdir())

    note = mw.col.new_note(mw.col.models.by_name("Basic"))
    note["Front"] = time_of_use
    note.tags = ["left"]
    mw.col.add_note(note, mw.col.decks.id("Left over"))
    mw.col.media.write_data("left.txt", b"over")

    assert found == (0, "", [], 1)
    assert media == []


def test_a_modal_dialog_is_recorded_and_does_not_hold_the_process(mw: Any, modals: list[str]) -> None:
    from aqt.utils import showWarning

    showWarning("something is wrong", parent=mw)

    assert len(modals) == 1
    assert "something is wrong" in modals[0]


def test_a_modal_dialog_can_be_answered(mw: Any, modals: list[str], watch: Watch) -> None:
    from aqt.qt import QMessageBox

    watch.answer_modal = lambda box: box.button(QMessageBox.StandardButton.Yes).click()

    answer = QMessageBox.question(mw, "Question", "Really?")

    assert answer == QMessageBox.StandardButton.Yes
    assert len(modals) == 1


def test_text_on_stderr_is_recorded_and_brings_up_no_box(
    mw: Any, error_texts: list[str], windows: Callable[[], list[Any]]
) -> None:
    print("a complaint", file=sys.stderr)

    assert "".join(error_texts) == "a complaint\n"
    assert windows() == []


def test_an_exception_in_a_handler_of_qt_is_recorded(
    mw: Any, error_texts: list[str], wait_until: Callable[..., Any]
) -> None:
    from aqt.qt import QTimer

    QTimer.singleShot(0, lambda: 1 / 0)

    wait_until(lambda: error_texts)
    assert "ZeroDivisionError" in "".join(error_texts)


def test_misuse_of_qt_is_recorded(mw: Any, watch: Watch, in_thread: Callable[..., Any]) -> None:
    from aqt.qt import QTimer

    in_thread(lambda: QTimer(mw).start(1))

    found = watch.complaints()
    watch.forget()
    assert any(text.startswith("Qt complained: QObject") for text in found)


def test_a_window_left_open_is_noticed_and_closed(mw: Any, watch: Watch, windows: Callable[[], list[Any]]) -> None:
    import aqt

    aqt.dialogs.open("AddCards", mw)

    assert [type(window).__name__ for window in windows()] == ["AddCards"]
    assert any("AddCards" in text for text in watch.complaints())


def test_a_condition_that_never_holds_ends_at_its_deadline(mw: Any, wait_until: Callable[..., Any]) -> None:
    with pytest.raises(TimeoutError, match="the impossible"):
        wait_until(lambda: False, 0.05, "the impossible")


def test_an_error_in_a_condition_reaches_the_test(mw: Any, wait_until: Callable[..., Any]) -> None:
    looks: list[int] = []

    def condition() -> bool:
        looks.append(1)
        if len(looks) > 1:
            raise KeyError("in the event loop")
        return False

    with pytest.raises(KeyError):
        wait_until(condition)


def test_the_heartbeat_sees_a_stalled_event_loop(
    mw: Any, heartbeat: Callable[[], Any], wait_until: Callable[..., Any]
) -> None:
    from aqt.qt import QTimer

    over: list[int] = []

    def stall() -> None:
        end = time.process_time() + 0.05
        while time.process_time() < end:
            pass
        over.append(1)

    with heartbeat() as beat:
        QTimer.singleShot(0, stall)
        wait_until(lambda: over)

    assert beat.longest >= 0.05


def test_a_client_of_another_process_leaves_the_event_loop_alone(
    heartbeat: Callable[[], Any], client_process: Callable[..., Any]
) -> None:
    with heartbeat() as beat:
        replies = client_process([{"action": "version", "version": 6}] * 20)

    assert [reply["json"]["result"] for reply in replies] == [6] * 20
    assert beat.beats > 10


def test_an_anki_of_its_own_answers_and_ends(subprocess_anki: Callable[..., AnkiProcess]) -> None:
    process = subprocess_anki()

    answer = process.client.invoke("version")

    assert answer == 6
    assert process.stop() == 0


def test_an_anki_of_its_own_runs_without_docstrings_and_asserts(
    subprocess_anki: Callable[..., AnkiProcess],
) -> None:
    process = subprocess_anki(env={"PYTHONOPTIMIZE": "2"})
    process.wait_for_collection()

    answer = process.client.invoke("deckNames")

    assert answer == ["Default"]


def test_an_anki_of_its_own_can_be_started_again_in_its_folder(subprocess_anki: Callable[..., AnkiProcess]) -> None:
    first = subprocess_anki()
    first.stop()

    second = subprocess_anki(base=first.base)

    assert second.port != first.port
    assert second.client.invoke("version") == 6
