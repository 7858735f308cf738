"""Whatever Anki changes, the rows are found: added, changed and removed, or it is known that they are not."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest
from collection_helpers import add_note, add_note_type
from old_packages import package_of
from random_hand import Hand, answer, mark_as_synced, some_notes
from row_mirror import Mirror

from anki.collection import Collection
from anki.decks import DeckId

from plugin.collection.changes.reading import LIMIT, read
from plugin.compat import import_apkg
from plugin.events.change import Changed, Rows

NOTHING = Rows([], [], [])


@pytest.fixture
def mirror(col: Collection) -> Mirror:
    for number in range(5):
        add_note(col, f"old {number}")
    return Mirror(col)


def known(changed: Optional[Changed]) -> Changed:
    assert changed is not None, "the rows should be known"
    return changed


def test_nothing_is_found_where_nothing_changed(mirror: Mirror) -> None:
    assert known(mirror.follow()) == Changed(NOTHING, NOTHING, [])


def test_an_added_note_is_found_with_its_cards(mirror: Mirror) -> None:
    note = add_note(mirror.col, "new", "b")

    changed = known(mirror.follow())

    assert changed == Changed(Rows([note.id], [], []), Rows(list(note.card_ids()), [], []), [])


def test_a_changed_note_is_found_also_twice_within_a_second(mirror: Mirror) -> None:
    note = mirror.col.get_note(some_notes(mirror.col)[2])
    for text in ("cat", "dog", "pig"):
        note["Front"] = text
        mirror.col.update_note(note)

        assert known(mirror.follow()).notes == Rows([], [note.id], [])

    assert known(mirror.follow()).notes == NOTHING


def test_a_removed_note_is_found_with_its_cards(mirror: Mirror) -> None:
    note = mirror.col.get_note(some_notes(mirror.col)[0])
    cards = list(note.card_ids())
    mirror.col.remove_notes([note.id])

    assert known(mirror.follow()) == Changed(Rows([], [], [note.id]), Rows([], [], cards), [])


def test_a_review_is_found(mirror: Mirror) -> None:
    card = answer(mirror.col)

    changed = known(mirror.follow())

    assert changed.cards.changed == [card]
    assert [(one.card, one.ease) for one in changed.reviews] == [(card, 3)]


def test_what_was_synced_before_is_found_to_be_changed(mirror: Mirror) -> None:
    mark_as_synced(mirror.col)
    mirror.look()
    first, second, third = some_notes(mirror.col)[:3]
    note = mirror.col.get_note(first)
    note["Front"] = "changed"
    mirror.col.update_note(note)
    mirror.col.remove_notes([second])
    mirror.col.tags.bulk_add([third], "tag")

    changed = known(mirror.follow())

    assert changed.notes == Rows([], [first, third], [second])


def test_undo_and_redo_are_known_not_to_be_known(mirror: Mirror) -> None:
    note = mirror.col.get_note(some_notes(mirror.col)[0])
    note["Front"] = "changed"
    mirror.col.update_note(note)
    add_note(mirror.col, "new")
    mirror.follow()

    for step in (mirror.col.undo, mirror.col.undo, mirror.col.redo, mirror.col.redo):
        step()
        reading = mirror.look()
        assert reading.undone
        assert reading.changed is None

    add_note(mirror.col, "after")
    assert mirror.look().changed is not None


def test_an_operation_after_an_undo_is_known_if_it_has_another_name(mirror: Mirror) -> None:
    add_note(mirror.col, "new")
    mirror.col.undo()
    mirror.follow()
    mirror.col.tags.bulk_add(some_notes(mirror.col), "tag")

    assert known(mirror.follow()).notes.changed == some_notes(mirror.col)


def test_what_was_undone_and_followed_by_something_else_is_not_known_after_a_redo(mirror: Mirror) -> None:
    add_note(mirror.col, "new")
    mirror.col.undo()
    mirror.follow()
    mirror.col.redo()
    mirror.col.tags.bulk_add(some_notes(mirror.col)[:1], "tag")

    assert mirror.follow() is None


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of notes that are older than those of the test."""
    return package_of(tmp_path, ["imported 1", "imported 2", "imported 3"])


