"""Names as Anki stores them: what a client has made under a name is found under that name.

Anki itself maps the names of decks before it looks for them, and those of media files are in media/names.py.
"""

from __future__ import annotations

import re
import unicodedata

_DROPPED_FROM_FIELDS = re.compile(r'[:{}"]')
_DROPPED_FROM_THEIR_START = re.compile(r"[#/^\s]+")


def note_type_name(name: str) -> str:
    """The name of a note type, as Anki stores it."""
    return unicodedata.normalize("NFC", name).replace('"', "")


def template_name(name: str) -> str:
    """The name of a card template, as Anki stores it."""
    return unicodedata.normalize("NFC", name).replace('"', "")


def field_name(name: str) -> str:
    """The name of a field, as Anki stores it."""
    kept = _DROPPED_FROM_FIELDS.sub("", unicodedata.normalize("NFC", name)).strip()
    return _DROPPED_FROM_THEIR_START.sub("", kept, count=1) if _DROPPED_FROM_THEIR_START.match(kept) else kept


def tag_name(tag: str) -> str:
    """A tag, as Anki stores it."""
    return unicodedata.normalize("NFC", tag)
