"""What all errors have in common, and Anki's messages in plain text."""

from __future__ import annotations

import html
import re

from .quoting import MOST_SHOWN, escaped

_BLOCK_TAG = re.compile(r"</?(?:p|br|div|ul|ol|li|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_ISOLATION_MARKS = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069])
_LINE_BREAKS_AND_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
# French puts them before signs of punctuation
_BLANKS_OF_PUNCTUATION = re.compile("[\u00a0\u202f](?=[:;!?»%])|(?<=«)[\u00a0\u202f]")
# Anki's messages may repeat what was sent, be it 50 MB long
_LOOKED_AT = 10 * MOST_SHOWN


def plain_line(text: str) -> str:
    """Make one line of plain text out of a message that Anki wrote for a window (HTML, marks, line breaks).

    What it repeats of a request is written so that everything in it can be seen.
    """
    text = text[:_LOOKED_AT]
    without_tags = _TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if without_tags != text:
        without_tags = html.unescape(without_tags)
    without_marks = _BLANKS_OF_PUNCTUATION.sub(" ", without_tags.translate(_ISOLATION_MARKS))
    return escaped(" ".join(_LINE_BREAKS_AND_BLANKS.split(without_marks)).strip(" "))


class ApiError(Exception):
    """The client's request cannot be done; the text says why, in one line: what was sent is written by quoting.py.

    Attributes:
        names_only: whether the text holds nothing of the request but names and ids, so that it may be kept
    """

    names_only = False

    def __init__(self, message: str) -> None:
        self.message = " ".join(message.splitlines())
        super().__init__(self.message)

    @property
    def noted(self) -> str:
        """What may be kept of it: never what was in a note, which the name of the class cannot hold."""
        return self.message if self.names_only else _CAPITAL.sub(" ", type(self).__name__).lower()

    def __str__(self) -> str:
        return self.message
