"""Makes a large, lifelike collection in seconds, the same one for the same arguments.

20,000 notes have 28,000 cards with 56,000 reviews in 220 decks; other numbers keep the proportions (exactly,
when they are multiples of 20; the decks are never fewer than 12). Notes and decks come from Anki's own bulk
calls, so that checksums, sort fields, tags and the cards of a note are Anki's. Scheduling and the review log have
no such call; they are simulated and written as rows. Ids come from position, not from the clock (those of note
types, which Anki chooses, excepted). Dates count from the day of the collection: seeding on another day moves all.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from anki.collection import Collection

from tools.seed.database import DAY, creation, database
from tools.seed.decks import add_decks, fill_filtered_deck
from tools.seed.media import add_media
from tools.seed.notes import NOTES_PER_MEDIA_FILE, add_notes
from tools.seed.scheduling import Scheduling

AGE_DAYS = 400  # from the making of the collection to today
NOTES_PER_DECK = 20_000 / 220
LEAST_DECKS = 12  # so few that some are nested
LEAST_MEDIA = 2  # a picture and a sound


class Seeded(NamedTuple):
    """How much was made."""

    notes: int
    cards: int
    reviews: int
    decks: int


def seed(col: Collection, notes: int = 20_000, seed: int = 1) -> Seeded:
    """Fill an empty collection; it is closed and opened again on the way, because its age changes."""
    if col.note_count() or col.decks.count() > 1:
        raise ValueError("only an empty collection can be seeded")
    rng = random.Random(seed)  # noqa: S311  # content of a test collection, no secrets
    today = _grow_old(col)
    decks = add_decks(col, max(LEAST_DECKS, round(notes / NOTES_PER_DECK)))
    media = add_media(col, max(LEAST_MEDIA, notes // NOTES_PER_MEDIA_FILE))
    note_ids = add_notes(col, rng, notes, decks, media)
    day_start = creation(col) + today * DAY
    Scheduling(rng, note_ids, today, day_start).write(col)
    fill_filtered_deck(col, limit=max(4, notes // 500), now=day_start)
    return Seeded(
        notes=col.note_count(),
        cards=col.card_count(),
        reviews=database(col).scalar("select count() from revlog"),
        decks=col.decks.count(),
    )


def _grow_old(col: Collection) -> int:
    """Make the collection look made long ago; give the number of today."""
    database(col).execute("update col set crt = crt - ?", AGE_DAYS * DAY)
    col.close()  # Anki keeps the number of the day while a collection is open
    col.reopen()
    today = col.sched.today
    col.set_config("lastUnburied", today)  # else the first look at the decks unburies every card
    return today
