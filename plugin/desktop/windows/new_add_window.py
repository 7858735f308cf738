"""The Add window of Anki's new editor (since 26.08, off by default), which keeps its note in a web page.

The page is asked, and told, with the functions that Anki itself calls there. It has none for tags and deck: these are
read off the page.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aqt
from anki.decks import DeckId
from anki.models import NotetypeId
from anki.notes import Note

from ...errors import AddWindowClosed
from ..background.events import TimedEvent
from ..entries import guarded

if TYPE_CHECKING:
    from anki.collection import Collection
    from aqt.main import AnkiQt

_READ = """({
    ...getNoteInfo(),
    tags: [...document.querySelectorAll(".tag-editor .tag, .tag")].map((tag) => tag.innerText.trim()),
    choices: [...document.querySelectorAll(".chooser-button")].map((button) => button.innerText.trim()),
})"""


def open_window() -> Any:
    """The window, None if it is not open."""
    return aqt.dialogs._dialogs.get("NewAddCards", (None, None))[1]


async def read(mw: AnkiQt, window: Any) -> tuple[Note, DeckId | None]:
    """The note that stands in the window and the deck chosen for it, None if that is not to be had."""
    await _run(mw, window, "saveNow(1)")
    answered = TimedEvent(mw)
    answers: list[Any] = []

    def answer(value: Any) -> None:
        answers.append(value)
        answered.set()

    window.editor.web.evalWithCallback(_READ, guarded(answer))
    await answered.wait()
    found: Any = answers[0] if answers else {"mid": 0}
    kind = mw.col.models.get(NotetypeId(int(found["mid"])))
    if kind is None:
        raise AddWindowClosed
    note = mw.col.new_note(kind)
    note.fields[: len(found["fields"])] = found["fields"]
    note.tags = found["tags"]
    return note, _deck(mw.col, found["choices"])


async def write(mw: AnkiQt, window: Any, note: Note, deck: DeckId | None, kind: NotetypeId) -> None:
    """Show a note in the window.

    Args:
        mw: Anki's main window
        window: the window
        note: with fields and tags
        deck: to choose; None leaves the one that is chosen
        kind: the note type to show it as, to which Anki moves the fields over
    """
    wanted = {"notetypeId": kind, **({} if deck is None else {"deckId": deck})}
    copied = {"fields": note.fields, "tags": note.tags}
    # the page's numbers are too small for an id, but for those that are marked as big
    script = f"""loadNote({{
        ...{json.dumps(wanted)},
        copyFromNote: {{...{json.dumps(copied)}, notetypeId: BigInt({int(note.mid)})}},
    }})"""
    await _run(mw, window, script)


async def _run(mw: AnkiQt, window: Any, script: str) -> None:
    """Run a script that gives a promise, and wait until that is kept."""
    done = TimedEvent(mw)
    window.editor._saved_callbacks.append(guarded(done.set))  # called when the page says "saved"
    window.editor.web.eval(f'{script}.finally(() => bridgeCommand("saved"))')
    if not await done.wait():
        raise AddWindowClosed


def _deck(col: Collection, choices: list[str]) -> DeckId | None:
    return next((deck for deck in map(col.decks.id_for_name, choices[1:2]) if deck is not None), None)
