"""What all errors have in common, and Anki's messages in plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Literal, Optional

from .quoting import MOST_SHOWN, escaped
from .url_secrets import without_url_secrets

Code = Literal[
    "not_found",
    "duplicate",
    "empty",
    "invalid",
    "forbidden",
    "unconfirmed",
    "limit",
    "unavailable",
    "unsupported",
    "internal",
]
# What they mean, for the documents
CODES: Mapping[Code, str] = {
    "not_found": "Something that the request names is not there.",
    "duplicate": "It is there already.",
    "empty": "A name, a list or a note has nothing in it.",
    "invalid": "The request, or a value in it, is wrong, or does not fit what is there.",
    "forbidden": "The key, the rights or the rules for files and addresses do not allow it.",
    "unconfirmed": "A person at Anki must agree, and has not.",
    "limit": "It is longer, larger or nested more deeply than what is taken.",
    "unavailable": "It cannot be done now: no collection is open, Anki is busy, or the disk or the network fails.",
    "unsupported": "There is no such action, or this Anki does not have it.",
    "internal": "It is a mistake of this add-on, which has written it to its log.",
}

_BLOCK_TAG = re.compile(r"</?(?:p|br|div|ul|ol|li|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
# Of direction; translators use the last three
_MARKS = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F, 0x061C])
# What Anki inserts into a text stands between these
_INSERTED = re.compile("\u2068([^\u2066-\u2069]*)\u2069")
# Anki's messages may repeat what was sent, be it 50 MB long
_LOOKED_AT = 10 * MOST_SHOWN


def plain_line(text: str) -> str:
    """Make one line of plain text out of what Anki wrote for a window (HTML, marks, line breaks)."""
    without_tags = _TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if without_tags != text:
        without_tags = html.unescape(without_tags)
    return " ".join(without_tags.translate(_MARKS).split())


def reason_line(message: str) -> str:
    """The same of an error, in which everything can be seen that it repeats of a request.

    Blanks of other kinds are only escaped in what Anki inserted: French has them before signs of punctuation.
    """
    return escaped(plain_line(_INSERTED.sub(lambda match: escaped(match[1]), message[:_LOOKED_AT])))


class ApiError(Exception):
    """The client's request cannot be done; the text says why, in one line: what was sent is written by quoting.py.

    Args:
        message: the text
        code: if it is another one than that of the class

    Attributes:
        code: of what kind it is, for programs; each class says it, or belongs to a family that does (NotFound)
        names_only: whether the text holds nothing of the request but names and ids, so that it may be kept
    """

    code: Code
    names_only = False

    def __init__(self, message: str, code: Optional[Code] = None) -> None:
        if code is not None:
            self.code = code
        self.message = " ".join(message.splitlines())
        super().__init__(self.message)

    @property
    def noted(self) -> str:
        """What may be kept of it: never what was in a note, which the name of the class cannot hold, or a password."""
        return without_url_secrets(self.message) if self.names_only else _CAPITAL.sub(" ", type(self).__name__).lower()

    def __str__(self) -> str:
        return self.message
