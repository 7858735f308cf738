"""Writes a traceback for the log of bugs without what was in a request: the message of an exception may hold a value.

Anki's backend quotes notes and searches in its messages, and the library for downloads URLs with their passwords. What
Python itself says is kept, as it tells what kind of bug this is, without what stands in quotes. Of all others the kind
is kept, the number that a system or SQLite has for the error, and how long the message was.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator

from ..errors import escaped

# Their messages are Python's own, or those of this add-on, which writes values in quotes
_PYTHONS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    NameError,
    ReferenceError,
    RuntimeError,
    StopIteration,
    SyntaxError,
    TypeError,
    ValueError,
)
_BUILTIN = ("builtins", "json.decoder", "zipfile", "binascii", "re", "sre_constants")
_FROM_FIRST_TO_LAST_QUOTE = re.compile(
    r"[\"'`\u2018\u201c\u2068].*[\"'`\u2019\u201d\u2069]|[\"'`\u2018\u201c\u2068].*", re.DOTALL
)
_CODE_OF_SQLITE = re.compile(r"\A\w{1,30} \{ info: \"SqliteFailure\(Error \{ code: (\w{1,40})")
_LONGEST = 300
_DEEPEST = 10  # causes of causes


def traceback_text(error: BaseException) -> str:
    """The traceback of an exception and of what caused it."""
    return "\n".join(_parts(error, _DEEPEST)).rstrip("\n")


def _parts(error: BaseException, depth: int) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and depth:
        yield from _parts(cause, depth - 1)
        yield "which led to:"
    frames = "".join(traceback.format_tb(error.__traceback__))
    yield f"Traceback (most recent call last):\n{frames}{_kind(error)}: {_message(error)}"


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _message(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"[Errno {error.errno}] {escaped(error.strerror, _LONGEST)}"
    text = str(error)
    if isinstance(error, _PYTHONS) and type(error).__module__ in _BUILTIN:
        return escaped(_FROM_FIRST_TO_LAST_QUOTE.sub("'…'", text), _LONGEST)
    code = _CODE_OF_SQLITE.match(text)
    return f"(SQLite: {code[1]})" if code is not None else f"(a message of {len(text)} characters)"
