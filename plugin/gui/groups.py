"""The list of all groups of actions on windows."""

from __future__ import annotations

from .browser_actions import BrowserActions
from .note_actions import NoteActions
from .program_actions import ProgramActions
from .review_actions import ReviewActions

GUI_GROUPS: tuple[type, ...] = (BrowserActions, NoteActions, ProgramActions, ReviewActions)
