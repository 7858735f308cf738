"""What all errors have in common, and Anki's messages in plain text."""

from __future__ import annotations

import html
import re

_BLOCK_TAG = re.compile(r"</?(?:p|br|div|ul|ol|li|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_LONG_URL = 200
_ISOLATION_MARKS = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069])


def plain_line(text: str) -> str:
    """Make one line of plain text out of a message that Anki wrote for a window (HTML, marks, line breaks)."""
    without_tags = _TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if without_tags != text:
        without_tags = html.unescape(without_tags)
    return " ".join(without_tags.translate(_ISOLATION_MARKS).split())


class ApiError(Exception):
    """The client's request cannot be done; the text says why, in one line even where a name in it has several.

    Attributes:
        names_only: whether the text holds nothing of the request but names and ids, so that it may be kept
    """

    names_only = False

    def __init__(self, message: str) -> None:
        self.message = " ".join(message.splitlines())  # a name that was sent may have line breaks in it
        super().__init__(self.message)

    @property
    def noted(self) -> str:
        """What may be kept of it: never what was in a note, which the name of the class cannot hold."""
        return self.message if self.names_only else _CAPITAL.sub(" ", type(self).__name__).lower()

    def __str__(self) -> str:
        return self.message
