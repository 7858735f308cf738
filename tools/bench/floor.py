"""The floor: the same work by the shortest way, on a collection in one process.

It begins with the JSON of the request and ends with the JSON of the reply, as the add-on's work does. There is no
HTTP, no check of arguments, no undo entry of its own, no second thread and no courtesy to other clients, and what a
request repeats is looked up once.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable, Sequence
from hashlib import sha1
from pathlib import Path
from typing import Any, Callable, Optional

import orjson

import anki.collection  # noqa: F401 - first of anki: its modules import each other
from anki import import_export_pb2
from anki.card_rendering_pb2 import StripHtmlRequest
from anki.cards import CardId
from anki.collection import AddNoteRequest, Collection
from anki.dbproxy import DBProxy
from anki.decks import DEFAULT_DECK_ID, DeckId, DeckTreeNode
from anki.models import NotetypeDict, NotetypeId
from anki.notes import Note, NoteId
from anki.notes_pb2 import Note as BackendNote

from tools.bench.client import Answer
from tools.bench.new_floors import NEW_FLOORS

Params = dict[str, Any]

_SEPARATOR = "\x1f"


class Floor:
    """A collection of the benchmark's own, which answers the requests that a server answers.

    Args:
        path: of the collection
    """

    def __init__(self, path: Path) -> None:
        self.col = Collection(str(path))

    def close(self) -> None:
        """Close the collection."""
        self.col.close()

    def can(self, action: str) -> bool:
        """Whether an action has a floor."""
        return action in FLOORS

    def call(self, action: str, params: Optional[Params] = None) -> Any:
        """Do the work of an action and give its result."""
        return FLOORS[action](self.col, params or {})

    def answer(self, body: bytes) -> Answer:
        """Do the work of a request."""
        began = time.perf_counter()
        request = orjson.loads(body)
        result = FLOORS[request["action"]](self.col, request["params"])
        reply = orjson.dumps({"result": result, "error": None})
        return Answer(time.perf_counter() - began, reply)


# Reading ---------------------------------------------------------------------


def _db(col: Collection) -> DBProxy:
    if col.db is None:
        raise ValueError("the collection is closed")
    return col.db


def _rows(col: Collection, sql: str, ids: Iterable[int]) -> list[Any]:
    return [*_db(col).all(sql, f"[{','.join(map(str, ids))}]")]


def find_notes(col: Collection, params: Params) -> list[int]:
    return sorted(col.find_notes(params["query"]))


def find_cards(col: Collection, params: Params) -> list[int]:
    return sorted(col.find_cards(params["query"]))


def notes_info(col: Collection, params: Params) -> list[Any]:
    cards: dict[int, list[int]] = {}
    sql = "select nid, id from cards where nid in (select value from json_each(?)) order by nid, ord"
    for nid, cid in _rows(col, sql, params["notes"]):
        cards.setdefault(nid, []).append(cid)
    kinds: dict[int, NotetypeDict] = {}
    told = {}
    sql = "select id, mid, mod, tags, flds from notes where id in (select value from json_each(?))"
    for nid, mid, mod, tags, flds in _rows(col, sql, params["notes"]):
        kind = kinds.get(mid) or kinds.setdefault(mid, _kind(col, mid))
        told[nid] = {
            "noteId": nid,
            "profile": "User 1",
            "tags": tags.split(),
            "fields": _fields(kind, flds.split(_SEPARATOR)),
            "modelName": kind["name"],
            "mod": mod,
            "cards": cards[nid],
        }
    return [told.get(nid, {}) for nid in params["notes"]]


def cards_info(col: Collection, params: Params) -> list[Any]:
    decks = {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
    kinds: dict[int, NotetypeDict] = {}
    told = []
    for cid in params["cards"]:
        card = col.get_card(CardId(cid))
        note = card.note()
        kind = kinds.get(note.mid) or kinds.setdefault(note.mid, _kind(col, note.mid))
        sides = card.render_output()
        told.append(
            {
                "cardId": cid,
                "fields": _fields(kind, note.fields),
                "modelName": kind["name"],
                "question": sides.question_and_style(),
                "answer": sides.answer_and_style(),
                "css": sides.css,
                "fieldOrder": card.ord,
                "deckName": decks[card.did],
                "ord": card.ord,
                "factor": card.factor,
                "interval": card.ivl,
                "note": card.nid,
                "type": card.type,
                "queue": card.queue,
                "due": card.due,
                "reps": card.reps,
                "lapses": card.lapses,
                "left": card.left,
                "mod": card.mod,
                "flags": card.flags,
            }
        )
    backend = col._backend
    for one in told:
        texts = backend.describe_next_states(backend.get_scheduling_states(one["cardId"]))
        one["nextReviews"] = [text.replace("\u2068", "").replace("\u2069", "") for text in texts]
    return told


def _kind(col: Collection, mid: int) -> NotetypeDict:
    kind = col.models.get(NotetypeId(mid))
    if kind is None:
        raise ValueError(f"no note type {mid}")
    return kind


def _fields(kind: NotetypeDict, contents: Sequence[str]) -> dict[str, Any]:
    return {
        field["name"]: {"value": value, "order": order}
        for order, (field, value) in enumerate(zip(kind["flds"], contents))
    }


def cards_mod_time(col: Collection, params: Params) -> list[Any]:
    sql = "select id, mod from cards where id in (select value from json_each(?))"
    times = dict(_rows(col, sql, params["cards"]))
    return [{"cardId": cid, "mod": times[cid]} for cid in params["cards"]]


def are_suspended(col: Collection, params: Params) -> list[bool]:
    sql = "select id, queue = -1 from cards where id in (select value from json_each(?))"
    told = dict(_rows(col, sql, params["cards"]))
    return [bool(told[cid]) for cid in params["cards"]]


def get_intervals(col: Collection, params: Params) -> list[int]:
    sql = (
        "select id, case when type = 0 then 0 else ifnull((select ivl from revlog where cid = c.id"
        " order by id desc limit 1), ivl) end from cards c where id in (select value from json_each(?))"
    )
    told = dict(_rows(col, sql, params["cards"]))
    return [told[cid] for cid in params["cards"]]


def get_reviews_of_cards(col: Collection, params: Params) -> dict[str, list[Any]]:
    told: dict[str, list[Any]] = {str(cid): [] for cid in params["cards"]}
    sql = (
        "select cid, id, usn, ease, ivl, lastIvl, factor, time, type from revlog"
        " where cid in (select value from json_each(?)) order by cid, id"
    )
    names = ("id", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type")
    for row in _rows(col, sql, params["cards"]):
        told[str(row[0])].append(dict(zip(names, row[1:])))
    return told


def deck_stats(col: Collection, params: Params) -> dict[str, Any]:
    told: dict[str, Any] = {}
    waiting = [col.sched.deck_due_tree()]
    wanted = {col.decks.id_for_name(name): name for name in params["decks"]}
    while waiting and len(told) < len(wanted):
        node = waiting.pop()
        waiting.extend(node.children)
        if node.deck_id in wanted:
            told[str(node.deck_id)] = {
                "deck_id": node.deck_id,
                "name": wanted[DeckId(node.deck_id)],
                "new_count": node.new_count,
                "learn_count": node.learn_count,
                "review_count": node.review_count,
                "total_in_deck": node.total_in_deck,
            }
    return told


def deck_tree(col: Collection, _params: Params) -> list[Any]:
    names = {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
    tree = [_deck_node(node, names) for node in col.sched.deck_due_tree().children]
    if any(one["deckId"] == DEFAULT_DECK_ID for one in tree):
        return tree
    default = _deck_node(DeckTreeNode(deck_id=DEFAULT_DECK_ID), names)
    order = list(names.values())
    return sorted([*tree, default], key=lambda one: order.index(one["name"]))


def _deck_node(node: DeckTreeNode, names: dict[int, str]) -> dict[str, Any]:
    return {
        "deckId": node.deck_id,
        "name": names[node.deck_id],
        "new": node.new_count,
        "learn": node.learn_count,
        "review": node.review_count,
        "newUncapped": node.new_uncapped,
        "reviewUncapped": node.review_uncapped,
        "total": node.total_in_deck,
        "totalWithChildren": node.total_including_children,
        "filtered": node.filtered,
        "children": [_deck_node(child, names) for child in node.children],
    }


def collection_stats_html(col: Collection, params: Params) -> str:
    stats: Any = col.stats()
    stats.wholeCollection = params.get("wholeCollection", True)
    return str(stats.report())


# Notes -----------------------------------------------------------------------


def can_add_notes(col: Collection, params: Params) -> list[bool]:
    notes = params["notes"]
    firsts = [_stripped(col, next(iter(note["fields"].values()))) for note in notes]
    sql = "select flds, mid from notes where csum in (select value from json_each(?))"
    found = _rows(col, sql, map(_checksum, firsts))
    same = {(_stripped(col, flds.split(_SEPARATOR, 1)[0]), mid) for flds, mid in found}
    mids = {name: col.models.id_for_name(name) for name in {note["modelName"] for note in notes}}
    return [bool(first) and (first, mids[note["modelName"]]) not in same for note, first in zip(notes, firsts)]


def add_notes(col: Collection, params: Params) -> list[int]:
    if not all(can_add_notes(col, params)):
        raise ValueError("a duplicate")
    kinds: dict[str, NotetypeDict] = {}
    decks: dict[str, DeckId] = {}
    requests = []
    for wanted in params["notes"]:
        kind_name, deck_name = wanted["modelName"], wanted["deckName"]
        kind = kinds.get(kind_name) or kinds.setdefault(kind_name, _kind(col, col.models.id_for_name(kind_name) or 0))
        deck = decks.get(deck_name) or decks.setdefault(deck_name, DeckId(col.decks.id_for_name(deck_name) or 0))
        note = col.new_note(kind)
        for name, value in wanted["fields"].items():
            note[name] = value
        note.tags = wanted.get("tags", [])
        requests.append(AddNoteRequest(note, deck))
    col.add_notes(requests)
    return [request.note.id for request in requests]


def save_notes(col: Collection, params: Params) -> list[Any]:
    sent = params["notes"]
    new = iter(add_notes(col, {"notes": [one for one in sent if "id" not in one]}))
    notes: list[Note] = []
    sql = "select id, guid, mid, mod, usn, tags, flds from notes where id in (select value from json_each(?))"
    stored = {row[0]: row for row in _rows(col, sql, [one["id"] for one in sent if "id" in one])}
    for one in sent:
        if "id" in one:
            nid, guid, mid, mod, usn, tags, flds = stored[one["id"]]
            note = object.__new__(Note)
            note.col = col.weakref()
            fields = flds.split(_SEPARATOR)
            kept = BackendNote(id=nid, guid=guid, notetype_id=mid, mtime_secs=mod, usn=usn, fields=fields)
            note._load_from_backend_note(kept)
            note.tags = [*tags.split(), one["addTags"]]
            for name, value in one["fields"].items():
                note[name] = value
            notes.append(note)
    col.update_notes(notes)
    return [
        {"status": "updated", "noteId": one["id"]} if "id" in one else {"status": "added", "noteId": next(new)}
        for one in sent
    ]


def add_note(col: Collection, params: Params) -> int:
    return add_notes(col, {"notes": [params["note"]]})[0]


def update_note_fields(col: Collection, params: Params) -> None:
    note = col.get_note(NoteId(params["note"]["id"]))
    for name, value in params["note"]["fields"].items():
        note[name] = value
    col.update_note(note)


def remove_empty_notes(col: Collection, _params: Params) -> None:
    found = [NoteId(one.note_id) for one in col.get_empty_cards().notes if one.will_delete_note]
    if found:
        col.remove_notes(found)


def delete_notes(col: Collection, params: Params) -> None:
    col.remove_notes(params["notes"])


def _stripped(col: Collection, text: str) -> str:
    if "<" not in text and "&" not in text:
        return text
    return str(col._backend.strip_html(text=text, mode=StripHtmlRequest.PRESERVE_MEDIA_FILENAMES))


def _checksum(text: str) -> int:
    return int(sha1(text.encode(), usedforsecurity=False).hexdigest()[:8], 16)


# Tags and cards --------------------------------------------------------------


def add_tags(col: Collection, params: Params) -> None:
    col.tags.bulk_add(params["notes"], params["tags"])


def remove_tags(col: Collection, params: Params) -> None:
    col.tags.bulk_remove(params["notes"], params["tags"])


def replace_tags_in_all_notes(col: Collection, params: Params) -> None:
    old, new = params["tag_to_replace"], params["replace_with_tag"]
    notes: list[Note] = [col.get_note(nid) for nid in col.find_notes(f'"tag:re:^{old}$"')]
    for note in notes:
        note.tags = [new if tag == old else tag for tag in note.tags]
    col.update_notes(notes)


def suspend(col: Collection, params: Params) -> bool:
    return bool(col.sched.suspend_cards(params["cards"]).count)


def unsuspend(col: Collection, params: Params) -> bool:
    col.sched.unsuspend_cards(params["cards"])
    return True


# Files -----------------------------------------------------------------------


def store_media_file(col: Collection, params: Params) -> str:
    data = base64.b64decode(params["data"])
    if col.media.have(params["filename"]):
        col.media.trash_files([params["filename"]])
    return col.media.write_data(params["filename"], data)


def retrieve_media_file(col: Collection, params: Params) -> str:
    return base64.b64encode(Path(col.media.dir(), params["filename"]).read_bytes()).decode("ascii")


def delete_media_file(col: Collection, params: Params) -> None:
    col.media.trash_files([params["filename"]])


def import_package(col: Collection, params: Params) -> bool:
    options = import_export_pb2.ImportAnkiPackageOptions(with_scheduling=True)
    request = import_export_pb2.ImportAnkiPackageRequest(package_path=params["path"], options=options)
    col.import_anki_package(request)
    return True


FLOORS: dict[str, Callable[[Collection, Params], Any]] = {
    **NEW_FLOORS,
    "addNote": add_note,
    "addNotes": add_notes,
    "addTags": add_tags,
    "areSuspended": are_suspended,
    "canAddNotes": can_add_notes,
    "cardsInfo": cards_info,
    "cardsModTime": cards_mod_time,
    "deckTree": deck_tree,
    "deleteMediaFile": delete_media_file,
    "deleteNotes": delete_notes,
    "findCards": find_cards,
    "findNotes": find_notes,
    "getCollectionStatsHTML": collection_stats_html,
    "getDeckStats": deck_stats,
    "getIntervals": get_intervals,
    "getReviewsOfCards": get_reviews_of_cards,
    "importPackage": import_package,
    "notesInfo": notes_info,
    "removeEmptyNotes": remove_empty_notes,
    "removeTags": remove_tags,
    "replaceTagsInAllNotes": replace_tags_in_all_notes,
    "retrieveMediaFile": retrieve_media_file,
    "saveNotes": save_notes,
    "storeMediaFile": store_media_file,
    "suspend": suspend,
    "unsuspend": unsuspend,
    "updateNoteFields": update_note_fields,
}
