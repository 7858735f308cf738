"""Has Anki's previews notice a note that changes twice within a second.

A preview draws its card again when the note's time of change is another, which Anki keeps in whole seconds: what a
request changes in the second in which the note was made, or changed before, would not be shown.
"""

from __future__ import annotations

import time

from aqt.browser.previewer import Previewer
from aqt.qt import QApplication

# Between a change and the moment it is told of lie a tenth of a second, and whatever else keeps Anki busy
_RECENT = 5  # seconds


def invalidate_previews() -> None:
    """Have open previews draw their card at the next occasion, if they drew it with a note changed a moment ago."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, Previewer) and window._last_state is not None:
            _, _, changed = window._last_state
            if time.time() - changed < _RECENT:
                window._last_state = None
