"""Notes and windows for tests of the actions on windows, made and read with Anki itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def add_note(
    mw: Any,
    front: str,
    back: str = "back",
    *,
    deck: str = "Default",
    kind: str = "Basic",
    tags: Sequence[str] = (),
) -> int:
    """Add a note and give its id."""
    note = mw.col.new_note(mw.col.models.by_name(kind))
    note.fields[:2] = [front, back]
    note.tags = list(tags)
    mw.col.add_note(note, mw.col.decks.id(deck))
    return int(note.id)


def card_of(mw: Any, note: int) -> int:
    """The first card of a note."""
    return int(mw.col.card_ids_of_note(note)[0])


def window(name: str) -> Any:
    """The window that Anki's dialog manager has under a name; None if it is not open."""
    import aqt

    return aqt.dialogs._dialogs.get(name, [None, None])[1]


def shown_cards(browser: Any) -> list[int]:
    """The cards, or notes, that the Browser's table shows, in order."""
    return list(browser.table._model._items)
