"""Everything that depends on Anki's version, and Anki's errors in our words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import anki.collection
from anki import import_export_pb2
from anki.collection import Collection, NoteIdsLimit, OpChanges
from anki.errors import AnkiException, BackendError, NotFoundError
from anki.notes import NoteId

from .errors import RefusedByAnki

# Up to 24.04 this is all that Anki says of an unknown id; later ones go on with "No such note: '1'". It is written
# for a person at a window, whom it tells to check the database, and frightens clients' users.
_ADVICE = "Your database appears to be in an inconsistent state. Please use the Check Database action."


@contextlib.contextmanager
def translate_anki_errors() -> Iterator[None]:
    """Turn what Anki refuses into a RefusedByAnki."""
    try:
        yield
    except NotFoundError as error:
        reason = str(error).replace(_ADVICE, "").strip()
        raise RefusedByAnki(reason or "something that this needs is not in the collection") from None
    except BackendError as error:
        raise RefusedByAnki(str(error)) from None
    except AnkiException as error:
        raise RefusedByAnki(str(error) or "the change was given up") from None


def export_apkg(col: Collection, path: str, notes: Sequence[NoteId], *, with_scheduling: bool) -> None:
    """Write notes with their cards and media as a package that every Anki, and other programs, can read.

    Args:
        col: the collection
        path: of the file
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
    """Import a package as Anki's dialog does, with the scheduling and deck options that it holds.

    Note types stay as they are where those of the package differ in structure: merging them would ask for a full sync.
    """
    options = import_export_pb2.ImportAnkiPackageOptions(with_scheduling=True)
    if hasattr(options, "with_deck_configs"):  # since 23.12; before, they belong to the scheduling
        options.with_deck_configs = True
    request = import_export_pb2.ImportAnkiPackageRequest(package_path=path, options=options)
    return col.import_anki_package(request).changes


def let_app_nap(allowed: bool) -> bool:
    """Say whether macOS may slow Anki down while its window is covered; tell whether there was somebody to say it to.

    Anki has a helper for that on macOS only, and lets add-ons switch it since 25.09.
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
