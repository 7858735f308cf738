"""The collection on which the samples in tests/examples are performed: few notes, with the ids that samples name."""

from __future__ import annotations

import json

from anki.collection import AddNoteRequest, Collection

CHANGED = 1629454092

# note id, note type, deck, fields, tags, ids of its cards
NOTES = [
    (1502298033753, "Basic", "Default", ["front content", "back content"], ["tag", "another_tag"], [1498938915662]),
    (1514547547030, "Basic", "Japanese::JLPT N3", ["猫", "cat"], ["european-languages"], [1502098034045]),
    (
        1649198355435,
        "Basic (and reversed card)",
        "Japanese::JLPT N3",
        ["犬", "dog"],
        [],
        [1502098034048, 1502298033754],
    ),
    (1483959289817, "Cloze", "Easy Spanish", ["La capital de {{c1::España}}", ""], ["idioms"], [1494723142483]),
]

# id, cid, usn, ease, ivl, lastIvl, factor, time, type
REVIEWS = [
    (1594194095746, 1502098034045, -1, 3, -600, -60, 0, 6157, 0),
    (1594201393292, 1502098034045, -1, 3, 4, -600, 2500, 4846, 0),
    (1594546993292, 1502098034045, -1, 3, 16, 4, 2500, 4846, 1),
]

NOTE_TYPE, OPTIONS_GROUP = 1704387367119, 1502972374573


def fill(col: Collection) -> None:
    """Add the notes, their reviews, one suspended card, a note type and an options group."""
    for note_id, note_type, deck, fields, tags, card_ids in NOTES:
        note = col.new_note(col.models.by_name(note_type))
        note.fields, note.tags = fields, tags
        deck_id = col.decks.id(deck)
        col.add_notes([AddNoteRequest(note, deck_id)])
        for old, new in zip(note.card_ids(), card_ids):
            col.db.execute("update cards set id = ?, nid = ?, mod = ? where id = ?", new, note_id, CHANGED, old)
        col.db.execute("update notes set id = ?, mod = ? where id = ?", note_id, CHANGED, note.id)
    col.db.executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", REVIEWS)
    col.db.execute(
        "update cards set type = 2, queue = 2, ivl = 16, factor = 2500, reps = 3, due = ? where id = ?",
        col.sched.today,
        1502098034045,
    )
    col.db.execute("update cards set queue = -1 where id = ?", 1502298033754)
    _add_note_type(col)
    col.decks.update_config({**col.decks.get_config(1), "id": OPTIONS_GROUP, "name": "Hard"})


def _add_note_type(col: Collection) -> None:
    """Add a note type that no note has, with the id of the samples, which Anki keeps."""
    note_type = col.models.new("Vocabulary")
    note_type["id"], note_type["css"] = NOTE_TYPE, ".card { color: teal; }"
    note_type["flds"] = [col.models.new_field(name) for name in ("Word", "Meaning", "Hint")]
    template = col.models.new_template("Recognize")
    template["qfmt"] = "{{Word}}{{#Hint}}{{hint:Hint}}{{/Hint}}"
    template["afmt"] = "{{FrontSide}}<hr id=answer>{{Meaning}}"
    note_type["tmpls"] = [template]
    col._backend.add_or_update_notetype(
        json=json.dumps(note_type).encode(), preserve_usn_and_mtime=True, skip_checks=False
    )
