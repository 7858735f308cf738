"""Changes a collection as a person, add-ons and syncs do, at random."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Callable

from collection_helpers import add_note, ensure_deck

from anki.collection import Collection
from anki.notes import NoteId
from anki.scheduler.v3 import CardAnswer

from plugin.compat import import_apkg


def some_notes(col: Collection) -> list[NoteId]:
    return list(col.find_notes("", order="n.id asc"))


def answer(col: Collection) -> int:
    queued = col.sched.get_queued_cards().cards[0]
    card = col.get_card(queued.card.id)
    card.start_timer()
    states = col._backend.get_scheduling_states(card.id)
    col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=CardAnswer.GOOD))
    return int(card.id)


def mark_as_synced(col: Collection) -> None:
    """Do what a sync does to the rows that were sent."""
    assert col.db is not None
    usn = col.db.scalar("select usn from col")
    for table in ("notes", "cards", "revlog", "graves"):
        col.db.execute(f"update {table} set usn = ? where usn = -1", usn)
    col.db.execute("update col set usn = usn + 1")


class Hand:
    """Does at random what a person and add-ons do.

    Args:
        col: the collection
        seed: of what it does
        packages: that it imports
    """

    def __init__(self, col: Collection, seed: int, packages: list[Path]) -> None:
        self.col = col
        self.random = random.Random(seed)
        self.packages = packages
        self.count = 0
        self.actions: list[Callable[[], object]] = [
            self.add,
            self.add,
            self.edit,
            self.edit,
            self.edit_same_length,
            self.remove,
            self.review,
            self.review,
            self.suspend,
            self.move,
            self.flag,
            self.tag,
            self.replace,
            self.undo,
            self.redo,
            self.import_one,
            self.import_one,
            self.remove_deck,
            self.rename_deck,
            self.configure,
            self.sync,
            self.forget,
        ]

    def act(self) -> str:
        action = self.random.choice(self.actions)
        action()
        return action.__name__

    def some(self) -> list[NoteId]:
        notes = some_notes(self.col)
        return self.random.sample(notes, min(len(notes), self.random.randint(1, 3)))

    def cards(self) -> list[int]:
        return [card for note in self.some() for card in self.col.card_ids_of_note(note)]

    def add(self) -> None:
        self.count += 1
        add_note(self.col, f"note {self.count}", deck=self.random.choice(["Default", "A", "A::B"]))

    def edit(self) -> None:
        for note_id in self.some()[:1]:
            note = self.col.get_note(note_id)
            note[note.keys()[1]] = "x" * self.random.randint(0, 5)
            self.col.update_note(note)

    def edit_same_length(self) -> None:
        for note_id in self.some()[:1]:
            note = self.col.get_note(note_id)
            note[note.keys()[1]] = self.random.choice("abcdef")
            self.col.update_note(note)

    def remove(self) -> None:
        self.col.remove_notes(self.some())

    def review(self) -> None:
        if self.col.sched.get_queued_cards().cards:
            answer(self.col)

    def suspend(self) -> None:
        self.random.choice([self.col.sched.suspend_cards, self.col.sched.unsuspend_cards])(self.cards())

    def move(self) -> None:
        self.col.set_deck(self.cards(), int(ensure_deck(self.col, self.random.choice(["Default", "A", "C"]))))

    def flag(self) -> None:
        self.col.set_user_flag_for_cards(self.random.randint(0, 3), self.cards())

    def tag(self) -> None:
        self.random.choice([self.col.tags.bulk_add, self.col.tags.bulk_remove])(self.some(), "t")

    def replace(self) -> None:
        self.col.find_and_replace(note_ids=self.some(), search="note", replacement="mote")

    def undo(self) -> None:
        if self.col.undo_status().undo:
            self.col.undo()

    def redo(self) -> None:
        if self.col.undo_status().redo:
            self.col.redo()

    def import_one(self) -> None:
        import_apkg(self.col, str(self.random.choice(self.packages)))

    def remove_deck(self) -> None:
        self.col.decks.remove([ensure_deck(self.col, self.random.choice(["A", "C"]))])

    def rename_deck(self) -> None:
        self.col.decks.rename(ensure_deck(self.col, "A"), "A")

    def configure(self) -> None:
        self.col.set_config("ours", self.random.random())

    def sync(self) -> None:
        mark_as_synced(self.col)

    def forget(self) -> None:
        self.col.sched.schedule_cards_as_new(self.cards())
