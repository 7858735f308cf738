"""Decides what becomes of each note of a list, in order: as if they were saved one after another.

So an entry finds what earlier ones have made of the notes that it is about. Nothing is written to the collection.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Literal, NamedTuple, Optional, Union

from anki.collection import Collection

from ...collection.html_text import strip_html
from ...collection.media.source import Fetched
from ...collection.tags import changed_tags
from ...errors import (
    ApiError,
    DuplicateInRequest,
    DuplicateNote,
    EmptyNote,
    FieldNotFound,
    NoteOfAnotherType,
)
from ...gil import releasing_gil
from ..duplicates import Duplicates, decks_by_note
from ..media import FindField, field_positions, files_of, requires_files
from ..new_note import NewNote, NoteBuilder
from ..showable import check_showable
from ..updating import finder
from .files import Files
from .targets import Target, Targets
from .wanted import NotesToSave, Sent

Status = Literal["added", "updated", "unchanged", "duplicate", "failed"]


class Decision(NamedTuple):
    """What becomes of an entry.

    Args:
        status: on the wire
        number: of the note that is there then (Targets), None for one that failed
        duplicate_of: the number of the note that it is a duplicate of
        error: why it failed
    """

    status: Status
    number: Optional[int] = None
    duplicate_of: Optional[int] = None
    error: Optional[ApiError] = None


class Plan(NamedTuple):
    """What becomes of all.

    Args:
        decisions: for each entry
        targets: the notes that are worked on
    """

    decisions: Sequence[Decision]
    targets: Targets

    @property
    def undo_name(self) -> str:
        """What it is called in Anki's Undo menu."""
        added, updated = len(self.targets.new), len(self.targets.changed)
        verb = "Add/Update" if added and updated else "Add" if added else "Update"
        return f"{verb} {added + updated} {'note' if added + updated == 1 else 'notes'}"


