"""Notes down requests, if the person wants that, and bugs.

Inside Anki nothing here writes to stderr, as Anki shows whatever arrives there in a box. Both files rotate. The key is
in neither: what is logged of a request has no room for it. What a client sent is escaped, so that a record is one line
(that of a bug is followed by its traceback) and nothing in it passes for another; what may be secret in a URL is left
out.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from .. import guard
from ..api.records import Record
from ..errors import escaped, quoted, without_url_secrets
from ..web.origins import shown_origin
from .tracebacks import traceback_text

if TYPE_CHECKING:
    from typing import TextIO

    _StreamHandler = logging.StreamHandler[TextIO]
else:
    _StreamHandler = logging.StreamHandler  # takes no parameter before Python 3.11

_BYTES = 1024 * 1024
_OLD_FILES = 2
# Of a file that cannot be renamed: how large it becomes, and after how many bytes more that is tried again
_MOST_BYTES = 10 * _BYTES
_TRY_AFTER = _BYTES // 10
_ENDS_HERE = "This file cannot be renamed, as if another program had it open: nothing more is noted until it can."

# A client may call an action by a name as long as its request, and send an origin of 60 KB
_NAME_LENGTH = 200
_ERROR_LENGTH = 1000
_HIGHEST_VERSION = 10**9
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")
# Of a long record the beginning and the end are kept
_RECORD_LENGTH = 20_000


class FileLog:
    """The request log, and the log of bugs and notices.

    Args:
        bugs: file for tracebacks and notices, made when there is one to write; None for the error output of a program
            that has no window
        requests: file for requests, None for none
    """

    def __init__(self, bugs: Path | None, requests: Path | None) -> None:
        self._bugs = _console_handler() if bugs is None else _file_handler(_BugsFile, bugs)
        guard.bugs.addHandler(self._bugs)
        guard.bugs.propagate = False  # Anki prints what reaches the root logger
        self._requests: _QuietFile | None = None
        if requests is not None:
            kind = _ClosedFile if bugs is not None and _is_inside(requests, bugs.parent) else _QuietFile
            self._requests = _file_handler(kind, requests)

    def request(self, record: Record) -> None:
        """Note a request that was answered."""
        if self._requests is not None:
            self._requests.handle(_of_request(record))

    def notice(self, text: str) -> None:
        """Note what the person at Anki was told."""
        for file in (self._bugs, self._requests):
            if file is not None:
                file.handle(_log_record(_safe(text, _RECORD_LENGTH)))

    def release(self) -> None:
        """Close both files; they open again by themselves when there is something to write."""
        self._bugs.close()
        if self._requests is not None:
            self._requests.close()

    def leave(self, folder: Path) -> None:
        """Write nothing more to files in a folder that is about to be deleted: it would be there again."""
        for file in (self._bugs, self._requests):
            if isinstance(file, _QuietFile) and _is_inside(Path(file.baseFilename), folder):
                file.leave()

    def close(self) -> None:
        """Close both files for good; bugs are written here no more."""
        guard.bugs.removeHandler(self._bugs)
        guard.bugs.propagate = True
        self.release()


class _QuietFile(RotatingFileHandler):
    """A file that may fail (a full disk, a folder without permission) without a word on stderr.

    Windows renames no file that another program has open: a second Anki, or a viewer. Then it grows on, up to a limit.
    """

    _grows_until = 0  # bytes, since it could not be renamed
    _is_told = False  # that it grows no more
    _is_left = False

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - logging's name
        """Whether the file is full."""
        return bool(super().shouldRollover(record)) and self._size() >= self._grows_until

    def doRollover(self) -> None:  # noqa: N802 - logging's name
        """Begin a new file; if that cannot be, go on with this one until it is too large."""
        self.close()  # before logging does, which would keep a file that a full disk has not let it close
        try:
            super().doRollover()
        except OSError:
            size = self._size()
            self._grows_until = min(size + _TRY_AFTER, _MOST_BYTES)
            if size < _MOST_BYTES:
                return
            if not self._is_told:
                self._is_told = True
                logging.FileHandler.emit(self, _log_record(_ENDS_HERE))
            raise
        self._grows_until, self._is_told = 0, False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        if not self._is_left:
            super().emit(record)

    def leave(self) -> None:
        """Write nothing more."""
        self._is_left = True
        self.close()

    def _size(self) -> int:
        return Path(self.baseFilename).stat().st_size

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what was still to be written does not fit on the disk
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Do nothing: there is nobody to tell; that the path can be written was seen when it was set."""


class _ClosedFile(_QuietFile):
    """A file that is open only while a record is written: Windows deletes no folder with an open file in it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        super().emit(record)
        self.close()


class _BugsFile(_ClosedFile):
    """The file for bugs and notices; what cannot be written there goes to stdout, where whoever has no screen looks."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Print the record."""
        with contextlib.suppress(OSError, ValueError):  # ValueError: it is closed, or lacks a letter
            if sys.stdout is not None:  # as a program without a console has it on Windows
                sys.stdout.write(f"AnkiConnect: {self.format(record)}\n")
                sys.stdout.flush()


class _SafeRecords(logging.Formatter):
    """Escapes the text of a record, and writes its traceback without values; of a long one the midst is left out."""

    def format(self, record: logging.LogRecord) -> str:
        text = f"{self.formatTime(record)} {_safe(record.getMessage(), _RECORD_LENGTH)}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            text += f"\n{traceback_text(error)}"
        half = _RECORD_LENGTH // 2
        return text if len(text) <= _RECORD_LENGTH else f"{text[:half]}...{text[-half:]}"


def _file_handler(kind: type[_QuietFile], path: Path) -> _QuietFile:
    handler = kind(path, maxBytes=_BYTES, backupCount=_OLD_FILES, delay=True, encoding="utf-8")
    handler.setFormatter(_SafeRecords())
    return handler


class _Console(_StreamHandler):
    """The error output, which may fail (whoever read it has gone) without another word there."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Do nothing: there is nobody to tell."""


def _console_handler() -> logging.Handler:
    handler = _Console()
    handler.setFormatter(_SafeRecords())
    return handler


def _is_inside(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(folder)) in Path(os.path.realpath(path)).parents


def _of_request(record: Record) -> logging.LogRecord:
    caller = record.caller
    origin = without_url_secrets(shown_origin(caller.origin, _NAME_LENGTH)) if caller.origin else "-"
    version = record.version if abs(record.version) < _HIGHEST_VERSION else "?"
    outcome = "ok" if record.error is None else f"error: {_safe(record.error, _ERROR_LENGTH)}"
    mcp = " mcp" if caller.is_agent else ""
    return _log_record(
        f"{caller.address} {origin} {_name(record.action)} v{version}{mcp} "
        f"{record.milliseconds:.1f} ms {record.size} bytes {outcome}"
    )


def _name(action: str) -> str:
    """The name of an action: as it is, if it looks like one."""
    if not action:
        return "-"
    return action if _NAME.fullmatch(action) else quoted(without_url_secrets(action[:_NAME_LENGTH]), _NAME_LENGTH)


def _safe(text: str, length: int) -> str:
    one_line = " ".join(text[: 2 * length].splitlines())
    return escaped(without_url_secrets(one_line), length)


def _log_record(text: str) -> logging.LogRecord:
    return logging.LogRecord("ankiconnect", logging.INFO, "", 0, text, None, None)
