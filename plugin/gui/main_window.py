"""What the actions do to Anki's main window and the program."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from anki.collection import OpChangesAfterUndo
from anki.decks import DeckId
from anki.errors import UndoEmpty
from aqt import gui_hooks
from aqt.import_export.importing import all_accepted_file_endings, import_file, prompt_for_file_then_import
from aqt.operations import CollectionOp
from aqt.qt import QTimer
from aqt.utils import tooltip, tr

from ..errors import FileNotImportable
from ..waiting import Later
from .awaiting import next_turn
from .front import bring_to_front

if TYPE_CHECKING:
    from aqt.main import AnkiQt


def show_overview(mw: AnkiQt, deck: DeckId) -> None:
    """Show the overview of a deck."""
    mw.col.decks.set_current(deck)
    mw.moveToState("overview")
    bring_to_front(mw)


def review(mw: AnkiQt, deck: DeckId) -> None:
    """Review a deck; if nothing is due, its overview is shown."""
    mw.col.decks.set_current(deck)
    mw.col.startTimebox()
    mw.moveToState("review")
    bring_to_front(mw)


def show_decks(mw: AnkiQt) -> None:
    """Show the list of decks."""
    mw.moveToState("deckBrowser")
    bring_to_front(mw)


async def undo(mw: AnkiQt) -> bool:
    """Undo the last operation, as Anki's menu does; false if there is none."""
    if not mw.col.undo_status().undo:
        return False
    later: Later[bool] = Later()

    def done(out: OpChangesAfterUndo) -> None:
        gui_hooks.state_did_undo(out)
        tooltip(tr.undo_action_undone(action=out.operation), parent=mw)
        QTimer.singleShot(0, partial(later.resolve, True))  # after the windows have been refreshed

    CollectionOp(mw, lambda col: col.undo()).success(done).failure(later.fail).run_in_background()
    try:
        return await later
    except UndoEmpty:
        return False


def importable(mw: AnkiQt, path: str) -> str:
    """The full path of a file that Anki can import; relative ones are looked for in the media folder."""
    full = os.path.join(mw.col.media.dir(), path)
    if not os.path.isfile(full):
        raise FileNotImportable(path, "there is no such file")
    if not os.path.basename(full).lower().endswith(tuple(all_accepted_file_endings(mw))):
        raise FileNotImportable(path, "Anki does not import files of this kind")
    return full


async def ask_for_import(mw: AnkiQt, path: str | None) -> None:
    """Open Anki's import dialog for a file, or first the one for choosing it, and do not wait for either."""
    bring_to_front(mw)
    mw.progress.single_shot(0, partial(import_file, mw, path) if path else partial(prompt_for_file_then_import, mw))
    await next_turn()  # then the dialog is open


def check_database(mw: AnkiQt) -> None:
    """Have Anki check the database, soon and in the background."""
    mw.progress.single_shot(0, mw.onCheckDB)
