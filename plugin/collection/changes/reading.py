"""Reads from a collection which rows have changed since it was read before.

Rows that were changed here have the update sequence number -1 until they are synced. A sync gives them the number that
the server had, brings rows with numbers from the collection's own one on, and then the collection has the next one. So
whatever changed since is found at -1, or from the number on that the collection had before: all through indexes.

Anki takes a statement that does not begin with "select" for one that changes something, and forgets its undo history.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Callable, NamedTuple, Optional

from anki.collection import Collection
from anki.dbproxy import DBProxy

from ...errors import CollectionUnavailable
from ...events.change import Changed, Review
from ...gil import releasing_gil
from .marks import Graves, Mark, RowState, TableMark, Tables, UndoState, Unsynced, difference, was_undone

LIMIT = 5_000  # rows that are looked through

_COLLECTION = "select usn, scm, total_changes() from col"

# Three tables, each at -1 and from the number on; each count ends at the limit
_SIZE = """select
(select count() from (select 1 from notes where usn = -1 limit 5000)) +
(select count() from (select 1 from cards where usn = -1 limit 5000)) +
(select count() from (select 1 from graves where usn = -1 limit 5000)) +
(select count() from (select 1 from notes where usn >= ? limit 5000)) +
(select count() from (select 1 from cards where usn >= ? limit 5000)) +
(select count() from (select 1 from graves where usn >= ? limit 5000))"""

# Counts of whole tables take a tenth of a millisecond
_TOTALS = """select (select count() from notes), (select coalesce(max(id), 0) from notes),
(select count() from cards), (select coalesce(max(id), 0) from cards),
(select count() from revlog), (select coalesce(max(id), 0) from revlog)"""

# A time in seconds says nothing of two changes within one, so what is in a row is read where there may be another. A
# flag on a card changes its row, but not its time. (fnvhash is a function that Anki adds, of whole numbers.)
_NOTES = """select id, usn, mod, fnvhash(mod, csum, id),
case when (mod >= ? or mod between ? and ?) and length(flds) <= 1000
then mid || char(10) || tags || char(10) || flds end
from notes where usn = -1 or usn >= ?"""
_CARDS = """select id, usn, mod, fnvhash(mod, flags, id),
case when mod >= ? or mod between ? and ?
then nid || ' ' || did || ' ' || ord || ' ' || type || ' ' || queue || ' ' || due || ' ' || ivl || ' ' || factor
|| ' ' || reps || ' ' || lapses || ' ' || left || ' ' || odue || ' ' || odid || ' ' || data end
from cards where usn = -1 or usn >= ?"""
# The same in two steps, of which the first takes a thousandth of a millisecond for a row: rows that have been there
# for longer come to a sum, and only the ids of the others are given. With the limit each row is hashed once.
_LATER_NOTES = """select
coalesce(sum((hash & 16777215) * ((hash >> 24) & 16777215)), 0), count(hash), group_concat(later)
from (select case when mod < ? then fnvhash(mod, csum, id) end as hash, case when mod >= ? then id end as later
from notes where usn = -1 limit 5000)"""
_LATER_CARDS = """select
coalesce(sum((hash & 16777215) * ((hash >> 24) & 16777215)), 0), count(hash), group_concat(later)
from (select case when mod < ? then fnvhash(mod, flags, id) end as hash, case when mod >= ? then id end as later
from cards where usn = -1 limit 5000)"""
_SOME_NOTES = """select id, usn, mod, fnvhash(mod, csum, id),
case when length(flds) <= 1000 then mid || char(10) || tags || char(10) || flds end
from notes where id in (select value from json_each(?))"""
_SOME_CARDS = """select id, usn, mod, fnvhash(mod, flags, id),
nid || ' ' || did || ' ' || ord || ' ' || type || ' ' || queue || ' ' || due || ' ' || ivl || ' ' || factor
|| ' ' || reps || ' ' || lapses || ' ' || left || ' ' || odue || ' ' || odid || ' ' || data
from cards where id in (select value from json_each(?))"""
_GRAVES = "select oid, type from graves where usn = -1 or usn >= ?"

# Anki leaves a grave where it is when its row comes back in a package, and makes no other when the row is removed again
_ALL_GRAVES = "select count() from graves"
_RETURNED = """select oid, type from graves
where (type = 0 and oid in (select id from cards)) or (type = 1 and oid in (select id from notes))"""

_NEW_REVIEWS = "select id, cid, ease from revlog where id > ? limit 5001"
# After a sync; those that were sent have the last number before the one of now
_SYNCED_REVIEWS = """select id, cid, ease from revlog
where (usn = -1 or usn >= ?) and (id > ? or usn <> ?) limit 5001"""

# A flag says that there may be something new: what was sent to the server counts, too
_SYNCED_KINDS = """select
exists(select 1 from decks where usn >= ?) or exists(select 1 from deck_config where usn >= ?),
exists(select 1 from notetypes where usn >= ?), exists(select 1 from tags where usn >= ?),
exists(select 1 from config where usn >= ?)"""

_CARD, _NOTE = 0, 1  # kinds of graves
_ATTEMPTS = 3
_HALF = 0xFFFFFF
_MANY = 500  # rows; to read what is in them takes a few milliseconds
_MANY_GRAVES = 2000  # each takes a thousandth of a millisecond


class Reading(NamedTuple):
    """What was found.

    Args:
        mark: for the next time
        changed: the rows; None if that is not known
        undone: whether something was undone or done again
        replaced: whether the collection is another one, if it was synced
        synced: members of an event in which a sync may have brought something
    """

    mark: Mark
    changed: Optional[Changed]
    undone: bool = False
    replaced: bool = False
    synced: frozenset[str] = frozenset()


def written(col: Collection) -> int:
    """How many rows have been written since the collection was opened, also to tables of a search; quick."""
    return _state(_database(col))[2]


def read(
    col: Collection, before: Optional[Mark], *, is_short: bool = False, clock: Callable[[], float] = time.time
) -> Optional[Reading]:
    """Find what changed; None if that takes longer than a few milliseconds, and was to be short.

    Args:
        col: the collection; if others change it meanwhile, no rows are known
        before: what it is compared with; None if only a mark is made
        is_short: whether not to go on if it takes longer
        clock: seconds, as the collection counts them
    """
    reading = _read(_database(col), col, before, int(clock()), is_short=is_short)
    attempts = 1
    while reading is not None and reading.mark.writes != written(col):
        if attempts == _ATTEMPTS:
            return reading._replace(mark=reading.mark._replace(tables=None), changed=None)
        reading = _read(_database(col), col, before, int(clock()), is_short=is_short)
        attempts += 1
    return reading


def _read(db: DBProxy, col: Collection, before: Optional[Mark], second: int, *, is_short: bool) -> Optional[Reading]:
    usn, schema, writes = _state(db)
    status = col.undo_status()
    undo = UndoState(status.undo, status.redo, status.last_step)
    then = before.tables if before is not None else None
    since = usn if before is None or then is None else before.usn
    rows = int(db.scalar(_SIZE, since, since, since))
    if rows >= LIMIT and since != usn:  # a sync has brought them, or they were sent
        then, since = None, usn
        rows = int(db.scalar(_SIZE, since, since, since))
    mark, changed = Mark(usn, schema, writes, undo, None), None
    undone = before is not None and was_undone(before.undo, undo)
    if rows < LIMIT:
        if is_short and then is None and (rows > _MANY or db.scalar(_ALL_GRAVES) > _MANY_GRAVES):
            return None
        both = _tables(db, since, then, second, is_short=is_short, is_quick=since == usn)
        if both is None:
            return None
        tables, found = both
        if then is not None and then.returned:
            tables = tables._replace(returned=_returned(db))
        if then is not None and not undone:
            changed = _changed(db, then, tables, found, (since, usn))
        if changed is None or since != usn or (then is not None and _has_old_ids(changed, then)):
            tables = tables._replace(returned=_returned(db))
        mark = mark._replace(tables=tables)
    if before is None:
        return Reading(mark, changed)
    synced = frozenset[str]() if usn == before.usn else _synced(db, before.usn)
    return Reading(mark, changed, undone, schema != before.schema, synced)


class _Found(NamedTuple):
    """Rows that are not synced, or were synced since."""

    notes: Unsynced
    cards: Unsynced
    graves: set[tuple[int, int]]


def _database(col: Collection) -> DBProxy:
    if col.db is None:
        raise CollectionUnavailable
    return col.db


def _state(db: DBProxy) -> tuple[int, int, int]:
    usn, schema, writes = db.first(_COLLECTION) or (0, 0, 0)
    return usn, schema, writes


def _tables(
    db: DBProxy, usn: int, before: Optional[Tables], second: int, *, is_short: bool, is_quick: bool
) -> Optional[tuple[Tables, _Found]]:
    graves = {(oid, kind) for oid, kind in db.all(_GRAVES, usn)}
    quick = before if before is not None and is_quick else None
    of_notes = quick and _later_notes(db, quick, graves)
    of_cards = quick and _later_cards(db, quick, graves)
    # contents are read of what may be changed again within the same second, and of what might have been
    then = second if before is None else before.second
    times = second - 1, then - 1, then + 1
    if is_short and before is not None and before.rows > _MANY and not (of_notes and of_cards):
        return None
    notes, unsynced_notes = of_notes or _rows(db.all(_NOTES, *times, usn))
    cards, unsynced_cards = of_cards or _rows(db.all(_CARDS, *times, usn))
    totals = db.first(_TOTALS) or (0,) * 6
    tables = Tables(
        second,
        TableMark(totals[1], totals[0], unsynced_notes),
        TableMark(totals[3], totals[2], unsynced_cards),
        frozenset(graves),
        frozenset(),
        totals[5],
        totals[4],
    )
    return tables, _Found(notes, cards, graves)


def _later_notes(db: DBProxy, before: Tables, graves: set[tuple[int, int]]) -> Optional[tuple[Unsynced, Unsynced]]:
    since = before.second - 1
    total, count, ids = db.first(_LATER_NOTES, since, since) or (0, 0, None)
    rows = db.all(_SOME_NOTES, f"[{ids}]") if ids else []
    removed = {oid for oid, kind in graves if kind == _NOTE}
    return _later(rows, before.notes.unsynced, removed, since, (total, count))


def _later_cards(db: DBProxy, before: Tables, graves: set[tuple[int, int]]) -> Optional[tuple[Unsynced, Unsynced]]:
    since = before.second - 1
    total, count, ids = db.first(_LATER_CARDS, since, since) or (0, 0, None)
    rows = db.all(_SOME_CARDS, f"[{ids}]") if ids else []
    removed = {oid for oid, kind in graves if kind == _CARD}
    return _later(rows, before.cards.unsynced, removed, since, (total, count))


def _later(
    rows: Sequence[Any], before: Unsynced, removed: set[int], since: int, others: tuple[int, int]
) -> Optional[tuple[Unsynced, Unsynced]]:
    """As _rows(), of a table in which only some rows are new; None if others are not as they were.

    Args:
        rows: that have changed at `since` or later
        before: the rows that were not synced
        removed: the ids of some that are gone
        since: seconds
        others: what the rows that have changed before come to, and how many they are
    """
    found, unsynced = _rows(rows)
    left = {one: state for one, state in before.items() if one not in found and one not in removed}
    if any(state.modified >= since for state in left.values()):
        return None
    # not the sum of the numbers themselves: the same change of two rows may come to nothing in it
    products = sum((one.numbers & _HALF) * (one.numbers >> 24 & _HALF) for one in left.values())
    if others != (products, len(left)):
        return None
    return found, {**left, **unsynced}


def _returned(db: DBProxy) -> Graves:
    return frozenset((oid, kind) for oid, kind in db.all(_RETURNED))


def _has_old_ids(changed: Changed, before: Tables) -> bool:
    """Whether rows were added that are older than others, as those of a package."""
    tables = (changed.notes, before.notes), (changed.cards, before.cards)
    return any(rows.added and rows.added[0] <= then.largest for rows, then in tables)


def _rows(rows: Sequence[Any]) -> tuple[Unsynced, Unsynced]:
    """All rows that were found, and those of them that are not synced."""
    found: Unsynced = {}
    unsynced: Unsynced = {}
    for row_id, usn, modified, numbers, text in releasing_gil(rows):
        state = RowState(modified, numbers, None if text is None else hash(text))
        found[row_id] = state
        if usn == -1:
            unsynced[row_id] = state
    return found, unsynced


def _changed(db: DBProxy, before: Tables, now: Tables, found: _Found, usns: tuple[int, int]) -> Optional[Changed]:
    graves = (found.graves - before.graves) | (before.returned - now.returned)
    removed_notes = [one for one, kind in graves if kind == _NOTE]
    removed_cards = [one for one, kind in graves if kind == _CARD]
    notes = difference(before.notes, now.notes, found.notes, removed_notes, before.second)
    cards = difference(before.cards, now.cards, found.cards, removed_cards, before.second)
    reviews = _reviews(db, before, now, *usns)
    if notes is None or cards is None or reviews is None:
        return None
    return Changed(notes, cards, reviews)


def _reviews(db: DBProxy, before: Tables, now: Tables, usn_before: int, usn_now: int) -> Optional[list[Review]]:
    """The reviews since; None if there are too many, or others than are found, such as old ones from a package."""
    if usn_before == usn_now:
        rows = [] if now.reviews == before.reviews else db.all(_NEW_REVIEWS, before.largest_review)
    else:
        rows = db.all(_SYNCED_REVIEWS, usn_before, before.largest_review, usn_now - 1)
    if len(rows) > LIMIT or len(rows) != now.reviews - before.reviews:
        return None
    return [Review(*row) for row in rows]


def _synced(db: DBProxy, usn: int) -> frozenset[str]:
    flags = db.first(_SYNCED_KINDS, usn, usn, usn, usn, usn) or ()
    return frozenset(name for name, flag in zip(("decks", "models", "tags", "config"), flags) if flag)
