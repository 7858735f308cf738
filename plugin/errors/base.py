"""What all errors have in common, and Anki's messages in plain text."""

from __future__ import annotations

import html
import re
from typing import ClassVar, Literal

from .quoting import MOST_SHOWN, escaped
from .url_secrets import without_url_secrets

Code = Literal[
    "not_found",  # what is named in the request is not there
    "duplicate",  # it is there already
    "empty",  # there is nothing in it
    "invalid",  # the request, or a value in it, is wrong
    "forbidden",  # a key, a right, or a place where the caller may not go
    "unconfirmed",  # a person must agree, and has not
    "limit",  # more than is taken
    "unavailable",  # not now: no collection, no connection, Anki busy
    "unsupported",  # no such action, or none here
    "internal",  # a bug of ours
]

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

    Attributes:
        code: of what kind it is, for programs; errors of a kind share it
        names_only: whether the text holds nothing of the request but names and ids, so that it may be kept
    """

    code: ClassVar[Code] = "invalid"
    names_only = False

    def __init__(self, message: str) -> None:
        self.message = " ".join(message.splitlines())
        super().__init__(self.message)

    @property
    def noted(self) -> str:
        """What may be kept of it: never what was in a note, which the name of the class cannot hold, or a password."""
        return without_url_secrets(self.message) if self.names_only else _CAPITAL.sub(" ", type(self).__name__).lower()

    def __str__(self) -> str:
        return self.message
