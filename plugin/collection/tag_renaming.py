"""Renames tags with the tags below them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anki.collection import Collection
from anki.notes import NoteId

from ..errors import TagNotFound, TagWithoutNotes, WrongArgument
from ..gil import releasing_gil
from .lookups import in_batches, rows
from .names import tag_names
from .tags import check_tags, folded_tag, tags_of

_TAGS = "select id, tags from notes where id in (select value from json_each(?))"
_SPECIAL = re.compile(r'([\\*_":()-])')  # in a search
_BATCH = 5_000  # notes


def rename_tag(col: Collection, action: str, tag: str, new_name: str) -> None:
    """Rename a tag, and the tags below it, in all notes.

    A note that has a tag of the new name already keeps it, once: Anki itself would write it down twice.

    Args:
        col: the collection
        action: for error texts
        tag: in any case
        new_name: the new name
    """
    old = tag_names(tag)
    new = tag_names(new_name)
    if len(new) != 1:
        raise WrongArgument(action, "newName", "must be one tag, without blanks")
    if len(old) != 1:
        raise TagNotFound(tag)
    renaming = _Renaming(old[0], new[0])
    # Anki's own search for a tag finds those below it, too
    found = col.find_notes(_search(old[0]))
    for batch in releasing_gil(in_batches(found, _BATCH)):
        for note_id, column in rows(col, _TAGS, batch):
            renaming.look_at(NoteId(note_id), tags_of(column))
    if not renaming.has_notes:
        if any(renaming.renamed(one) is not None for one in col.tags.all()):
            raise TagWithoutNotes(tag)
        raise TagNotFound(tag)
    check_tags(renaming.new_tags)
    if renaming.changes:
        renaming.perform(col)


def _search(tag: str) -> str:
    if folded_tag(tag) == "none":  # which finds the notes without tags
        return "tag:*"
    return '"tag:{}"'.format(_SPECIAL.sub(r"\\\1", tag))


class _Renaming:
    """A tag that is renamed in all notes.

    Args:
        old: the tag
        new: the new name
    """

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new
        self._prefix = f"{folded_tag(old)}::"
        self._doubled: dict[str, list[NoteId]] = {}
        self.has_notes = self.changes = False
        self.new_tags: set[str] = set()

    def renamed(self, tag: str) -> str | None:
        """What becomes of a tag; None if it is neither the one that is renamed nor below it."""
        if folded_tag(tag) == self._prefix[:-2]:
            return self._new
        # counted in levels: a tag may have another length in small letters
        levels = self._old.count("::") + 1
        if folded_tag(tag).startswith(self._prefix):
            return "::".join([self._new, *tag.split("::")[levels:]])
        return None

    def look_at(self, note: NoteId, tags: Sequence[str]) -> None:
        """Take note of what becomes of the tags of a note."""
        kept = {folded_tag(tag) for tag in tags if self.renamed(tag) is None}
        for tag in tags:
            new = self.renamed(tag)
            if new is None:
                continue
            self.has_notes = True
            self.changes |= new != tag
            self.new_tags.add(new)
            if folded_tag(new) in kept:
                self._doubled.setdefault(tag, []).append(note)

    def perform(self, col: Collection) -> None:
        """Rename the tag."""
        for tag, notes in self._doubled.items():
            col.tags.find_and_replace(notes, f"^{re.escape(tag)}$", "", regex=True, match_case=True)
        if not col.tags.rename(self._old, self._new).count:
            col.tags.remove(self._old)  # all notes had the new one already: what is left is in the list of tags
