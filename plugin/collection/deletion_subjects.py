"""Describes to a person what a request would delete: how much, and the first few things of it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from anki.collection import Collection
from anki.decks import DeckId

from ..api.deletions import MOST_EXAMPLES, Subject
from ..errors import escaped, quoted, shown
from .cards import values
from .html_text import strip_html
from .lookups import find_deck_id, find_note_type_id, known_cards, known_notes, rows
from .media.folder import existing_name, path_of

_LONGEST_FIELD = 60
_LONGEST_PATH = 200
_ID = re.compile("[0-9]{1,19}")
# Of a field so much is looked at: the rest would be cut off anyway
_LOOKED_AT = 2_000


def notes(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `notes`: ids."""
    return _deleted(_notes(col, known_notes(col, arguments["notes"])))


def retyped_note(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `note`: with its id."""
    subject = _notes(col, known_notes(col, [arguments["note"]["id"]]))
    return subject._replace(what="Change the note type of a note; what has no place in the new one goes")


def empty_notes(col: Collection, _arguments: Mapping[str, Any]) -> Subject:
    """The notes without a card that shows anything."""
    return _deleted(_notes(col, [one.note_id for one in col.get_empty_cards().notes if one.will_delete_note]))


def decks(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `decks`: names."""
    found = [did for did in (find_deck_id(col, name) for name in arguments["decks"]) if did is not None]
    every = sorted({inner for did in found for inner in col.decks.deck_and_child_ids(did)})
    names = [col.decks.name(DeckId(did)) for did in every]
    sql = (
        "select distinct nid from cards where did in (select value from json_each(?1))"
        " or odid in (select value from json_each(?1)) order by nid"
    )
    of_notes = _notes(col, [row[0] for row in rows(col, sql, every)])
    # what names say comes last: one of them may read like these words
    count = _count(len(names), "deck")
    what = f"Delete {count} with {of_notes.what}"
    if not arguments.get("cardsToo"):
        what = f"Delete {count}, whose cards move to another"
    return Subject(f"{what}: {_listed(names)}" if names else what, of_notes.examples, (tuple(names), of_notes.contents))


def media_file(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `filename`: the file that is found by it, which may have another name."""
    found = existing_name(path_of(col), arguments["filename"])
    return Subject("Delete a media file that is not there") if found is None else media_files(col, [found])


def media_files(col: Collection, names: Sequence[str], verb: str = "Delete") -> Subject:
    """Files of the media folder, by the names that they have there.

    Args:
        col: the collection
        names: of the files
        verb: what happens to them
    """
    folder = path_of(col)
    sizes = [(name, _size_and_time(folder / name)) for name in names]
    examples = [shown(name) for name, _ in sizes[:MOST_EXAMPLES]]
    return Subject(f"{verb} {_count(len(names), 'media file')}", examples, tuple(sizes))


def unused_tags(col: Collection, _arguments: Mapping[str, Any]) -> Subject:
    """The tags that no note has."""
    stored = col.db.all("select distinct tags from notes") if col.db is not None else []
    used = {tag.casefold() for row in stored for tag in row[0].split()}
    used |= {"::".join(tag.split("::")[:depth]) for tag in used for depth in range(1, tag.count("::") + 1)}
    unused = sorted(tag for tag in col.tags.all() if tag.casefold() not in used)
    return Subject(
        f"Delete {_count(len(unused), 'unused tag')}", [_cut(one) for one in unused[:MOST_EXAMPLES]], tuple(unused)
    )


def options_group(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `configId`."""
    found = next((one for one in col.decks.all_config() if one["id"] == arguments["configId"]), None)
    if found is None:
        return Subject("Delete deck options that are not there")
    return Subject(f"Delete the deck options {_named(found['name'])}", (), (found["id"], found["mod"]))


def field(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `modelName` and `fieldName`."""
    return _of_note_type(col, arguments, f"Delete the field {_named(arguments['fieldName'])} of")


def template(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `modelName` and `templateName`."""
    return _of_note_type(col, arguments, f"Delete the card {_named(arguments['templateName'])} of")


def package(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `path`: notes and note types of this collection may be replaced by those of a package."""
    path = Path(col.media.dir(), arguments["path"])
    what = "Import a package; notes that it has in a newer form are replaced"
    return Subject(what, [_end_of(str(path))], _size_and_time(path))


def review_history(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `reviews`: with them Anki's undo history goes."""
    ids = [one[1] for one in arguments["reviews"] if len(one) > 1 and _ID.fullmatch(str(one[1]))]
    sql = "select distinct nid from cards where id in (select value from json_each(?)) order by nid"
    of_notes = _notes(col, [row[0] for row in rows(col, sql, [int(one) for one in ids])])
    count = _count(len(arguments["reviews"]), "review")
    return Subject(f"Insert {count}, which ends the undo history", of_notes.examples, of_notes.contents)


def card_values(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `card` and `keys`: values that Anki's own windows do not let anybody set."""
    card = values.integer_of(arguments["card"])
    known = [] if card is None else known_cards(col, [card])
    sql = "select nid from cards where id in (select value from json_each(?))"
    of_notes = _notes(col, [row[0] for row in rows(col, sql, known)])
    named = _listed([escaped(one, _LONGEST_FIELD) for one in arguments["keys"]])
    return Subject(f"Set values of a card without Anki's checks: {named}", of_notes.examples, of_notes.contents)


def profile(_col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `name`: what has been typed into windows goes as the profile is closed."""
    what = f"Change to the profile {_named(arguments['name'])}, which closes windows and what is typed in them"
    return Subject(what, (), arguments["name"])


def replaced_collection(col: Collection, arguments: Mapping[str, Any]) -> Subject:
    """For `onConflict`: one of two collections may be replaced by the other, with all that is only in it."""
    if arguments["onConflict"] == "upload":
        what = "Sync; if need be, replace the collection on the server, and what is only there, by this one"
        return Subject(what, (), "upload")
    counts = [col.note_count(), col.card_count()]
    held = f"{_count(counts[0], 'note')} and {_count(counts[1], 'card')}"
    what = f"Sync; if need be, replace this collection, with {held}, by the one on the server"
    return Subject(what, (), ("download", *counts, col.mod))


# What they have in common --------------------------------------------------------


def _of_note_type(col: Collection, arguments: Mapping[str, Any], part: str) -> Subject:
    ntid = find_note_type_id(col, arguments["modelName"])
    found = None if ntid is None else col.models.get(ntid)
    if found is None:
        return Subject(f"{part} a note type that is not there")
    sql = "select id from notes where mid in (select value from json_each(?)) order by id"
    of_notes = _notes(col, [row[0] for row in rows(col, sql, [found["id"]])])
    return Subject(f"{part} {of_notes.what}", of_notes.examples, (found["mod"], of_notes.contents))


def _deleted(subject: Subject) -> Subject:
    return subject._replace(what=f"Delete {subject.what}")


def _notes(col: Collection, nids: Sequence[int]) -> Subject:
    first_field = "select substr(flds, 1, ?2) from notes where id in (select value from json_each(?1))"
    first_deck = "select did from cards where nid in (select value from json_each(?)) order by ord limit 1"
    examples = []
    for nid in nids[:MOST_EXAMPLES]:
        text = rows(col, first_field, [nid], _LOOKED_AT)[0][0].partition("\x1f")[0]
        of_cards = rows(col, first_deck, [nid])
        deck = col.decks.name(DeckId(of_cards[0][0])) if of_cards else "no deck"
        examples.append(f"{_cut(deck)}: {_cut(strip_html(col, text)) or '(empty)'}")
    return Subject(_count(len(nids), "note"), examples, _contents(col, nids))


def _contents(col: Collection, nids: Sequence[int]) -> Hashable:
    """Changes when a note or a card of it does."""
    of_notes = "select count(), total(mod), max(mod) from notes where id in (select value from json_each(?))"
    of_cards = "select count(), total(mod), total(did) from cards where nid in (select value from json_each(?))"
    return tuple(nids), tuple(rows(col, of_notes, nids)[0]), tuple(rows(col, of_cards, nids)[0])


def _size_and_time(path: Path) -> Hashable:
    try:
        status = os.stat(path)
    except (OSError, ValueError):  # not there, or no path: the action says so
        return None
    # nobody can set the time of the last change back, as they can that of the contents
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, stat.S_IFMT(status.st_mode)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    named = ", ".join(map(_named, names[:MOST_EXAMPLES]))
    return named if len(names) <= MOST_EXAMPLES else f"{named}, …"


def _named(name: str) -> str:
    """A name within a sentence, of which it must not look like a part."""
    return quoted(name, _LONGEST_FIELD)


def _end_of(path: str) -> str:
    """The end of a path, which tells more than its beginning."""
    return shown(path if len(path) <= _LONGEST_PATH else f"…{path[-_LONGEST_PATH:]}")


def _cut(text: str) -> str:
    return shown(" ".join(text.split()), _LONGEST_FIELD)
