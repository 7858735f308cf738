"""Reads notes that a request wants to add: note type, deck, fields, options, all checked but for duplicates.

Strategy: what a list of notes has in common (note types, templates, decks) is looked up once; a note that cannot be
made raises, and a list collects what was raised note by note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Generic, NamedTuple, Optional, TypeVar

from anki.card_rendering_pb2 import StripHtmlRequest
from anki.collection import Collection
from anki.consts import MODEL_CLOZE
from anki.decks import DeckId
from anki.models import NotetypeDict, NotetypeId
from anki.notes import Note
from anki.notes_pb2 import Note as BackendNote
from anki.utils import guid64

from ..collection.lookups import deck_id, found_deck, note_type
from ..collection.note_types import template_parser
from ..collection.tags import tag_list as tag_list
from ..errors import (
    ApiError,
    ClozeMissing,
    EmptyNote,
    EmptyQuestions,
    FilteredDeckForNote,
    OptionNotBoolean,
)
from .field_text import as_stored, normalizes
from .media import WantedFile, fields_of, must_have_files, wanted_files

T = TypeVar("T")


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
        kind: its note type
        files: that it wants, not fetched yet
        must_have_files: whether it is only made with all of them
    """

    note: Note
    deck: DeckId
    first_field: str
    scope: Scope | None
    kind: Kind
    files: Sequence[WantedFile]
    must_have_files: bool


class Kind(NamedTuple):
    """A note type, prepared for many notes.

    Args:
        definition: as Anki has it
        fields: their names
        field_index: position by the lower-case name of the field
        fronts: the parsed front of each template
        cloze_fields: positions of the fields that make the cards, of a cloze note type
    """

    definition: NotetypeDict
    fields: Sequence[str]
    field_index: Mapping[str, int]
    fronts: Sequence[tuple[template_parser.Node, ...]]
    cloze_fields: Sequence[int]

    def find(self, name: str) -> Optional[int]:
        """The position of a field, whose name may be in any case."""
        return self.field_index.get(name.lower())


class _LookedUp(Generic[T]):
    """What was looked up by name, once for all notes: that there is no such thing costs Anki the most."""

    def __init__(self) -> None:
        self._found: dict[str, T] = {}
        self._errors: dict[str, ApiError] = {}

    def get(self, name: str, look_up: Callable[[], T]) -> T:
        """The thing of that name, or the error that looking it up raises."""
        if name in self._errors:
            raise self._errors[name]
        if name not in self._found:
            try:
                self._found[name] = look_up()
            except ApiError as error:
                self._errors[name] = error.with_traceback(None)
                raise
        return self._found[name]