def test_imported_rows_keep_old_ids_and_are_found_to_be_added(mirror: Mirror, package: Path) -> None:
    before = set(some_notes(mirror.col))
    import_apkg(mirror.col, str(package))

    changed = known(mirror.follow())

    assert changed.notes.added == sorted(set(some_notes(mirror.col)) - before)
    assert len(changed.notes.added) == len(changed.cards.added) == 3
    assert max(changed.notes.added) < min(before)


def test_what_was_imported_removed_and_imported_again_is_followed(mirror: Mirror, package: Path) -> None:
    for _ in range(3):
        import_apkg(mirror.col, str(package))
        mirror.follow()
        mark_as_synced(mirror.col)
        mirror.look()
        imported = mirror.col.find_notes("imported")
        assert len(imported) == 3
        mirror.col.remove_notes(imported)  # Anki leaves the old grave as it is
        mirror.follow()

    assert mirror.known + mirror.unknown == 6
    assert mirror.known >= 4


def test_an_import_that_updates_notes_by_their_own_time_is_found(mirror: Mirror, tmp_path: Path) -> None:
    import_apkg(mirror.col, str(package_of(tmp_path, ["a"], guid="same", modified=1_600_000_000)))
    mirror.follow()
    import_apkg(mirror.col, str(package_of(tmp_path, ["other"], guid="same", modified=1_600_000_100)))

    changed = known(mirror.follow())

    assert changed.notes.changed == list(mirror.col.find_notes("other"))
    assert changed.notes.added == []


def test_a_new_template_and_its_removal_add_and_remove_cards(mirror: Mirror) -> None:
    note_type = mirror.col.models.by_name("Basic")
    assert note_type is not None
    template = mirror.col.models.new_template("Card 2")
    template["qfmt"], template["afmt"] = "{{Front}} again", "{{Back}}"
    mirror.col.models.add_template(note_type, template)
    mirror.col.models.update_dict(note_type)

    assert len(known(mirror.follow()).cards.added) == 5

    note_type = mirror.col.models.by_name("Basic")
    assert note_type is not None
    mirror.col.models.remove_template(note_type, note_type["tmpls"][1])
    mirror.col.models.update_dict(note_type)

    assert len(known(mirror.follow()).cards.removed) == 5


def test_another_note_type_changes_the_notes(mirror: Mirror) -> None:
    add_note_type(mirror.col, "Other", ["Front", "Back"], {"One": "{{Front}}"})
    mirror.follow()
    old, new = mirror.col.models.by_name("Basic"), mirror.col.models.by_name("Other")
    assert old is not None
    assert new is not None
    notes = some_notes(mirror.col)[:2]
    request = mirror.col.models.change_notetype_info(old_notetype_id=old["id"], new_notetype_id=new["id"]).input
    request.note_ids.extend(notes)
    mirror.col.models.change_notetype_of_notes(request)

    assert known(mirror.follow()).notes.changed == notes


def test_a_row_that_an_addon_removes_without_a_grave_is_known_not_to_be_known(mirror: Mirror) -> None:
    assert mirror.col.db is not None
    mark_as_synced(mirror.col)
    mirror.look()
    mirror.col.db.execute("delete from notes where id = ?", some_notes(mirror.col)[0])

    assert mirror.follow() is None


