"""Watches what an action asks of Anki's backend: calls by name, and SQL statements by their text."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, Callable

from anki.collection import Collection


@contextlib.contextmanager
def counted(col: Collection) -> Iterator[Counter[str]]:
    """Count in the block, by name or SQL text."""
    calls: Counter[str] = Counter()

    def count(name: str) -> None:
        calls[name] += 1

    with watched(col, count):
        yield calls


@contextlib.contextmanager
def watched(col: Collection, before_call: Callable[[str], object]) -> Iterator[None]:
    """Have something done before each call in the block, which then goes on to the backend as ever.

    Args:
        col: the collection
        before_call: is given the name of the call, or the text of the SQL statement
    """
    backend: Any = col._backend
    run_command, db_command = backend._run_command, backend._db_command

    def watched_command(service: int, method: int, message: bytes) -> bytes:
        # each method of the backend has one line that calls this; some are called by one with _raw at its end
        before_call(sys._getframe(1).f_code.co_name.removesuffix("_raw"))
        return run_command(service, method, message)

    def watched_sql(command: dict[str, Any]) -> Any:
        before_call(" ".join((command.get("sql") or command["kind"]).split()))
        return db_command(command)

    backend._run_command, backend._db_command = watched_command, watched_sql
    try:
        yield
    finally:
        # the ones of the class again
        del backend._run_command, backend._db_command
