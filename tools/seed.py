"""Make a large, lifelike collection in seconds, the same one for the same arguments.

    python tools/seed.py BASE_FOLDER --notes 20000        makes BASE_FOLDER/User 1/collection.anki2
    python tools/seed.py some/collection.anki2 --seed 7

20,000 notes have 28,000 cards with 56,000 reviews in 220 decks; other numbers keep the proportions (exactly,
when they are multiples of 20; the decks are never fewer than 12). Notes and decks come from Anki's own bulk
calls, so that checksums, sort fields, tags and the cards of a note are Anki's. Scheduling and the review log have
no such call; they are simulated and written as rows. Ids come from position, not from the clock (those of note
types, which Anki chooses, excepted). Dates count from the day of the collection: seeding on another day moves all.
"""

from __future__ import annotations

import argparse
import random
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from anki.collection import AddNoteRequest, Collection
from anki.dbproxy import DBProxy, ValueForDB
from anki.decks import DeckId
from anki.models import NotetypeDict
from anki.notes import Note

DAY = 86_400
AGE_DAYS = 400  # from the making of the collection to today
ADDING_DAYS = 80  # notes were added in the first days, so that each review comes after its card
LONGEST_INTERVAL = 60  # keeps the longest history within the days that are left
OVERDUE_DAYS = 5
CHUNK = 5_000  # notes in one call to the backend

NOTES_PER_DECK = 20_000 / 220
LEAST_DECKS = 12  # so few that some are nested
NOTES_PER_MEDIA_FILE = 100
LEAST_MEDIA = 2  # a picture and a sound
BLOCK = 20  # notes that are planned together

# per block of 20 notes: which kind they are (28 cards), and how far each card is (56 reviews)
KINDS = ["basic"] * 6 + ["word"] * 6 + ["reversed"] * 5 + ["cloze1", "cloze2", "cloze3"]
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

TOP_DECKS = ("日本語", "English", "Médecine", "地理", "Law & order", "History", "Μουσική", "Chemistry")
FILTERED_DECK = "Cram 復習"
WORD_TYPE = "Japanese word"
WORDS = (
    ("図書館", "としょかん", "library"),
    ("食べる", "たべる", "to eat"),
    ("学校", "がっこう", "school"),
    ("新しい", "あたらしい", "new"),
    ("電車", "でんしゃ", "train"),
    ("飲む", "のむ", "to drink"),
    ("天気", "てんき", "weather"),
    ("静か", "しずか", "quiet"),
    ("友達", "ともだち", "friend"),
    ("旅行", "りょこう", "journey"),
    ("勉強", "べんきょう", "study"),
    ("林檎", "りんご", "apple"),
    ("走る", "はしる", "to run"),
    ("病院", "びょういん", "hospital"),
    ("美しい", "うつくしい", "beautiful"),
    ("約束", "やくそく", "promise"),
)
TAGS = (
    "jlpt::n5",
    "jlpt::n4",
    "jlpt::n3::grammar",
    "verb",
    "noun",
    "topic::travel::airport",
    "topic::travel::train",
    "topic::food",
    "出典::新聞",
    "marked",
    "leech",
)
KANJI_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


class Seeded(NamedTuple):
    notes: int
    cards: int
    reviews: int
    decks: int


class ReviewRow(NamedTuple):
    """One answer in the log, timed in seconds from the first one of its card."""

    after: int
    ease: int
    interval: int
    last_interval: int
    factor: int
    kind: int


