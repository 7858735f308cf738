"""Counts what an action asks of Anki's backend: calls by name, and SQL statements by their text."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from anki.collection import Collection


@contextlib.contextmanager
def counted(col: Collection) -> Iterator[Counter[str]]:
    """Count in the block: every call goes on to the backend as ever."""
    backend: Any = col._backend
    calls: Counter[str] = Counter()
    run_command, db_command = backend._run_command, backend._db_command

    def counted_command(service: int, method: int, message: bytes) -> bytes:
        # each method of the backend has one line that calls this; some are called by one with _raw at its end
        calls[sys._getframe(1).f_code.co_name.removesuffix("_raw")] += 1
        return run_command(service, method, message)

    def counted_sql(command: dict[str, Any]) -> Any:
        calls[" ".join((command.get("sql") or command["kind"]).split())] += 1
        return db_command(command)

    backend._run_command, backend._db_command = counted_command, counted_sql
    try:
        yield calls
    finally:
        # the ones of the class again
        del backend._run_command, backend._db_command
