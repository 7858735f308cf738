"""Starts the add-on when Anki loads it, and only then: imported elsewhere, this starts nothing."""

from __future__ import annotations

import sys

_aqt = sys.modules.get("aqt")
# Anki sets the main window before it loads add-ons
if _aqt is not None and getattr(_aqt, "mw", None) is not None:
    from .addon import begin

    begin(_aqt.mw)
