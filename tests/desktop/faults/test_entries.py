"""An exception at any place where Qt or Anki enters the add-on: the client is answered, Anki goes on, no box."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import sys
import threading
from collections.abc import Iterator
from typing import Any, Callable, NamedTuple

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from client import Client, Reply
from fault_injection import KINDS, FaultInjector
from gui_notes import add_note, window

from tests.deadlines import DEADLINE

ANSWER = 9  # seconds
EDIT_WINDOW = "AnkiConnectEditNote"


class Desk:
    """A client, and a person at Anki."""

    def __init__(self, anki: InProcessAnki, faults: FaultInjector) -> None:
        self.anki = anki
        self.faults = faults
        self.mw = anki.mw
        self.addon = anki.mw.ankiconnect
        self._fronts = map("front {}".format, itertools.count())

    def ask(self, action: str, **params: Any) -> None:
        """Send a request; it must be answered, with whatever."""
        check_answer(self.anki.in_thread(self._send, action, params, timeout=ANSWER + 3))

    def begin_to_ask(self, action: str, **params: Any) -> Asking:
        """Send a request that waits for the person."""
        return Asking(self.anki, action, lambda: self._send(action, params))

    def _send(self, action: str, params: Any) -> Reply:
        headers = {"Origin": "https://notes.example"} if action == "requestPermission" else {}
        client = Client(self.anki.port, timeout=ANSWER)
        return client.call({"action": action, "version": 6, "params": params}, headers)

    def note(self) -> int:
        return add_note(self.mw, next(self._fronts))


class Asking:
    """A request that waits for the person."""

    def __init__(self, anki: InProcessAnki, action: str, send: Callable[[], Reply]) -> None:
        self._anki = anki
        self._action = action
        self._send = send
        self._replies: list[Reply] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):  # no answer, which is seen below
            self._replies.append(self._send())

    @property
    def over(self) -> bool:
        """Whether there is an answer, or none will come."""
        return not self._thread.is_alive()

    def finish(self) -> None:
        """Wait for the answer."""
        self._anki.wait_until(lambda: self.over, ANSWER + 3, f"the answer to {self._action}")
        assert self._replies, f"no answer to {self._action}"
        check_answer(self._replies[0])


def check_answer(reply: Reply) -> None:
    assert reply.status in (200, 500), reply
    if reply.status == 200:
        assert set(reply.json) in ({"result", "error"}, {"permission"}), reply


def version(desk: Desk) -> None:
    desk.ask("version")


def large_read(desk: Desk) -> None:
    desk.ask("notesInfo", query="deck:*")


def change(desk: Desk) -> None:
    timer = desk.addon.host._notifier._timer
    desk.ask("createDeck", deck=next(desk._fronts))
    desk.anki.wait_until(lambda: not timer.isActive(), DEADLINE, "the windows to be told")


def media(desk: Desk) -> None:
    desk.ask("storeMediaFile", filename="a.txt", data="aaaa" * 300_000)
    desk.ask("retrieveMediaFile", filename="a.txt")


def undo(desk: Desk) -> None:
    desk.note()
    desk.ask("guiUndo")


def browser(desk: Desk) -> None:
    desk.ask("guiBrowse", query="deck:*")


def screens(desk: Desk) -> None:
    desk.note()
    desk.ask("guiDeckOverview", name="Default")
    desk.ask("guiDeckReview", name="Default")
    desk.ask("guiShowAnswer")
    desk.ask("guiAnswerCard", ease=3)
    desk.ask("guiDeckBrowser")


def add_window(desk: Desk) -> None:
    desk.ask("guiAddCards", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": "x"}})
    desk.ask("guiAddNoteSetData", note={"fields": {"Back": "x"}})


def edit_window(desk: Desk) -> None:
    desk.ask("guiEditNote", note=desk.note())
    desk.ask("guiEditNote", note=desk.note())
    opened = window(EDIT_WINDOW)
    if opened is None:
        return
    opened.buttons.previous.click()
    opened.buttons.preview.click()
    desk.anki.drain()
    opened.buttons.preview.click()

    def closed() -> bool:
        if window(EDIT_WINDOW) is not None:
            opened.close()  # a person who sees it open does so again
        return window(EDIT_WINDOW) is None

    desk.anki.wait_until(closed, DEADLINE, "the edit window to close")


def question(desk: Desk) -> None:
    questions = desk.addon.host.questions
    desk.anki.forget_refusals()
    asking = desk.begin_to_ask("requestPermission")
    desk.anki.wait_until(lambda: questions.window is not None, DEADLINE, "the question")
    desk.anki.wait_until(lambda: not questions.window._yes_timer.isActive(), DEADLINE, "Yes to be allowed")
    questions.window.checkbox.click()
    questions.window.checkbox.click()
    questions.window.no.click()
    if questions.window is not None:
        questions.window.no.click()
    if questions.window is not None:
        questions.window.close()
    asking.finish()


def status_window(desk: Desk) -> None:
    desk.addon.status.action.trigger()
    opened = desk.addon.status.window
    desk.ask("version")
    if opened is not None:
        desk.anki.wait_until(lambda: not opened._refresh_timer.isActive(), DEADLINE, "the window to be refreshed")
        opened.close()
    assert desk.addon.status.window is None


def settings(desk: Desk) -> None:
    manager = desk.mw.addonManager
    manager.configUpdatedAction(PACKAGE)(manager.getConfig(PACKAGE))
    desk.ask("version")


def failing_sync(desk: Desk) -> None:
    desk.mw.pm.set_custom_sync_url("http://127.0.0.1:9/")
    desk.mw.pm.set_sync_key("0123456789")
    desk.ask("sync")
    desk.mw.pm.profile.pop("syncKey", None)


def profile(desk: Desk) -> None:
    """The profile closes, with windows open, and opens again."""
    desk.ask("guiEditNote", note=desk.note())
    desk.addon.status.open()
    desk.faults.entered.clear()  # those before are met elsewhere
    desk.anki.fresh_collection()


def question_while_the_profile_closes(desk: Desk) -> None:
    """The profile closes under a question, and opens again."""
    questions = desk.addon.host.questions
    desk.anki.forget_refusals()
    asking = desk.begin_to_ask("requestPermission")
    desk.anki.wait_until(lambda: questions.window is not None or asking.over, DEADLINE, "the question")
    desk.mw.restoring_backup = True  # no backup
    desk.anki.close_profile()
    asking.finish()
    desk.anki.open_profile()
    desk.ask("findNotes", query="deck:*")
    assert not desk.addon.host._closing.begun, "nothing is served"


class Scenario(NamedTuple):
    perform: Callable[[Desk], None]
    meets: set[str]  # some of the entries that it leads through


SCENARIOS = [
    Scenario(version, {"QtWatcher._activated", "coroutine ApiEndpoint._reply"}),
    Scenario(large_read, {"CollectionExecutor._begin", "CollectionExecutor.run_on_worker.<locals>.<lambda>"}),
    Scenario(change, {"ChangeNotifier._on_timeout"}),
    Scenario(media, {"RunningTasks._in_thread.<locals>.deliver"}),
    Scenario(undo, {"Future.set_result"}),
    Scenario(browser, {"_searched.<locals>.did_search"}),
    Scenario(screens, {"show_answer.<locals>.did_show", "answer.<locals>.did_answer"}),
    Scenario(add_window, {"page_caught_up.<locals>.on_message"}),
    Scenario(edit_window, {"EditWindow._close_after_saving", "EditorPage._poll", "NotePreviewer.card"}),
    Scenario(question, {"QuestionWindow._on_no", "QuestionWindow._update_yes"}),
    Scenario(status_window, {"StatusWindow.refresh", "RequestTable.data"}),
    Scenario(settings, {"Addon._settings_saved"}),
    Scenario(failing_sync, {"Syncing._sync_will_start", "Syncing._sync_did_finish"}),
    Scenario(question_while_the_profile_closes, {"Questions.cancel_all", "Closing._collection_loaded"}),
    Scenario(profile, {"EditWindow._close_after_saving", "Questions.cancel_all", "ChangeNotifier._profile_closes"}),
]


@pytest.fixture
def faults(anki: InProcessAnki, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultInjector]:
    """An injector; what waits for Anki's windows for minutes waits for a second or two."""
    for module, constant in (("edit_window", "_CLOSE_TIMEOUT"), ("reviewer", "_ANSWER")):
        monkeypatch.setattr(importlib.import_module(f"{PACKAGE}.desktop.windows.{module}"), constant, 2000)  # ms
    # in other tests what the add-on waits for comes, however late; here it does not come
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.windows.editor_page"], "_TIMEOUT", 2000)
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.windows.reviewer"], "_TYPED_ANSWER", 2000)
    monkeypatch.setattr(
        sys.modules[f"{PACKAGE}.desktop.background.events"].TimedEvent.__init__, "__defaults__", (2000,)
    )
    with FaultInjector(sys.modules[f"{PACKAGE}.guard"]) as injector:
        yield injector


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.perform.__name__ for scenario in SCENARIOS])
def test_an_exception_at_any_entry_is_noted_and_all_goes_on(
    anki: InProcessAnki, mw: Any, faults: FaultInjector, scenario: Scenario
) -> None:
    desk = Desk(anki, faults)
    version(desk)
    in_all = set() if scenario.perform is version else set(faults.entered)
    scenario.perform(desk)
    anki.drain()
    raised, problems = set(), []

    for entry, kind in zip([entry for entry in faults.entered if entry not in in_all], itertools.cycle(KINDS)):
        faults.raise_in(entry, kind)
        try:
            scenario.perform(desk)
            anki.drain()
            anki.close_windows()
            # a task whose end was not noted counts as a window, too: asked to close, it takes the profile for closing
            anki.wait_until(lambda: not desk.addon.host._closing.begun, what="the profile to count as open again")
            version(desk)
        except (OSError, AssertionError) as error:
            problems.append(f"{entry}: {error!r}")
        if faults.raised:
            raised.add(entry)
            noted = [bug for bug in faults.bugs if "which is noted" not in bug]
            problems += [f"{entry}: noted {len(noted)} times: {noted}"] * (len(noted) != 1)
        problems += [f"{entry}: {complaint}" for complaint in anki.watch.complaints()]
        anki.watch.forget()

    assert not problems, "\n".join(problems)
    assert raised >= scenario.meets
