"""What holds for the tests of all tiers."""

from __future__ import annotations

from tools.run.anki_process import without_backtraces

without_backtraces()
