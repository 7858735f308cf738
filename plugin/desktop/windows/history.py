"""The notes that were shown in a window, in the order in which they were asked for."""

from __future__ import annotations

from collections.abc import Collection

from anki.notes import NoteId

# as many as a person may want to go back to
_MAX_LENGTH = 25


class History:
    """A list of notes, each once, one of which is the current one; the names are those of QWebEngineHistory."""

    def __init__(self) -> None:
        self._items: list[NoteId] = []
        self._position = 0

    @property
    def items(self) -> list[NoteId]:
        """All notes, the one asked for last at the end."""
        return list(self._items)

    @property
    def current(self) -> NoteId | None:
        """The note that is shown, None if there are none."""
        return self._items[self._position] if self._items else None

    @property
    def can_go_back(self) -> bool:
        return self._position > 0

    @property
    def can_go_forward(self) -> bool:
        return self._position + 1 < len(self._items)

    def push(self, note: NoteId) -> None:
        """Make a note the last one, and the current one."""
        if note in self._items:
            self._items.remove(note)
        self._items = [*self._items, note][-_MAX_LENGTH:]
        self._position = len(self._items) - 1

    def go(self, steps: int) -> None:
        """Make another note the current one, backwards if negative; stops at the ends."""
        self._position = max(0, min(self._position + steps, len(self._items) - 1))

    def retain(self, existing: Collection[int]) -> None:
        """Remove all notes but these; the current note is replaced by the one after it, or before."""
        before_current = [note for note in self._items[: self._position] if note in existing]
        self._items = [note for note in self._items if note in existing]
        self._position = max(0, min(len(before_current), len(self._items) - 1))
