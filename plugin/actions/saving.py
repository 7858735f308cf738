"""The action that saves notes: adds them, or changes those that are there."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ..api.deletions import IF_IT_REPLACES_A_FILE
from ..api.registry import action
from ..api.rights import WRITE
from ..api.wire.marks import Documented
from ..api.wire.saving import NoteToSave, SavedNote
from ..errors import TooManyNotes, WrongArgument
from ..notes.saving.saving import dry_run, save
from ..notes.saving.wanted import NotesToSave, Sent
from .group import Group

_MOST = 1000
_NEEDED_WITHOUT_ID = ("deckName", "modelName", "fields")


class Saving(Group):
    """Saves notes."""

    category = "notes"

    @action(needs=WRITE, deletes=IF_IT_REPLACES_A_FILE)
    async def saveNotes(
        self,
        notes: list[Annotated[Any, Documented(NoteToSave)]],
        onDuplicate: Literal["skip", "update", "add", "fail"] = "skip",
        dryRun: bool = False,
    ) -> list[SavedNote]:
        """Add notes, or change those that are there already, and tell of each what has become of it.

        A note with an id is changed: the fields that are sent, and its tags. Its cards stay in their decks, whatever
        `deckName` says, and another `modelName` than its own is an error. A note without an id is added, unless it is a
        duplicate, also of an earlier one of the list. A note that cannot be saved fails alone. All that is changed is
        one step of Undo.

        Args:
            notes: at most 1,000, which are saved in this order
            onDuplicate: what becomes of a note without an id that is there already. "skip": nothing. "update": the
                first one that is there gets its fields; `tags` and `addTags` only add. "add": it is added nevertheless.
                "fail": the whole request is an error, and nothing is done
            dryRun: change nothing and fetch no files, only tell what would become of each
        """
        if len(notes) > _MOST:
            raise TooManyNotes(self._call.action, _MOST, len(notes))
        wanted = NotesToSave(notes, self._checked, self._place, onDuplicate, self._call.grant)
        if dryRun:
            return await dry_run(self._read, wanted)
        return await save(self._host, self._read, self._change, wanted)

    def _checked(self, note: Any, position: int) -> Sent:
        path = f"notes[{position}]"
        checked: Sent = self._call.program.checked("NoteToSave", note, self._call.action, path)
        for name in () if "id" in checked else _NEEDED_WITHOUT_ID:
            if name not in checked:
                raise WrongArgument(self._call.action, f"{path}.{name}", "is missing")
        return checked

    def _place(self, position: int) -> str:
        return f"{self._call.action}: notes[{position}]"