def test_a_sync_is_found_out_by_its_number(mirror: Mirror) -> None:
    """A stand-in for a sync: what this device has sent, another one has changed, added and removed."""
    db = mirror.col.db
    assert db is not None
    mark_as_synced(mirror.col)
    first, second, third = some_notes(mirror.col)[:3]
    mine = answer(mirror.col)
    mirror.follow()
    usn = db.scalar("select usn from col")
    newest = max(some_notes(mirror.col))
    db.execute("update notes set mod = mod + 1000, usn = ?, flds = 'a' || flds where id = ?", usn, first)
    db.execute(
        "insert into notes select ?, 'guid', mid, mod, ?, tags, flds, sfld, csum, flags, data from notes where id = ?",
        newest + 1000,
        usn,
        second,
    )
    db.execute("insert into revlog select id - 5000, cid, ?, 2, ivl, lastIvl, factor, time, type from revlog", usn)
    db.execute("delete from notes where id = ?", third)
    db.execute("insert into graves (oid, type, usn) values (?, 1, ?)", third, usn + 1)
    for table in ("notes", "cards", "revlog", "graves"):
        db.execute(f"update {table} set usn = ? where usn = -1", usn + 1)
    db.execute("update col set usn = ?", usn + 2)

    changed = known(mirror.follow())

    assert changed.notes == Rows([newest + 1000], [first], [third])
    assert changed.cards == NOTHING
    assert [(one.card, one.ease) for one in changed.reviews] == [(mine, 2)]
    assert known(mirror.follow()) == Changed(NOTHING, NOTHING, [])


def test_too_many_rows_that_are_not_synced_are_not_looked_through(col: Collection) -> None:
    mirror = Mirror(col)
    note_type = col.models.by_name("Basic")
    assert note_type is not None
    deck = DeckId(1)
    requests = []
    for number in range(LIMIT // 2):
        note = col.new_note(note_type)
        note["Front"] = str(number)
        requests.append((note, deck))
    for note, deck in requests[:-1]:
        col.add_note(note, deck)
    assert known(mirror.follow()).notes.added == some_notes(col)

    col.add_note(*requests[-1])
    assert mirror.follow() is None
    col.remove_notes([requests[-1][0].id])
    assert mirror.follow() is None

    mark_as_synced(col)
    mirror.look()
    col.remove_notes([requests[0][0].id])
    assert known(mirror.follow()).notes.removed == [requests[0][0].id]


def test_what_takes_long_is_left_for_later_and_what_follows_does_not(mirror: Mirror) -> None:
    for number in range(251):
        add_note(mirror.col, str(number))
    assert read(mirror.col, None, is_short=True) is None
    mirror.follow()
    note = mirror.col.get_note(some_notes(mirror.col)[0])
    note["Front"] = "changed"
    mirror.col.update_note(note)

    reading = read(mirror.col, mirror.mark, is_short=True)
    assert reading is not None
    assert known(reading.changed).notes == Rows([], [note.id], [])


def test_what_is_read_leaves_the_undo_history_and_the_collection_alone(mirror: Mirror) -> None:
    add_note(mirror.col, "new")
    before = mirror.col.undo_status(), mirror.col.mod

    mirror.follow()

    assert (mirror.col.undo_status(), mirror.col.mod) == before


@pytest.mark.parametrize("seed", range(12))
def test_who_follows_knows_what_is_there(col: Collection, tmp_path: Path, seed: int) -> None:
    packages = [
        package_of(tmp_path, [f"p{number} {text}" for text in "ab"], modified=1_500_000_000 + number * 1000)
        for number in range(3)
    ]
    packages.append(package_of(tmp_path, ["p0 changed"], guid="p0 a", modified=1_600_000_000))
    hand = Hand(col, seed, packages)
    for _ in range(5):
        hand.add()
    mirror = Mirror(col)
    done = []

    for _ in range(80):
        done.append([hand.act() for _ in range(hand.random.choice([1, 1, 1, 2, 3]))])
        try:
            mirror.follow(undone="undo" in done[-1])
        except AssertionError as error:
            raise AssertionError(f"after {done[-8:]}") from error

    assert mirror.known > mirror.unknown, done
