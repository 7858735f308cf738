"""Notes down requests, if the person wants that, and bugs.

Nothing here writes to stderr: Anki shows whatever arrives there in a box. Both files rotate. The key is in neither:
what is logged of a request has no room for it.
"""

from __future__ import annotations

import contextlib
import logging
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from .. import guard
from ..api.records import Record
from ..errors import escaped

_BYTES = 1024 * 1024
_OLD_FILES = 2

# A client may call an action by a name as long as its request, and send an origin of 60 KB
_NAME_LENGTH = 200
_ERROR_LENGTH = 1000
# The message of an exception may hold a whole value; of a long record the beginning and the end are kept
_RECORD_LENGTH = 20_000


class FileLog:
    """The request log, and the log of bugs and notices.

    Args:
        bugs: file for tracebacks and notices; made when there is one to write
        requests: file for requests, None for none
    """

    def __init__(self, bugs: Path, requests: str | None) -> None:
        self._bugs = _file_handler(bugs, "%(asctime)s %(message)s")
        guard.bugs.addHandler(self._bugs)
        guard.bugs.propagate = False  # Anki prints what reaches the root logger
        self._requests = _file_handler(Path(requests).expanduser(), "%(asctime)s %(message)s") if requests else None

    def request(self, record: Record) -> None:
        """Note a request that was answered."""
        if self._requests is None:
            return
        caller = record.caller
        who = f"{caller.address} {_truncated(escaped(caller.origin or '-'))}"
        outcome = "ok" if record.error is None else f"error: {_truncated(record.error, _ERROR_LENGTH)}"
        self._requests.emit(
            _log_record(
                f"{who} {_truncated(escaped(record.action or '-'))} v{_truncated(str(record.version))} "
                f"{record.milliseconds:.1f} ms {record.size} bytes {outcome}"
            )
        )

    def notice(self, text: str) -> None:
        """Note what the person at Anki was told."""
        for file in (self._bugs, self._requests):
            if file is not None:
                file.emit(_log_record(text))

    def release(self) -> None:
        """Close both files; they open again by themselves when there is something to write."""
        self._bugs.close()
        if self._requests is not None:
            self._requests.close()

    def close(self) -> None:
        """Close both files for good; bugs are written here no more."""
        guard.bugs.removeHandler(self._bugs)
        guard.bugs.propagate = True
        self.release()


class _QuietFile(RotatingFileHandler):
    """A file that may fail (a full disk, a folder without permission) without a word on stderr."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what was still to be written does not fit on the disk
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Do nothing: there is nobody to tell; that the path can be written was seen when it was set."""


class _ShortRecords(logging.Formatter):
    """Cuts what is between the beginning and the end of a long record."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        half = _RECORD_LENGTH // 2
        return text if len(text) <= _RECORD_LENGTH else f"{text[:half]}...{text[-half:]}"


def _file_handler(path: Path, line_format: str) -> _QuietFile:
    handler = _QuietFile(path, maxBytes=_BYTES, backupCount=_OLD_FILES, delay=True, encoding="utf-8")
    handler.setFormatter(_ShortRecords(line_format))
    return handler


def _truncated(text: str, length: int = _NAME_LENGTH) -> str:
    return text if len(text) <= length else text[:length] + "..."


def _log_record(text: str) -> logging.LogRecord:
    one_line = " ".join(text.splitlines())
    return logging.LogRecord("ankiconnect", logging.INFO, "", 0, one_line, None, None)
