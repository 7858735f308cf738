"""Reads, changes, adds, renames, moves and removes the card templates of note types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anki.collection import Collection
from anki.models import NotetypeDict

from ...api.wire.note_types import TemplateContents
from ...errors import TemplateExists, TemplateNameEmpty, TemplateNeeded, TemplateNotFound
from ..lookups import get_note_type
from ..names import template_name
from .note_types import editable_copy, new_template, same_name, save, with_name
from .template_parser import shown_fields, with_stored_names

_SIDES = {"Front": "qfmt", "Back": "afmt"}


def contents(col: Collection, name: str) -> dict[str, TemplateContents]:
    """Both sides of each template, by its name."""
    return {
        template["name"]: {"Front": template["qfmt"], "Back": template["afmt"]}
        for template in get_note_type(col, name)["tmpls"]
    }


def fields_on_templates(col: Collection, name: str) -> dict[str, tuple[list[str], list[str]]]:
    """For each template the fields on its front, and the fields that are only on its back."""
    note_type = get_note_type(col, name)
    known = {field["name"] for field in note_type["flds"]}

    def shown(side: str) -> list[str]:
        names = (one.name for one in shown_fields(side))
        return list(dict.fromkeys(one for one in names if one in known))

    sides = {template["name"]: (shown(template["qfmt"]), shown(template["afmt"])) for template in note_type["tmpls"]}
    return {card: (front, [one for one in back if one not in front]) for card, (front, back) in sides.items()}


def update(col: Collection, name: str, new: Mapping[str, Mapping[str, Any]]) -> None:
    """Change templates; unknown ones and empty sides are ignored.

    Args:
        col: the collection
        name: of the note type
        new: wire.TemplateSides by the name of the template
    """
    note_type = editable_copy(col, name)
    for sent, sides in new.items():
        template = with_name(note_type["tmpls"], sent, template_name)
        if template is not None:
            for side, key in _SIDES.items():
                template[key] = with_stored_names(sides.get(side) or "") or template[key]
    save(col, note_type)


def add(col: Collection, name: str, template: Mapping[str, Any]) -> None:
    """Add a template, or change the one of that name.

    Args:
        col: the collection
        name: of the note type
        template: wire.Template
    """
    note_type = editable_copy(col, name)
    for existing in note_type["tmpls"]:
        if same_name(existing["name"], template["Name"]):
            existing.update((key, with_stored_names(template[side])) for side, key in _SIDES.items())
            break
    else:
        _check_not_empty(template["Name"])
        note_type["tmpls"].append(new_template(col, template))
    save(col, note_type)


def rename(col: Collection, name: str, old: str, new: str) -> None:
    """Rename a template."""
    note_type = editable_copy(col, name)
    template = _template(note_type, old)
    _check_not_empty(new)
    if any(same_name(one["name"], new) for one in note_type["tmpls"] if one is not template):
        raise TemplateExists(note_type["name"], new)
    template["name"] = new
    save(col, note_type)


def reposition(col: Collection, name: str, template_name: str, index: int) -> None:
    """Move a template; an index past the end means the end."""
    note_type = editable_copy(col, name)
    template = _template(note_type, template_name)
    note_type["tmpls"].remove(template)
    note_type["tmpls"].insert(index, template)
    save(col, note_type)


def remove(col: Collection, name: str, template_name: str) -> None:
    """Remove a template with all its cards."""
    note_type = editable_copy(col, name)
    template = _template(note_type, template_name)
    if len(note_type["tmpls"]) == 1:
        raise TemplateNeeded(note_type["name"], template_name)
    note_type["tmpls"].remove(template)
    save(col, note_type)


def _template(note_type: NotetypeDict, name: str) -> dict[str, Any]:
    found: dict[str, Any] | None = with_name(note_type["tmpls"], name, template_name)
    if found is None:
        raise TemplateNotFound(note_type["name"], name)
    return found


def _check_not_empty(name: str) -> None:
    if not name.replace('"', "").strip():
        raise TemplateNameEmpty
