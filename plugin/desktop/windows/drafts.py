"""Keeps what stands in the Add window from one run of Anki to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anki.decks import DEFAULT_DECK_ID
from aqt import gui_hooks

from ..entries import add_hook, guarded
from . import new_add_window
from .add_window import AddWindow

if TYPE_CHECKING:
    from anki.notes import Note
    from aqt.main import AnkiQt

_KEY = "ankiconnectDraft"  # in the settings of the profile


class Drafts:
    """The draft of a note that Anki was ended in the middle of.

    Args:
        mw: Anki's main window
        add_window: where it comes from and returns to
    """

    def __init__(self, mw: AnkiQt, add_window: AddWindow) -> None:
        self._mw = mw
        self._add_window = add_window
        add_hook(gui_hooks.profile_did_open, self._profile_opened)

    async def save(self) -> None:
        """Keep what stands in the Add window, and close it without a question."""
        await self._add_window.save_typed_text()
        window = self._add_window.current
        if window is not None:
            note = window.editor.note
            if note is not None and not window.editor.fieldsAreBlank(window._last_added_note):
                self._store(note, window.deck_chooser.selected_deck_id)
            window._close()
        page = new_add_window.open_window()
        if page is not None:
            note, deck = await new_add_window.read(self._mw, page)
            if any(text.strip() for text in note.fields):
                self._store(note, deck or DEFAULT_DECK_ID)
            page._close()

    def _store(self, note: Note, deck: int) -> None:
        draft = {"note_type": note.mid, "deck": deck, "fields": list(note.fields), "tags": list(note.tags)}
        self._settings[_KEY] = draft

    @property
    def _settings(self) -> dict[str, Any]:
        return self._mw.pm.profile or {}

    def _profile_opened(self) -> None:
        if _KEY in self._settings:
            self._mw.progress.single_shot(0, guarded(self._restore))  # behind a sync

    def _restore(self) -> None:
        draft = self._settings.pop(_KEY)
        kind = self._mw.col.models.get(draft["note_type"])
        if kind is None:
            return
        note = self._mw.col.new_note(kind)
        note.fields[: len(draft["fields"])] = draft["fields"][: len(note.fields)]
        note.tags = draft["tags"]
        self._add_window.show().set_note(note, draft["deck"])
