"""The list of all groups of actions that work without a window."""

from __future__ import annotations

from .cards import Cards
from .decks import Decks
from .filtered_decks import FilteredDecks
from .fsrs import Fsrs
from .media import Media
from .model_fields import ModelFields
from .model_templates import ModelTemplates
from .models import Models
from .notes import Notes
from .occlusion import Occlusion
from .program import Program
from .saving import Saving
from .searching import CardSearch, NoteSearch
from .statistics import Statistics
from .tags import Tags

GROUPS: tuple[type, ...] = (
    Cards,
    Decks,
    FilteredDecks,
    Fsrs,
    Media,
    Models,
    ModelFields,
    ModelTemplates,
    Notes,
    Occlusion,
    Program,
    NoteSearch,
    CardSearch,
    Saving,
    Statistics,
    Tags,
)
