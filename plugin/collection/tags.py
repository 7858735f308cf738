"""What the actions on tags do to a collection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

from anki.collection import Collection
from anki.notes import NoteId

from .lookups import known_notes

Tags = Union[str, Sequence[str]]


def add_tags(col: Collection, notes: Sequence[int], tags: Tags) -> None:
    """Add tags to those of the notes that exist."""
    known = [NoteId(nid) for nid in known_notes(col, notes)]
    joined = _joined(tags)
    if known and joined:
        col.tags.bulk_add(known, joined)


def remove_tags(col: Collection, notes: Sequence[int], tags: Tags) -> None:
    """Remove tags, and the tags below them, from those of the notes that exist."""
    known = [NoteId(nid) for nid in known_notes(col, notes)]
    joined = _joined(tags)
    if known and joined:
        col.tags.bulk_remove(known, joined)


def _joined(tags: Tags) -> str:
    return (tags if isinstance(tags, str) else " ".join(tags)).strip()