class Planner:
    """Makes a plan.

    Args:
        col: the collection
        wanted: the notes
        builder: of new notes
        files: finds what files add to fields
        fetched: files that were fetched, by the position of the entry
        refused: why entries cannot be saved, as far as that is known already, by position
        unfetched: positions of those whose files have not been fetched, because they were duplicates then
    """

    def __init__(
        self,
        col: Collection,
        wanted: NotesToSave,
        builder: NoteBuilder,
        files: Files,
        fetched: Mapping[int, Sequence[Fetched]] = {},
        refused: Mapping[int, ApiError] = {},
        unfetched: Container[int] = (),
    ) -> None:
        self._col = col
        self._wanted = wanted
        self._builder = builder
        self._files = files
        self._fetched = fetched
        self._refused = refused
        self._unfetched = unfetched
        self._targets = Targets(col)
        self._duplicates = Duplicates(col, [])
        self._decks: dict[int, frozenset[int]] = {}
        self._finds_duplicates = False

    def plan(self) -> Plan:
        """Decide about all entries, in order; raise DuplicateInRequest if nothing is to be done for a duplicate."""
        entries = [self._built(position) for position in releasing_gil(range(len(self._wanted.notes)))]
        new = [one for _, one in _without_errors(entries) if one is not None]
        self._targets.load(sent["id"] for sent, _ in _without_errors(entries) if "id" in sent)
        if new:
            self._finds_duplicates = True
            self._duplicates = Duplicates(self._col, new)
        if self._wanted.on_duplicate == "update":
            self._targets.load(found for one in new for found in self._duplicates.find(one)[:1])
        decisions = [self._decide(position, one) for position, one in enumerate(releasing_gil(entries))]
        return Plan(decisions, self._targets)

    def _built(self, position: int) -> Union[tuple[Sent, Optional[NewNote]], ApiError]:
        """An entry that has been checked, and the note to add if it has no id."""
        try:
            if position in self._refused:
                raise self._refused[position]
            sent = self._wanted.checked(position)
            if "id" in sent:
                return sent, None
            options = {**(sent.get("options") or {}), "allowDuplicate": False}
            new = self._builder.build({**sent, "options": options, "tags": None}, self._fetched.get(position))
            new.note.tags = _tags(sent, (), replaces=True)
            return sent, new
        except ApiError as error:
            return error.with_traceback(None)  # its frames refer to the list that it is put into: a cycle

    def _decide(self, position: int, entry: Union[tuple[Sent, Optional[NewNote]], ApiError]) -> Decision:
        try:
            if isinstance(entry, ApiError):
                raise entry
            sent, new = entry
            return self._change(position, sent) if new is None else self._save(position, sent, new)
        except DuplicateInRequest:
            raise
        except ApiError as error:
            return Decision("failed", error=error.with_traceback(None))

    # A note with an id ---------------------------------------------------------

    def _change(self, position: int, sent: Sent) -> Decision:
        fields = sent.get("fields", {})
        check_showable(fields)
        target = self._targets.get(sent["id"])
        if "modelName" in sent and not self._targets.is_of_type(target, sent["modelName"]):
            raise NoteOfAnotherType(target.note.id, target.note_type.definition["name"])
        find = finder(target.note)
        texts = {find(name): text for name, text in fields.items()}
        tags = _tags(sent, target.note.tags, replaces=True)
        changed = self._write(position, sent, target, find, texts, tags)
        return Decision("updated" if changed else "unchanged", sent["id"])

    # A note without an id ------------------------------------------------------

    def _save(self, position: int, sent: Sent, new: NewNote) -> Decision:
        found = self._duplicates.find(new)[:1] if new.is_settled else []
        if not found:
            return Decision("added", self._add(position, sent, new))
        [first] = found
        if self._wanted.on_duplicate == "fail":
            raise DuplicateInRequest(self._wanted.place(position))
        if self._wanted.on_duplicate == "skip":
            return Decision("duplicate", first, first)
        if self._wanted.on_duplicate == "add":
            return Decision("added", self._add(position, sent, new), first)
        changed = self._update(position, sent, new, self._targets.numbered(first))
        return Decision("updated" if changed else "unchanged", first, first)

    def _add(self, position: int, sent: Sent, new: NewNote) -> int:
        if new.refusal is not None:
            raise new.refusal
        if new.files:
            self._append_files(position, sent, new)
        number = self._targets.add(new)
        if new.is_settled:
            self._duplicates.add(new, number)
        return number

    def _append_files(self, position: int, sent: Sent, new: NewNote) -> None:
        self._check_fetched(position)
        added = self._files.added(new.files, self._fetched.get(position), required=requires_files(sent))
        for file, text in added:
            for at in field_positions(file, new.note_type.find_field):
                new.note.fields[at] += text
        if new.is_settled and not strip_html(self._col, new.note.fields[0]).strip():
            self._files.drop_last()
            raise EmptyNote(new.note_type.definition["name"], new.note_type.field_names)

    def _update(self, position: int, sent: Sent, new: NewNote, target: Target) -> bool:
        """Change the note of which another one is a duplicate."""
        find = target.note_type.find_field
        texts = {find(name): text for name, text in sent["fields"].items()}
        for name in sent["fields"] if target.note.mid != new.note.mid else ():
            if find(name) is None and new.note_type.find_field(name) is not None:
                raise FieldNotFound(target.note_type.definition["name"], name)  # its contents would be lost
        tags = _tags(sent, target.note.tags, replaces=False)
        return self._write(position, sent, target, find, texts, tags)

    def _check_fetched(self, position: int) -> None:
        if position in self._unfetched:
            raise DuplicateNote  # as it was a moment ago

    # Both ----------------------------------------------------------------------

    def _write(
        self,
        position: int,
        sent: Sent,
        target: Target,
        find: FindField,
        texts: Mapping[Optional[int], str],
        tags: Sequence[str],
    ) -> bool:
        """Change a note; return whether what is stored will differ."""
        files = files_of(sent)
        sent_texts = {at: text for at, text in texts.items() if at is not None}
        new_texts = {**sent_texts}
        if files:
            self._check_fetched(position)
            added = self._files.added(files, self._fetched.get(position), required=requires_files(sent))
            for file, text in added:
                for at in field_positions(file, find):
                    content = new_texts.get(at, target.note.fields[at])
                    # to save a note a second time appends nothing to the fields that are not sent
                    if at in sent_texts or text not in content:
                        new_texts[at] = content + text
        before = target.stored[0]
        changed = target.write(new_texts, tags, normalize=self._targets.normalize)
        if self._finds_duplicates and target.stored[0] != before:
            decks = frozenset([target.deck]) if target.deck is not None else self._decks_of(target)
            first_fields = strip_html(self._col, before), strip_html(self._col, target.stored[0])
            self._duplicates.move(target.number, target.note, decks, *first_fields)
        return changed

    def _decks_of(self, target: Target) -> frozenset[int]:
        if target.number not in self._decks:
            loaded = self._targets.loaded
            self._decks = {**dict.fromkeys(loaded, frozenset()), **decks_by_note(self._col, loaded)}
        return self._decks[target.number]


def _without_errors(
    entries: Sequence[Union[tuple[Sent, Optional[NewNote]], ApiError]],
) -> list[tuple[Sent, Optional[NewNote]]]:
    return [one for one in entries if not isinstance(one, ApiError)]


def _tags(sent: Sent, current: Sequence[str], *, replaces: bool) -> list[str]:
    """The tags of a note once it is saved.

    Args:
        sent: the entry
        current: its tags
        replaces: whether `tags` takes their place, or adds to them
    """
    base = () if replaces and "tags" in sent else current
    return changed_tags(base, (sent.get("tags"), sent.get("addTags")), sent.get("removeTags"))
