"""Keeps the rows of a collection as a client would that is told of changes, and compares them with the collection."""

from __future__ import annotations

from typing import Any, Optional

from anki.collection import Collection

from plugin.collection.changes.marks import Mark
from plugin.collection.changes.reading import Reading, read
from plugin.events.change import Changed

_CARDS = "select * from cards"
_TIMES = (4, 5)  # mod, and usn, which a sync sets, too

Contents = dict[int, tuple[Any, ...]]


def notes_of(col: Collection) -> Contents:
    assert col.db is not None
    return {row[0]: tuple(row[1:]) for row in col.db.all("select id, mid, tags, flds from notes")}


def cards_of(col: Collection) -> Contents:
    assert col.db is not None
    return {row[0]: tuple(one for place, one in enumerate(row) if place not in _TIMES) for row in col.db.all(_CARDS)}


def reviews_of(col: Collection) -> set[int]:
    assert col.db is not None
    return set(col.db.list("select id from revlog"))


class Mirror:
    """What a client knows that has read the collection once, and is told of changes since.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self.col = col
        self.mark: Optional[Mark] = None
        self.known = self.unknown = 0
        self._read_all()
        self.look()

    def look(self) -> Reading:
        """Find what changed since the last time, as the plugin does."""
        reading = read(self.col, self.mark)
        assert reading is not None
        self.mark = reading.mark
        return reading

    def follow(self, *, undone: bool = False) -> Optional[Changed]:
        """Take in what changed, and check that it is all, and right.

        Args:
            undone: whether Anki has told that something was undone, so that the rows do not count
        """
        notes, cards, reviews = notes_of(self.col), cards_of(self.col), reviews_of(self.col)
        changed = self.look().changed
        if undone:
            changed = None
        if changed is None:
            self.unknown += 1
        else:
            self.known += 1
            _check(self._notes, notes, *changed.notes)
            _check(self._cards, cards, *changed.cards)
            assert {one.id for one in changed.reviews} >= reviews - self._reviews
            assert not self._reviews - reviews
        self._notes, self._cards, self._reviews = notes, cards, reviews
        return changed

    def _read_all(self) -> None:
        self._notes, self._cards = notes_of(self.col), cards_of(self.col)
        self._reviews = reviews_of(self.col)


def _check(before: Contents, now: Contents, added: list[int], changed: list[int], removed: list[int]) -> None:
    assert set(added) == now.keys() - before.keys()
    assert set(removed) == before.keys() - now.keys()
    others = {one for one in before.keys() & now.keys() if before[one] != now[one]}
    assert others <= set(changed)
    assert set(changed) <= now.keys() & before.keys()
    for ids in (added, changed, removed):
        assert ids == sorted(set(ids))
