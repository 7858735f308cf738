"""Checks whether Anki could show a note, before it stores what is in its fields."""

from __future__ import annotations

from collections.abc import Mapping

from ..api.host import Host
from ..collection.sound_tags import most_sounds
from ..collection.unclosed_marks import most_unclosed
from ..errors import TooManySoundsInField, TooManyUnclosedInField
from .cloze_nesting import check_clozes

_LARGE = 200_000  # characters; more take longer than a millisecond


async def check_showable_apart(host: Host, contents: Mapping[str, str]) -> None:
    """Raise as check_showable() does; megabytes are looked at on a thread.

    Args:
        host: the program around
        contents: by field name
    """
    if sum(map(len, contents.values())) < _LARGE:
        check_showable(contents)
    else:
        await host.run_in_thread(lambda: check_showable(contents))


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
