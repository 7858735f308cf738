"""The page of an editor: it takes a second or two to load, and gives away what is typed into it half a second late."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aqt import gui_hooks
from aqt.editor import Editor
from aqt.qt import QObject

from ..background.events import TimedEvent
from ..entries import add_filter, guarded, remove_hook, timer

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_LOOK = 50  # ms
# A page that takes longer has crashed
_PATIENCE = 5000  # ms


async def caught_up(mw: AnkiQt, editor: Editor) -> bool:
    """Wait until a page has done all that it was told, and what it had handed in before has come.

    A page that falls behind may hand in what it has been showing, after it was told to show something else.

    Args:
        mw: Anki's main window
        editor: whose page it is

    Returns:
        whether it answered; one that has crashed does not
    """
    answer = f"ankiconnect:{secrets.token_hex()}"
    expected = TimedEvent(mw)

    def hear(handled: tuple[bool, Any], message: str, _context: object) -> tuple[bool, Any]:
        if message != answer:
            return handled
        expected.set()
        return True, None

    # the way that fields are handed in, and so behind them
    add_filter(gui_hooks.webview_did_receive_js_message, hear)
    try:
        if editor.web is not None:
            editor.web.eval(f'require("anki/ui").loaded.then(() => bridgeCommand("{answer}"))')
        return await expected.wait()
    finally:
        remove_hook(gui_hooks.webview_did_receive_js_message, hear)


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
        self._waiting: list[Callable[[], None]] = []
        self._time = 0
        self._timer = timer(owner, self._look)
        self._timer.start(_LOOK)

    def when_loaded(self, then: Callable[[], None]) -> None:
        """Call something once the page has loaded; Anki 23.10 complains when one is taken away before."""
        if self._loaded:
            then()
        else:
            self._waiting.append(then)

    def when_stored(self, then: Callable[[], None]) -> None:
        """Call something when all that was typed is in the collection."""
        if not self._loaded:
            self._behind_the_worker(then)
            return

        def handed_in() -> None:
            if patience.isActive():
                patience.stop()
                go_on()

        def go_on() -> None:
            patience.deleteLater()
            self._behind_the_worker(then)

        patience = timer(self._owner, go_on, single_shot=True)
        patience.start(_PATIENCE)
        self._editor.call_after_note_saved(guarded(handed_in))

    def _behind_the_worker(self, then: Callable[[], None]) -> None:
        """Call something when Anki's worker has done what it has been given, such as storing the editor's note."""
        self._mw.taskman.run_in_background(lambda: None, guarded(lambda _: then()))

    def _look(self) -> None:
        self._time += _LOOK
        if self._time > _PATIENCE or self._editor.web is None:
            self._has_loaded()
        else:
            self._editor.web.evalWithCallback("typeof saveNow", guarded(self._answered))

    def _answered(self, kind: Any) -> None:
        if kind == "function":
            self._has_loaded()

    def _has_loaded(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        self._timer.stop()
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()
