"""Keeps what a person is typing into an editor from being lost, or from overwriting what a request changes.

An editor stores what was typed half a second late, and writes the whole note. So before a request changes anything,
every open editor is made to store what it has; after it, Anki's windows read their notes again, all but the new
editor of Anki 26.8 and future, which is told to.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from anki.errors import NotFoundError
from aqt import gui_hooks
from aqt.editor import Editor

from ..background.events import TimedEvent, worker_done
from ..entries import add_hook, guarded

if TYPE_CHECKING:
    from anki.collection import Collection, OpChanges
    from aqt.main import AnkiQt

# A page has been seen to take seconds on a busy computer; one that takes longer has crashed
_PATIENCE = 10_000  # ms


class OpenEditors:
    """The editors of Anki's windows.

    Args:
        mw: Anki's main window
    """

    def __init__(self, mw: AnkiQt) -> None:
        self._mw = mw
        self._editors: weakref.WeakSet[Any] = weakref.WeakSet()
        self._silent: weakref.WeakSet[Any] = weakref.WeakSet()  # nobody waits for one of these twice
        add_hook(gui_hooks.editor_did_init, self._editors.add)

    async def settle(self) -> None:
        """Have all editors store what was typed into them."""
        # into a page that is still loading nothing has been typed, and it does not answer
        showing = [editor for editor in self._showing_a_note() if editor.web._domDone]
        if not showing:
            return
        for editor, stored in [(editor, self._ask_to_store(editor)) for editor in showing]:
            if not await stored.wait():
                self._silent.add(editor)
        # the note is written by the worker for the collection: when it comes to this, it has done so
        await worker_done(self._mw)

    def are_behind(self, changes: OpChanges) -> bool:
        """Whether one of the editors has another note than the collection, which it would write over it."""
        return (changes.note or changes.note_text) and any(
            _is_behind(editor, self._mw.col) for editor in self._showing_a_note()
        )

    def show_changes(self, changes: OpChanges) -> None:
        """Have the editors that do not do so by themselves read their notes again."""
        if not changes.note_text:
            return
        for editor in self._showing_a_note():
            if not isinstance(editor, Editor):
                editor.reload_note()

    def _ask_to_store(self, editor: Any) -> TimedEvent:
        stored = TimedEvent(self._mw, 0 if editor in self._silent else _PATIENCE)

        def answered() -> None:
            self._silent.discard(editor)
            stored.set()

        def ask(kind: Any) -> None:
            if kind != "function":
                answered()  # the new editor's page is still loading: nothing has been typed, and it would not answer
            elif editor.web is not None:
                editor.call_after_note_saved(guarded(answered), keepFocus=True)

        if isinstance(editor, Editor):
            ask("function")
        else:
            editor.web.evalWithCallback("typeof saveNow", guarded(ask))
        return stored

    def _showing_a_note(self) -> list[Any]:
        return [editor for editor in self._editors if editor.web is not None and _saved_note(editor)]


def _saved_note(editor: Any) -> int:
    """The id of the note in an editor; 0 if there is none, or it is a new one."""
    if isinstance(editor, Editor):
        return editor.note.id if editor.note is not None else 0
    return 0 if editor.addMode else (editor.nid or 0)


def _is_behind(editor: Any, col: Collection) -> bool:
    if not isinstance(editor, Editor) or editor.note is None:
        return True  # the note is in the page
    try:
        stored = col.get_note(editor.note.id)
        return (stored.fields, stored.tags) != (editor.note.fields, editor.note.tags)
    except NotFoundError:
        return True
