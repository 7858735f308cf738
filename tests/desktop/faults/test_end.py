"""Anki ends with exit code 0, though every entry into the add-on has raised once, those at its end included."""

from __future__ import annotations

import contextlib
import http.client
import subprocess
import time
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_process import AnkiProcess
from client import ApiError

# Loaded by Anki behind the add-on, whose guard it changes from the first entry on
FAULTY_ADDON = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from fault_injection import EveryEntryOnce
EveryEntryOnce(sys.modules["{PACKAGE}.guard"]).__enter__()
"""
TRY_AGAIN_AFTER = 3.0  # seconds
ENDS_WITHIN = 30.0
# Only entered when a profile closes, and when the program ends
AT_THE_END = ("Questions.cancel_all", "Syncing.abort", "ChangeNotifier._profile_closes", "Addon.stop")


@pytest.mark.parametrize("how", ["guiExitAnki", "SIGTERM"])
def test_anki_ends_though_every_entry_raises_once(
    subprocess_anki: Callable[..., AnkiProcess], tmp_path: Path, how: str
) -> None:
    base = tmp_path / "faulty"
    addon = base / "addons21" / "zz_faults" / "__init__.py"
    addon.parent.mkdir(parents=True)
    addon.write_text(FAULTY_ADDON, encoding="utf-8")
    anki = subprocess_anki(base=base)
    until_it_works(anki, "deckNames")
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front"}}
    added = until_it_works(anki, "addNote", note=note)
    until_it_works(anki, "guiEditNote", note=added)
    until_it_works(anki, "guiBrowse", query="deck:*")

    if how == "guiExitAnki":
        exit_by_request(anki)
    else:
        anki.stop()

    assert anki.wait_for_end() == 0
    bugs = (base / "addons21" / PACKAGE / "user_files" / "bugs.log").read_text(encoding="utf-8")
    for entry in AT_THE_END:
        assert f"injected in {entry}" in bugs


def until_it_works(anki: AnkiProcess, action: str, **params: Any) -> Any:
    """Send a request until no entry on its way raises any more."""
    deadline = time.monotonic() + ENDS_WITHIN
    while True:
        with contextlib.suppress(ApiError, AssertionError):  # no envelope: 500
            return anki.client.invoke(action, **params)
        assert time.monotonic() < deadline, f"{action} always fails"


def exit_by_request(anki: AnkiProcess) -> None:
    deadline = time.monotonic() + ENDS_WITHIN
    while anki.process.poll() is None:
        assert time.monotonic() < deadline, "Anki does not end"
        with contextlib.suppress(ApiError, AssertionError, OSError, http.client.HTTPException):
            anki.client.invoke("guiExitAnki")
        with contextlib.suppress(subprocess.TimeoutExpired):
            anki.process.wait(TRY_AGAIN_AFTER)
