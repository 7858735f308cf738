"""What the actions on tags do to a collection.

Anki makes an undo entry even where it finds nothing to change, so the notes that an operation would change are found
first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Callable, Optional, Union

from anki.collection import Collection
from anki.notes import NoteId

from ..errors import CollectionUnavailable
from .lookups import rows

Tags = Union[str, Sequence[str]]

_TAGS = "select id, tags from notes where id in (select value from json_each(?))"
_ALL_TAGS = "select id, tags from notes where tags != ''"

# What separates tags: for Anki only the first two
_BLANKS = re.compile("[ \u3000\t\r\n]+")


def tag_list(tags: Optional[Tags]) -> list[str]:
    """The tags that a client has sent: a list, or one text with blanks between them."""
    if tags is None:
        return []
    return [tag for tag in _BLANKS.split(tags if isinstance(tags, str) else " ".join(tags)) if tag]


def tags_of(column: str) -> list[str]:
    """The tags of a note as the table of notes has them."""
    return [tag for tag in column.split(" ") if tag]


def same_tags(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether these are the same tags for Anki, which ignores case and order."""
    return set(map(_folded, some)) == set(map(_folded, others))


def add_tags(col: Collection, notes: Sequence[int], tags: Tags) -> None:
    """Add tags to those of the notes that exist."""
    wanted = tag_list(tags)
    folded = set(map(_folded, wanted))
    lacking = _notes(rows(col, _TAGS, notes), lambda had: not folded.issubset(had))
    if lacking:
        col.tags.bulk_add(lacking, " ".join(wanted))


def remove_tags(col: Collection, notes: Sequence[int], tags: Tags) -> None:
    """Remove tags, and the tags below them, from those of the notes that exist."""
    unwanted = tag_list(tags)
    folded = tuple(map(_folded, unwanted))
    parents = tuple(f"{tag}::" for tag in folded)
    having = _notes(rows(col, _TAGS, notes), lambda had: any(tag in folded or tag.startswith(parents) for tag in had))
    if having:
        col.tags.bulk_remove(having, " ".join(unwanted))


def replace_tag(col: Collection, notes: Optional[Sequence[int]], old: str, new: str) -> None:
    """Give notes one tag in the place of another; the tags below it stay.

    Args:
        col: the collection
        notes: ids, None for all notes
        old: the tag, in any case
        new: in its place; empty for none
    """
    old, new = (unicodedata.normalize("NFC", tag.strip()) for tag in (old, new))
    folded = _folded(old)
    having = _notes(_all_rows(col) if notes is None else rows(col, _TAGS, notes), lambda had: folded in had)
    if having and old != new:
        # every tag is matched by itself; $ means a group of the pattern
        pattern, replacement = f"^{re.escape(old)}$", new.replace("$", "$$")
        col.tags.find_and_replace(having, pattern, replacement, regex=True, match_case=False)


def clear_unused_tags(col: Collection) -> None:
    """Take the tags off the list of tags that no note has."""
    used = {_folded(tag) for _, column in _all_rows(col) for tag in tags_of(column)}
    if any(_folded(tag) not in used for tag in col.tags.all()):
        col.tags.clear_unused_tags()


def _notes(found: Iterable[Sequence[Any]], concerned: Callable[[set[str]], bool]) -> list[NoteId]:
    """The ids in rows of ids and tags whose tags make them concerned."""
    return [NoteId(note_id) for note_id, column in found if concerned(set(map(_folded, tags_of(column))))]


def _all_rows(col: Collection) -> list[Sequence[Any]]:
    if col.db is None:
        raise CollectionUnavailable
    return col.db.all(_ALL_TAGS)


def _folded(tag: str) -> str:
    return unicodedata.normalize("NFC", tag).casefold()
