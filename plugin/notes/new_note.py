"""Builds notes that a request wants to add, and validates everything of them except whether they are duplicates.

Strategy: what the notes of one request have in common (note types, templates, decks) is looked up once. A note that
cannot be added raises; adding.py collects the errors of a list of notes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Generic, NamedTuple, Optional, TypeVar

from anki.collection import Collection
from anki.consts import MODEL_CLOZE
from anki.decks import DeckId
from anki.models import NotetypeDict, NotetypeId
from anki.notes import Note
from anki.notes_pb2 import Note as BackendNote
from anki.utils import guid64

from ..collection.html_text import strip_html
from ..collection.lookups import find_deck_id, get_deck_id, get_note_type
from ..collection.media.folder import path_of
from ..collection.media.source import Fetched
from ..collection.tags import new_tags
from ..errors import (
    ApiError,
    ClozeMissing,
    EmptyNote,
    FilteredDeckForNote,
    OptionNotBoolean,
)
from .field_text import as_stored, normalizes_text, set_fields_in_any_case
from .media import NoteFile, expected_text, field_positions, files_of, likely_text, requires_files
from .note_type import NoteType, parse_note_type
from .showable import check_showable

T = TypeVar("T")


class DuplicateScope(NamedTuple):
    """Where duplicates of a note are looked for.

    Args:
        decks: only notes with a card in one of these; None for the whole collection
        every_note_type: among notes of every note type, not just of the note's own
    """

    decks: frozenset[int] | None
    every_note_type: bool


class NewNote(NamedTuple):
    """A note that can be added, unless it is a duplicate.

    Args:
        note: for Anki, not added yet
        deck: of its cards
        first_field: as duplicates are compared: without HTML, the way Anki stores it
        scope: where duplicates are looked for, None if they are allowed
        note_type: of the note
        files: to be fetched, stored and appended to its fields
        requires_files: whether it is only added if all its files could be fetched and stored
        refusal: why it cannot be added even if it is no duplicate
        is_settled: whether the first field is known, which it is not before a file for it has been fetched
    """

    note: Note
    deck: DeckId
    first_field: str
    scope: DuplicateScope | None
    note_type: NoteType
    files: Sequence[NoteFile]
    requires_files: bool
    refusal: Optional[ApiError]
    is_settled: bool


class _Cache(Generic[T]):
    """What was looked up by name, errors too: a name that does not exist takes Anki the longest."""

    def __init__(self) -> None:
        self._found: dict[str, T] = {}
        self._errors: dict[str, ApiError] = {}

    def get(self, name: str, look_up: Callable[[], T]) -> T:
        """Return what look_up() returns, or raise what it raises; it is called once for each name."""
        if name in self._errors:
            raise self._errors[name]
        if name not in self._found:
            try:
                self._found[name] = look_up()
            except ApiError as error:
                self._errors[name] = error.with_traceback(None)
                raise
        return self._found[name]


class NoteBuilder:
    """Builds the notes of one request.

    Args:
        col: the collection
        as_sent: whether only what was sent is judged, as by somebody who has the first field and asks whether a note
            could be made of it; no file will be fetched
        fetches: whether files will be fetched; otherwise what they would add to the first field is guessed
    """

    def __init__(self, col: Collection, *, as_sent: bool = False, fetches: bool = True) -> None:
        self._col = col
        self._as_sent = as_sent
        self._guesses_files = as_sent or not fetches
        self._note_types: _Cache[NoteType] = _Cache()
        self._decks: _Cache[DeckId] = _Cache()
        self._scope_decks: _Cache[Optional[DeckId]] = _Cache()
        self._children: dict[DeckId, frozenset[int]] = {}
        self._empty_notes: dict[NotetypeId, Note] = {}
        self._normalize = normalizes_text(col)

    def build(self, sent: Mapping[str, Any], fetched: Sequence[Fetched] | None = None) -> NewNote:
        """Build a note, or raise why it cannot be added.

        Args:
            sent: a wire.Note, converted by its schema
            fetched: its files, None before they are
        """
        check_showable(sent["fields"])
        note_type = self._note_type(sent["modelName"])
        deck = self._deck(sent["deckName"])
        scope = self._scope(sent.get("options") or {}, deck)
        note = self._empty_note(note_type.definition)
        unknown = set_fields_in_any_case(note, note_type.positions, sent["fields"])
        note.tags = new_tags(sent.get("tags"))
        files = files_of(sent)
        added, is_settled = self._expected_in_first_field(files, note_type, fetched)
        first_field = strip_html(self._col, as_stored(note.fields[0] + added, normalize=self._normalize))
        if is_settled and not first_field.strip():
            raise EmptyNote(note_type.definition["name"], note_type.field_names, unknown)
        refusal = self._missing_cloze(note, note_type, sent["fields"])
        return NewNote(note, deck, first_field, scope, note_type, files, requires_files(sent), refusal, is_settled)

    def _expected_in_first_field(
        self, files: Sequence[NoteFile], note_type: NoteType, fetched: Sequence[Fetched] | None
    ) -> tuple[str, bool]:
        """What files will add to the first field, and whether that is known already."""
        in_first = [number for number, file in enumerate(files) if 0 in field_positions(file, note_type.find_field)]
        if not in_first:
            return "", True
        folder = path_of(self._col)
        if fetched is not None:
            return "".join(expected_text(folder, files[number], fetched[number]) for number in in_first), True
        if self._guesses_files:
            return "".join(likely_text(folder, files[number]) for number in in_first), True
        return "", False

    def _empty_note(self, definition: NotetypeDict) -> Note:
        """Make a note without contents.

        Only the first of each note type comes from Anki's backend, the others are copies: thousands of calls in a row
        would keep other threads from running (gil.py).
        """
        first = self._empty_notes.get(definition["id"])
        if first is None:
            first = self._empty_notes[definition["id"]] = self._col.new_note(definition)
        note = object.__new__(type(first))
        vars(note).update(vars(first))  # copy.copy() asks old versions of Anki for a method that is not there
        note.guid = guid64()
        note.fields = list(first.fields)
        return note

    def _note_type(self, name: str) -> NoteType:
        return self._note_types.get(name, lambda: parse_note_type(get_note_type(self._col, name)))

    def _deck(self, name: str) -> DeckId:
        return self._decks.get(name, lambda: self._normal_deck(name))

    def _normal_deck(self, name: str) -> DeckId:
        deck = get_deck_id(self._col, name)
        if self._col.decks.is_filtered(deck):
            raise FilteredDeckForNote(name)
        return deck

    def _missing_cloze(self, note: Note, note_type: NoteType, sent: Mapping[str, str]) -> ClozeMissing | None:
        """The error of a cloze note without clozes, which would have no card."""
        if note_type.definition["type"] != MODEL_CLOZE:
            return None
        positions = note_type.cloze_positions
        if self._as_sent and not {note_type.find_field(name) for name in sent}.issuperset(positions):
            return None
        clozes = BackendNote(fields=[note.fields[position] for position in positions])
        if any(number > 0 for number in self._col._backend.cloze_numbers_in_note(clozes)):
            return None
        return ClozeMissing([note_type.field_names[position] for position in positions])

    def _scope(self, options: Mapping[str, Any], deck: DeckId) -> DuplicateScope | None:
        scope_options = options.get("duplicateScopeOptions") or {}
        allowed = _boolean(options, "allowDuplicate", "allowDuplicate")
        children = _boolean(scope_options, "checkChildren", "duplicateScopeOptions.checkChildren")
        every_note_type = _boolean(scope_options, "checkAllModels", "duplicateScopeOptions.checkAllModels")
        if allowed:
            return None
        if options.get("duplicateScope") != "deck":
            return DuplicateScope(None, every_note_type)
        name = scope_options.get("deckName")
        if name is not None:
            found = self._scope_decks.get(name, lambda: find_deck_id(self._col, name))
            if found is None:  # in a deck that does not exist nothing is a duplicate
                return DuplicateScope(frozenset(), every_note_type)
            deck = found
        return DuplicateScope(self._with_children(deck) if children else frozenset([deck]), every_note_type)

    def _with_children(self, deck: DeckId) -> frozenset[int]:
        decks = self._children.get(deck)
        if decks is None:
            decks = self._children[deck] = frozenset(self._col.decks.deck_and_child_ids(deck))
        return decks


def _boolean(options: Mapping[str, Any], name: str, full_name: str) -> bool:
    value = options.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise OptionNotBoolean(full_name)
    return value
