"""The notes that were shown in a window, in the order in which they were asked for."""

from __future__ import annotations

from collections.abc import Collection

from anki.notes import NoteId

# as many as a person may want to go back to
_LONGEST = 25


class History:
    """A list of notes, each once, of which one is shown."""

    def __init__(self) -> None:
        self._notes: list[NoteId] = []
        self._position = 0

    @property
    def notes(self) -> list[NoteId]:
        """All notes, the one asked for last at the end."""
        return list(self._notes)

    @property
    def shown(self) -> NoteId | None:
        """The note that is shown, None if there are none."""
        return self._notes[self._position] if self._notes else None

    @property
    def has_previous(self) -> bool:
        return self._position > 0

    @property
    def has_next(self) -> bool:
        return self._position + 1 < len(self._notes)

    def ask_for(self, note: NoteId) -> None:
        """Put a note at the end and show it."""
        if note in self._notes:
            self._notes.remove(note)
        self._notes = [*self._notes, note][-_LONGEST:]
        self._position = len(self._notes) - 1

    def go(self, steps: int) -> None:
        """Go to another note, backwards if negative; stops at the ends."""
        self._position = max(0, min(self._position + steps, len(self._notes) - 1))

    def keep(self, existing: Collection[int]) -> None:
        """Forget all notes but these; a note that was shown gives its place to the one after it, or before."""
        left_of_shown = [note for note in self._notes[: self._position] if note in existing]
        self._notes = [note for note in self._notes if note in existing]
        self._position = max(0, min(len(left_of_shown), len(self._notes) - 1))
