"""Boot a real Anki in this process, without a screen, and run its event loop for a test.

Anki is started as its own entry point does it, up to the call of the event loop. A test then runs the loop for
as long as it waits for something (`wait_until`, `in_thread`), so that timers, sockets and background
work of Anki and of the add-on go on exactly as under a person, and stand still while the test looks.

One boot per process: a second main window in one process works, but crashes the interpreter at its end.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.abc
import locale
import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Optional, Union

import addon_archive
import editors
from client import Client
from ports import free_port
from watch import Watch

from tests.deadlines import DEADLINE

if TYPE_CHECKING:
    from heartbeat import Heartbeat

PROFILE = "User 1"
COLLECTION = "collection.anki2"
LOOK_MS = 1  # how often a condition is looked at while Qt runs
START_SECONDS = 2 * DEADLINE
FAR_FUTURE = 2**31

# How long the add-on waits, here, for what Anki or the person may never do: longer than a test does, so that neither
# a slow page ends a wait nor a test passes because one has ended. A test that is about the end calls expire()
TIMEOUT_MS = int(10 * DEADLINE * 1000)
TIMEOUTS = ("_TIMEOUT", "_PATIENCE", "_TYPED_ANSWER")  # as the modules call theirs
# Anki's own chores, such as backups, are due after minutes, and so in any test of a long run
CHORES_MS = 60_000

# What a profile, which outlives a test, remembers of the account to sync with
LOGIN = ("syncKey", "syncUser", "syncMedia", "customSyncUrl", "currentSyncUrl", "hostNum")


def prepare_environment(base: Path) -> None:
    """Set what Qt and Anki read from the environment; must come before the first import of aqt."""
    environ = os.environ
    environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")  # Chromium's sandbox refuses to run for root
    environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox --disable-gpu")
    environ.setdefault("DISABLE_QT5_COMPAT", "1")  # Qt 5 spellings must fail, as they do in newer Ankis
    environ.setdefault("LC_ALL", "C.UTF-8")
    # Anki before 24.11 asks for updates whatever its settings say: nothing of a test may reach the internet
    environ["HTTPS_PROXY"] = environ["https_proxy"] = "http://127.0.0.1:9"
    for name in ("ANKICONNECT_BIND_ADDRESS", "ANKICONNECT_CORS_ORIGIN", "ANKI_BASE"):
        environ.pop(name, None)  # the person's own; a test sets what it wants
    if "XDG_RUNTIME_DIR" not in environ:
        runtime = base / "runtime"
        runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        environ["XDG_RUNTIME_DIR"] = str(runtime)


def make_profile(base: Path) -> None:
    """Make a profile that opens without a question, a greeting or a look for updates."""
    import anki.lang
    from aqt.profiles import ProfileManager

    anki.lang.set_lang("en_US")
    manager = ProfileManager(base)
    manager.setupMeta()
    manager.meta.update(
        firstRun=False,
        defaultLang="en_US",
        suppressUpdate=True,
        last_addon_update_check=FAR_FUTURE,
        check_for_updates=False,  # since Anki 24.11
        check_for_addon_updates=False,  # since Anki 26.05
        updates=False,
    )
    if PROFILE not in manager.profiles():
        manager.create(PROFILE)
    manager.openProfile(PROFILE)
    manager.profile["autoSync"] = False
    manager.save()
    manager.db.close()


class InProcessAnki:
    def __init__(self, base: Path, addon: Path, config: Optional[Mapping[str, Any]] = None) -> None:
        self.base = base
        self.addon_folder = addon
        self.port = free_port()
        self.config = {"webBindPort": self.port, **(config or {})}
        self.client = Client(self.port)
        self.watch = Watch()
        self.app: Any = None
        self.mw: Any = None
        self._beats: list[Heartbeat] = []

    # Beginning and end

    def start(self) -> None:
        """Boot Anki with the add-on and wait until the collection is open and the add-on answers."""
        prepare_environment(self.base)
        self._kept = _ProcessState()
        sys.meta_path.insert(0, _CheckoutIsNotImported())
        import aqt

        make_profile(self.base)
        editors.make_collection(self.base / PROFILE / COLLECTION)
        addon_archive.install(self.addon_folder, self.base, self.config)
        aqt.AnkiApp = self._watched_application(aqt.AnkiApp)  # type: ignore[misc]  # a class put in a class's place
        self.app = aqt._run(["anki", "-b", str(self.base), "-p", PROFILE, "-l", "en_US"], exec=False)
        if self.app is None:
            raise RuntimeError("Anki did not start: another instance answered, or the base folder is unusable")
        self.mw = aqt.mw
        self.watch.attach(self.mw)
        self._stop_chores()
        # Anki's own only ask the window to close, which nobody would see outside the event loop
        self._kept.restore_signals()
        self.wait_until(self._collection_is_open, START_SECONDS, "the profile to open")
        self.drain()
        if self.watch.complaints():
            raise RuntimeError("Anki complained while it started: " + "\n".join(self.watch.complaints()))
        self.wait_until(self._addon_answers, START_SECONDS, "the add-on to answer")
        self.in_thread(self.client.invoke, "version")  # the first action loads the modules of all
        self._lengthen_timeouts()

    def stop(self) -> None:
        """End Anki the way it ends itself, inside its own event loop."""
        from aqt.qt import QTimer

        if self.mw is None:
            return
        self.close_windows()
        self.drain()
        # cleanupAndExit() asks a running event loop to end
        QTimer.singleShot(0, self.mw.unloadProfileAndExit)
        QTimer.singleShot(int(DEADLINE * 1000), lambda: self.app.exit(1))
        code = self.app.exec()
        self.watch.end()
        self.mw = None
        self._kept.restore()
        gc.collect()
        if code:
            raise TimeoutError("Anki did not end")

    # Running the event loop

    def wait_until(
        self,
        condition: Callable[[], Any],
        timeout: float = DEADLINE,
        what: Union[str, Callable[[], str]] = "a condition",
    ) -> Any:
        """Run Qt until `condition` gives something true, and give that; fail after `timeout` seconds.

        `what` was waited for: a text, or what gives one when time is up.
        """
        from aqt.qt import QEventLoop, Qt, QTimer

        value = condition()
        if value:
            return value
        deadline = time.monotonic() + timeout
        loop = QEventLoop()
        failure: list[BaseException] = []

        def look() -> None:
            nonlocal value
            try:
                value = condition()
            except BaseException as error:  # noqa: BLE001  # Ctrl-C too: from here it would go to Anki
                failure.append(error)
            if value or failure or time.monotonic() > deadline:
                loop.quit()

        timer = QTimer(loop)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(look)
        timer.start(LOOK_MS)
        for beat in self._beats:
            beat.resume()
        loop.exec()
        for beat in self._beats:
            beat.pause()
        timer.stop()
        loop.deleteLater()
        if failure:
            raise failure[0]
        if not value:
            raise TimeoutError(f"{what if isinstance(what, str) else what()}: not within {timeout} s")
        return value

    def in_thread(self, function: Callable[..., Any], *args: Any, timeout: float = DEADLINE, **kwargs: Any) -> Any:
        """Call something that blocks, like an HTTP client, in a thread while Qt runs on this one."""
        results: list[Any] = []
        errors: list[BaseException] = []

        def call() -> None:
            try:
                results.append(function(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001  # raised again on the other thread
                errors.append(error)

        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        self.wait_until(lambda: not thread.is_alive(), timeout, f"a call of {function}")
        if errors:
            raise errors[0]
        return results[0]

    def drain(self, timeout: float = DEADLINE) -> None:
        """Wait for Anki's background work: a collection closed under it brings up a box that stays."""
        # collection work has one worker in all versions, so a job of ours comes after all of it;
        # twice, because a result that is delivered may ask for more
        done: list[object] = []
        for count in (1, 2):
            self.mw.taskman.run_in_background(lambda: None, done.append)
            self.wait_until(partial(_has_length, done, count), timeout, "background work to end")
        self.wait_until(lambda: not self.mw.progress.busy(), timeout, "Anki's progress to end")

    def expire(self) -> None:
        """End what the add-on waits for at the moment, as if its time-out had come."""
        waiting = self.waiting()
        assert waiting, "the add-on waits for nothing"
        for one in waiting:
            one.start(0)

    def waiting(self) -> list[Any]:
        """The timers of what the add-on waits for at the moment."""
        from aqt.qt import QTimer

        return [one for one in self.app.findChildren(QTimer) if one.isActive() and one.interval() == TIMEOUT_MS]

    @contextlib.contextmanager
    def heartbeat(self) -> Iterator[Heartbeat]:
        """Measure the longest stall of the event loop while Qt runs inside the block."""
        from heartbeat import Heartbeat

        beat = Heartbeat()
        self._beats.append(beat)
        try:
            yield beat
        finally:
            self._beats.remove(beat)
            beat.stop()

    # State between tests

    def fresh_collection(self) -> None:
        """Close the profile, throw away its collection and media, open it again."""
        self.close_windows()
        self.drain()
        self.wait_for_pages()
        self.mw.restoring_backup = True  # closes without writing a backup, which would take half the time
        self.close_profile()
        self.await_backup()
        shutil.rmtree(self.base / PROFILE)
        self.mw.pm.openProfile(PROFILE)
        for key in LOGIN:
            self.mw.pm.profile.pop(key, None)
        self.open_profile()
        self.drain()
        self.wait_for_pages()

    def forget_refusals(self) -> None:
        """Have sites asked about again that were refused a moment ago, in another test for one."""
        permissions = self.mw.ankiconnect.host._permissions
        permissions.pauses = type(permissions.pauses)()

    def close_profile(self) -> None:
        """Close the profile, as when Anki ends."""
        closed: list[bool] = []
        self.mw.unloadProfile(lambda: closed.append(True))
        self.wait_until(lambda: closed, what="the profile to close")

    def open_profile(self) -> None:
        """Open the profile that was closed."""
        editors.make_collection(self.base / PROFILE / COLLECTION)
        self.mw.loadProfile()
        self.wait_until(self._collection_is_open, what="the profile to open")

    def await_backup(self) -> None:
        """Wait for the backup of a profile that a test closed.

        It fails if the folder goes before; Anki tells of that when it makes the next, in another test.
        """
        self.in_thread(self.mw.backend.await_backup_completion)

    def close_windows(self) -> None:
        """Close every window but the main one without a question about unsaved text."""
        import aqt
        from aqt.utils import closeTooltip

        closeTooltip()
        for name, (_, window) in list(aqt.dialogs._dialogs.items()):
            if window is None:
                continue
            self.wait_for_editor(window)
            if name in ("AddCards", "NewAddCards"):
                window._close()  # its closeEvent asks whether to discard the text
            elif hasattr(window, "closeWithCallback"):
                window.closeWithCallback(lambda: None)
            else:
                window.close()
        self.wait_until(aqt.dialogs.allClosed, what="Anki's windows to close")  # closing one twice would be an error
        for window in self.watch.windows():
            window.close()
        self.wait_until(lambda: not self.watch.windows(), what="windows to close")

    def wait_for_pages(self) -> None:
        """Let the main window's pages load.

        Another one begun over a page that loads has no height when Anki asks for it. Anki then draws everything anew a
        second later, which turns the card of a review back to its question: in the next test.
        """

        def loaded() -> bool:
            webs = (self.mw.toolbarWeb, self.mw.web, self.mw.bottomWeb)
            return not any(web._pendingActions or not web._domDone or web.page().isLoading() for web in webs)

        self.wait_until(loaded, what="the pages of the main window to load")

    def wait_for_editor(self, window: Any) -> None:
        """Let the page of a window's editor load; Anki 23.10 shows a box if it is closed before."""
        editor = getattr(window, "editor", None)
        answers: list[Any] = [None]  # the last one is the page's answer to the question asked last

        def loaded() -> bool:
            if answers and answers[-1] != "function" and editor.web is not None:
                answers.clear()
                editor.web.evalWithCallback("typeof saveNow", answers.append)
            return editor.web is None or answers[-1:] == ["function"]

        if editor is not None:
            self.wait_until(loaded, what="the editor's page to load")

    def _stop_chores(self) -> None:
        from aqt.qt import QTimer

        for timer in self.mw.findChildren(QTimer):
            if timer.interval() >= CHORES_MS:
                timer.stop()

    def _lengthen_timeouts(self) -> None:
        ours = [module for name, module in sys.modules.items() if name.startswith(f"{addon_archive.PACKAGE}.desktop")]
        for name in TIMEOUTS:
            found = [module for module in ours if hasattr(module, name)]
            assert found, name
            for module in found:
                setattr(module, name, TIMEOUT_MS)

    def _collection_is_open(self) -> bool:
        return self.mw.col is not None and self.mw.state == "deckBrowser"

    def _addon_answers(self) -> bool:
        try:
            return bool(self.in_thread(self.client.call).status)
        except OSError:
            return False

    def _watched_application(self, original: Any) -> Any:
        """Give Anki's application class with the watch begun by its constructor, before add-ons load."""
        watch = self.watch

        class WatchedApplication(original):  # type: ignore[misc]  # the base is a run-time value
            # before Anki 26.05 the name is one per user and cannot be set from outside: a running Anki would
            # be asked to come to the front instead
            KEY = f"ankiconnect-test-{os.getpid()}"

            def __init__(self, argv: list[str]) -> None:
                super().__init__(argv)
                watch.begin(self)

        return WatchedApplication


