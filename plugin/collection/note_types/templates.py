"""What the actions on the card templates of note types do to a collection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anki.collection import Collection
from anki.models import NotetypeDict

from ...errors import TemplateExists, TemplateNameEmpty, TemplateNeeded, TemplateNotFound
from ..lookups import note_type
from . import template_parser as parser
from .note_types import draft, new_template, same_name, store

_SIDES = {"Front": "qfmt", "Back": "afmt"}


def contents(col: Collection, name: str) -> dict[str, dict[str, str]]:
    """Both sides of each template, by its name."""
    return {
        template["name"]: {side: template[key] for side, key in _SIDES.items()}
        for template in note_type(col, name)["tmpls"]
    }


def fields_on_templates(col: Collection, name: str) -> dict[str, list[list[str]]]:
    """The fields that each template shows on its front, and those that it shows only on its back."""
    kind = note_type(col, name)
    known = {field["name"] for field in kind["flds"]}

    def shown(side: str) -> list[str]:
        names = (one.field for one in parser.shown_fields(parser.parse(side)))
        return list(dict.fromkeys(one for one in names if one in known))

    sides = {template["name"]: (shown(template["qfmt"]), shown(template["afmt"])) for template in kind["tmpls"]}
    return {card: [front, [one for one in back if one not in front]] for card, (front, back) in sides.items()}


def update(col: Collection, name: str, new: Mapping[str, Mapping[str, Any]]) -> None:
    """Change templates; unknown ones and empty sides are ignored.

    Args:
        col: the collection
        name: of the note type
        new: wire.TemplateSides by the name of the template
    """
    kind = draft(col, name)
    for template in kind["tmpls"]:
        for side, key in _SIDES.items():
            template[key] = new.get(template["name"], {}).get(side) or template[key]
    store(col, kind)


def add(col: Collection, name: str, template: Mapping[str, Any]) -> None:
    """Add a template, or change the one of that name.

    Args:
        col: the collection
        name: of the note type
        template: wire.Template
    """
    kind = draft(col, name)
    for known in kind["tmpls"]:
        if same_name(known["name"], template["Name"]):
            known["qfmt"], known["afmt"] = template["Front"], template["Back"]
            break
    else:
        _check_not_empty(template["Name"])
        kind["tmpls"].append(new_template(col, template))
    store(col, kind)


def rename(col: Collection, name: str, old: str, new: str) -> None:
    """Rename a template."""
    kind = draft(col, name)
    template = _template(kind, old)
    _check_not_empty(new)
    if any(same_name(one["name"], new) for one in kind["tmpls"] if one is not template):
        raise TemplateExists(kind["name"], new)
    template["name"] = new
    store(col, kind)


def reposition(col: Collection, name: str, template_name: str, index: int) -> None:
    """Move a template; an index past the end means the end."""
    kind = draft(col, name)
    template = _template(kind, template_name)
    kind["tmpls"].remove(template)
    kind["tmpls"].insert(index, template)
    store(col, kind)


def remove(col: Collection, name: str, template_name: str) -> None:
    """Remove a template with all its cards."""
    kind = draft(col, name)
    template = _template(kind, template_name)
    if len(kind["tmpls"]) == 1:
        raise TemplateNeeded(kind["name"], template_name)
    kind["tmpls"].remove(template)
    store(col, kind)


def _template(kind: NotetypeDict, name: str) -> dict[str, Any]:
    for template in kind["tmpls"]:
        if template["name"] == name:
            found: dict[str, Any] = template
            return found
    raise TemplateNotFound(kind["name"], name)


def _check_not_empty(name: str) -> None:
    if not name.replace('"', "").strip():
        raise TemplateNameEmpty
