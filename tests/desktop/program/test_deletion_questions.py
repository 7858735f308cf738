"""Deletions that the person at Anki decides about, in a window, and the backup that is made before them."""

from __future__ import annotations

import http.client
import importlib
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import PROFILE, InProcessAnki
from anki_process import AnkiProcess
from client import ApiError
from gui_notes import add_note
from permission_desk import NO, YES, Desk, words_of

from anki.collection import AddNoteRequest, Collection

from tests.deadlines import DEADLINE

AGENT = {"name": "my agent", "key": "s3cret", "rights": ["read", "write"], "confirm": True}


@pytest.fixture
def desk(anki: InProcessAnki, mw: Any) -> Desk:
    return Desk(anki)


@pytest.fixture
def delete(mw: Any, begin: Callable[..., Any], settings: Callable[..., None]) -> Iterator[Callable[[int], Any]]:
    """Has the agent delete a note."""
    settings(accessRules=[AGENT])
    yield lambda nid: begin("deleteNotes", notes=[nid], key="s3cret")
    mw.ankiconnect.host.confirmations.forget()  # what was decided in a test is not for the next


def exists(mw: Any, nid: int) -> bool:
    return bool(mw.col.db.scalar("select 1 from notes where id = ?", nid))


def allow_this_kind(desk: Desk) -> None:
    """Say yes, and that there shall be no question for some time."""
    question = desk.wait_for_question("my agent")
    question.allow.setChecked(True)
    desk.press(question, YES)


def test_a_note_is_deleted_when_the_person_says_yes(mw: Any, desk: Desk, delete: Callable[[int], Any]) -> None:
    nid = add_note(mw, "<b>front</b>", deck="French")
    request = delete(nid)

    question = desk.wait_for_question("my agent")
    assert "Delete 1 note" in words_of(question)
    assert "French: front" in words_of(question)
    assert "deleteNotes" in words_of(question)
    assert question.no.isDefault()
    assert exists(mw, nid)
    desk.press(question, YES)

    assert request.answer() is None
    assert not exists(mw, nid)


def test_a_note_stays_when_the_person_says_no(mw: Any, desk: Desk, delete: Callable[[int], Any]) -> None:
    nid = add_note(mw, "front")
    request = delete(nid)

    desk.press(desk.wait_for_question("my agent"), NO)

    assert request.wait().error == "the person at Anki said no"
    assert delete(nid).wait().error == "the person at Anki said no"
    assert not desk.questions
    assert exists(mw, nid)


def test_the_box_allows_this_kind_for_some_time(mw: Any, desk: Desk, delete: Callable[[int], Any]) -> None:
    one, two = add_note(mw, "one"), add_note(mw, "two")
    request = delete(one)

    allow_this_kind(desk)

    assert request.answer() is None
    assert delete(two).answer() is None
    assert not exists(mw, one)
    assert not exists(mw, two)


def test_what_was_allowed_is_not_for_another_program_of_the_same_name(
    mw: Any, desk: Desk, delete: Callable[[int], Any], begin: Callable[..., Any], settings: Callable[..., None]
) -> None:
    one, two = add_note(mw, "one"), add_note(mw, "two")
    request = delete(one)
    allow_this_kind(desk)
    assert request.answer() is None

    settings(accessRules=[{**AGENT, "key": "another"}])
    request = begin("deleteNotes", notes=[two], key="another")

    desk.press(desk.wait_for_question("my agent"), NO)
    assert request.wait().error == "the person at Anki said no"
    assert exists(mw, two)


def test_a_question_goes_with_the_profile_and_deletes_nothing(
    anki: InProcessAnki, mw: Any, desk: Desk, delete: Callable[[int], Any]
) -> None:
    nid = add_note(mw, "front")
    request = delete(nid)
    desk.wait_for_question("my agent")

    anki.close_profile()

    assert not desk.questions
    assert "has not answered" in request.wait().error
    anki.open_profile()
    assert exists(mw, nid)


def test_what_was_decided_in_a_profile_is_not_for_the_next(
    anki: InProcessAnki, mw: Any, desk: Desk, delete: Callable[[int], Any]
) -> None:
    request = delete(add_note(mw, "front"))
    allow_this_kind(desk)
    request.answer()

    anki.close_profile()
    anki.open_profile()
    nid = add_note(mw, "front")
    request = delete(nid)

    desk.press(desk.wait_for_question("my agent"), NO)
    assert request.wait().error == "the person at Anki said no"
    assert exists(mw, nid)


def test_a_backup_is_made_before_the_first_deletion_of_a_caller(
    anki: InProcessAnki, mw: Any, invoke: Callable[..., Any]
) -> None:
    folder = Path(mw.pm.backupFolder())
    for old in folder.iterdir():
        old.unlink()
    mw.ankiconnect.host._backups._due._made.clear()
    one, two = add_note(mw, "one"), add_note(mw, "two")

    invoke("deleteNotes", notes=[one])
    anki.await_backup()
    first = list(folder.iterdir())
    invoke("deleteNotes", notes=[two])
    anki.await_backup()

    assert [path.suffix for path in first] == [".colpkg"]
    assert list(folder.iterdir()) == first
    assert not exists(mw, one)


