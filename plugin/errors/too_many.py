"""Words for texts with more of something than Anki can show."""

from __future__ import annotations


def too_many_sounds(where: str, most: int) -> str:
    """A field or a side of a card template has too many marks of sounds.

    Args:
        where: such as "field Front"
        most: that it may have
    """
    return f"{where} has too many sounds: at most {most} of [sound: and [anki: in a text of this length"


def too_many_unclosed(where: str, marks: str, most: int) -> str:
    """A field or a side of a card template has too many marks behind which their ends are missing.

    Args:
        where: such as "field Front"
        marks: that are counted
        most: that it may have
    """
    return f"{where} has too many marks without an end: at most {most} of {marks} in a text of this length"
