"""Adds cards in every state that Anki knows, and looks at cards, the review log and the Undo menu."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anki.cards import Card, CardId
from anki.collection import AddNoteRequest, Collection
from anki.consts import (
    CARD_TYPE_LRN,
    CARD_TYPE_NEW,
    CARD_TYPE_RELEARNING,
    CARD_TYPE_REV,
    QUEUE_TYPE_DAY_LEARN_RELEARN,
    QUEUE_TYPE_LRN,
    QUEUE_TYPE_NEW,
    QUEUE_TYPE_REV,
)
from anki.decks import DeckId

STATES = ["new", "learning", "day learning", "review", "relearning"]
PLACES = ["", "suspended", "buried", "filtered", "preview", "filtered suspended", "filtered buried", "preview buried"]
ALL = [f"{state}, {place}" if place else state for state in STATES for place in PLACES]

UNKNOWN = 1234567890123


def deck(col: Collection, name: str) -> DeckId:
    did = col.decks.id(name)
    assert did is not None
    return did


def add_cards(col: Collection, count: int, deck_name: str = "Default") -> list[CardId]:
    """Add that many notes of one card each; return the cards."""
    did = deck(col, deck_name)
    notes = []
    for number in range(count):
        note = col.new_note(col.models.by_name("Basic"))
        note["Front"], note["Back"] = f"front {number}", "back"
        notes.append(note)
    col.add_notes([AddNoteRequest(note, did) for note in notes])
    return [CardId(cid) for note in notes for cid in note.card_ids()]


def add_card(col: Collection, state: str = "new") -> CardId:
    """Add a card in one of ALL states, in a deck of its own that is named after the state."""
    schedule, _, places = state.partition(", ")
    home = f"Home {state}"
    [cid] = add_cards(col, 1, home)
    card = col.get_card(cid)
    for name, value in _values(col, schedule).items():
        setattr(card, name, value)
    col.update_card(card)
    for place in places.split():
        _put(col, cid, home, place)
    return cid


def _values(col: Collection, state: str) -> dict[str, Any]:
    now, today = int(time.time()), col.sched.today
    learnt = {"ivl": 10, "factor": 2500, "reps": 5, "lapses": 1}
    return {
        "new": {"type": CARD_TYPE_NEW, "queue": QUEUE_TYPE_NEW},
        "learning": {"type": CARD_TYPE_LRN, "queue": QUEUE_TYPE_LRN, "due": now - 10, "left": 2, "reps": 1},
        "day learning": {
            "type": CARD_TYPE_LRN,
            "queue": QUEUE_TYPE_DAY_LEARN_RELEARN,
            "due": today,
            "left": 1,
            "reps": 1,
        },
        "review": {"type": CARD_TYPE_REV, "queue": QUEUE_TYPE_REV, "due": today, **learnt},
        "relearning": {"type": CARD_TYPE_RELEARNING, "queue": QUEUE_TYPE_LRN, "due": now - 10, "left": 1, **learnt},
    }[state]


def _put(col: Collection, cid: CardId, home: str, place: str) -> None:
    if place == "suspended":
        col.sched.suspend_cards([cid])
    elif place == "buried":
        col.sched.bury_cards([cid])
    else:
        into_filtered_deck(col, f"Filtered {home}", f'"deck:{home}"', reschedule=place == "filtered")
    assert place in ("suspended", "buried") or col.get_card(cid).odid


def into_filtered_deck(col: Collection, name: str, search: str, *, reschedule: bool = True) -> DeckId:
    """Create a filtered deck with the cards that a search finds."""
    filtered = col.sched.get_or_create_filtered_deck(DeckId(0))
    filtered.name = name
    filtered.config.reschedule = reschedule
    del filtered.config.search_terms[:]
    term = filtered.config.search_terms.add()
    term.search, term.limit = search, 100
    return DeckId(col.sched.add_or_update_filtered_deck(filtered).id)


def log(col: Collection, cid: int, *rows: tuple[float, int, int]) -> None:
    """Write answers to the log: seconds ago, interval, ease."""
    assert col.db is not None
    now = time.time()
    for ago, interval, ease in rows:
        moment = int((now - ago) * 1000)
        while col.db.scalar("select count() from revlog where id = ?", moment):
            moment -= 1
        values = (moment, cid, -1, ease, interval, -60, 2500, 6157, 1)
        col.db.execute("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)


def change(col: Collection, cid: CardId, **values: Any) -> None:
    """Set values of a card with anki's own call."""
    card = col.get_card(cid)
    for name, value in values.items():
        setattr(card, name, value)
    col.update_card(card)


def cards(col: Collection, ids: list[CardId]) -> list[Card]:
    return [col.get_card(cid) for cid in ids]


def logged(col: Collection, column: str = "id") -> list[int]:
    """A column of the whole log, oldest row first."""
    assert col.db is not None
    return [row[0] for row in col.db.all(f"select {column} from revlog order by id")]


def content(col: Collection) -> list[Any]:
    """Everything that the actions on cards may change."""
    assert col.db is not None
    return [
        col.db.all("select * from cards order by id"),
        col.db.all("select * from revlog order by id"),
        col.db.all("select id, tags from notes order by id"),
    ]


@contextmanager
def expect_one_undo_entry(col: Collection, action: str) -> Iterator[None]:
    """Check that what is done inside is one undo entry of its own, and that undoing it undoes everything."""
    col.add_custom_undo_entry("something before")
    before = content(col)
    yield
    assert content(col) != before
    assert col.undo_status().undo == f"AnkiConnect: {action}"
    col.undo()
    assert content(col) == before
    assert col.undo_status().undo == "something before"


@contextmanager
def expect_no_undo_entry(col: Collection) -> Iterator[None]:
    """Check that what is done inside changes nothing, and makes no undo entry."""
    col.add_custom_undo_entry("something before")
    before = content(col)
    yield
    assert content(col) == before
    assert col.undo_status().undo == "something before"
