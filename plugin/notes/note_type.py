"""A note type as adding notes needs it, parsed once for many notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Optional

from anki.models import NotetypeDict

from ..collection.note_types.template_parser import shown_fields
from .field_text import field_in_any_case


class NoteType(NamedTuple):
    """A note type.

    Args:
        definition: as Anki has it
        field_names: in order
        positions: of the fields, by lower-case name
        cloze_positions: of the fields that make the cards, if it is a cloze note type
    """

    definition: NotetypeDict
    field_names: Sequence[str]
    positions: Mapping[str, int]
    cloze_positions: Sequence[int]

    def find_field(self, name: str) -> Optional[int]:
        """The position of a field, whose name may be in any case; None if there is none."""
        return field_in_any_case(self.positions, name)


def parse_note_type(definition: NotetypeDict) -> NoteType:
    """Parse the templates of a note type, and index its fields."""
    names = [field["name"] for field in definition["flds"]]
    positions = {name.lower(): position for position, name in enumerate(names)}
    shown = [one for template in definition["tmpls"] for one in shown_fields(template["qfmt"])]
    cloze_names = {one.name for one in shown if "cloze" in one.filters}
    cloze_positions = [position for position, name in enumerate(names) if name in cloze_names]
    return NoteType(definition, names, positions, cloze_positions)
