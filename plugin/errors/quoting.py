"""Writes what a client sent into an error: what cannot be seen is escaped, what is long is cut.

Ordinary names stay as they are, because clients compare the errors that hold them. So a character that changes how its
neighbours look is not invisible: the joiners within an emoji or a Persian word, the selector of an emoji's form.
"""

from __future__ import annotations

import itertools
import re
import reprlib
import unicodedata
from collections.abc import Iterable

MOST_SHOWN = 1000  # characters of one value; a deck with some levels has hundreds
MOST_LISTED = 50
CUT = "…"

_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Controls, formats, surrogates, and all that separates but the ordinary blank
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
# Of other categories, but as empty: fillers of Hangul, vowels of Khmer, the blank of Braille, the grapheme joiner
_INVISIBLE = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SELECTORS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_VIRAMA = 9  # the combining class of what joiners follow in the scripts of India
# The flag of a part of a country is an emoji that letters follow which are not drawn
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")

# str() builds all of the text, and fails for a thousand lists within each other
_LISTS = reprlib.Repr()
_LISTS.maxstring = 200


def shown(value: object, most: int = MOST_SHOWN) -> str:
    """A value that a client sent, in which everything can be seen; in quotes if it begins or ends with a blank.

    Args:
        value: as it was sent
        most: characters of it that are shown
    """
    text = escaped(value, most)
    return text if text == text.strip(" ") else f'"{text}"'


def escaped(value: object, most: int = MOST_SHOWN) -> str:
    """The same for a place that is in quotes already."""
    text = value if isinstance(value, str) else _LISTS.repr(value) if isinstance(value, (list, dict)) else str(value)
    if len(text) > most:
        text = text[:most] + CUT
    if text.isprintable() and not _SELECTORS.search(text) and _INVISIBLE.isdisjoint(text):
        return text
    kept = {place for flag in _FLAG.finditer(text) for place in range(*flag.span())}
    return "".join(one if place in kept or _is_seen(text, place) else _escape(one) for place, one in enumerate(text))


def quoted(value: str, most: int = MOST_SHOWN) -> str:
    """The same in quotes, so that nobody takes what a client sent for words of ours."""
    text = value[: most + 1].replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped(text, most)}"'


def listed(values: Iterable[object]) -> str:
    """Several values, as part of a sentence."""
    remaining = iter(values)
    texts = [shown(one) for one in itertools.islice(remaining, MOST_LISTED)]
    more = sum(1 for _ in remaining)
    return ", ".join(texts) + (f" and {more} more" if more else "")


def _is_seen(text: str, place: int) -> bool:
    one = text[place]
    if one in (_NON_JOINER, _JOINER):
        return _joins(text[place - 1 : place], text[place + 1 : place + 2], one)
    if _SELECTORS.match(one):
        return _takes_selector(text[place - 1 : place])
    return one == " " or (unicodedata.category(one) not in _INVISIBLE_CATEGORIES and one not in _INVISIBLE)


def _joins(before: str, after: str, joiner: str) -> bool:
    """Whether a joiner can be seen: between letters that are written joined, or the parts of an emoji."""
    if not before or not after:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if joiner == _JOINER and _is_emoji(before) and _is_emoji(after):
        return True
    return _is_joined(before) and _is_joined(after)


def _is_joined(one: str) -> bool:
    return unicodedata.bidirectional(one) in ("AL", "NSM") and unicodedata.category(one)[0] in "LM"


def _is_emoji(one: str) -> bool:
    return one == "\ufe0f" or unicodedata.category(one) in ("So", "Sk", "Sm")


def _takes_selector(before: str) -> bool:
    if not before:
        return False
    if before.isascii():
        return before in "#*0123456789"
    return not _SELECTORS.match(before) and unicodedata.category(before)[0] not in "CZ"


def _escape(one: str) -> str:
    short = _SHORT_ESCAPES.get(one)
    if short is not None:
        return short
    return f"\\u{ord(one):04x}" if ord(one) < 0x10000 else f"\\U{ord(one):08x}"