def test_a_backup_that_fails_is_told_and_the_note_is_deleted(
    mw: Any, invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    not_a_folder = tmp_path / "backups"
    not_a_folder.write_text("")
    monkeypatch.setattr(mw.pm, "backupFolder", lambda: str(not_a_folder))
    told: list[str] = []
    monkeypatch.setattr(mw.ankiconnect.host._backups, "_tell", told.append)
    mw.ankiconnect.host._backups._due._made.clear()
    nid = add_note(mw, "one")

    invoke("deleteNotes", notes=[nid])

    assert not exists(mw, nid)
    assert [one.startswith("AnkiConnect could not have a backup made") for one in told] == [True]


def test_a_long_line_does_not_look_like_two_things(mw: Any, desk: Desk, delete: Callable[[int], Any]) -> None:
    text = "x" * 57 + "Default: something else"
    nid = add_note(mw, text, deck="A" * 60)

    request = delete(nid)
    question = desk.wait_for_question("my agent")

    lines = words_of(question).splitlines()
    assert [one for one in lines if one.startswith("    ")]
    assert not [one for one in lines if one.startswith(("Default", "x"))]
    desk.press(question, NO)
    assert request.wait().error


def test_what_the_same_caller_asks_for_meanwhile_waits_for_the_backup(
    mw: Any, begin: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, anki: InProcessAnki
) -> None:
    backups = mw.ankiconnect.host._backups
    backups._due._made.clear()
    future = importlib.import_module(f"{PACKAGE}.api.futures").Future
    begun: list[Any] = []

    async def make(_col: Any) -> None:
        begun.append(future())
        await begun[-1]

    monkeypatch.setattr(backups, "_make", make)
    notes = [add_note(mw, "one"), add_note(mw, "two")]

    requests = [begin("deleteNotes", notes=[nid]) for nid in notes]
    anki.wait_until(lambda: len(next(iter(backups._due._running.values()), [])) == 1, what="the second request")

    assert [exists(mw, nid) for nid in notes] == [True, True]
    begun[0].set_result(None)
    assert [one.answer() for one in requests] == [None, None]
    assert len(begun) == 1
    assert not backups._due._running


def test_a_backup_that_could_not_begin_is_made_before_the_next_deletion(
    mw: Any, begin: Callable[..., Any], invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = mw.ankiconnect.host._backups
    backups._due._made.clear()
    nid = add_note(mw, "one")

    async def busy() -> None:
        raise importlib.import_module(f"{PACKAGE}.errors").AnkiBusy("a sync is under way")

    with monkeypatch.context() as patched:
        patched.setattr(backups._busy_gate, "worker_free", busy)
        assert "a sync is under way" in begin("deleteNotes", notes=[nid]).wait().error
    assert not backups._due._made

    invoke("deleteNotes", notes=[nid])

    assert list(backups._due._made)


def test_many_notes_are_asked_about_without_holding_anki(
    mw: Any, desk: Desk, begin: Callable[..., Any], settings: Callable[..., None], heartbeat: Callable[..., Any]
) -> None:
    settings(accessRules=[AGENT])
    kind = mw.col.models.by_name("Basic")
    made = [mw.col.new_note(kind) for _ in range(20_000)]
    for number, note in enumerate(made):
        note.fields = [f"front {number}", "back"]
    mw.col.add_notes([AddNoteRequest(note, 1) for note in made])
    ids = [note.id for note in made]

    with heartbeat() as beat:
        request = begin("deleteNotes", notes=[*ids, *range(30_000)], key="s3cret")
        desk.press(desk.wait_for_question("20,000 notes"), NO)
        request.wait()

    assert mw.col.note_count() == len(ids)
    assert beat.longest < 0.2


@pytest.mark.parametrize("how", ["guiExitAnki", "SIGTERM"])
def test_anki_ends_while_it_asks_and_nothing_is_deleted(
    subprocess_anki: Callable[..., AnkiProcess], tmp_path: Path, how: str
) -> None:
    base = tmp_path / "base"
    anki = subprocess_anki(base=base, config={"accessRules": [AGENT]})
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front"}}
    nid = anki.client.invoke("addNote", note=note)
    replies: SimpleQueue[str] = SimpleQueue()
    for notes in ([nid], [nid, 1]):
        threading.Thread(target=lambda ids=notes: replies.put(error_of(anki, ids)), daemon=True).start()
    # whichever comes second is refused because of the first, about which the person is being asked then
    assert "is being asked about another request" in replies.get(timeout=DEADLINE)

    if how == "SIGTERM":
        assert anki.stop() == 0
    else:
        anki.client.invoke("guiExitAnki")
        assert anki.wait_for_end() == 0

    assert replies.get(timeout=DEADLINE)
    col = Collection(str(base / PROFILE / "collection.anki2"))
    assert [*col.find_notes("")] == [nid]
    col.close()


def error_of(anki: AnkiProcess, notes: list[int]) -> str:
    """Have the agent delete notes, and give the error; nothing if there is none."""
    try:
        anki.client.invoke("deleteNotes", notes=notes, key="s3cret")
    except (ApiError, OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    return ""
