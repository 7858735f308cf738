"""The notes that a request works on, as they will be: several entries of its list may be about the same note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional

from anki.collection import Collection
from anki.decks import DeckId
from anki.models import NotetypeId
from anki.notes import Note
from anki.notes_pb2 import Note as BackendNote

from ...collection.lookups import find_note_type_id, get_note_type_by_id, rows
from ...collection.tags import same_tags, tags_of
from ...errors import NoteNotFound, NoteTypeNotFound, RefusedByAnki
from ..field_text import as_stored, normalizes_text
from ..new_note import NewNote
from ..note_type import NoteType, parse_note_type

_FIELD_SEPARATOR = "\x1f"
_NOTES = """
select id, guid, mid, mod, usn, tags, flds from notes where id in (select value from json_each(?))"""


class Target:
    """A note as it will be.

    Args:
        number: its id; of a new one a number below zero, the lower the later
        note: Anki's
        note_type: of the note
        deck: of the cards of a new note, None for one of the collection
    """

    def __init__(self, number: int, note: Note, note_type: NoteType, deck: Optional[DeckId] = None) -> None:
        self.number = number
        self.note = note
        self.note_type = note_type
        self.deck = deck
        self.stored = list(note.fields)  # its fields as Anki will store them
        self._before = (list(note.fields), list(note.tags))

    def write(self, texts: Mapping[int, str], tags: Sequence[str], *, normalize: bool) -> bool:
        """Change fields, by position, and replace the tags; return whether what is stored will differ."""
        changed = False
        for position, text in texts.items():
            stored = text if text == self.stored[position] else as_stored(text, normalize=normalize)
            if stored != self.stored[position]:
                self.note.fields[position], self.stored[position] = text, stored
                changed = True
        if not same_tags(self.note.tags, tags):
            self.note.tags = [*tags]
            changed = True
        return changed

    @property
    def differs(self) -> bool:
        """Whether it has come to differ from what the collection has."""
        fields, tags = self._before
        return self.stored != fields or not same_tags(self.note.tags, tags)


class Targets:
    """The notes that a request works on, by their numbers.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self.normalize = normalizes_text(col)
        self._rows: dict[int, Sequence[Any]] = {}
        self._existing: dict[int, Target] = {}
        self._new: list[Target] = []
        self._note_types: dict[int, NoteType] = {}
        self._note_type_ids: dict[str, Optional[NotetypeId]] = {}

    def load(self, note_ids: Iterable[int]) -> None:
        """Read notes of the collection, all in one query."""
        missing = {*note_ids} - self._rows.keys()
        if missing:
            self._rows.update((row[0], row) for row in rows(self._col, _NOTES, missing))

    @property
    def loaded(self) -> Sequence[int]:
        """The ids of the notes that have been read."""
        return [*self._rows]

    def get(self, note_id: int) -> Target:
        """A note of the collection; raises NoteNotFound."""
        found = self._existing.get(note_id)
        if found is None:
            self.load([note_id])
            if note_id not in self._rows:
                raise NoteNotFound(note_id)
            found = self._existing[note_id] = self._target(self._rows[note_id])
        return found

    def numbered(self, number: int) -> Target:
        """A note of the collection, or a new one."""
        return self._new[-1 - number] if number < 0 else self.get(number)

    def add(self, new: NewNote) -> int:
        """Count a note among the new ones; return its number."""
        number = -1 - len(self._new)
        self._new.append(Target(number, new.note, new.note_type, new.deck))
        return number

    def id_of(self, number: int) -> Optional[int]:
        """The id of a note, by its number; None for a new one that has not been added."""
        return number if number > 0 else self._new[-1 - number].note.id or None

    def is_of_type(self, target: Target, name: str) -> bool:
        """Whether a note is of the note type of that name; raises NoteTypeNotFound."""
        if name not in self._note_type_ids:
            self._note_type_ids[name] = find_note_type_id(self._col, name)
        found = self._note_type_ids[name]
        if found is None:
            raise NoteTypeNotFound(name)
        return found == target.note.mid

    @property
    def new(self) -> Sequence[Target]:
        """The new notes, in order."""
        return self._new

    @property
    def changed(self) -> list[Target]:
        """The notes of the collection that will differ."""
        return [one for one in self._existing.values() if one.differs]

    def _target(self, row: Sequence[Any]) -> Target:
        note_id, guid, note_type_id, modified, usn, tags, fields = row
        note_type = self._note_type(note_type_id)
        contents = fields.split(_FIELD_SEPARATOR)
        if len(contents) != len(note_type.field_names):  # Anki would refuse this note, and all others with it
            raise RefusedByAnki(f"note has {len(contents)} fields, expected {len(note_type.field_names)}")
        stored = BackendNote(
            id=note_id,
            guid=guid,
            notetype_id=note_type_id,
            mtime_secs=modified,
            usn=usn,
            tags=tags_of(tags),
            fields=contents,
        )
        note = object.__new__(Note)  # which is read from the collection otherwise, each by itself
        note.col = self._col.weakref()
        note._load_from_backend_note(stored)
        return Target(note_id, note, note_type)

    def _note_type(self, note_type_id: int) -> NoteType:
        found = self._note_types.get(note_type_id)
        if found is None:
            definition = get_note_type_by_id(self._col, NotetypeId(note_type_id))
            found = self._note_types[note_type_id] = parse_note_type(definition)
        return found
