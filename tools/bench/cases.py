"""The requests that are measured one by one: what is sent, what comes before and after, and what is to be reached."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable, NamedTuple, Optional

from tools.bench.client import encode

# Of the collections that tools/seed makes: what is measured with other servers changes no other collection
SEEDED_DECK = "Cram 復習"

TARGETS_ARE_FOR = 20_000  # notes
LARGE_TARGETS_ARE_FOR = 200_000
MEDIA_BYTES = 15_000_000
PACKAGE_NOTES = 5_000
PACKAGE_TAG = "from-a-package"

_KIND, _DECK, _EMPTY_DECK = "Basic", "English", "Default"
_MEDIA_NAME = "bench-15-mb.bin"
_OLD_TAG, _NEW_TAG = "verb", "bench-verb"

# Performs an action and gives its result, not timed
Call = Callable[[str, dict[str, Any]], Any]


class Content(NamedTuple):
    """What is in the collection, as far as requests name it.

    Args:
        notes: ids
        cards: ids
        active_cards: neither suspended nor buried
        basic_notes: ids of the notes of the type Basic
        basic_fronts: their first fields, which another note would be a duplicate of
        package: a file with notes that are not in the collection
        run: tells this run from an earlier one on the same collection
    """

    notes: Sequence[int]
    cards: Sequence[int]
    active_cards: Sequence[int]
    basic_notes: Sequence[int]
    basic_fronts: Sequence[str]
    package: Optional[Path]
    run: str


class Request(NamedTuple):
    """One action with its arguments."""

    action: str
    params: dict[str, Any]
    more: dict[str, Any] = {}  # beside the three members that a request has; replaced, never changed

    @property
    def body(self) -> bytes:
        """What is sent."""
        return encode(self.action, self.params, **self.more)

    @property
    def things(self) -> int:
        """How many things its longest list names."""
        return max((len(value) for value in self.params.values() if isinstance(value, list)), default=0)


def _nothing_before(_call: Call, _content: Content, _round: int) -> None:
    """Most requests need nothing."""


def _nothing_after(_call: Call, _content: Content, _results: Sequence[Any]) -> None:
    """Most requests leave nothing behind."""


class Case(NamedTuple):
    """A kind of request.

    Args:
        name: of the row
        case: as people read it
        requests: of a round, sent one after another; the figure is the mean of one of them
        target: seconds
        large_target: seconds in a collection of LARGE_TARGETS_ARE_FOR notes, where they differ
        rounds: so many, where time matters; a fast request is measured more often
        large: whether others have to be served meanwhile
        writes: whether it changes the collection
        whole: whether its cost is that of the whole collection, so that the target is for so many notes at most
        before: not timed
        after: not timed; is given the results
        things: that a request names, where the collection has so many
        echo: whether the floor is a server that answers anything
    """

    name: str
    case: str
    requests: Callable[[Content, int], Sequence[Request]]
    target: Optional[float] = None
    large_target: Optional[float] = None
    rounds: int = 5
    large: bool = False
    writes: bool = False
    whole: bool = False
    before: Callable[[Call, Content, int], None] = _nothing_before
    after: Callable[[Call, Content, Sequence[Any]], None] = _nothing_after
    things: int = 0
    echo: bool = False

    def target_for(self, notes: int) -> Optional[float]:
        """The target in a collection of so many notes."""
        if notes <= TARGETS_ARE_FOR:
            return self.target
        if self.whole:
            return self.large_target if notes <= LARGE_TARGETS_ARE_FOR else None
        return self.target if self.large_target is None else self.large_target


# Notes -----------------------------------------------------------------------


def new_notes(content: Content, round_: int, count: int) -> list[dict[str, Any]]:
    """Notes that are not in the collection."""
    return [
        {
            "deckName": _DECK,
            "modelName": _KIND,
            "fields": {"Front": f"{content.run} {round_} {number} 猫", "Back": f"cat <b>{number}</b>"},
            "tags": ["bench"],
        }
        for number in range(count)
    ]


def mixed_notes(content: Content, round_: int, count: int) -> list[dict[str, Any]]:
    """As many new notes as duplicates, in turn, as far as the collection goes."""
    notes = new_notes(content, round_, count)
    for note, front in zip(notes[::2], content.basic_fronts):
        note["fields"]["Front"] = front
    return notes


def _add_one_by_one(content: Content, round_: int) -> list[Request]:
    return [Request("addNote", {"note": note}) for note in new_notes(content, round_, 100)]


def _update(content: Content, round_: int) -> list[Request]:
    return [
        Request("updateNoteFields", {"note": {"id": nid, "fields": {"Back": f"{content.run} {round_}"}}})
        for nid in content.basic_notes[:100]
    ]


def _delete_added(call: Call, _content: Content, results: Sequence[Any]) -> None:
    ids = [nid for result in results for nid in (result if isinstance(result, list) else [result])]
    call("deleteNotes", {"notes": ids})


def _adds(count: int) -> Callable[[Content, int], list[Request]]:
    return lambda content, round_: [Request("addNotes", {"notes": new_notes(content, round_, count)})]


def saved_notes(content: Content, round_: int, count: int) -> list[dict[str, Any]]:
    """Notes of the collection that get other contents and a tag, and as many new ones, in turn."""
    notes = new_notes(content, round_, count)
    for number, nid in enumerate(content.basic_notes[: count // 2]):
        notes[2 * number] = {"id": nid, "fields": {"Back": f"{content.run} {round_} <b>猫</b>"}, "addTags": "bench"}
    return notes


def _saves(count: int) -> Callable[[Content, int], list[Request]]:
    return lambda content, round_: [Request("saveNotes", {"notes": saved_notes(content, round_, count)})]


def _delete_saved(call: Call, _content: Content, results: Sequence[Any]) -> None:
    call("deleteNotes", {"notes": [one["noteId"] for saved in results for one in saved if one["status"] == "added"]})


def _can_adds(count: int) -> Callable[[Content, int], list[Request]]:
    return lambda content, round_: [Request("canAddNotes", {"notes": mixed_notes(content, round_, count)})]


def _notes(action: str, count: Optional[int] = None, **params: Any) -> Callable[[Content, int], list[Request]]:
    return lambda content, _round: [Request(action, {"notes": content.notes[:count], **params})]


def _cards(action: str, count: Optional[int] = None, **params: Any) -> Callable[[Content, int], list[Request]]:
    return lambda content, _round: [Request(action, {"cards": content.cards[:count], **params})]


# Tags ------------------------------------------------------------------------


def _tag_of(content: Content, round_: int) -> str:
    return f"{content.run}-{round_}"


def _tags(action: str) -> Callable[[Content, int], list[Request]]:
    return lambda content, round_: [Request(action, {"notes": content.notes, "tags": _tag_of(content, round_)})]


def _add_tag(call: Call, content: Content, round_: int) -> None:
    call("addTags", {"notes": content.notes, "tags": _tag_of(content, round_)})


def _replace(old: str, new: str) -> Request:
    return Request("replaceTagsInAllNotes", {"tag_to_replace": old, "replace_with_tag": new})


def _replace_back(call: Call, _content: Content, _results: Sequence[Any]) -> None:
    call(*_replace(_NEW_TAG, _OLD_TAG)[:2])


# Cards -----------------------------------------------------------------------


def _active(action: str) -> Callable[[Content, int], list[Request]]:
    return lambda content, _round: [Request(action, {"cards": content.active_cards[:20_000]})]


def _call_on_active(action: str) -> Callable[[Call, Content, object], None]:
    return lambda call, content, _: call(action, {"cards": content.active_cards[:20_000]})


# Files -----------------------------------------------------------------------


def _media() -> str:
    return base64.b64encode(os.urandom(MEDIA_BYTES)).decode("ascii")


def _store(_content: Content, _round: int) -> list[Request]:
    return [Request("storeMediaFile", {"filename": _MEDIA_NAME, "data": _media()})]


def _before_retrieving(call: Call, _content: Content, _round: int) -> None:
    call("storeMediaFile", {"filename": _MEDIA_NAME, "data": _media()})


def _import(content: Content, _round: int) -> list[Request]:
    return [Request("importPackage", {"path": str(content.package)})]


def _delete_imported(call: Call, _content: Content, _results: Sequence[Any]) -> None:
    call("deleteNotes", {"notes": call("findNotes", {"query": f"tag:{PACKAGE_TAG}"})})


def _delete_file(call: Call, _content: Content, _results: Sequence[Any]) -> None:
    call("deleteMediaFile", {"filename": _MEDIA_NAME})


# The rows, in the order of the table -----------------------------------------

CASES: tuple[Case, ...] = (
    Case(
        "addNote",
        "`addNote`, 100 one after another, each",
        _add_one_by_one,
        0.0025,
        0.003,
        writes=True,
        after=_delete_added,
    ),
    Case("updateNoteFields", "`updateNoteFields`, 100 one after another, each", _update, 0.002, writes=True),
    Case("addNotes-1000", "`addNotes` of 1,000", _adds(1_000), 0.2, writes=True, after=_delete_added),
    Case("addNotes-5000", "`addNotes` of 5,000", _adds(5_000), rounds=3, large=True, writes=True, after=_delete_added),
    Case(
        "saveNotes-1000",
        "`saveNotes` of 1,000, half of them updates",
        _saves(1_000),
        0.25,
        writes=True,
        after=_delete_saved,
    ),
    Case("canAddNotes-1000", "`canAddNotes` of 1,000", _can_adds(1_000), 0.08),
    Case("canAddNotes-5000", "`canAddNotes` of 5,000", _can_adds(5_000), rounds=3, large=True),
    Case(
        "findNotes",
        "`findNotes` of everything",
        lambda *_: [Request("findNotes", {"query": ""})],
        large_target=0.04,
        large=True,
        whole=True,
    ),
    Case("notesInfo-20000", "`notesInfo` of 20,000", _notes("notesInfo", 20_000), 0.3, 0.2, large=True, things=20_000),
    Case("cardsInfo-1000", "`cardsInfo` of 1,000", _cards("cardsInfo", 1_000), 0.16, things=1_000),
    Case("cardsInfo-all", "`cardsInfo` of everything", _cards("cardsInfo"), rounds=1, large=True),
    Case("cardsModTime", "`cardsModTime` of 20,000", _cards("cardsModTime", 20_000), 0.06, large=True, things=20_000),
    Case("areDue", "`areDue` of 2,000", _cards("areDue", 2_000), 0.03, things=2_000),
    Case("getIntervals", "`getIntervals` of 2,000", _cards("getIntervals", 2_000), 0.03, things=2_000),
    Case("areSuspended", "`areSuspended` of 20,000", _cards("areSuspended", 20_000), things=20_000),
    Case("getReviewsOfCards", "`getReviewsOfCards` of everything", _cards("getReviewsOfCards"), rounds=3, large=True),
    Case(
        "suspend",
        "`suspend` of 20,000",
        _active("suspend"),
        things=20_000,
        rounds=3,
        large=True,
        writes=True,
        after=_call_on_active("unsuspend"),
    ),
    Case(
        "unsuspend",
        "`unsuspend` of 20,000",
        _active("unsuspend"),
        things=20_000,
        rounds=3,
        writes=True,
        before=_call_on_active("suspend"),
    ),
    Case("addTags", "`addTags`, one tag, all notes", _tags("addTags"), rounds=3, large=True, writes=True),
    Case(
        "removeTags",
        "`removeTags`, one tag, all notes",
        _tags("removeTags"),
        rounds=3,
        large=True,
        writes=True,
        before=_add_tag,
    ),
    Case(
        "replaceTagsInAllNotes",
        "`replaceTagsInAllNotes`",
        lambda *_: [_replace(_OLD_TAG, _NEW_TAG)],
        0.3,
        1.0,
        large=True,
        writes=True,
        whole=True,
        after=_replace_back,
    ),
    Case(
        "body-15MB",
        "a body of 20 MB, to the parser only",
        lambda *_: [Request("version", {}, {"padding": _media()})],
        large=True,
        echo=True,
    ),
    Case(
        "storeMediaFile",
        "`storeMediaFile` of 15 MB (base64)",
        _store,
        0.6,
        large=True,
        writes=True,
        after=_delete_file,
    ),
    Case(
        "retrieveMediaFile",
        "`retrieveMediaFile` of 15 MB",
        lambda *_: [Request("retrieveMediaFile", {"filename": _MEDIA_NAME})],
        0.2,
        large=True,
        writes=True,
        before=_before_retrieving,
        after=_delete_file,
    ),
    Case(
        "importPackage",
        f"`importPackage` of {PACKAGE_NOTES:,} notes",
        _import,
        rounds=2,
        large=True,
        writes=True,
        after=_delete_imported,
    ),
    Case(
        "removeEmptyNotes",
        "`removeEmptyNotes` where there are none",
        lambda *_: [Request("removeEmptyNotes", {})],
        rounds=3,
        large=True,
        writes=True,
    ),
    Case(
        "getNumCardsReviewedByDay",
        "`getNumCardsReviewedByDay`",
        lambda *_: [Request("getNumCardsReviewedByDay", {})],
        large_target=0.19,
        whole=True,
    ),
    Case(
        "cardReviews",
        "`cardReviews` of a deck without reviews",
        lambda *_: [Request("cardReviews", {"deck": _EMPTY_DECK, "startID": 0})],
        large_target=0.015,
        whole=True,
    ),
    Case(
        "getLatestReviewID",
        "`getLatestReviewID` of a deck without reviews",
        lambda *_: [Request("getLatestReviewID", {"deck": _EMPTY_DECK})],
        large_target=0.015,
        whole=True,
    ),
    Case(
        "getDeckStats",
        "`getDeckStats` of one deck",
        lambda *_: [Request("getDeckStats", {"decks": [_DECK]})],
        large_target=0.06,
        whole=True,
    ),
    Case(
        "reviewStats",
        "`reviewStats` of 365 days",
        lambda *_: [Request("reviewStats", {"query": "", "days": 365})],
        0.4,
        large=True,
        whole=True,
    ),
    Case(
        "deckTree",
        "`deckTree` of all decks",
        lambda *_: [Request("deckTree", {})],
        0.015,
        whole=True,
        rounds=15,
        large=True,
    ),
    Case(
        "getCollectionStatsHTML",
        "`getCollectionStatsHTML`",
        lambda *_: [Request("getCollectionStatsHTML", {"wholeCollection": True})],
        rounds=3,
        large=True,
    ),
)
