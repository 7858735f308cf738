"""Writes the beginning of a field as plain text, in one line: what shows a note without sending all of it.

Markup goes, entities become their characters, and blanks one blank. An image is its file's name, as in Anki's Browser;
a mark such as [sound:cat.mp3] is text and stays. Fields may have megabytes and end anywhere within their markup: each
character is looked at once, and nothing behind what is needed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

# What begins a tag, a comment or the like; elsewhere < is a character
_OPENING = re.compile("<[a-zA-Z/!?]")
_NAME = re.compile("/?([a-zA-Z][a-zA-Z0-9-]{0,30})")
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|rp|rt|ruby|s|samp|script|small|span|strike"
    "|strong|style|sub|sup|time|tt|u|var|wbr|anki-mathjax"
)
# Their contents are not shown
_ENDS_OF_HIDDEN = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("style", "script")}
_SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_LONGEST_IMAGE = 1_000  # as a tag; longer ones hold the picture itself
_PIECE = 4_096  # characters that are looked at together
_LONGEST_ENTITY = 40


def excerpt(text: str, most: int) -> str:
    """The first characters of a field as plain text, with … at its end if there are more.

    Args:
        text: of the field
        most: how many characters, without the …
    """
    line, is_gap = "", False
    for piece in _pieces(text):
        words = piece.split()
        if words:
            line += (" " if line and (is_gap or piece[0].isspace()) else "") + " ".join(words)
            is_gap = False
        is_gap = is_gap or piece[-1:].isspace()
        if len(line) > most:
            return line[:most].rstrip() + "…"
    return line


def _pieces(text: str) -> Iterator[str]:
    """The text without its markup, in pieces; a blank for markup that begins another line."""
    closers = _Closers(text)
    place = 0
    while place < len(text):
        end = _end_of_piece(text, place)
        opening = _OPENING.search(text, place, end + 1)
        begin = opening.start() if opening else end
        piece = text[place:begin]
        yield html.unescape(piece) if "&" in piece else piece
        place = begin
        if opening is None:
            continue
        found = _NAME.match(text, begin + 1)
        name = found[1].lower() if found else ""
        place = closers.end_of(begin, name)
        if place == begin:  # it has no end, so that it is no markup
            yield "<"
            place += 1
        elif name == "img":
            yield f" {_image_name(text[begin:place])} "
        elif name and not _INLINE.fullmatch(name):
            yield " "


def _end_of_piece(text: str, begin: int) -> int:
    """Where a piece of the text may end: not within an entity."""
    end = begin + _PIECE
    if end >= len(text):
        return len(text)
    entity = text.rfind("&", end - _LONGEST_ENTITY, end)
    return end if entity == -1 else entity


class _Closers:
    """Finds where markup ends, without looking again for an end that there is not.

    Args:
        text: with the markup
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def end_of(self, place: int, name: str) -> int:
        """Where the markup that begins at a place ends; that place if it has no end."""
        if self._text.startswith("<!--", place):
            return self._behind("-->", place + 4) or self._behind(">", place) or place
        if name in _ENDS_OF_HIDDEN:
            return self._behind(">", self._end_of_hidden(name, place)) or place
        return self._behind(">", place) or place

    def _end_of_hidden(self, name: str, place: int) -> int:
        """Where the tag begins that ends what is hidden; the same place if there is none."""
        found = None if name in self._missing else _ENDS_OF_HIDDEN[name].search(self._text, place)
        if found is None:
            self._missing.add(name)
            return place
        return found.start()

    def _behind(self, closer: str, place: int) -> int:
        """The place behind the next closer, 0 if there is none."""
        found = -1 if closer in self._missing else self._text.find(closer, place)
        if found == -1:
            self._missing.add(closer)
            return 0
        return found + len(closer)


def _image_name(tag: str) -> str:
    source = _SOURCE.search(tag) if len(tag) <= _LONGEST_IMAGE else None
    if source is None:
        return ""
    name = html.unescape(source[1] or source[2] or source[3] or "")
    return "" if name.lower().startswith("data:") else name
