"""Anki ends, or opens another profile, soon and without a loss while many clients go on asking."""

from __future__ import annotations

from pathlib import Path

import load
import pytest

# tests/desktop/load.py measures; this is for machines that do other things too
SECONDS = 20.0


@pytest.mark.parametrize("way", load.WAYS)
def test_it_closes_soon_and_every_change_that_was_answered_is_there(
    way: str, tmp_path: Path, addon_folder: Path
) -> None:
    outcome = load.try_once(way, tmp_path / "base", addon_folder)

    assert outcome.seconds is not None
    assert outcome.seconds < SECONDS
    assert outcome.error is None
    assert outcome.changes
    assert not outcome.lost
    assert not [answer for answer in outcome.answers if "hangs" in answer]
    assert not outcome.boxes
    assert not outcome.tracebacks
