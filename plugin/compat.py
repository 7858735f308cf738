"""Everything that depends on the version of Anki, and the translation of Anki's errors."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import anki.collection
import anki.utils
from anki import import_export_pb2, scheduler_pb2
from anki._backend import RustBackend
from anki.collection import Collection, NoteIdsLimit, OpChanges
from anki.deck_config_pb2 import DeckConfig
from anki.decks_pb2 import Deck
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
_CAPITAL = re.compile("(?=[A-Z])")
_OLD_ORDERS = {"RELATIVE_OVERDUENESS": "DUE_PRIORITY"}


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


FilteredDeckConfig = Deck.Filtered
FilteredSearchTerm = Deck.Filtered.SearchTerm


# WORKAROUND: from 26.05 on Anki writes them as SQL that cannot be run while FSRS is off (seen up to 26.9.3)
_ORDERS_BY_RETRIEVABILITY = ("RETRIEVABILITY_ASCENDING", "RETRIEVABILITY_DESCENDING")


def order_needs_fsrs(number: int) -> bool:
    """Whether Anki fails to order the cards of a filtered deck in this way while FSRS is off."""
    orders = FilteredSearchTerm.Order
    known = orders.keys()
    return "RELATIVE_OVERDUENESS" in known and number in [orders.Value(name) for name in _ORDERS_BY_RETRIEVABILITY]


def filtered_order(name: str) -> FilteredSearchTerm.Order.ValueType | None:
    """Anki's number for an order of the cards of a filtered deck; None if the Anki that runs does not have it.

    Old Ankis have none by retrievability, and a name of their own for relative overdueness, which Ankis of 2024 and
    2025 lack.

    Args:
        name: such as oldestReviewedFirst
    """
    orders = FilteredSearchTerm.Order
    in_anki = _CAPITAL.sub("_", name).upper()
    for spelling in (in_anki, _OLD_ORDERS.get(in_anki, in_anki)):
        if spelling in orders.keys():  # noqa: SIM118 - it is no dict
            number: FilteredSearchTerm.Order.ValueType = orders.Value(spelling)
            return number
    return None


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


def compute_fsrs_params(
    backend: RustBackend, current: Sequence[float], *, ignore_before_ms: int, relearning_steps: int
) -> tuple[list[float], int]:
    """Optimize the parameters of FSRS for all cards of a collection; return them, and how many reviews they are from.

    Args:
        backend: of the collection
        current: the parameters so far
        ignore_before_ms: cards that were learned before are left out, where Anki does that
        relearning_steps: how many there are within a day, where Anki looks at them
    """
    # the parameters were called weights until 24.06
    word = "Params" if hasattr(scheduler_pb2, "ComputeFsrsParamsRequest") else "Weights"
    request = getattr(scheduler_pb2, f"ComputeFsrs{word}Request")(search="")
    values = {
        f"current_{word.lower()}": current,
        "ignore_revlogs_before_ms": ignore_before_ms,
        "num_of_relearning_steps": relearning_steps,
    }
    known = {name: value for name, value in values.items() if name in request.DESCRIPTOR.fields_by_name}
    request.MergeFrom(type(request)(**known))
    reply = getattr(backend, f"compute_fsrs_{word.lower()}_raw")(request.SerializeToString())
    response = getattr(scheduler_pb2, f"ComputeFsrs{word}Response").FromString(reply)
    return list(getattr(response, word.lower())), int(response.fsrs_items)


def set_fsrs_params(config: DeckConfig.Config, params: Sequence[float]) -> None:
    """Give an options group parameters of FSRS, where the Anki that runs looks for them first."""
    known = config.DESCRIPTOR.fields_by_name
    newest = next(one for one in ("fsrs_params_6", "fsrs_params_5", "fsrs_weights") if one in known)
    field: Any = getattr(config, newest)
    field[:] = params
