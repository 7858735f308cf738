"""The notes of a seeded collection, added by Anki's own bulk call."""

from __future__ import annotations

import random
from collections.abc import Sequence

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from anki.models import NotetypeDict
from anki.notes import Note

CHUNK = 5_000  # notes in one call to the backend
NOTES_PER_MEDIA_FILE = 100
BLOCK = 20  # notes that are planned together

# per block of 20 notes: which kind they are (28 cards)
KINDS = ["basic"] * 6 + ["word"] * 6 + ["reversed"] * 5 + ["cloze1", "cloze2", "cloze3"]

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


def add_notes(
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
