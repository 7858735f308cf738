"""Writes decks into packages (.apkg) and reads packages into a collection.

A package that is to be imported is looked through first: Anki notices only part of what can be damaged in it, and
some of that when it has stored media already.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import orjson

from anki.collection import Collection
from anki.decks import DeckId
from anki.errors import BackendError, DBError
from anki.notes import NoteId

from ..compat import export_apkg, import_apkg
from ..errors import PackageNotWritten, PackageUnreadable
from .database_files import is_anki_database
from .lookups import find_deck_id, rows

_NO_FILE = "it is there, and no file"
_ANKIS_FILE = "it is there, and a file of Anki that is no package"
_NO_PACKAGE = "it is no Anki package, or it is damaged"

# What Python raises of archives that are cut off, overwritten, encrypted or compressed in ways it does not know
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)

_COLLECTIONS = {"collection.anki2", "collection.anki21", "collection.anki21b"}
_MEDIA_LIST = "media"


def package_path(col: Collection, path: str) -> Path:
    """The file that a path of a request means: a relative one begins at the media folder."""
    return Path(col.media.dir(), path)


def export_package(col: Collection, deck: str, path: str, *, with_scheduling: bool) -> bool:
    """Write a deck, its subdecks and their media into a package; tell whether there is such a deck.

    It is written beside the target and put in its place when it is complete.

    Args:
        col: the collection
        deck: full name
        path: of the file; one that is there is replaced
        with_scheduling: include the cards' scheduling, the review log and the decks' options
    """
    did = find_deck_id(col, deck)
    if did is None:
        return False
    target = package_path(col, path)
    try:
        if target.exists() and not target.is_file():
            raise PackageNotWritten(target, _NO_FILE)
        if target.exists() and _is_ankis(col, target):
            raise PackageNotWritten(target, _ANKIS_FILE)
        _write(col, _notes_of_deck(col, did), target, with_scheduling)
    except OSError as error:
        raise PackageNotWritten(target, error.strerror or error) from None
    except ValueError as error:  # a name that no file can have, such as one with a zero byte
        raise PackageNotWritten(target, error) from None
    return True


def _is_ankis(col: Collection, target: Path) -> bool:
    """Whether a file is one of those that Anki keeps, of any profile, such as a collection or a media file."""
    if target.suffix.lower() == ".apkg":
        return False
    base = Path(col.path).resolve().parent.parent
    return any(folder.samefile(base) for folder in target.resolve().parents)


def _notes_of_deck(col: Collection, did: DeckId) -> list[NoteId]:
    """The notes with a card in the deck or in a subdeck.

    Asked to export a deck, Anki leaves out what is in a filtered deck at the moment.
    """
    sql = (
        "select distinct nid from cards where did in (select value from json_each(?1))"
        " or odid in (select value from json_each(?1)) order by nid"
    )
    return [row[0] for row in rows(col, sql, col.decks.deck_and_child_ids(did))]


def _write(col: Collection, notes: Sequence[NoteId], target: Path, with_scheduling: bool) -> None:
    beside = target.with_name(f".{secrets.token_hex(8)}.apkg")
    try:
        beside.touch(exist_ok=False)
        mode = beside.stat().st_mode
        if with_scheduling or not _in_filtered_decks(col, notes):
            export_apkg(col, str(beside), notes, with_scheduling=with_scheduling)
        else:
            _export_from_home(col, str(beside), notes)
        beside.chmod(mode)  # Anki's file is for the user alone; who reads it may be another, in another container
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def _in_filtered_decks(col: Collection, notes: Sequence[NoteId]) -> bool:
    sql = "select 1 from cards where odid and nid in (select value from json_each(?)) limit 1"
    return bool(rows(col, sql, notes))


def _export_from_home(col: Collection, path: str, notes: Sequence[NoteId]) -> None:
    """Write notes without scheduling, with the cards that are in filtered decks back where they come from.

    Anki would make an ordinary deck of each filtered deck. So it is a copy that is exported, with those decks emptied.
    """
    with tempfile.TemporaryDirectory() as folder:
        everything = str(Path(folder, "everything.apkg"))
        export_apkg(col, everything, notes, with_scheduling=True)
        copy = Collection(str(Path(folder, "collection.anki2")))
        try:
            import_apkg(copy, everything)
            filtered = [deck.id for deck in copy.decks.all_names_and_ids() if copy.decks.is_filtered(DeckId(deck.id))]
            copy.decks.remove([DeckId(did) for did in filtered])
            export_apkg(copy, path, copy.find_notes(""), with_scheduling=False)
        finally:
            copy.close()


def check_package(package: Path) -> None:
    """Read through a package; raise PackageUnreadable unless all of it is there and undamaged."""
    if package.exists() and not package.is_file():
        raise PackageUnreadable(package, _NO_FILE)
    try:
        if is_anki_database(package):
            raise PackageUnreadable(package, _NO_PACKAGE)
        with zipfile.ZipFile(package) as archive:
            damaged = archive.testzip()
            missing = _missing_parts(archive)
    except _DAMAGE:
        raise PackageUnreadable(package, _NO_PACKAGE) from None
    except OSError as error:
        raise PackageUnreadable(package, error.strerror or error) from None
    except ValueError as error:
        raise PackageUnreadable(package, error) from None
    if damaged is not None or missing:
        raise PackageUnreadable(package, _NO_PACKAGE)


def _missing_parts(archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    if not names & _COLLECTIONS:
        return True
    if _MEDIA_LIST not in names:
        return False
    listed = archive.read(_MEDIA_LIST)
    if listed.startswith(b"{"):
        return not names.issuperset(orjson.loads(listed))
    # Since 2.1.50 the list is compressed with what Python cannot read; the files in it have the numbers from 0
    numbers = {int(name) for name in names if name.isdecimal()}
    return numbers != set(range(len(numbers)))


def import_package(col: Collection, package: Path) -> None:
    """Add what a package holds to the collection, with its media and, if it has any, its scheduling.

    Notes and note types that are there already are updated if those of the package are newer.
    """
    before = col.undo_status().last_step
    try:
        changes = import_apkg(col, str(package))
    except DBError:  # its text is the inside of a program
        raise PackageUnreadable(package, _NO_PACKAGE) from None
    except BackendError as error:
        raise PackageUnreadable(package, error) from None
    if not col.op_made_changes(changes):
        col.merge_undo_entries(before)  # Anki makes an entry for a package that brings nothing, too
