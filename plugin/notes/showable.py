"""Checks whether Anki could show a note, before it stores what is in its fields."""

from __future__ import annotations

from collections.abc import Mapping

from ..collection.sound_tags import most_sounds
from ..collection.unclosed_marks import most_unclosed
from ..errors import TooManySoundsInField, TooManyUnclosedInField
from .cloze_nesting import check_clozes


def check_showable(contents: Mapping[str, str]) -> None:
    """Raise ClozesNestedTooDeeply, TooManySoundsInField or TooManyUnclosedInField for a field that Anki could not show.

    Args:
        contents: by field name
    """
    check_clozes(contents)
    for name, content in contents.items():
        most = most_sounds(content)
        if most is not None:
            raise TooManySoundsInField(name, most)
        most = most_unclosed(content)
        if most is not None:
            raise TooManyUnclosedInField(name, most)
