"""Reads notes that a request wants to add: note type, deck, fields, options, all checked but for duplicates.

Strategy: what a list of notes has in common (note types, templates, decks) is looked up once; a note that cannot be
made raises, and a list collects what was raised note by note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from anki.card_rendering_pb2 import StripHtmlRequest
from anki.collection import Collection
from anki.config import Config
from anki.consts import MODEL_CLOZE
from anki.decks import DeckId
from anki.models import NotetypeDict
from anki.notes import Note

from ..collection.lookups import deck_id, note_type
from ..errors import (
    ClozeMissing,
    EmptyNote,
    EmptyQuestions,
    FilteredDeckForNote,
    OptionNotBoolean,
)
from . import templates

_CLOZE = re.compile(r"\{\{c[0-9,]+::")
# What Anki removes from a field before it stores it
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Scope(NamedTuple):
    """Where duplicates of a note are looked for.

    Args:
        decks: only notes with a card in one of these; None for the whole collection
        every_note_type: among notes of every note type, not just of the note's own
    """

    decks: frozenset[int] | None
    every_note_type: bool


class Draft(NamedTuple):
    """A note that can be made, unless it is a duplicate.

    Args:
        note: for Anki, not added yet
        deck: of its cards
        first_field: as duplicates are compared: without HTML, the way Anki stores it
        scope: where duplicates are looked for, None if they are allowed
    """

    note: Note
    deck: DeckId
    first_field: str
    scope: Scope | None


class Kind(NamedTuple):
    """A note type, prepared for many notes.

    Args:
        definition: as Anki has it
        field_index: position by lower-case field name
        fronts: the parsed front of each template
        cloze_fields: fields that make the cards, of a cloze note type
    """

    definition: NotetypeDict
    field_index: Mapping[str, int]
    fronts: Sequence[Sequence[templates.Node]]
    cloze_fields: Sequence[str]


class Drafter:
    """Makes drafts for one request.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._kinds: dict[str, Kind] = {}
        self._decks: dict[str, DeckId] = {}
        self._normalize = col.get_config_bool(Config.Bool.NORMALIZE_NOTE_TEXT)

    def draft(self, wanted: Mapping[str, Any]) -> Draft:
        """Make a draft, or raise why the note cannot be made.

        Args:
            wanted: a wire.Note, converted by its schema
        """
        kind = self._kind(wanted["modelName"])
        deck = self._deck(wanted["deckName"])
        if self._col.decks.is_filtered(deck):
            raise FilteredDeckForNote(wanted["deckName"])
        scope = self._scope(wanted.get("options") or {}, deck)
        note = self._col.new_note(kind.definition)
        unknown = fill(note, kind.field_index, wanted["fields"])
        note.tags = tag_list(wanted.get("tags"))
        first_field = self._comparable(note.fields[0])
        if not first_field.strip():
            raise EmptyNote(kind.definition["name"], unknown)
        _check_questions(note, kind)
        return Draft(note, deck, first_field, scope)

    def _kind(self, name: str) -> Kind:
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = prepared(note_type(self._col, name))
        return kind

    def _deck(self, name: str) -> DeckId:
        deck = self._decks.get(name)
        if deck is None:
            deck = self._decks[name] = deck_id(self._col, name)
        return deck

    def _comparable(self, content: str) -> str:
        content = _CONTROL_CHARACTERS.sub("", content)
        if self._normalize:
            content = unicodedata.normalize("NFC", content)
        return without_html(self._col, content)

    def _scope(self, options: Mapping[str, Any], deck: DeckId) -> Scope | None:
        more = options.get("duplicateScopeOptions") or {}
        allowed = _boolean(options, "allowDuplicate", "allowDuplicate")
        children = _boolean(more, "checkChildren", "duplicateScopeOptions.checkChildren")
        every_note_type = _boolean(more, "checkAllModels", "duplicateScopeOptions.checkAllModels")
        if allowed:
            return None
        if options.get("duplicateScope") != "deck":
            return Scope(None, every_note_type)
        name = more.get("deckName")
        if name is not None:
            found = self._col.decks.id_for_name(name)
            if found is None:  # in a deck that does not exist nothing is a duplicate
                return Scope(frozenset(), every_note_type)
            deck = found
        decks = self._col.decks.deck_and_child_ids(deck) if children else [deck]
        return Scope(frozenset(decks), every_note_type)


def prepared(definition: NotetypeDict) -> Kind:
    """Prepare a note type for many notes."""
    fronts = [templates.parse(template["qfmt"]) for template in definition["tmpls"]]
    cloze_fields = []
    if definition["type"] == MODEL_CLOZE:
        shown = [one for front in fronts for one in templates.shown_fields(front)]
        cloze_fields = [one.field for one in shown if "cloze" in one.filters]
    index = {field["name"].lower(): position for position, field in enumerate(definition["flds"])}
    return Kind(definition, index, fronts, cloze_fields)


def fill(note: Note, field_index: Mapping[str, int], contents: Mapping[str, str]) -> list[str]:
    """Fill fields, whose names may be in any case; give the names that are no field."""
    unknown = []
    for name, content in contents.items():
        position = field_index.get(name.lower())
        if position is None:
            unknown.append(name)
        else:
            note.fields[position] = content
    return unknown


def tag_list(tags: Sequence[str] | str | None) -> list[str]:
    """The tags of a note, which may come as one text with blanks between them."""
    if tags is None:
        return []
    return tags.split() if isinstance(tags, str) else list(tags)


def without_html(col: Collection, content: str) -> str:
    """A field without HTML, as Anki compares first fields: names of media files stay."""
    if "<" not in content and "&" not in content:
        return content  # saves the call into the backend for most notes
    return str(col._backend.strip_html(text=content, mode=StripHtmlRequest.PRESERVE_MEDIA_FILENAMES))


def _check_questions(note: Note, kind: Kind) -> None:
    if kind.definition["type"] == MODEL_CLOZE:
        if not any(_CLOZE.search(note[name]) for name in kind.cloze_fields if name in note):
            raise ClozeMissing(kind.cloze_fields)
        return
    filled = frozenset(
        field["name"] for field, content in zip(kind.definition["flds"], note.fields) if templates.is_filled(content)
    )
    if not any(templates.shows_something(tuple(front), filled) for front in kind.fronts):
        raise EmptyQuestions


def _boolean(options: Mapping[str, Any], name: str, full_name: str) -> bool:
    value = options.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise OptionNotBoolean(full_name)
    return value
