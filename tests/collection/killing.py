"""Performs a request in a process of its own, which is killed before a given call of Anki's backend."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from api import Api
from backend_calls import watched

from anki.collection import Collection

# Ids and times: those made by the request are others in each run
_LONG_NUMBER = re.compile(r"-?\d{9,}")
# Times, and ids made of them, begin like the time of this run: of its hour or so
_NOW = str(int(time.time()))[:6]


def perform_killed(col_path: Path, requests: Sequence[Any], kill_at: int) -> bool:
    """Perform the last of some requests; the process is killed before its backend call number `kill_at`.

    Args:
        col_path: of the collection, which nobody has open
        requests: the ones before the last are performed in full
        kill_at: counted from 1

    Returns:
        whether it was killed; False if the request asked for fewer calls
    """
    if sys.platform == "win32":
        pytest.skip("a process cannot be doubled there, nor killed from within")
    child = os.fork()
    if child == 0:
        # _exit: nothing of the test process may be run or written here a second time
        try:
            _perform(col_path, requests, kill_at)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - it is printed, and the status tells
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert status == 0
    return False


def _perform(col_path: Path, requests: Sequence[Any], kill_at: int) -> None:
    col = Collection(str(col_path))
    api = Api(col)
    for request in requests[:-1]:
        api.reply(request)
    calls = 0

    def count(_name: str) -> None:
        nonlocal calls
        calls += 1
        if calls == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with watched(col, count):
        api.reply(requests[-1])
    col.close()


def copied(col_path: Path, folder: Path) -> Path:
    """A copy of a closed collection and its media in a new folder."""
    shutil.copytree(col_path.parent, folder)
    return folder / col_path.name


def contents(col_path: Path, known: str = "") -> str:
    """All of a collection as text, as Anki tells it; new ids and times are #.

    Args:
        col_path: of the collection, which nobody has open
        known: a text with the long numbers that are not new
    """
    col = Collection(str(col_path))
    try:
        assert col.db.scalar("pragma integrity_check") == "ok"
        parts = [
            *(["note", *row] for row in col.db.all("select id, mid, mod, usn, tags, flds, sfld from notes")),
            *(["card", *row] for row in col.db.all("select * from cards")),
            *(
                ["review", *row]
                for row in col.db.all("select id, cid, usn, ease, ivl, lastIvl, factor, type from revlog")
            ),
            *(["grave", *row] for row in col.db.all("select * from graves")),
            # how long answers took is another number of milliseconds in each run
            *(["deck", {**deck, "timeToday": None}] for deck in col.decks.all()),
            *(["options", group] for group in col.decks.all_config()),
            *(["note type", note_type] for note_type in col.models.all()),
            *(["tag", tag] for tag in col.tags.all()),
            *(["config", key, value] for key, value in col.all_config().items()),
        ]
    finally:
        col.close()
    old = set(_LONG_NUMBER.findall(known))

    def shown(number: re.Match[str]) -> str:
        is_new = bool(known) and number[0] not in old
        return "#" if is_new or number[0].startswith(_NOW) else number[0]

    return "\n".join(sorted(_LONG_NUMBER.sub(shown, json.dumps(part, sort_keys=True)) for part in parts))
