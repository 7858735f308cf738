"""The floors of the newer actions (floor.py): the same work by the shortest way."""

from __future__ import annotations

import time
from bisect import bisect_right
from typing import Any, Callable

from anki.collection import BrowserColumns, Collection
from anki.models import NotetypeId

Params = dict[str, Any]

_SEPARATOR = "\x1f"


def search_notes(col: Collection, params: Params) -> dict[str, Any]:
    """The first page, with fields, tags, note types and decks."""
    limit, size = params.get("limit", 100), params.get("excerpt")
    column = _column(col, params.get("sort"))
    found = [*col.find_notes(params["query"], column)] if column else sorted(col.find_notes(params["query"]))
    ids = f"[{','.join(map(str, found[:limit]))}]"
    decks = {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
    in_decks: dict[int, dict[str, None]] = {}
    sql = "select nid, did from cards where nid in (select value from json_each(?)) order by nid, ord"
    for note_id, deck_id in col.db.all(sql, ids) if col.db else ():
        in_decks.setdefault(note_id, {})[decks[deck_id]] = None
    kinds: dict[int, Any] = {}
    told = {}
    sql = "select id, mid, tags, flds from notes where id in (select value from json_each(?))"
    for note_id, mid, tags, contents in col.db.all(sql, ids) if col.db else ():
        kind: Any = kinds.get(mid) or kinds.setdefault(mid, col.models.get(NotetypeId(mid)))
        values = contents.split(_SEPARATOR)
        if size is not None:
            values = [_excerpt(col, value, size) for value in values]
        told[note_id] = {
            "noteId": note_id,
            "fields": {
                field["name"]: {"value": value, "order": order}
                for order, (field, value) in enumerate(zip(kind["flds"], values))
            },
            "tags": tags.split(),
            "modelName": kind["name"],
            "deckNames": [*in_decks[note_id]],
        }
    cursor = str(found[limit - 1]) if len(found) > limit else None
    return {"total": len(found), "notes": [told[one] for one in found[:limit]], "cursor": cursor}


def _column(col: Collection, key: Any) -> BrowserColumns.Column | None:
    return col.get_browser_column(key) if key else None


def _excerpt(col: Collection, text: str, size: int) -> str:
    if "<" in text or "&" in text:
        text = col._backend.html_to_text_line(text=text, preserve_media_filenames=True)
    return text if len(text) <= size else f"{text[:size]}…"


def search_cards(col: Collection, params: Params) -> dict[str, Any]:
    """A page with what FSRS tells, which Anki since 25.07 can reckon within SQL."""
    if col.db is None:
        raise ValueError("the collection is closed")
    found = sorted(col.find_cards(params["query"]))
    begin = bisect_right(found, int(params["cursor"])) if params["cursor"] else 0
    page = found[begin : begin + params["limit"]]
    rows = col.db.all(
        "select id, extract_fsrs_variable(data, 's'), extract_fsrs_variable(data, 'd'),"
        " extract_fsrs_retrievability(data, due, ivl, ?, ?, ?), extract_fsrs_variable(data, 'dr')"
        " from cards where id in (select value from json_each(?)) order by id",
        col.sched.today,
        col.sched.day_cutoff,
        int(time.time()),
        f"[{','.join(map(str, page))}]",
    )
    names = ("cardId", "stability", "difficulty", "retrievability", "desiredRetention")
    cursor = str(page[-1]) if begin + len(page) < len(found) else None
    return {"total": len(found), "cards": [dict(zip(names, row)) for row in rows], "cursor": cursor}


NEW_FLOORS: dict[str, Callable[[Collection, Params], Any]] = {
    "searchCards": search_cards,
    "searchNotes": search_notes,
}
