"""What the actions on the fields of note types do to a collection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from anki.collection import Collection
from anki.models import FieldDict, NotetypeDict

from ...errors import FieldExists, FieldNameInvalid, FieldNeeded, FieldNotFound
from .note_types import draft, first_repeated, same_name, store

_NOT_IN_NAMES = re.compile(r'[:{}"]|^[#^/]')


def checked_names(note_type: str, names: Sequence[str]) -> list[str]:
    """The names for the fields of a new note type, as Anki will store them."""
    checked = [_checked_name(name) for name in names]
    repeated = first_repeated(checked)
    if repeated is not None:
        raise FieldExists(note_type, repeated)
    return checked


def add(col: Collection, note_type: str, name: str, index: int | None) -> None:
    """Add a field; one that is there already is only moved.

    Args:
        col: the collection
        note_type: its name
        name: of the field
        index: where it goes; None for the end, or for where it is
    """
    kind = draft(col, note_type)
    name = _checked_name(name)
    if any(field["name"] == name for field in kind["flds"]):
        if index is not None:
            reposition(col, note_type, name, index)
        return
    _check_free(kind, name)
    place = len(kind["flds"]) if index is None else index
    kind["flds"].insert(place, col.models.new_field(name))
    store(col, kind)


def rename(col: Collection, note_type: str, old: str, new: str) -> None:
    """Rename a field, also in the card templates."""
    kind = draft(col, note_type)
    field = _field(kind, old)
    new = _checked_name(new)
    field["name"] = ""
    _check_free(kind, new)
    field["name"] = new
    store(col, kind)


def reposition(col: Collection, note_type: str, name: str, index: int) -> None:
    """Move a field; an index past the end means the end."""
    kind = draft(col, note_type)
    field = _field(kind, name)
    kind["flds"].remove(field)
    kind["flds"].insert(index, field)
    store(col, kind)


def remove(col: Collection, note_type: str, name: str) -> None:
    """Remove a field with its contents in all notes."""
    kind = draft(col, note_type)
    field = _field(kind, name)
    if len(kind["flds"]) == 1 or field.get("preventDeletion"):
        raise FieldNeeded(kind["name"], name)
    kind["flds"].remove(field)
    store(col, kind)


def set_property(col: Collection, note_type: str, name: str, key: str, value: Any) -> None:
    """Give one of a field's properties another value.

    Args:
        col: the collection
        note_type: its name
        name: of the field
        key: of the property, as Anki calls it
        value: the new one
    """
    kind = draft(col, note_type)
    _field(kind, name)[key] = value
    store(col, kind)


def _field(kind: NotetypeDict, name: str) -> FieldDict:
    for field in kind["flds"]:
        if field["name"] == name:
            found: FieldDict = field
            return found
    raise FieldNotFound(kind["name"], name)


def _check_free(kind: NotetypeDict, name: str) -> None:
    if any(same_name(field["name"], name) for field in kind["flds"]):
        raise FieldExists(kind["name"], name)


def _checked_name(name: str) -> str:
    stripped = name.strip()
    if not stripped or _NOT_IN_NAMES.search(stripped):
        raise FieldNameInvalid(name)
    return stripped
