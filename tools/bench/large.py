"""Measures how long a request that is large in bytes, and not in things, holds Anki's event loop."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from tools.bench.client import Refused
from tools.bench.figures import HOSTILE, Line, Target
from tools.bench.run import Run

_TEXT_BYTES, _FILE_BYTES, _NAMES = 5_000_000, 150_000_000, 500_000
_ROUNDS = 3
_PLAIN = "lorem ipsum dolor sit amet "
_HTML = '<p class="x">lorem <b>ipsum</b> dolor&nbsp;sit</p>\n'
_FILE = "bench-large.bin"


class _Large(NamedTuple):
    """A kind of large request.

    Args:
        case: as people read it
        target: the seconds for which it may hold the event loop
        writes: whether it changes the collection
        action: its name
        params: of the action, different ones each time
    """

    case: str
    target: float
    writes: bool
    action: str
    params: Iterator[dict[str, Any]]


def large_requests(run: Run) -> list[Line]:
    """The longest stall that each kind makes."""
    kinds = (
        _Large("`addNote`, a first field of 5 MB", 0.05, True, "addNote", _notes(run, _PLAIN)),
        _Large("`addNote`, a first field of 5 MB of HTML", 0.05, True, "addNote", _notes(run, _HTML)),
        _Large("`storeMediaFile` of 150 MB", 0.1, True, "storeMediaFile", _files()),
        _Large(f"`apiReflect` with {_NAMES:,} names", 0.02, False, "apiReflect", _names()),
    )
    return [_line(run, kind) for kind in kinds]


def _line(run: Run, kind: _Large) -> Line:
    title = f"{kind.case}: longest stall"
    why_not = run.why_no_action(kind.action, kind.writes)
    if why_not:
        return Line("large", title, "s", remark=why_not, section=HOSTILE)
    stalls: list[float] = []
    for _ in range(run.rounds(_ROUNDS)):
        params = next(kind.params)
        try:
            with run.stall(stalls):
                result = run.client.call(kind.action, params)
        except Refused as error:
            return Line("large", title, "s", remark=f"failed: {error}", section=HOSTILE)
        if kind.action == "addNote":
            run.client.call("deleteNotes", {"notes": [result]})
        elif kind.action == "storeMediaFile":
            run.client.call("deleteMediaFile", {"filename": _FILE})
    target, remark = Target(kind.target), f"of {len(stalls)}"
    return Line("large", title, "s", ours=max(stalls), target=target, remark=remark, section=HOSTILE)


def _notes(run: Run, text: str) -> Iterator[dict[str, Any]]:
    number = 0
    while True:
        number += 1
        first = f"{run.content.run} {number} {text * (_TEXT_BYTES // len(text))}"
        yield {"note": {"deckName": "Default", "modelName": "Basic", "fields": {"Front": first, "Back": "back"}}}


def _files() -> Iterator[dict[str, Any]]:
    while True:
        yield {"filename": _FILE, "data": base64.b64encode(os.urandom(_FILE_BYTES)).decode("ascii")}


def _names() -> Iterator[dict[str, Any]]:
    while True:
        yield {"scopes": ["actions"], "actions": [f"name {number}" for number in range(_NAMES)]}
