"""Gives a note another note type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

from anki.cards import Card
from anki.collection import Collection
from anki.models import NotetypeDict
from anki.notes import Note

from ..collection.lookups import note_type
from ..errors import NewNoteTypeNotFound, NoteTypeNotFound
from .draft import fill, prepared
from .field_text import differs
from .updating import note_of, set_tags


def change_note_type(
    col: Collection, note_id: int, name: str, fields: Mapping[str, str], tags: Optional[Sequence[str]]
) -> None:
    """Give a note another note type and new contents.

    Cards stay where templates of both note types have the same name, or else the same place. Fields that are not
    given keep what a field of the same name had.

    Args:
        col: the collection
        note_id: of the note
        name: of the note type
        fields: new contents by field name, in any case; unknown names are ignored
        tags: in the place of all that it has, None to leave them
    """
    note = note_of(col, note_id)
    cards = note.cards()
    kind = _new_note_type(col, name)
    if note.mid != kind["id"]:
        _change_type(col, note, kind)
        note.load()
    before = list(note.fields)
    fill(note, prepared(kind).field_index, fields)
    tags_changed = tags is not None and set_tags(note, tags)
    if tags_changed or differs(col, note, before):
        col.update_note(note)
    _keep_in_deck(col, note, cards)


def _new_note_type(col: Collection, name: str) -> NotetypeDict:
    try:
        return note_type(col, name)
    except NoteTypeNotFound:
        raise NewNoteTypeNotFound(name) from None


def _change_type(col: Collection, note: Note, kind: NotetypeDict) -> None:
    old_fields = note.keys()
    # names first, then places, as Anki's own window proposes it
    request = col.models.change_notetype_info(old_notetype_id=note.mid, new_notetype_id=kind["id"]).input
    request.note_ids.append(note.id)
    names = [field["name"] for field in kind["flds"]]
    request.new_fields[:] = [old_fields.index(name) if name in old_fields else -1 for name in names]
    col.models.change_notetype_of_notes(request)


def _keep_in_deck(col: Collection, note: Note, old_cards: Sequence[Card]) -> None:
    """Where no card has stayed, Anki puts the new ones into the deck that their note type was last used with."""
    now = note.card_ids()
    if old_cards and not {card.id for card in old_cards}.intersection(now):
        col.set_deck(now, old_cards[0].odid or old_cards[0].did)
