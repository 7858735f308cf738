"""Checks whether Anki could show a note, before it stores what is in its fields."""

from __future__ import annotations

from collections.abc import Mapping

from ..collection.sound_tags import most_sounds
from ..errors import TooManySoundsInField
from .cloze_nesting import check_clozes


def check_showable(contents: Mapping[str, str]) -> None:
    """Raise ClozesNestedTooDeeply or TooManySoundsInField for a field that Anki could not show.

    Args:
        contents: by field name
    """
    check_clozes(contents)
    for name, content in contents.items():
        most = most_sounds(content)
        if most is not None:
            raise TooManySoundsInField(name, most)
