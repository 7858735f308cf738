"""Changes the note type of a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

from anki.cards import Card
from anki.collection import Collection
from anki.models import NotetypeDict
from anki.notes import Note

from ..collection.lookups import get_note, get_note_type
from ..errors import NewNoteTypeNotFound, NoteTypeNotFound
from .field_text import fields_change, set_fields_in_any_case
from .note_type import parse_note_type
from .showable import check_showable
from .updating import set_tags


def change_note_type(
    col: Collection, note_id: int, name: str, fields: Mapping[str, str], tags: Optional[Sequence[str]]
) -> None:
    """Change the note type of a note, and its fields.

    A card is kept if the new note type has a template of the same name or, failing that, at the same position. A field
    that is not given keeps the contents of the old field of the same name.

    Args:
        col: the collection
        note_id: of the note
        name: of the note type
        fields: new contents by field name, in any case; unknown names are ignored
        tags: replace all tags of the note; None leaves them as they are
    """
    check_showable(fields)
    note = get_note(col, note_id)
    cards = note.cards()
    note_type = _new_note_type(col, name)
    if note.mid != note_type["id"]:
        _change_note_type(col, note, note_type)
        note.load()
    before = list(note.fields)
    set_fields_in_any_case(note, parse_note_type(note_type).positions, fields)
    tags_changed = tags is not None and set_tags(note, tags)
    if tags_changed or fields_change(col, note, before):
        col.update_note(note)
    _keep_in_deck(col, note, cards)


def _new_note_type(col: Collection, name: str) -> NotetypeDict:
    try:
        return get_note_type(col, name)
    except NoteTypeNotFound:
        raise NewNoteTypeNotFound(name) from None


def _change_note_type(col: Collection, note: Note, new: NotetypeDict) -> None:
    old_fields = note.keys()
    # Anki maps templates by their names, then by their positions, as its own window proposes
    request = col.models.change_notetype_info(old_notetype_id=note.mid, new_notetype_id=new["id"]).input
    request.note_ids.append(note.id)
    names = [field["name"] for field in new["flds"]]
    request.new_fields[:] = [old_fields.index(name) if name in old_fields else -1 for name in names]
    col.models.change_notetype_of_notes(request)


def _keep_in_deck(col: Collection, note: Note, old_cards: Sequence[Card]) -> None:
    """Move new cards to the deck of the old ones if none of these is left: Anki takes the note type's last deck."""
    card_ids = note.card_ids()
    if old_cards and not {card.id for card in old_cards}.intersection(card_ids):
        col.set_deck(card_ids, old_cards[0].odid or old_cards[0].did)
