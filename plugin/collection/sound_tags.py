"""Tells which texts have too many marks of sounds for Anki: it looks from each for its end, through all of the text.

20,000 marks `[anki:tts` that are not closed keep Anki for 14 s whenever such a card is shown, or a row of the Browser
is drawn, with all of its windows. So what counts is the number of marks times the length of the text.
"""

from __future__ import annotations

_MARKS = ("[sound:", "[anki:")
_MOST_WORK = 50_000_000  # Anki needs some 0.2 s for it
_ALWAYS_FINE = 100  # marks, in a text of whatever length
_SHORT = 17_000  # in so few characters there cannot be too many: a mark has six


def most_sounds(text: str) -> int | None:
    """How many marks of sounds a text of this length may have, if it has more; None if it is well.

    Args:
        text: a field, or a side of a card template
    """
    if len(text) <= _SHORT:
        return None
    most = max(_ALWAYS_FINE, _MOST_WORK // len(text))
    return most if sum(map(text.count, _MARKS)) > most else None
