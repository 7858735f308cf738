"""Says in plain words what Anki's backend says for developers.

Some of its errors are written as Rust shows values, such as `DbError { info: "SqliteFailure(Error { code: DiskFull, …`.
What such a text holds in quotes may come from a client, so only its beginning and the codes outside of quotes count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .base import Code

_IN_USE = "the collection is in use by another program"
_DAMAGED = "the collection is damaged: Tools, Check Database in Anki may help"
_CANNOT_OPEN = "the collection cannot be written: its file, or one beside it, cannot be opened"
_READ_ONLY = "the collection cannot be written: its file is read-only"
_DISK_CODES = {
    "DiskFull": "the disk is full",
    "SystemIoFailure": "the disk is full, or cannot be read or written",
    "ReadOnly": _READ_ONLY,
    "CannotOpen": _CANNOT_OPEN,
}
# By the code of SQLite, in the names that rusqlite has for it
_CODES = {
    **_DISK_CODES,
    "PermissionDenied": _READ_ONLY,
    "DatabaseBusy": _IN_USE,
    "DatabaseLocked": _IN_USE,
    "FileLockingProtocolFailed": _IN_USE,
    "DatabaseCorrupt": _DAMAGED,
    "NotADatabase": _DAMAGED,
    "OutOfMemory": "there is not enough memory",
    "TooBig": "a text is longer than the database takes",
    "OperationInterrupted": "it was interrupted",
}
_KINDS = {
    "FileTooNew": "the collection was made by a newer version of Anki",
    "FileTooOld": "the collection was made by an older version of Anki",
    "Corrupt": _DAMAGED,
    "Locked": _IN_USE,
    "Utf8": f"a text in the collection is not UTF-8; {_DAMAGED}",
}
_TOO_MANY_PARTS = "the search has too many parts: at most some 1000 may be joined by AND or OR"
# SQLite before 3.46, as Ankis of 2024 have it
_NESTED_TOO_DEEPLY = "the search is nested too deeply: this Anki takes some 80 brackets within each other"
_REGEX_TOO_LARGE = "the regular expression is too large"
_REASONS = {
    "Expression tree is too large": _TOO_MANY_PARTS,
    "too many SQL variables": _TOO_MANY_PARTS,
    "parser stack overflow": _NESTED_TOO_DEEPLY,
    "exceeds size limit": _REGEX_TOO_LARGE,
    "pattern too complex": "a word of the search is too long",
}
# Errors of files, of which the system's words are known and the paths are not
_FILE_ERRORS = {
    "StorageFull": "the disk is full",
    "No space left on device": "the disk is full",
    "There is not enough space on the disk": "the disk is full",
    "File too large": "a file would be larger than the disk takes",
    "QuotaExceeded": "the disk is full",
    "Disk quota exceeded": "the disk is full",
    "PermissionDenied": "permission denied",
    "ReadOnlyFilesystem": "the disk is read-only",
    "Read-only file system": "the disk is read-only",
}
# Whole messages that are nothing but the name of a variant
_NAMES = {
    "Interrupted": "it was interrupted",
    "CollectionNotOpen": "collection is not available",
    "CollectionAlreadyOpen": "the collection is open already",
    "Existing": "it exists already",
    "UndoEmpty": "there is nothing to undo",
    "InvalidServiceIndex": "this version of Anki cannot do that",
    "InvalidMethodIndex": "this version of Anki cannot do that",
    "InvalidCertificateFormat": "the certificate is not valid",
}
_CODES_OF_NAMES: Mapping[str, Code] = {
    "Interrupted": "unavailable",
    "CollectionNotOpen": "unavailable",
    "Existing": "duplicate",
    "UndoEmpty": "empty",
    "InvalidServiceIndex": "unsupported",
    "InvalidMethodIndex": "unsupported",
}
_TOO_MUCH = {*_REASONS.values(), _CODES["TooBig"]}
_NOT_NOW = {*_CODES.values(), *_KINDS.values()} - _TOO_MUCH
_UNKNOWN = "something in Anki went wrong"
_REFUSED = "Anki's database refused this"

_SOMETHING_MISSING = "something that this needs is not in the collection"
_MISSING = re.compile(r"(No such [^:>]*)>*(?:: )('.*')\s*$", re.DOTALL)  # Rust's name of the type may end in a bracket

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_DATABASE = re.compile(rf"DbError \{{ info: {_QUOTED}, kind: (?P<kind>\w+)", re.DOTALL)
_CODE = re.compile(r"SqliteFailure\(Error \{ code: (\w+)")
_REASON = re.compile(rf"(?:Some\(|msg: ){_QUOTED}", re.DOTALL)
_INFO = re.compile(rf"(?:JsonError|ProtoError) \{{ info: {_QUOTED}", re.DOTALL)
_HTTP = re.compile(rf"HttpError \{{ code: (\d+), context: {_QUOTED}", re.DOTALL)
_REGEX_ERROR = re.compile(r"(?:<pre>)?regex parse error:.*error: (?P<reason>[^\n<]*)", re.DOTALL)
_DEBUG_OUTPUT = re.compile(r"\w+ \{ \w+:|\w+\((?:\w+ \{|\")")
_INNER_DEBUG_OUTPUT = re.compile(r"\b(?:Os|Custom|Error) \{ (?:code|kind|context):")
_PLACE = re.compile(r" at line \d+ column \d+$")
_INTEGER = re.compile(r"(?<=expected )[iu](8|16|32|64)\b")
_FRACTION = re.compile(r"(?<=expected )f(?:32|64)\b")
_NUMBER = re.compile(r" \(os error \d+\)")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def disk_problem(message: str) -> str | None:
    """What is wrong with the disk or the file of the collection, if that is what an error of Anki's backend is about.

    Args:
        message: of the backend
    """
    database = _DATABASE.match(message)
    if database is not None:
        code = _CODE.match(_unescaped(database[1]))
        return _DISK_CODES.get(code[1]) if code is not None else None
    return _file_problem(message)


def code_of(message: str) -> Code:
    """Of what kind an error of Anki's backend is, as far as its words tell.

    Args:
        message: of the backend
    """
    if message in _CODES_OF_NAMES:
        return _CODES_OF_NAMES[message]
    if _MISSING.search(message):
        return "not_found"
    words = in_plain_words(message)
    if words in _TOO_MUCH:
        return "limit"
    return "unavailable" if words in _NOT_NOW or disk_problem(message) is not None else "invalid"


def in_plain_words(message: str) -> str:
    """An error of Anki's backend without Rust's way of writing values.

    Args:
        message: of the backend
    """
    database = _DATABASE.match(message)
    if database is not None:
        return _words_of_database(_unescaped(database[1]), database["kind"])
    if message in _NAMES:
        return _NAMES[message]
    if _MISSING.search(message):
        return what_is_missing(message)
    regex = _REGEX_ERROR.match(message)
    if regex is not None:
        return f"the regular expression is not valid: {regex['reason'].strip()}"
    info, http = _INFO.match(message), _HTTP.match(message)
    if info is not None:
        return f"Anki cannot read a value: {_words_of_parser(_unescaped(info[1]))}"
    if http is not None:
        return f"the server answers {http[1]}: {_unescaped(http[2])}".rstrip(": ")
    if _DEBUG_OUTPUT.match(message) or _INNER_DEBUG_OUTPUT.search(message):
        return _file_problem(message) or _UNKNOWN
    if message.startswith(("Compiled regex exceeds size limit", "<pre>Compiled regex exceeds size limit")):
        return _REGEX_TOO_LARGE
    return _NUMBER.sub("", message)


def what_is_missing(message: str) -> str:
    """An error of Anki's backend about something that is not in the collection, without the advice to check that.

    It is meant for a person at Anki, and alarms the users of clients. Up to 24.04 it is the whole message.

    Args:
        message: of the backend, in any language
    """
    match = _MISSING.search(message)
    return f"{match[1]}: {match[2]}" if match is not None else _SOMETHING_MISSING


def _words_of_database(info: str, kind: str) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    code, reason = _CODE.match(info), _REASON.search(info)
    known = _CODES.get(code[1]) if code is not None else None
    if known is not None:
        return known
    words = _unescaped(reason[1]) if reason is not None else ""
    regex = _REGEX_ERROR.match(words)
    if regex is not None:
        return f"the regular expression is not valid: {regex['reason'].strip()}"
    for sign, plain in _REASONS.items():
        if sign in words:
            return plain
    return f"{_REFUSED}: {words}" if words and not _DEBUG_OUTPUT.search(words) else _REFUSED


def _words_of_parser(info: str) -> str:
    """What is wrong with a value, without the place in a text that Anki has made, and without Rust's names of types."""
    inner = _INFO.search(info)
    if inner is not None:
        info = info[: inner.start()] + _unescaped(inner[1])
    words = _PLACE.sub("", info)
    return _FRACTION.sub("a number", _INTEGER.sub(lambda match: f"an integer of {match[1]} bits", words))


def _file_problem(message: str) -> str | None:
    return next((words for sign, words in _FILE_ERRORS.items() if sign in message), None)


def _unescaped(text: str) -> str:
    """What Rust has written between quotes."""

    def plain(match: re.Match[str]) -> str:
        if match[1]:
            number = int(match[1], 16)
            return chr(number) if number <= 0x10FFFF else "?"
        return _CONTROLS.get(match[2], match[2])

    return _ESCAPE.sub(plain, text)