class Drafter:
    """Makes drafts for one request.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._kinds: _LookedUp[Kind] = _LookedUp()
        self._decks: _LookedUp[DeckId] = _LookedUp()
        self._scopes: _LookedUp[Optional[DeckId]] = _LookedUp()
        self._families: dict[DeckId, frozenset[int]] = {}
        self._blanks: dict[NotetypeId, Note] = {}
        self._normalize = normalizes(col)

    def draft(self, wanted: Mapping[str, Any]) -> Draft:
        """Make a draft, or raise why the note cannot be made.

        Args:
            wanted: a wire.Note, converted by its schema
        """
        kind = self._kind(wanted["modelName"])
        deck = self._deck(wanted["deckName"])
        scope = self._scope(wanted.get("options") or {}, deck)
        note = self._new_note(kind.definition)
        unknown = fill(note, kind.field_index, wanted["fields"])
        note.tags = tag_list(wanted.get("tags"))
        first_field = without_html(self._col, as_stored(note.fields[0], normalize=self._normalize))
        if not first_field.strip():
            raise EmptyNote(kind.definition["name"], unknown)
        files = wanted_files(wanted)
        self._check_questions(note, kind, files)
        return Draft(note, deck, first_field, scope, kind, files, must_have_files(wanted))

    def _new_note(self, kind: NotetypeDict) -> Note:
        """Make a note without contents.

        Only the first of each type comes from Anki, which makes it in its backend. A call of that lets other threads
        have Python and takes it back before they wake up, so that thousands of calls in a row would starve them.
        """
        blank = self._blanks.get(kind["id"])
        if blank is None:
            blank = self._blanks[kind["id"]] = self._col.new_note(kind)
        note = object.__new__(type(blank))
        vars(note).update(vars(blank))  # copy.copy() asks old versions of Anki for a method that is not there
        note.guid = guid64()
        note.fields = list(blank.fields)
        return note

    def _kind(self, name: str) -> Kind:
        return self._kinds.get(name, lambda: prepared(note_type(self._col, name)))

    def _deck(self, name: str) -> DeckId:
        return self._decks.get(name, lambda: self._normal_deck(name))

    def _normal_deck(self, name: str) -> DeckId:
        deck = deck_id(self._col, name)
        if self._col.decks.is_filtered(deck):
            raise FilteredDeckForNote(name)
        return deck

    def _check_questions(self, note: Note, kind: Kind, files: Sequence[WantedFile]) -> None:
        """Raise if the note would have no card, or only cards with an empty question."""
        if kind.definition["type"] == MODEL_CLOZE:
            clozes = BackendNote(fields=[note.fields[position] for position in kind.cloze_fields])
            if not any(number > 0 for number in self._col._backend.cloze_numbers_in_note(clozes)):
                raise ClozeMissing([kind.fields[position] for position in kind.cloze_fields])
            return
        filled = {name for name, content in zip(kind.fields, note.fields) if template_parser.is_filled(content)}
        filled.update(kind.fields[position] for file in files for position in fields_of(file, kind.find))
        filled.update(template_parser.ALWAYS_FILLED, [template_parser.TAGS] if note.tags else ())
        if not any(template_parser.shows_something(front, filled) for front in kind.fronts):
            raise EmptyQuestions

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
            found = self._scopes.get(name, lambda: found_deck(self._col, name))
            if found is None:  # in a deck that does not exist nothing is a duplicate
                return Scope(frozenset(), every_note_type)
            deck = found
        return Scope(self._with_children(deck) if children else frozenset([deck]), every_note_type)

    def _with_children(self, deck: DeckId) -> frozenset[int]:
        decks = self._families.get(deck)
        if decks is None:
            decks = self._families[deck] = frozenset(self._col.decks.deck_and_child_ids(deck))
        return decks


def prepared(definition: NotetypeDict) -> Kind:
    """Prepare a note type for many notes."""
    fronts = [template_parser.parse(template["qfmt"]) for template in definition["tmpls"]]
    fields = [field["name"] for field in definition["flds"]]
    index = {name.lower(): position for position, name in enumerate(fields)}
    in_clozes = {one.field for front in fronts for one in template_parser.shown_fields(front) if "cloze" in one.filters}
    cloze_fields = [position for position, name in enumerate(fields) if name in in_clozes]
    return Kind(definition, fields, index, fronts, cloze_fields)


def fill(note: Note, field_index: Mapping[str, int], contents: Mapping[str, str]) -> list[str]:
    """Fill fields, whose names may be in any case; give the names that are no field.

    Args:
        note: to fill
        field_index: position by the lower-case name of the field
        contents: by name
    """
    unknown = []
    for name, content in contents.items():
        position = field_index.get(name.lower())
        if position is None:
            unknown.append(name)
        else:
            note.fields[position] = content
    return unknown


def without_html(col: Collection, content: str) -> str:
    """A field without HTML, as Anki compares first fields: names of media files stay."""
    if "<" not in content and "&" not in content:
        return content  # saves the call into the backend for most notes
    return str(col._backend.strip_html(text=content, mode=StripHtmlRequest.PRESERVE_MEDIA_FILENAMES))


def _boolean(options: Mapping[str, Any], name: str, full_name: str) -> bool:
    value = options.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise OptionNotBoolean(full_name)
    return value