def seed(col: Collection, notes: int = 20_000, seed: int = 1) -> Seeded:
    """Fill an empty collection; it is closed and opened again on the way, because its age changes."""
    if col.note_count() or col.decks.count() > 1:
        raise ValueError("only an empty collection can be seeded")
    rng = random.Random(seed)  # noqa: S311  # content of a test collection, no secrets
    today = _grow_old(col)
    decks = _add_decks(col, max(LEAST_DECKS, round(notes / NOTES_PER_DECK)))
    media = _add_media(col, max(LEAST_MEDIA, notes // NOTES_PER_MEDIA_FILE))
    note_ids = _add_notes(col, rng, notes, decks, media)
    day_start = _creation(col) + today * DAY
    _Scheduling(rng, note_ids, today, day_start).write(col)
    _fill_filtered_deck(col, limit=max(4, notes // 500), now=day_start)
    return Seeded(
        notes=col.note_count(),
        cards=col.card_count(),
        reviews=_db(col).scalar("select count() from revlog"),
        decks=col.decks.count(),
    )


def _grow_old(col: Collection) -> int:
    """Make the collection look made long ago; give the number of today."""
    _db(col).execute("update col set crt = crt - ?", AGE_DAYS * DAY)
    col.close()  # Anki keeps the number of the day while a collection is open
    col.reopen()
    today = col.sched.today
    col.set_config("lastUnburied", today)  # else the first look at the decks unburies every card
    return today


# Decks and media


def _add_decks(col: Collection, count: int) -> list[DeckId]:
    """Add decks until there are `count` with Default and the filtered one."""
    ids: list[DeckId] = []
    base = _creation(col) * 1000
    for name in _deck_names(count - 2):
        ids.append(DeckId(base + len(ids)))
        _add_deck(col, ids[-1], name, filtered=False)
    return ids


def _deck_names(count: int) -> Iterator[str]:
    """Nested names, parents first: top decks, then units of lessons, every fifth lesson with a part of its own."""
    names = [*TOP_DECKS]
    for unit in range(1, count + 1):
        for top in TOP_DECKS:
            names.append(f"{top}::Unit {unit:02}")
            names.extend(f"{top}::Unit {unit:02}::第{lesson}課" for lesson in range(1, 6))
            names.append(f"{top}::Unit {unit:02}::第5課::Extra")
        if len(names) >= count:
            break
    yield from names[:count]


def _add_deck(col: Collection, deck_id: DeckId, name: str, filtered: bool) -> None:
    deck = col.decks.new_deck_legacy(filtered)
    deck["id"], deck["name"] = deck_id, name
    deck["collapsed"] = False
    if filtered:
        deck["terms"] = [["is:due", 0, 5]]  # 5: in the order added; the limit comes with the filling
    col.decks.update(deck)


def _fill_filtered_deck(col: Collection, limit: int, now: int) -> None:
    deck_id = DeckId(_creation(col) * 1000 - 1)
    _add_deck(col, deck_id, FILTERED_DECK, filtered=True)
    deck = col.decks.get(deck_id)
    if deck is None:
        raise RuntimeError("the filtered deck was not added")
    deck["terms"][0][1] = limit
    col.decks.update(deck)
    col.sched.rebuild_filtered_deck(deck_id)
    _db(col).execute("update cards set mod = ? where did = ?", now, deck_id)


def _add_media(col: Collection, count: int) -> list[str]:
    """Add small pictures and sounds in turn, each with bytes of its own; give what a field says for them."""
    markup = []
    for number in range(count):
        if number % 2:
            markup.append(f"[sound:{col.media.write_data(f'seed-voice-{number:05}.wav', _wav(number))}]")
        else:
            markup.append(f'<img src="{col.media.write_data(f"seed-picture-{number:05}.png", _png(number))}">')
    return markup


def _png(number: int) -> bytes:
    """A picture of one dot in a colour of its own."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    dot = zlib.compress(b"\0" + number.to_bytes(3, "big"))
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


def _wav(number: int) -> bytes:
    """A sound of 32 samples."""
    samples = number.to_bytes(4, "big") * 8
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    data = struct.pack("<4sI", b"data", len(samples)) + samples
    return struct.pack("<4sI4s", b"RIFF", 4 + len(layout) + len(data), b"WAVE") + layout + data


# Notes


def _add_notes(
    col: Collection, rng: random.Random, count: int, decks: Sequence[DeckId], media: Sequence[str]
) -> list[int]:
    """Add the notes and give the ids that the backend chose, in order."""
    notetypes = _notetypes(col)
    ids: list[int] = []
    while len(ids) < count:
        requests = []
        for number in range(len(ids), min(len(ids) + CHUNK, count)):
            note = _note(col, rng, number, notetypes)
            if number % NOTES_PER_MEDIA_FILE == 0:
                note.fields[1] += media[(number // NOTES_PER_MEDIA_FILE) % len(media)]
            requests.append(AddNoteRequest(note, rng.choice(decks)))
        col.add_notes(requests)
        ids.extend(request.note.id for request in requests)
    return ids


def _notetypes(col: Collection) -> dict[str, NotetypeDict]:
    word = col.models.new(WORD_TYPE)
    for name in ("Word", "Meaning", "Reading", "Sentence"):
        col.models.add_field(word, col.models.new_field(name))
    template = col.models.new_template("Recognition")
    template["qfmt"] = "<div class=word>{{Word}}</div>{{#Sentence}}<p>{{furigana:Sentence}}</p>{{/Sentence}}"
    template["afmt"] = "{{FrontSide}}<hr id=answer>{{Reading}}<br>{{Meaning}}"
    col.models.add_template(word, template)
    col.models.add_dict(word)
    names = {
        "basic": "Basic",
        "word": WORD_TYPE,
        "reversed": "Basic (and reversed card)",
        "cloze": "Cloze",
    }
    found = {kind: col.models.by_name(name) for kind, name in names.items()}
    return {kind: notetype for kind, notetype in found.items() if notetype is not None}


def _note(col: Collection, rng: random.Random, number: int, notetypes: dict[str, NotetypeDict]) -> Note:
    kind = KINDS[number * 7 % BLOCK]  # 7: kinds take turns, in every block alike
    note = col.new_note(notetypes[kind.rstrip("123")])
    note.guid = f"seed{rng.getrandbits(40):010x}"
    note.tags = rng.sample(TAGS, k=rng.choice((0, 1, 1, 2, 3)))
    word, reading, meaning = rng.choice(WORDS)
    counter = str(number).translate(KANJI_DIGITS)
    if kind == "basic":
        note.fields = [f"What is <b>{meaning}</b> no. {number}?", f"{word}「{reading}」&nbsp;{counter}"]
    elif kind == "word":
        sentence = f" {word}[{reading}]は{counter}です。" if number % 3 else ""
        note.fields = [f"{word}{counter}", f"{meaning} ({number})", reading, sentence]
    elif kind == "reversed":
        note.fields = [f"{word}{counter}", f"{meaning}<br>{number}"]
    else:
        parts = [f"{{{{c{n}::{rng.choice(WORDS)[0]}::hint {n}}}}}" for n in range(1, int(kind[-1]) + 1)]
        note.fields = [f"{counter}: {'と'.join(parts)}がある。", f"from lesson {number % 50}"]
    return note


# Scheduling


class _Scheduling:
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
        db = _db(col)
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
        queue = _put_aside(index, queue)
        flag = 1 + index // FLAGGED[0] % 7 if index % FLAGGED[0] == FLAGGED[1] else 0
        lapses = sum(row.kind == REVIEW and row.ease == 1 for row in history)
        factor = history[-1].factor if history else 0
        left = 0 if state in ("new", "review") else 1001  # one step today, one in all
        mod = last_answer or card_id // 1000
        data = f'{{"lrt":{last_answer}}}' if history else ""  # since Anki 25.07; older ones pass over it
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


def _put_aside(index: int, queue: int) -> int:
    """Suspend or bury the cards whose turn it is."""
    for (every, offset), aside in (
        (SUSPENDED, SUSPENDED_QUEUE),
        (SCHED_BURIED, SCHED_BURIED_QUEUE),
        (USER_BURIED, USER_BURIED_QUEUE),
    ):
        if index % every == offset:
            return aside
    return queue


def _creation(col: Collection) -> int:
    return int(_db(col).scalar("select crt from col"))


def _db(col: Collection) -> DBProxy:
    if col.db is None:
        raise ValueError("the collection is closed")
    return col.db


# Command line


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a large, lifelike collection.")
    parser.add_argument("target", type=Path, help="a base folder of Anki, or the path of a .anki2 file to make")
    parser.add_argument("--notes", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    path: Path = arguments.target
    if path.suffix != ".anki2":
        path = path / "User 1" / "collection.anki2"
    if path.exists():
        parser.error(f"{path} exists already")
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    col = Collection(str(path.resolve()))
    made = seed(col, arguments.notes, arguments.seed)
    col.close()
    print(
        f"{path}: {made.notes} notes, {made.cards} cards, {made.reviews} reviews, {made.decks} decks"
        f" in {time.monotonic() - begun:.1f} s"
    )


if __name__ == "__main__":
    main()
