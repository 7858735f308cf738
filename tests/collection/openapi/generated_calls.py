"""A program of somebody else, which uses a generated client: ten actions and two errors; prints what it was answered.

It is run by the interpreter that has what the client needs: the address of a server is its first argument, a key its
second.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from anki_client import AuthenticatedClient, Client
from anki_client.api.cards import find_cards, set_flag, suspend
from anki_client.api.decks import create_deck, deck_tree
from anki_client.api.models import create_model
from anki_client.api.notes import add_note, add_tags, delete_notes, notes_info, save_notes, search_notes
from anki_client.api.program import version
from anki_client.models import (
    AddNoteBody,
    AddTagsBody,
    CreateDeckBody,
    CreateModelBody,
    DeckTreeBody,
    DeleteNotesBody,
    FindCardsBody,
    NewTemplate,
    Note,
    NoteFields,
    NotesInfoBody,
    NoteToSave,
    NoteToSaveFields,
    SaveNotesBody,
    SaveNotesBodyOnDuplicate,
    SearchNotesBody,
    SetFlagBody,
    SuspendBody,
    VersionBody,
)

URL, KEY = sys.argv[1:]


def result(reply: Any) -> Any:
    assert reply is not None
    assert reply.error is None, reply.error
    return reply.result


def error(reply: Any) -> Any:
    assert reply is not None
    assert reply.result is None
    return reply.error


def fields_of(kind: Any, **texts: str) -> Any:
    fields = kind()
    fields.additional_properties.update(texts)
    return fields


with AuthenticatedClient(base_url=URL, token=KEY, raise_on_unexpected_status=True) as anki:
    template = NewTemplate(front="{{Word}}", back="{{Meaning}}", name="Card 1")
    fields = ["Word", "Meaning"]
    result(create_model.sync(client=anki, body=CreateModelBody("Generated", fields, [template])))
    deck = result(create_deck.sync(client=anki, body=CreateDeckBody("Made by a client::子")))
    note = Note(
        "Made by a client::子", "Generated", fields_of(NoteFields, Word="猫", Meaning='<b>"cat"</b>'), tags=["one"]
    )
    first = result(add_note.sync(client=anki, body=AddNoteBody(note)))
    again = error(add_note.sync(client=anki, body=AddNoteBody(note)))
    more = [
        NoteToSave(
            deck_name="Default",
            model_name="Generated",
            fields=fields_of(NoteToSaveFields, Word=word, Meaning=""),
        )
        for word in ("犬", "鳥", "猫")
    ]
    saved = result(save_notes.sync(client=anki, body=SaveNotesBody(more, on_duplicate=SaveNotesBodyOnDuplicate.SKIP)))
    ids = [one.note_id for one in saved]
    result(add_tags.sync(client=anki, body=AddTagsBody([first], "two three")))
    cards = result(find_cards.sync(client=anki, body=FindCardsBody(f"nid:{first}")))
    suspended = result(suspend.sync(client=anki, body=SuspendBody(cards)))
    flagged = result(set_flag.sync(client=anki, body=SetFlagBody(cards, 3)))
    [info] = result(notes_info.sync(client=anki, body=NotesInfoBody(notes=[first])))
    page = result(search_notes.sync(client=anki, body=SearchNotesBody("note:Generated", limit=2)))
    result(delete_notes.sync(client=anki, body=DeleteNotesBody([ids[1]])))
    tree = result(deck_tree.sync(client=anki, body=DeckTreeBody()))

with Client(base_url=URL) as nobody:
    refused = error(version.sync(client=nobody, body=VersionBody()))

print(
    json.dumps(
        {
            "deck": deck,
            "note": first,
            "duplicate": again,
            "statuses": [one.status.value for one in saved],
            "saved": ids,
            "suspended": suspended,
            "flagged": flagged,
            "tags": info.tags,
            "word": info.fields.additional_properties["Word"].value,
            "found": [page.total, len(page.notes), page.cursor is not None],
            "decks": [one.name for one in tree],
            "refused": refused,
        }
    )
)
