"""The list of all groups of actions on windows."""

from __future__ import annotations

from .browser import BrowserActions
from .notes import NoteActions
from .program import ProgramActions
from .review import ReviewActions

GUI_GROUPS: tuple[type, ...] = (BrowserActions, NoteActions, ProgramActions, ReviewActions)