def _has_length(items: list[object], length: int) -> bool:
    return len(items) == length


class _CheckoutIsNotImported(importlib.abc.MetaPathFinder):
    """Refuse `import plugin`: beside the installed add-on it would start a second one (style.md, trap 3)."""

    def find_spec(self, fullname: str, *_: Any) -> None:
        if fullname == "plugin":
            raise ImportError("a process with a running Anki has the add-on as an add-on, never the checkout's")


class _ProcessState:
    """What Anki changes for its whole process."""

    def __init__(self) -> None:
        self._signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        self._stderr, self._excepthook, self._thread_hook = sys.stderr, sys.excepthook, threading.excepthook
        self._folder, self._path, self._meta_path = os.getcwd(), list(sys.path), list(sys.meta_path)
        self._locale, self._collects = locale.setlocale(locale.LC_ALL), gc.isenabled()
        self._log_manager = logging.Logger.manager
        self._log_level = logging.root.level

    def restore_signals(self) -> None:
        for number, handler in self._signals.items():
            signal.signal(number, handler)

    def restore(self) -> None:
        self.restore_signals()
        sys.stderr, sys.excepthook, threading.excepthook = self._stderr, self._excepthook, self._thread_hook
        sys.path[:], sys.meta_path[:] = self._path, self._meta_path
        os.chdir(self._folder)
        locale.setlocale(locale.LC_ALL, self._locale)
        logging.Logger.manager = self._log_manager
        logging.root.setLevel(self._log_level)
        if self._collects:
            gc.enable()
