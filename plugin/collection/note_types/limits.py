"""Checks that a note type holds nothing that Anki could not show or would not survive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anki.models import NotetypeDict

from ...errors import NameTooLong, TemplateNestedTooDeeply, TooManySoundsInTemplate
from ..sound_tags import most_sounds
from .template_parser import nested_conditions

# Anki's parser needs a part of the stack for each, and without stack the whole program ends: between 5,000 and 20,000
# where threads have 8 MB, as on Linux; Windows gives them an eighth of that
_MOST_NESTED = 100
# Characters: of a million Anki needs half a second whenever it draws them, in the Browser and in the Add window
_LONGEST_NAME = 10_000


def check_limits(new: NotetypeDict, old: NotetypeDict | None = None) -> None:
    """Raise NameTooLong, TemplateNestedTooDeeply or TooManySoundsInTemplate; what is in the note type already may stay.

    Args:
        new: as it is to be stored
        old: as it is stored
    """
    names_there = set() if old is None else {name for _, name in _names(old)}
    for kind, name in _names(new):
        if len(name) > _LONGEST_NAME and name not in names_there:
            raise NameTooLong(kind, _LONGEST_NAME)
    there = set() if old is None else {side for template in old["tmpls"] for side in _sides(template)}
    for template in new["tmpls"]:
        for side in _sides(template):
            if side not in there:
                _check_side(template["name"], side)


def _check_side(name: str, side: str) -> None:
    if nested_conditions(side) > _MOST_NESTED:
        raise TemplateNestedTooDeeply(name, _MOST_NESTED)
    most = most_sounds(side)
    if most is not None:
        raise TooManySoundsInTemplate(name, most)


def _names(note_type: NotetypeDict) -> list[tuple[str, str]]:
    fields = [("field", one["name"]) for one in note_type["flds"]]
    return [("model", note_type["name"]), *fields, *(("template", one["name"]) for one in note_type["tmpls"])]


def _sides(template: Mapping[str, Any]) -> tuple[str, str]:
    return template["qfmt"], template["afmt"]
