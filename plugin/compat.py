"""Everything that depends on the version of Anki, and the translation of Anki's errors."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import anki.collection
import anki.utils
from anki import import_export_pb2
from anki.collection import Collection, NoteIdsLimit, OpChanges
from anki.errors import AnkiException, BackendError, NotFoundError
from anki.notes import NoteId
from anki.utils import point_version

from .errors import RefusedByAnki, code_of, in_plain_words, what_is_missing

# They stay in the names of tags and decks since 24.10 (Anki's pull request 3407)
TAGS_LOSE_QUOTATION_MARKS = point_version() < 241000

# How Anki's card info reckons retrievability. FSRS-4 had a curve of its own, which FSRS-4.5 has replaced in 24.04
FSRS_IS_HYPERBOLIC = point_version() < 240400
# Since 23.12 an answer in a filtered deck that does not reschedule is no review
CRAMMING_IS_NO_REVIEW = point_version() >= 231200
# Since 25.07 the data of a card tells its decay and when it was answered last, and seconds count, not whole days
CARDS_HAVE_DECAY = point_version() >= 250700
# Since 25.09 a card whose last answer nobody knows counts as answered in 1970, before as answered just now
NEVER_REVIEWED_IS_1970 = point_version() >= 250900


@contextlib.contextmanager
def translate_anki_errors() -> Iterator[None]:
    """Raise RefusedByAnki in place of the exceptions of Anki's backend."""
    try:
        yield
    except NotFoundError as error:
        raise RefusedByAnki(what_is_missing(str(error)), "not_found") from None
    except BackendError as error:
        raise RefusedByAnki(in_plain_words(str(error)), code_of(str(error))) from None
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


def anki_version() -> str:
    """The version of the Anki that runs, with its build, for a person."""
    return str(anki.utils.version_with_build())
