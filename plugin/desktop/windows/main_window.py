"""What the actions do to Anki's main window and the program."""

from __future__ import annotations

import os
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Callable

from anki.collection import OpChangesAfterUndo
from anki.decks import DeckId
from anki.errors import UndoEmpty
from aqt import gui_hooks
from aqt.import_export.importing import all_accepted_file_endings, import_file, prompt_for_file_then_import
from aqt.operations import CollectionOp
from aqt.utils import tooltip, tr

from ...api.futures import Future
from ...collection.files.anki_files import AnkiFiles
from ...collection.files.opening import judge
from ...errors import FileNotImportable, FileRefused
from ..background.events import TimedEvent, next_turn, worker_done
from ..entries import guarded
from .raise_window import raise_window

if TYPE_CHECKING:
    from aqt.main import AnkiQt
    from aqt.webview import AnkiWebView

_HAS_LOADED = "document.readyState === 'complete' && typeof pycmd === 'function'"  # it has told Anki so
_IS_DRAWN = f"{_HAS_LOADED} && document.body.innerText.trim() !== ''"
_PAGES_LOAD = 3.0  # seconds, at most
_LOOK_FOR_PAGE = 30  # ms


async def show_overview(mw: AnkiQt, deck: DeckId) -> None:
    """Show the overview of a deck."""
    await _wait_until_drawn(mw)
    mw.col.decks.set_current(deck)
    mw.moveToState("overview")
    raise_window(mw)


async def review(mw: AnkiQt, deck: DeckId) -> None:
    """Review a deck; if nothing is due, its overview is shown."""
    await _wait_until_drawn(mw)
    mw.col.decks.set_current(deck)
    mw.col.startTimebox()
    mw.moveToState("review")
    raise_window(mw)


async def show_decks(mw: AnkiQt) -> None:
    """Show the list of decks."""
    await _wait_until_drawn(mw)
    mw.moveToState("deckBrowser")
    raise_window(mw)


async def _wait_until_drawn(mw: AnkiQt) -> None:
    """Wait until the main window has drawn what it is about to draw.

    It draws the list of decks, or an overview, when its worker has counted the cards, even if it shows another screen
    by then. A page that has loaded after the next one was begun has that one take orders before it can. The page that
    congratulates leaves a review for the overview if a card is due by then, and brings up a box if it cannot load.
    """
    await worker_done(mw)
    ends = time.monotonic() + _PAGES_LOAD
    for web in (mw.bottomWeb, mw.web):
        while not await _drawn(mw, web) and time.monotonic() < ends:
            await next_turn(_LOOK_FOR_PAGE)


async def _drawn(mw: AnkiQt, web: AnkiWebView) -> bool:
    answered = TimedEvent(mw)
    answers: list[bool] = []

    def answer(drawn: bool | None) -> None:
        answers.append(bool(drawn))
        answered.set()

    web.evalWithCallback(_IS_DRAWN if mw.state == "overview" else _HAS_LOADED, guarded(answer))
    await answered.wait()
    page: Any = web.page()
    # the answer may have come from the page before
    return any(answers) and not (hasattr(page, "isLoading") and page.isLoading())  # not with Qt 5


async def undo(mw: AnkiQt) -> bool:
    """Undo the last operation, as Anki's menu does; false if there is none."""
    if not mw.col.undo_status().undo:
        return False
    future: Future[OpChangesAfterUndo] = Future()
    operation = CollectionOp(mw, lambda col: col.undo())
    operation.success(guarded(future.set_result)).failure(guarded(future.set_exception)).run_in_background()
    try:
        undone = await future
    except UndoEmpty:
        return False
    gui_hooks.state_did_undo(undone)
    tooltip(tr.undo_action_undone(action=undone.operation), parent=mw)
    await next_turn()  # then the windows have been refreshed
    return True


def finder_of_importable(mw: AnkiQt, path: str) -> Callable[[], str]:
    """What gives, on any thread, the full path of a file that Anki can import, or raises FileNotImportable.

    Args:
        mw: the main window
        path: as it was sent; relative ones are looked for in the media folder
    """
    anki_files = AnkiFiles(mw.col.path)
    full = os.path.join(mw.col.media.dir(), path)
    endings = tuple(all_accepted_file_endings(mw))

    def find() -> str:
        try:
            judge(full, anki_files)
        except FileRefused as error:
            raise FileNotImportable(path, str(error), error.code) from None
        except (OSError, ValueError):
            raise FileNotImportable(path, "there is no such file", "not_found") from None
        if not os.path.basename(full).lower().endswith(endings):
            raise FileNotImportable(path, "Anki does not import files of this kind")
        return full

    return find


async def ask_for_import(mw: AnkiQt, path: str | None) -> None:
    """Open Anki's import dialog for a file, or first the one for choosing it, and do not wait for either."""
    raise_window(mw)
    ask = partial(import_file, mw, path) if path else partial(prompt_for_file_then_import, mw)
    mw.progress.single_shot(0, guarded(ask))
    await next_turn()  # then the dialog is open


def check_database(mw: AnkiQt) -> None:
    """Have Anki check the database, soon and in the background."""
    mw.progress.single_shot(0, guarded(mw.onCheckDB))
