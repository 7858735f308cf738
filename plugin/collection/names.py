"""Names as Anki stores them: what a client has made under a name is found under that name.

Anki itself maps the names of decks before it looks for them, and those of media files are in media/names.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Optional

from ..compat import TAGS_LOSE_QUOTATION_MARKS

_DROPPED_FROM_FIELDS = re.compile(r'[:{}"]')
_DROPPED_FROM_THEIR_START = re.compile(r"[#/^\s]+")
# Between tags are blanks: for Anki only the first two of these
_TAG = re.compile("[^ \u3000\t\r\n]+")
_DROPPED_FROM_TAGS = re.compile(r'[\x00-\x1f\x7f"]' if TAGS_LOSE_QUOTATION_MARKS else r"[\x00-\x1f\x7f]")


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


def tag_names(tags: str) -> list[str]:
    """Tags with blanks between them, as Anki stores them."""
    tags = unicodedata.normalize("NFC", tags)
    separate = [tag[0] for tag in _TAG.finditer(tags)]  # to split megabytes in one call would hold the GIL
    return [*map(tag_name, separate)] if _may_change(tags) else separate


def tag_name(tag: str) -> str:
    """A tag, as Anki stores it."""
    tag = unicodedata.normalize("NFC", tag)
    if not tag or not _may_change(tag):
        return tag
    return "::".join(_DROPPED_FROM_TAGS.sub("", part).strip() or "blank" for part in tag.split("::"))


def _may_change(tags: str) -> bool:
    """Whether Anki may change one of several tags: letters that it drops, odd blanks, and parts without a name."""
    padded = f" {tags} "
    odd = "::::" in padded or " ::" in padded or ":: " in padded or not tags.isprintable()
    return odd or (TAGS_LOSE_QUOTATION_MARKS and '"' in tags)


def find_profile(profiles: Iterable[str], name: str) -> Optional[str]:
    """The profile of that name as Anki has it, which takes blanks at the ends off a new one; None if there is none.

    Systems differ in whether what is typed is composed, and Anki keeps that as it is.

    Args:
        profiles: the names of all
        name: as it was sent
    """
    known = list(profiles)
    if name in known:
        return name
    wanted = unicodedata.normalize("NFC", name.strip())
    return next((one for one in known if unicodedata.normalize("NFC", one) == wanted), None)
