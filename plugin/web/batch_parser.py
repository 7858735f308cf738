"""Parses long JSON in batches, so that no other thread has to wait until all of it is parsed.

orjson holds the GIL while it parses: 60 ms for a string of 30 MB, half a second for an object of a million names. So a
long body is cut behind a comma every 64 KiB. What is between two cuts becomes JSON of its own when the containers that
are open at its beginning are opened before it, and those that are open at its end are closed behind it. What orjson
makes of that is added to the containers of the batches before. So orjson has judged every byte.

A string that is longer than a batch is decoded by itself, in slices; in its batch a name stands for it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from ..errors import MalformedRequest
from ..gil import releasing_gil
from . import lenient_json
from .json_errors import malformed, not_utf8
from .json_slices import BACKSLASH, BLANKS, QUOTE, SLICE, slice_at, split_at_quotes

# Without a comma there is so much only in numbers or between blanks, and nobody honest sends that
_MOST_SLICES = 16

_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_LIST = ord("[")

# Characters that are put together in one call, which holds the GIL: 200 million take a seventh of a second, most of it
# for fresh memory. Memory that grows need not be copied, on Linux at least; elsewhere it is, two dozen times.
_TOGETHER = 8 * 1024 * 1024

_LOW_SURROGATE = re.compile(rb"\\u[dD][c-fC-F]")
_LONGEST_ESCAPE = 12  # a pair of surrogates
_SINGLE_ESCAPE = 6


class _Batch(NamedTuple):
    """What is between two commas.

    Args:
        pieces: its JSON, and where in the body each piece begins
        brackets: that are not in strings
        end: where the next one begins
        is_last: whether there is no next one
    """

    pieces: list[tuple[bytes, int]]
    brackets: bytes
    end: int
    is_last: bool


def loads(body: bytes | bytearray, size: int = SLICE) -> Any:
    """Parse JSON as orjson.loads() does, or raise MalformedRequest.

    Args:
        body: the whole of it
        size: bytes that are parsed at a time, some dozens at least
    """
    return _BatchParser(body, size).parse()


class _BatchParser:
    def __init__(self, body: bytes | bytearray, size: int) -> None:
        self._body = body
        self._size = size
        self._start = 0  # of the next batch
        self._open: list[Any] = []  # the containers in which it begins, outermost first
        self._brackets = b""  # that have opened them
        self._whole: Any = None
        # nobody can send these
        name = secrets.token_hex()
        self._continued = f"{name}<"  # in a batch, the member that goes on with one of the batch before
        self._goes_on = f"{name}>"  # in a batch, the last entry or member of each container that is still open
        self._long_string = f"{name}="
        self._not_finite = f"{name}!"
        self._strings: dict[str, str] = {}

    def parse(self) -> Any:
        for batch in releasing_gil(self._batches()):
            self._add(batch)
        return self._whole

    # Cutting -------------------------------------------------------------------

    def _batches(self) -> Iterator[_Batch]:
        is_last = False
        while not is_last:
            batch = self._next_batch()
            yield batch
            self._start, is_last = batch.end, batch.is_last

    def _next_batch(self) -> _Batch:
        """Go on to the last comma within a slice that is not in a string; further if there is none."""
        pieces: list[tuple[bytes, int]] = []
        at, outside = self._start, b""
        while sum(len(data) for data, _ in pieces) <= _MOST_SLICES * self._size:
            data = slice_at(self._body, at, self._size)
            parts = split_at_quotes(data)
            if at + len(data) == len(self._body):
                return _Batch([*pieces, (data, at)], b"", len(self._body), is_last=True)
            comma, before = _last_comma(data, parts)
            if comma >= 0:
                brackets = (outside + before).translate(None, _NOT_BRACKETS)
                return _Batch([*pieces, (data[:comma], at)], brackets, at + comma + 1, is_last=False)
            outside += b"".join(parts[::2])
            if len(parts) % 2:
                pieces.append((data if data.strip(BLANKS) else b" ", at))
                at += len(data)
            else:
                string = at + len(data) - len(parts[-1])
                pieces.append((data[: len(data) - len(parts[-1])], at))
                name, at = self._read_string(string)
                pieces.append((name, string))
        raise malformed("too much without a comma", self._body, at)

    def _read_string(self, start: int) -> tuple[bytes, int]:
        """Decode a long string: what stands for it in its batch, and where it ends."""
        end, is_closed = start, False
        for data in releasing_gil(self._slices(start)):
            length = len(split_at_quotes(data)[0]) if QUOTE in data else len(data)
            end += length
            is_closed = length < len(data)
            if is_closed:
                break
        string = _joined(releasing_gil(self._decoded(start, end)))
        if not is_closed:
            return b"", end
        name = f"{self._long_string}{len(self._strings)}"
        self._strings[name] = string
        return f'{name}"'.encode(), end + 1

    def _slices(self, start: int) -> Iterator[bytes]:
        while start < len(self._body):
            data = slice_at(self._body, start, self._size)
            yield data
            start += len(data)

    def _decoded(self, start: int, end: int) -> Iterator[str]:
        while start < end:
            stop = end if end - start <= self._size else self._end_of_characters(start)
            piece = bytes(self._body[start:stop])
            try:
                yield orjson.loads(b'"%b"' % piece)
            except orjson.JSONDecodeError as error:
                yield self._repaired_string(piece, self._malformed(error, 1, [(piece, start)]))
            start = stop

    def _repaired_string(self, piece: bytes, refusal: MalformedRequest) -> Any:
        try:
            return orjson.loads(b'"%b"' % lenient_json.repair_string(piece))
        except orjson.JSONDecodeError:
            raise refusal from None

    def _end_of_characters(self, start: int) -> int:
        """Where a slice of a string may end: neither in an escape, nor between two surrogates, nor in a character."""
        data = slice_at(self._body, start, self._size)
        end = start + len(data)
        escape = -1
        if BACKSLASH in data:
            escape = data.replace(b"\\\\", b"__").rfind(BACKSLASH, -_LONGEST_ESCAPE)
        if escape >= 0:
            end = start + escape
            is_low = _LOW_SURROGATE.match(self._body, end)
            if is_low and data[escape - _SINGLE_ESCAPE :].startswith(b"\\u"):
                end -= _SINGLE_ESCAPE
        else:
            for _ in range(3):
                if (self._body[end] & 0xC0) == 0x80:  # not the first byte of a character
                    end -= 1
        return end

    # Putting together ----------------------------------------------------------

    def _add(self, batch: _Batch) -> None:
        brackets = _unmatched(self._brackets + batch.brackets)
        closing = b"" if batch.is_last else self._closing(brackets)
        data = b"".join([self._opening(), *(data for data, _ in batch.pieces), closing])
        try:
            part = orjson.loads(data)
        except orjson.JSONDecodeError:
            part = self._repaired(data, batch)
        if not (batch.is_last or brackets):  # a comma behind the whole value
            raise self._refusal(batch)
        if self._strings:
            part = self._with_strings(part)
        open_now = [] if batch.is_last else self._still_open(part, len(brackets))
        if self._open:
            self._continue(part, open_now, batch)
        else:
            self._whole = part
        self._open, self._brackets = open_now, brackets

    def _repaired(self, data: bytes, batch: _Batch) -> Any:
        try:
            part = orjson.loads(lenient_json.repair(data, self._not_finite))
        except orjson.JSONDecodeError:
            raise self._refusal(batch) from None
        return lenient_json.put_not_finite(part, self._not_finite)

    def _opening(self, first: bytes = b"") -> bytes:
        """Open the containers in which a batch begins.

        Args:
            first: a value to begin the innermost with
        """
        if not self._brackets:
            return b""
        member = b'{"%b":' % self._continued.encode()
        outer = b"".join(b"[" if one == _LIST else member for one in self._brackets[:-1])
        if not first:
            return outer + self._brackets[-1:]
        return outer + (b"[" if self._brackets[-1] == _LIST else b'{"":') + first + b","

    def _closing(self, brackets: bytes) -> bytes:
        mark = self._goes_on.encode()
        return b"".join((b',"%b"]' if one == _LIST else b',"%b":0}') % mark for one in reversed(brackets))

    def _still_open(self, part: Any, depth: int) -> list[Any]:
        """The containers of a batch that go on in the next one, outermost first; takes the marks out of them."""
        containers: list[Any] = []
        node = part
        for level in range(depth):
            if level:
                node = node[-1] if isinstance(node, list) else next(filter(self._is_marked, reversed(node.values())))
            containers.append(node)
            if isinstance(node, list):
                node.pop()
            else:
                del node[self._goes_on]
        return containers

    def _is_marked(self, value: Any) -> bool:
        if isinstance(value, list):
            return bool(value) and value[-1] == self._goes_on
        return isinstance(value, dict) and self._goes_on in value

    def _continue(self, part: Any, open_now: list[Any], batch: _Batch) -> None:
        """Add what a batch has to the containers that were open before it."""
        node = part
        innermost = len(self._open) - 1
        for level, container in enumerate(self._open):
            if level < len(open_now) and open_now[level] is node:
                open_now[level] = container
            if level == innermost and not node:  # a comma before the closing bracket
                raise self._refusal(batch)
            inner = None
            if isinstance(node, list):
                if level < innermost:
                    inner = node[0]
                    del node[0]
                container.extend(node)
            else:
                if level < innermost:
                    inner = node.pop(self._continued)
                container.update(node)
            node = inner

    def _with_strings(self, part: Any) -> Any:
        """Put the long strings of a batch in their places."""
        strings, self._strings = self._strings, {}
        if isinstance(part, str):
            return strings.get(part, part)
        waiting = [part]
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict) and not strings.keys().isdisjoint(node):
                members = [(strings.get(name, name), value) for name, value in node.items()]
                node.clear()
                node.update(members)
            for place, value in list(node.items()) if isinstance(node, dict) else enumerate(node):
                if isinstance(value, str):
                    node[place] = strings.get(value, value)
                elif isinstance(value, (dict, list)):
                    waiting.append(value)
        return part

    # What is wrong ---------------------------------------------------------------

    def _refusal(self, batch: _Batch) -> MalformedRequest:
        """What is wrong with a batch: the parser is shown all of it that is in the body, and the comma behind it."""
        before = self._opening(first=b"0")
        try:
            orjson.loads(b"".join([before, *(data for data, _ in batch.pieces), b"" if batch.is_last else b","]))
        except orjson.JSONDecodeError as error:
            return self._malformed(error, len(before), batch.pieces)
        raise RuntimeError("the parser refuses a batch, but not what it is made of")

    def _malformed(
        self, error: orjson.JSONDecodeError, before: int, pieces: list[tuple[bytes, int]]
    ) -> MalformedRequest:
        """The parser's words, with the position in the body.

        Args:
            error: of the parser
            before: so many bytes that are not in the body were parsed first
            pieces: that were parsed then, and where in the body they begin
        """
        if not error.doc:  # the parser says no more
            for data, start in pieces:
                refusal = not_utf8(self._body, start, data)
                if refusal is not None:
                    return refusal
        offset = len(error.doc[: error.pos].encode()) - before
        for data, start in pieces:
            if offset < len(data):
                return malformed(error.msg, self._body, start + offset)
            offset -= len(data)
        data, start = pieces[-1]
        return malformed(error.msg, self._body, start + len(data))


def _joined(pieces: Iterable[str]) -> str:
    """Put a long string together, a few megabytes at a time."""
    whole, waiting, size = "", [], 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _TOGETHER:
            whole += "".join(waiting)
            waiting, size = [], 0
    whole += "".join(waiting)
    return whole


def _last_comma(data: bytes, parts: list[bytes]) -> tuple[int, bytes]:
    """The position of the last comma that is not in a string, and what is outside of strings before it; -1 for none.

    Args:
        data: a slice that begins outside of strings
        parts: of it, from split_at_quotes()
    """
    end = len(data)
    for number in range(len(parts) - 1, -1, -1):
        start = end - len(parts[number])
        comma = -1 if number % 2 else parts[number].rfind(b",")
        if comma >= 0:
            return start + comma, b"".join(parts[:number:2]) + parts[number][:comma]
        end = start - 1
    return -1, b""


def _unmatched(brackets: bytes) -> bytes:
    """Leave out the brackets that belong together."""
    before = -1
    while len(brackets) != before:
        before = len(brackets)
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return brackets
