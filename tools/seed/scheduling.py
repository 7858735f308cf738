"""The scheduling and the review log of a seeded collection, simulated and written as rows."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from anki.collection import Collection
from anki.dbproxy import ValueForDB

from tools.seed.database import DAY, database

ADDING_DAYS = 80  # notes were added in the first days, so that each review comes after its card
LONGEST_INTERVAL = 60  # keeps the longest history within the days that are left
OVERDUE_DAYS = 5

# per block of 20 notes, which have 28 cards: how far each card is (56 reviews)
PROGRESS = (
    [("new", 0)] * 9
    + [("learning", 1)] * 2
    + [("day learning", 1), ("relearning", 5)]
    + [("review", reviews) for reviews in (1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6)]
)

# every n-th card, beginning with the m-th; primes, so that they meet every kind of card
SUSPENDED, SCHED_BURIED, USER_BURIED, FLAGGED = (31, 7), (97, 5), (101, 11), (19, 3)
SUSPENDED_QUEUE, SCHED_BURIED_QUEUE, USER_BURIED_QUEUE = -1, -2, -3

FIRST_STEP, SECOND_STEP = -60, -600  # seconds, which the log writes as negative intervals
START_FACTOR, LEAST_FACTOR = 2500, 1300
LEARN, REVIEW, RELEARN = 0, 1, 2  # kinds of rows in the log


class ReviewRow(NamedTuple):
    """One answer in the log, timed in seconds from the first one of its card."""

    after: int
    ease: int
    interval: int
    last_interval: int
    factor: int
    kind: int


class Scheduling:
    """The ids, the scheduling and the log of all cards, made as rows and written in one transaction."""

    def __init__(self, rng: random.Random, old_note_ids: Sequence[int], today: int, day_start: int) -> None:
        self._rng = rng
        self._old_note_ids = old_note_ids
        self._today = today
        self._day_start = day_start
        self._first_note_id = (day_start - today * DAY) * 1000
        self._note_spacing = ADDING_DAYS * DAY * 1000 // max(1, len(old_note_ids))
        self._log: dict[int, tuple[int, ...]] = {}  # by id, which is the time of the answer
        self._cards: list[list[ValueForDB]] = []

    def write(self, col: Collection) -> None:
        """Write all of it."""
        db = database(col)
        first, spacing = self._first_note_id, self._note_spacing
        new_ids = {old_id: first + place * spacing for place, old_id in enumerate(self._old_note_ids)}
        notes = [(new_id, new_id // 1000, old_id) for old_id, new_id in new_ids.items()]
        rows = db.all("select nid, ord, id, due from cards")
        plan: list[tuple[str, int]] = []
        for index, (note_id, template, old_id, position) in enumerate(
            sorted((new_ids[row[0]], *row[1:]) for row in rows)
        ):
            if not plan:
                plan = self._rng.sample(PROGRESS, k=len(PROGRESS))
            state, reviews = plan.pop()
            self._add_card(index, note_id, note_id + 1 + template, old_id, position, state, reviews)
        log = [self._log[time_of_answer] for time_of_answer in sorted(self._log)]

        def write_rows() -> None:
            db.executemany("update notes set id = ?, mod = ? where id = ?", notes)
            db.executemany(
                "update cards set id = ?, nid = ?, mod = ?, type = ?, queue = ?, due = ?, ivl = ?, factor = ?,"
                " reps = ?, lapses = ?, left = ?, flags = ?, data = ? where id = ?",
                self._cards,
            )
            db.executemany("insert into revlog values (?, ?, -1, ?, ?, ?, ?, ?, ?)", log)

        db.transact(write_rows)

    def _add_card(
        self, index: int, note_id: int, card_id: int, old_id: int, position: int, state: str, reviews: int
    ) -> None:
        history = list(_history(self._rng, state, reviews))
        interval = max(0, history[-1].interval) if history else 0
        elapsed = 0
        if state == "review":
            elapsed = self._rng.randint(0, interval + OVERDUE_DAYS)
        elif state == "day learning":
            elapsed = 1
        last_answer = self._add_to_log(card_id, history, elapsed) if history else 0
        if state == "new":
            kind, queue, due = 0, 0, position
        elif state == "day learning":
            kind, queue, due = 1, 3, self._today
        elif state == "review":
            kind, queue, due = 2, 2, self._today - elapsed + interval
        else:
            kind, queue, due = (1 if state == "learning" else 3), 1, last_answer - SECOND_STEP
            interval = 1 if state == "relearning" else 0  # what the next success will bring
        queue = _suspended_or_buried(index, queue)
        flag = 1 + index // FLAGGED[0] % 7 if index % FLAGGED[0] == FLAGGED[1] else 0
        lapses = sum(row.kind == REVIEW and row.ease == 1 for row in history)
        factor = history[-1].factor if history else 0
        left = 0 if state in ("new", "review") else 1001  # one step today, one in all
        mod = last_answer or card_id // 1000
        data = _memory(interval, lapses, last_answer) if history else ""
        self._cards.append(
            [card_id, note_id, mod, kind, queue, due, interval, factor, reviews, lapses, left, flag, data, old_id]
        )

    def _add_to_log(self, card_id: int, history: Sequence[ReviewRow], elapsed: int) -> int:
        """Log the answers so that the last one is `elapsed` days ago; give its time in seconds."""
        # answers of today lie in its first minutes: they must not be in the future
        daytime = self._rng.randint(1, 600 if elapsed == 0 else DAY // 2)
        last = self._day_start - elapsed * DAY + daytime
        answered = 0
        for row in history:
            answered = (last - history[-1].after + row.after) * 1000
            while answered in self._log:
                answered += 1
            taken = self._rng.randint(1_500, 20_000)
            self._log[answered] = (answered, card_id, *row[1:5], taken, row.kind)
        return answered // 1000


def _memory(interval: int, lapses: int, last_answer: int) -> str:
    """What FSRS would note down on a card; the last two since Anki 25.07, which older ones pass over."""
    state = {"s": max(0.5, float(interval)), "d": min(10.0, 4.25 + lapses), "dr": 0.9}
    return json.dumps({**state, "decay": 0.154, "lrt": last_answer}, separators=(",", ":"))


def _history(rng: random.Random, state: str, reviews: int) -> Iterator[ReviewRow]:
    """The answers that bring a new card into `state`."""
    if state == "new":
        return
    if state != "review" and reviews == 1:
        yield ReviewRow(0, 3, SECOND_STEP, FIRST_STEP, 0, LEARN)
        return
    if reviews == 1:
        yield ReviewRow(0, 4, 4, FIRST_STEP, START_FACTOR, LEARN)
        return
    yield ReviewRow(0, 3, SECOND_STEP, FIRST_STEP, 0, LEARN)
    yield ReviewRow(-SECOND_STEP, 3, 1, SECOND_STEP, START_FACTOR, LEARN)
    after, interval, factor, forgotten = -SECOND_STEP + DAY, 1, START_FACTOR, False
    for left in range(reviews - 3, -1, -1):
        if forgotten:
            interval, forgotten = 1, False
            row = ReviewRow(after, 3, interval, SECOND_STEP, factor, RELEARN)
        elif (state == "relearning" and left == 0) or (left > 1 and rng.random() < 0.2):
            factor, forgotten = max(LEAST_FACTOR, factor - 200), True
            row = ReviewRow(after, 1, SECOND_STEP, interval, factor, REVIEW)
        else:
            ease = rng.choice((2, 3, 3, 3, 3, 4))
            factor = max(LEAST_FACTOR, factor + (-150, 0, 150)[ease - 2])
            longer = min(LONGEST_INTERVAL, max(interval + 1, interval * factor // 1000))
            row = ReviewRow(after, ease, longer, interval, factor, REVIEW)
            interval = longer
        yield row
        after += -SECOND_STEP if forgotten else interval * DAY


def _suspended_or_buried(index: int, queue: int) -> int:
    """Suspend or bury the cards whose turn it is."""
    for (every, offset), other_queue in (
        (SUSPENDED, SUSPENDED_QUEUE),
        (SCHED_BURIED, SCHED_BURIED_QUEUE),
        (USER_BURIED, USER_BURIED_QUEUE),
    ):
        if index % every == offset:
            return other_queue
    return queue
