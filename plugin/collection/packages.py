"""Exports decks as packages (.apkg), and imports packages.

A package is checked before it is imported: Anki notices only some kinds of damage, and some of these only after it has
stored media files.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from anki.collection import Collection
from anki.decks import DeckId
from anki.errors import BackendError, DBError, NotFoundError
from anki.notes import NoteId

from ..compat import export_apkg, import_apkg
from ..errors import (
    ApiError,
    FileRefused,
    PackageNotWritten,
    PackageUnreadable,
    RefusedByAnki,
    code_of_file,
    disk_problem,
    in_plain_words,
)
from .files import held
from .files.anki_files import AnkiFiles
from .files.opening import opened
from .files.path_text import check_is_no_device
from .lookups import find_deck_id, rows
from .package_contents import NO_PACKAGE, is_package, refusal

_ENDING = ".apkg"
_TRIES = 100  # a second or more, to replace a package that somebody has open

# A list or a number that is none, a collection that is damaged (in English: package_collection.py), or a part that is
# not compressed as it should be (zstd's words)
_UNREADABLE_PART = re.compile(
    r"^(?:Json|Proto)Error\b|^The provided file is not a valid|frame descriptor|incomplete frame|Data corruption"
    r"|checksum"
)

# What a file is known by when it is looked at again
_Version = tuple[int, int, int, int]


def package_path(col: Collection, path: str) -> Path:
    """The path of a package; a relative one begins at the media folder."""
    return Path(col.media.dir(), path)


def export_package(col: Collection, deck: str, path: str, *, with_scheduling: bool) -> bool:
    """Write a deck, its subdecks and their media to a package; return whether the deck exists.

    A temporary file in the same folder is written first. It replaces the target once it is complete.

    Args:
        col: the collection
        deck: full name
        path: of the package; an existing one is replaced, and nothing else
        with_scheduling: include the cards' scheduling, the review log and the decks' options
    """
    did = find_deck_id(col, deck)
    if did is None:
        return False
    target = package_path(col, path)
    try:
        replaced = _replaceable(col, target)
        _write(col, _notes_of_deck(col, did), replaced, with_scheduling)
    except FileRefused as error:
        raise PackageNotWritten(target, error, error.code) from None
    except OSError as error:
        raise PackageNotWritten(target, error.strerror or error, code_of_file(error)) from None
    except ValueError as error:  # not a valid path, such as one with a null byte
        raise PackageNotWritten(target, error, code_of_file(error)) from None
    except BackendError as error:
        raise PackageNotWritten(target, in_plain_words(str(error))) from None
    return True


def _replaceable(col: Collection, target: Path) -> Path:
    """Return where a package is to be written, links followed; raise FileRefused if that may not be.

    Nothing but a package is replaced, or an empty file, as programs make one to have its name.
    """
    anki_files = AnkiFiles(col.path)
    check_is_no_device(str(target))
    resolved = Path(os.path.realpath(target))
    for one in (target, resolved):
        if not one.name.lower().endswith(_ENDING):
            raise FileRefused("it is a folder" if one.is_dir() else f"its name must end in {_ENDING}", "invalid")
    reason = anki_files.folder_refusal(str(resolved.parent))
    if reason is not None:
        raise FileRefused(reason)
    if resolved.exists():
        with opened(str(resolved), anki_files) as file:
            if os.fstat(file.fileno()).st_size and not is_package(file):
                raise FileRefused("it exists and is no Anki package", "invalid")
    return resolved


def _notes_of_deck(col: Collection, did: DeckId) -> list[NoteId]:
    """The notes with a card in the deck or a subdeck.

    Anki's export of a deck would leave out cards that are in a filtered deck.
    """
    sql = (
        "select distinct nid from cards where did in (select value from json_each(?1))"
        " or odid in (select value from json_each(?1)) order by nid"
    )
    return [row[0] for row in rows(col, sql, col.decks.deck_and_child_ids(did))]


def _write(col: Collection, notes: Sequence[NoteId], target: Path, with_scheduling: bool) -> None:
    temporary = target.with_name(f".{secrets.token_hex(8)}.apkg")
    try:
        temporary.touch(exist_ok=False)
        mode = temporary.stat().st_mode
        if with_scheduling or not _in_filtered_decks(col, notes):
            export_apkg(col, str(temporary), notes, with_scheduling=with_scheduling)
        else:
            _export_without_filtered_decks(col, str(temporary), notes)
        temporary.chmod(mode)  # Anki makes it readable for its user only
        held.replace(temporary, target, _TRIES)
    finally:
        held.remove(temporary)


def _in_filtered_decks(col: Collection, notes: Sequence[NoteId]) -> bool:
    sql = "select 1 from cards where odid and nid in (select value from json_each(?)) limit 1"
    return bool(rows(col, sql, notes))


def _export_without_filtered_decks(col: Collection, path: str, notes: Sequence[NoteId]) -> None:
    """Write notes without scheduling, with the cards of filtered decks in their original decks.

    Anki would turn each filtered deck into a normal one. So a copy is exported from which those decks were deleted.
    """
    with held.temporary_folder() as folder:
        everything = str(folder / "everything.apkg")
        export_apkg(col, everything, notes, with_scheduling=True)
        copy = Collection(str(folder / "collection.anki2"))
        try:
            import_apkg(copy, everything)
            filtered = [deck.id for deck in copy.decks.all_names_and_ids() if copy.decks.is_filtered(DeckId(deck.id))]
            copy.decks.remove([DeckId(did) for did in filtered])
            export_apkg(copy, path, copy.find_notes(""), with_scheduling=False)
        finally:
            copy.close()


def check_package(col: Collection, package: Path) -> _Version:
    """Read a package; raise PackageUnreadable if it is incomplete, damaged or too large; return which one it is.

    Args:
        col: the collection, of which nothing but its path is looked at
        package: its path
    """
    try:
        with opened(str(package), AnkiFiles(col.path)) as file:
            reason = refusal(file)
            version = _version(os.fstat(file.fileno()))
    except FileRefused as error:
        raise PackageUnreadable(package, error, error.code) from None
    except OSError as error:
        raise PackageUnreadable(package, error.strerror or error, code_of_file(error)) from None
    except ValueError as error:
        raise PackageUnreadable(package, error) from None
    if reason is not None:
        raise PackageUnreadable(package, reason)
    return version


def _version(status: os.stat_result) -> _Version:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def not_imported(package: Path, error: BackendError | OSError) -> ApiError:
    """The error for a package that Anki does not import, or that cannot be looked into."""
    text = str(error.strerror or error) if isinstance(error, OSError) else str(error)
    reason = disk_problem(text)  # of the collection or of the media folder, not of the package
    if reason is not None:
        return RefusedByAnki(f"importPackage: {reason}", "unavailable")
    return PackageUnreadable(package, NO_PACKAGE if _is_damage(error) else in_plain_words(text))


def _is_damage(error: BackendError | OSError) -> bool:
    """Whether an error is about what a package holds, in words that tell nobody more than that it is damaged."""
    return isinstance(error, (DBError, NotFoundError)) or _UNREADABLE_PART.search(str(error)) is not None


def import_package(col: Collection, package: Path, checked: _Version) -> None:
    """Import a package with its media and, if it has any, its scheduling.

    Existing notes and note types are updated if those of the package are newer.

    Args:
        col: the collection
        package: its path
        checked: what check_package() has returned
    """
    before = col.undo_status().last_step
    try:
        if _version(os.stat(package)) != checked:
            raise PackageUnreadable(package, "it has been replaced meanwhile", "unavailable")
        changes = import_apkg(col, str(package))
    except OSError as error:
        raise PackageUnreadable(package, error.strerror or error, code_of_file(error)) from None
    except BackendError as error:
        raise not_imported(package, error) from None
    if not col.op_made_changes(changes):
        col.merge_undo_entries(before)  # Anki makes an undo entry even if nothing was imported
