"""Adds, removes and replaces the tags of notes.

Anki makes an undo entry even if no note changes, so it is only given the notes that will change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Callable, Optional, Union

from anki.collection import Collection
from anki.notes import NoteId

from ..errors import CollectionUnavailable, TagNestedTooDeeply
from .lookups import rows
from .names import tag_name, tag_names

Tags = Union[str, Sequence[str]]

_TAGS = "select id, tags from notes where id in (select value from json_each(?))"
_ALL_TAGS = "select id, tags from notes where tags != ''"

# With more, protobuf does not decode Anki's tree of tags, and the Browser shows an error whenever it opens
_MOST_LEVELS = 100


def tag_list(tags: Optional[Tags]) -> list[str]:
    """The tags that a client has sent: as a list, or as one string with blanks between them."""
    if tags is None:
        return []
    return tag_names(tags if isinstance(tags, str) else " ".join(tags))


def new_tags(tags: Optional[Tags]) -> list[str]:
    """The tags that a client has sent for notes; raises TagNestedTooDeeply for one that Anki could not show."""
    listed = tag_list(tags)
    check_tags(listed)
    return listed


def check_tags(tags: Iterable[str]) -> None:
    """Raise TagNestedTooDeeply for a tag that Anki could not show."""
    for tag in tags:
        if tag.count("::") >= _MOST_LEVELS:
            raise TagNestedTooDeeply(_MOST_LEVELS)


def tags_of(column: str) -> list[str]:
    """Split the column tags of the table notes."""
    return [tag for tag in column.split(" ") if tag]


def same_tags(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two lists of tags are the same for Anki, which ignores case and order."""
    return set(map(folded_tag, some)) == set(map(folded_tag, others))


def changed_tags(current: Iterable[str], added: Iterable[Optional[Tags]], removed: Optional[Tags]) -> list[str]:
    """The tags of a note after others have been added, and then some removed, with the tags below them.

    Args:
        current: as they are stored
        added: as they were sent, in several members; raises TagNestedTooDeeply for one that Anki could not show
        removed: as they were sent
    """
    by_name = {folded_tag(tag): tag for tag in current}
    for sent in added:
        for tag in new_tags(sent) if sent else ():
            by_name.setdefault(folded_tag(tag), tag)
    if not removed:
        return [*by_name.values()]
    folded = set(map(folded_tag, tag_list(removed)))
    parents = tuple(f"{tag}::" for tag in folded)
    return [tag for name, tag in by_name.items() if name not in folded and not name.startswith(parents)]


def add_tags(col: Collection, notes: Sequence[int], tags: Tags) -> None:
    """Add tags to the notes that exist."""
    added = new_tags(tags)
    folded = set(map(folded_tag, added))
    changing = _note_ids(rows(col, _TAGS, notes), lambda current: not folded.issubset(current))
    if changing:
        col.tags.bulk_add(changing, " ".join(added))


def remove_tags(col: Collection, notes: Sequence[int], tags: Tags) -> None:
    """Remove tags, and the tags below them, from the notes that exist."""
    removed = tag_list(tags)
    folded = tuple(map(folded_tag, removed))
    parents = tuple(f"{tag}::" for tag in folded)
    changing = _note_ids(
        rows(col, _TAGS, notes), lambda current: any(tag in folded or tag.startswith(parents) for tag in current)
    )
    if changing:
        col.tags.bulk_remove(changing, " ".join(removed))


def replace_tag(col: Collection, notes: Optional[Sequence[int]], old: str, new: str) -> None:
    """Replace a tag of notes by another one; the tags below it stay.

    Args:
        col: the collection
        notes: ids, None for all notes
        old: the tag, in any case
        new: the new tag; empty to remove the old one
    """
    new_tags(new)
    old, new = (tag_name(tag.strip()) for tag in (old, new))
    folded = folded_tag(old)
    found = _all_rows(col) if notes is None else rows(col, _TAGS, notes)
    changing = _note_ids(found, lambda current: folded in current)
    if changing and old != new:
        # Anki matches each tag separately; $ would refer to a group of the pattern
        pattern, replacement = f"^{re.escape(old)}$", new.replace("$", "$$")
        col.tags.find_and_replace(changing, pattern, replacement, regex=True, match_case=False)


def clear_unused_tags(col: Collection) -> None:
    """Remove the tags that no note has from the collection's list of tags."""
    used = {folded_tag(tag) for _, column in _all_rows(col) for tag in tags_of(column)}
    if any(folded_tag(tag) not in used for tag in col.tags.all()):
        col.tags.clear_unused_tags()


def _note_ids(found: Iterable[Sequence[Any]], matches: Callable[[set[str]], bool]) -> list[NoteId]:
    """The ids of rows (id, tags) whose tags, casefolded, match."""
    return [NoteId(note_id) for note_id, column in found if matches(set(map(folded_tag, tags_of(column))))]


def _all_rows(col: Collection) -> list[Sequence[Any]]:
    if col.db is None:
        raise CollectionUnavailable
    return col.db.all(_ALL_TAGS)


def folded_tag(tag: str) -> str:
    """A tag as those of the collection are compared; what was sent is mapped before (tag_name)."""
    return unicodedata.normalize("NFC", tag).casefold()
