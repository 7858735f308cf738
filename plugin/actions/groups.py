"""The list of all groups of actions that need no window."""

from __future__ import annotations

from .cards import Cards
from .decks import Decks
from .models import Models
from .notes import Notes
from .program import Program

GROUPS: tuple[type, ...] = (Cards, Decks, Models, Notes, Program)
