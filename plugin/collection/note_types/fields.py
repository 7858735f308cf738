"""Adds, renames, moves and removes the fields of note types, and sets their properties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from anki.collection import Collection
from anki.models import FieldDict, NotetypeDict

from ...errors import FieldExists, FieldNameInvalid, FieldNeeded, FieldNotFound
from ..names import field_name
from .note_types import editable_copy, first_repeated, same_name, save, with_name

_FORBIDDEN_IN_NAMES = re.compile(r'[:{}"]|^[#^/]')


def checked_names(note_type_name: str, names: Sequence[str]) -> list[str]:
    """The names of the fields of a new note type as Anki will store them, after a check."""
    checked = [_checked_name(name) for name in names]
    repeated = first_repeated(checked)
    if repeated is not None:
        raise FieldExists(note_type_name, repeated)
    return checked


def add(col: Collection, note_type_name: str, name: str, index: int | None) -> None:
    """Add a field; an existing one is only moved.

    Args:
        col: the collection
        note_type_name: of the note type
        name: of the field
        index: its position; None appends a new field, and leaves one that is there where it is
    """
    note_type = editable_copy(col, note_type_name)
    name = _checked_name(name)
    if with_name(note_type["flds"], name, field_name) is not None:
        if index is not None:
            reposition(col, note_type_name, name, index)
        return
    _check_free(note_type, name)
    position = len(note_type["flds"]) if index is None else index
    note_type["flds"].insert(position, col.models.new_field(name))
    save(col, note_type)


def rename(col: Collection, note_type_name: str, old: str, new: str) -> None:
    """Rename a field, also in the card templates."""
    note_type = editable_copy(col, note_type_name)
    field = _field(note_type, old)
    new = _checked_name(new)
    field["name"] = ""
    _check_free(note_type, new)
    field["name"] = new
    save(col, note_type)


def reposition(col: Collection, note_type_name: str, name: str, index: int) -> None:
    """Move a field; an index past the end means the end."""
    note_type = editable_copy(col, note_type_name)
    field = _field(note_type, name)
    note_type["flds"].remove(field)
    note_type["flds"].insert(index, field)
    save(col, note_type)


def remove(col: Collection, note_type_name: str, name: str) -> None:
    """Remove a field with its contents in all notes."""
    note_type = editable_copy(col, note_type_name)
    field = _field(note_type, name)
    if len(note_type["flds"]) == 1 or field.get("preventDeletion"):
        raise FieldNeeded(note_type["name"], name)
    note_type["flds"].remove(field)
    save(col, note_type)


def set_property(col: Collection, note_type_name: str, name: str, key: str, value: Any) -> None:
    """Set a property of a field.

    Args:
        col: the collection
        note_type_name: of the note type
        name: of the field
        key: of the property, as Anki calls it
        value: the new one
    """
    note_type = editable_copy(col, note_type_name)
    _field(note_type, name)[key] = value
    save(col, note_type)


def _field(note_type: NotetypeDict, name: str) -> FieldDict:
    found: FieldDict | None = with_name(note_type["flds"], name, field_name)
    if found is None:
        raise FieldNotFound(note_type["name"], name)
    return found


def _check_free(note_type: NotetypeDict, name: str) -> None:
    if any(same_name(field["name"], name) for field in note_type["flds"]):
        raise FieldExists(note_type["name"], name)


def _checked_name(name: str) -> str:
    stripped = name.strip()
    if not stripped or _FORBIDDEN_IN_NAMES.search(stripped):
        raise FieldNameInvalid(name)
    return stripped
