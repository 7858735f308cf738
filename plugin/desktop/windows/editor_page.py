"""The web page of an editor: it takes a second or two to load, and hands in what is typed half a second late."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aqt import gui_hooks
from aqt.editor import Editor
from aqt.qt import QObject, sip  # type: ignore[attr-defined]  # there since Qt 5, missing in the stub

from ... import guard
from ..background.events import TimedEvent
from ..entries import add_filter, guarded, remove_hook, timer

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_POLL_INTERVAL = 50  # ms
# A page that takes longer has crashed
_TIMEOUT = 5000  # ms


async def page_caught_up(mw: AnkiQt, editor: Editor) -> bool:
    """Wait until a page has executed all scripts sent to it, and all messages that it sent before have arrived.

    A page that is behind may hand in what it has been showing, after it was told to show something else.

    Args:
        mw: Anki's main window
        editor: whose page it is

    Returns:
        whether it answered; one that has crashed does not
    """
    token = f"ankiconnect:{secrets.token_hex()}"
    received = TimedEvent(mw)

    def on_message(handled: tuple[bool, Any], message: str, _context: object) -> tuple[bool, Any]:
        if message != token:
            return handled
        received.set()
        return True, None

    # fields are handed in by the same channel, which keeps the order
    add_filter(gui_hooks.webview_did_receive_js_message, on_message)
    try:
        if editor.web is not None:
            editor.web.eval(f'require("anki/ui").loaded.then(() => bridgeCommand("{token}"))')
        return await received.wait()
    finally:
        remove_hook(gui_hooks.webview_did_receive_js_message, on_message)


async def can_store(mw: AnkiQt, editor: Any, owner: QObject) -> None:
    """Wait until the page of Anki's new editor can store what was typed; before, it does not answer who asks it to.

    Args:
        mw: Anki's main window
        editor: whose page it is
        owner: of the timer that looks; must not outlive the editor
    """
    if editor.web is None or not editor.nid:
        return  # there is nothing to store
    loaded = TimedEvent(mw)
    page = EditorPage(mw, editor, owner)  # its timer does not hold it
    page.call_after_load(loaded.set)
    await loaded.wait()
    del page


class EditorPage:
    """The page of an editor.

    Args:
        mw: Anki's main window
        editor: whose page it is
        owner: of the timers; must not outlive the editor
    """

    def __init__(self, mw: AnkiQt, editor: Editor, owner: QObject) -> None:
        self._mw = mw
        self._editor = editor
        self._owner = owner
        self._loaded = False
        self._load_callbacks: list[Callable[[], None]] = []
        self._elapsed = 0  # ms
        self._timer = timer(owner, self._poll)
        self._timer.start(_POLL_INTERVAL)

    def call_after_load(self, callback: Callable[[], None]) -> None:
        """Call something once the page has loaded; Anki 23.10 complains when one is taken away before."""
        if self._loaded:
            callback()
        else:
            self._load_callbacks.append(callback)

    def call_after_note_saved(self, callback: Callable[[], None]) -> None:
        """Call something when all that was typed is in the collection."""
        if not self._loaded:
            self._call_after_worker(callback)
            return

        callbacks = [callback]

        def proceed() -> None:
            if not sip.isdeleted(timeout):  # with the window
                timeout.stop()
                timeout.deleteLater()
            if callbacks:  # the page may answer after the timeout
                self._call_after_worker(callbacks.pop())

        timeout = timer(self._owner, proceed, single_shot=True)
        timeout.start(_TIMEOUT)
        self._editor.call_after_note_saved(guarded(proceed))

    def _call_after_worker(self, callback: Callable[[], None]) -> None:
        """Call something when Anki's worker has done what it has been given, such as saving the editor's note."""
        self._mw.taskman.run_in_background(lambda: None, guarded(lambda _: callback()))

    def _poll(self) -> None:
        self._elapsed += _POLL_INTERVAL
        if self._elapsed > _TIMEOUT or self._editor.web is None:
            self._did_load()
        else:
            self._editor.web.evalWithCallback("typeof saveNow", guarded(self._on_type_of_save_now))

    def _on_type_of_save_now(self, kind: Any) -> None:
        if kind == "function":
            self._did_load()

    def _did_load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        self._timer.stop()
        callbacks, self._load_callbacks = self._load_callbacks, []
        for callback in callbacks:
            guard.call(callback)
