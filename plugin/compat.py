"""Everything that depends on the version of Anki, and the translation of Anki's errors."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import anki.collection
from anki import import_export_pb2
from anki.collection import Collection, NoteIdsLimit, OpChanges
from anki.errors import AnkiException, BackendError, NotFoundError
from anki.notes import NoteId

from .errors import RefusedByAnki

# Up to 24.04 this is Anki's whole message for an unknown id; later versions append "No such note: '1'". It is meant for
# a person at Anki, and alarms the users of clients.
_ADVICE = "Your database appears to be in an inconsistent state. Please use the Check Database action."


# What Anki's backend says for developers, by what is in it
_TOO_MANY_PARTS = "the search has too many parts: at most some 1000 may be joined by AND or OR"
_SEARCH_ERRORS = {"Expression tree is too large": _TOO_MANY_PARTS, "too many SQL variables": _TOO_MANY_PARTS}
_DISK_ERRORS = {
    "DiskFull": "the disk is full",
    "SystemIoFailure": "the disk is full, or cannot be read or written",
    "ReadOnly": "the collection cannot be written: its file is read-only",
}
_DATABASE_ERRORS = {
    **_SEARCH_ERRORS,
    **_DISK_ERRORS,
    "CannotOpen": "the collection cannot be written: its file, or one beside it, cannot be opened",
    "DatabaseBusy": "the collection is in use by another program",
    "DatabaseLocked": "the collection is in use by another program",
    "DatabaseCorrupt": "the collection is damaged: Tools, Check Database in Anki may help",
    "NotADatabase": "the collection is damaged: Tools, Check Database in Anki may help",
}
_FILE_ERRORS = {
    "StorageFull": "the disk is full",
    "No space left on device": "the disk is full",
    "File too large": "a file would be larger than the disk takes",
    "PermissionDenied": "permission denied",
    "ReadOnlyFilesystem": "the disk is read-only",
}
_DATABASE_ERROR = "DbError {"
_REGEX_ERROR = re.compile(r"regex parse error:.*error: (?P<reason>[^\n<]*)", re.DOTALL)
_DEBUG_OUTPUT = re.compile(r"\b[A-Z]\w+ \{ \w+:|\b[A-Z]\w+\((?:Error|Os|Custom) \{")


def disk_problem(message: str) -> str | None:
    """What is wrong with the disk or the file of the collection, if that is what an error of Anki's backend is about.

    Args:
        message: of the backend
    """
    signs = {**_DISK_ERRORS, **_FILE_ERRORS} if _DATABASE_ERROR in message else _FILE_ERRORS
    return next((words for sign, words in signs.items() if sign in message), None)


def in_plain_words(message: str) -> str:
    """An error of Anki's backend without Rust's way of writing values.

    Args:
        message: of the backend
    """
    if _DATABASE_ERROR in message:
        found = (words for sign, words in _DATABASE_ERRORS.items() if sign in message)
        return next(found, "Anki's database refused this")
    regex = _REGEX_ERROR.search(message)
    if regex is not None:
        return f"the regular expression is not valid: {regex['reason'].strip()}"
    if _DEBUG_OUTPUT.search(message):
        found = (words for sign, words in _FILE_ERRORS.items() if sign in message)
        return next(found, "something in Anki went wrong")
    return message


@contextlib.contextmanager
def translate_anki_errors() -> Iterator[None]:
    """Raise RefusedByAnki in place of the exceptions of Anki's backend."""
    try:
        yield
    except NotFoundError as error:
        reason = str(error).replace(_ADVICE, "").strip()
        raise RefusedByAnki(reason or "something that this needs is not in the collection") from None
    except BackendError as error:
        raise RefusedByAnki(in_plain_words(str(error))) from None
    except AnkiException as error:
        raise RefusedByAnki(str(error) or "the change was given up") from None


def export_apkg(col: Collection, path: str, notes: Sequence[NoteId], *, with_scheduling: bool) -> None:
    """Write notes with their cards and media as a package that all versions of Anki, and other programs, can read.

    Args:
        col: the collection
        path: of the package
        notes: their ids
        with_scheduling: include scheduling, review log and deck options
    """
    limit = NoteIdsLimit(notes)
    if hasattr(anki.collection, "ExportAnkiPackageOptions"):  # since 23.12
        options = anki.collection.ExportAnkiPackageOptions(
            with_scheduling=with_scheduling, with_deck_configs=with_scheduling, with_media=True, legacy=True
        )
        col.export_anki_package(out_path=path, options=options, limit=limit)
    else:
        old: Any = col.export_anki_package
        old(out_path=path, limit=limit, with_scheduling=with_scheduling, with_media=True, legacy_support=True)


def import_apkg(col: Collection, path: str) -> OpChanges:
    """Import a package as Anki's dialog does, with its scheduling and deck options.

    Note types whose structure differs from those of the package are not merged, which would require a full sync.
    """
    options = import_export_pb2.ImportAnkiPackageOptions(with_scheduling=True)
    if hasattr(options, "with_deck_configs"):  # since 23.12; before, they belong to the scheduling
        options.with_deck_configs = True
    request = import_export_pb2.ImportAnkiPackageRequest(package_path=path, options=options)
    return col.import_anki_package(request).changes


def set_app_nap(allowed: bool) -> bool:
    """Allow or forbid App Nap, by which macOS slows Anki down while its window is covered; return whether that worked.

    Only Anki on macOS has the helper, which has the two functions since 25.09.
    """
    try:
        from anki_mac_helper import macos_helper  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return False
    switch = getattr(macos_helper, "enable_appnap" if allowed else "disable_appnap", None)
    if switch is None:
        return False
    switch()
    return True
