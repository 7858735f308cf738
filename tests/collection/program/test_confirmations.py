"""Deletions that a person decides about: what is asked, when it is done, and what the client is told."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, ensure_deck
from person import AGENT, Client, World

from anki.collection import Collection

from plugin.api.confirmations import Decision
from plugin.config.settings import read_settings

SAID_NO = {"result": None, "error": "the person at Anki said no"}
SILENT = {
    "result": None,
    "error": "the person at Anki has not answered; the same request within 10 minutes brings the answer",
}
IMPORTED = "Import a package; notes that it has in a newer form are replaced"
DONE = {"result": None, "error": None}


@pytest.fixture
def world(col: Collection) -> World:
    return World(col)


def note_ids(col: Collection) -> list[int]:
    return [*col.find_notes("")]


def test_nothing_is_deleted_before_the_person_says_yes(world: World, col: Collection) -> None:
    note = add_note(col, "front", deck="French::Verbs")

    client = world.send("deleteNotes", notes=[note.id, 5])

    assert client.reply is None
    assert note_ids(col) == [note.id]
    [question] = world.open
    assert (question.asked.rule, question.asked.action) == ("agent", "deleteNotes")
    assert (question.subject.what, question.subject.examples) == ("Delete 1 note", ["French::Verbs: front"])
    question.answer(Decision.YES)
    assert client.reply == DONE
    assert note_ids(col) == []


def test_after_no_the_same_kind_is_refused_for_a_minute_doubling_to_an_hour(world: World, col: Collection) -> None:
    note = add_note(col, "front")

    for seconds in (60, 120, 240, 480, 960, 1920, 3600, 3600):
        assert world.performed("deleteNotes", Decision.NO, notes=[note.id]) == SAID_NO
        world.pass_time(seconds - 1)
        assert world.send("deleteNotes", notes=[note.id, 1]).reply == SAID_NO
        assert not world.open
        world.pass_time(2)

    assert note_ids(col) == [note.id]
    assert world.performed("deleteNotes", notes=[note.id]) == DONE


def test_a_no_is_about_one_kind(world: World, col: Collection) -> None:
    add_note(col, "front", deck="French")
    assert world.performed("removeEmptyNotes", Decision.NO) == SAID_NO

    assert world.performed("deleteDecks", decks=["French"], cardsToo=True) == DONE


def test_a_kind_may_be_allowed_for_ten_minutes(world: World, col: Collection) -> None:
    one, two, three, four = (add_note(col, front) for front in ("one", "two", "three", "four"))

    assert world.performed("deleteNotes", Decision.YES_TO_THIS_KIND, notes=[one.id]) == DONE
    assert world.send("deleteNotes", notes=[two.id]).reply == DONE
    entries = [{"action": "deleteNotes", "version": 6, "params": {"notes": [three.id]}}]
    assert world.send("multi", actions=entries).reply["result"] == [DONE]
    assert note_ids(col) == [four.id]
    world.pass_time(601)
    assert world.send("deleteNotes", notes=[four.id]).reply is None


def test_without_an_answer_the_client_is_told_to_come_back_and_gets_the_reply_of_what_was_done(
    world: World, col: Collection
) -> None:
    note = add_note(col, "front")
    client = world.send("deleteNotes", notes=[note.id])

    world.pass_time(49)
    assert client.reply is None
    world.pass_time(2)
    assert client.reply == SILENT
    client.leave()  # which is no more than the end of its connection
    world.open[0].answer(Decision.YES)

    assert note_ids(col) == []
    add_note(col, "the person goes on")
    assert world.send("deleteNotes", notes=[note.id]).reply == DONE
    assert world.send("deleteNotes", notes=[note.id]).reply == DONE
    assert len(world.questions) == 1


def test_who_comes_back_while_the_question_is_open_waits_with_it(world: World, col: Collection) -> None:
    note = add_note(col, "front")
    world.send("deleteNotes", notes=[note.id])
    world.pass_time(51)

    again = world.send("deleteNotes", notes=[note.id])
    assert (again.reply, len(world.questions)) == (None, 1)
    world.open[0].answer(Decision.YES)

    assert again.reply == DONE


def test_a_reply_is_kept_for_ten_minutes(world: World, col: Collection) -> None:
    note = add_note(col, "front")
    world.send("deleteNotes", notes=[note.id])
    world.pass_time(51)
    world.open[0].answer(Decision.YES)

    world.pass_time(601)

    assert world.send("deleteNotes", notes=[note.id]).reply is None
    assert len(world.questions) == 2


def test_what_failed_is_told_once_and_asked_about_again(world: World, col: Collection) -> None:
    note = add_note(col, "front")
    world.api.host.col.db.execute("pragma query_only = on")
    assert "read-only" in world.performed("deleteNotes", notes=[note.id])["error"]

    client = world.send("deleteNotes", notes=[note.id])
    assert client.reply is None
    world.pass_time(51)
    world.open[0].answer(Decision.YES)
    world.api.host.col.db.execute("pragma query_only = off")
    assert "read-only" in world.send("deleteNotes", notes=[note.id]).reply["error"]

    assert world.performed("deleteNotes", notes=[note.id]) == DONE
    assert note_ids(col) == []


def test_the_same_request_means_something_else_once_the_collection_has_changed(world: World, col: Collection) -> None:
    add_note(col, "front", tags=["a"])
    assert world.performed("clearUnusedTags")["error"] is None
    assert world.send("clearUnusedTags").reply is not None

    col.tags.set_collapsed("a", collapsed=True)
    add_note(col, "another")

    assert world.send("clearUnusedTags").reply is None


def test_a_question_goes_after_ten_minutes(world: World, col: Collection) -> None:
    note = add_note(col, "front")
    world.send("deleteNotes", notes=[note.id])

    world.pass_time(51)
    world.pass_time(550)

    assert not world.open
    assert note_ids(col) == [note.id]


def test_a_client_that_leaves_withdraws_its_question(world: World, col: Collection) -> None:
    note = add_note(col, "front")
    first, second = (world.send("deleteNotes", notes=[note.id]) for _ in range(2))

    first.leave()
    assert len(world.open) == 1
    second.leave()

    assert not world.open
    assert note_ids(col) == [note.id]


def test_what_has_changed_meanwhile_is_asked_about_again(world: World, col: Collection) -> None:
    note = add_note(col, "front")
    client = world.send("deleteNotes", notes=[note.id])
    note["Front"] = "the work of an hour"
    col.update_note(note)
    col.db.execute("update notes set mod = mod + 5")  # type: ignore[union-attr]  # seconds, which the test does not have

    world.open[0].answer(Decision.YES)

    assert client.reply is None
    assert note_ids(col) == [note.id]
    assert world.open[0].subject.examples == ["Default: the work of an hour"]
    world.open[0].answer(Decision.YES)
    assert client.reply == DONE


def test_a_rule_has_one_question_at_a_time(world: World, col: Collection) -> None:
    add_note(col, "front", deck="French")
    world.send("removeEmptyNotes")

    other = world.send("deleteDecks", decks=["French"], cardsToo=True)

    error = "the person at Anki is being asked about another request; try again when that is answered"
    assert other.reply == {"result": None, "error": error}
    assert len(world.open) == 1


def test_in_a_multi_nobody_is_asked(world: World, col: Collection) -> None:
    note = add_note(col, "front")
    stored = world.api.host.col.media.write_data("a.txt", b"old")
    data = base64.b64encode(b"new").decode()
    entries = [
        {"action": "deleteNotes", "version": 6, "params": {"notes": [note.id]}},
        {"action": "storeMediaFile", "version": 6, "params": {"filename": stored, "data": data}},
        {"action": "deckNames", "version": 6},
    ]

    replies = world.send("multi", actions=entries).reply["result"]

    assert [one["error"] for one in replies] == ["this must be asked for alone"] * 2 + [None]
    assert not world.questions
    assert note_ids(col) == [note.id]
    assert Path(col.media.dir(), stored).read_bytes() == b"old"


def test_without_anybody_to_ask_nothing_is_deleted(col: Collection) -> None:
    api = Api(col, read_settings({"accessRules": [AGENT]}, {}).settings)
    note = add_note(col, "front")

    reply = Client(api, "deleteNotes", {"notes": [note.id]}).reply

    assert reply == {"result": None, "error": "this needs a person at Anki"}
    assert note_ids(col) == [note.id]


@pytest.mark.parametrize("decision", [Decision.YES, Decision.NO])
def test_an_error_of_the_request_is_its_reply(decision: Decision, world: World) -> None:
    reply = world.performed("modelFieldRemove", decision, modelName="Nowhere", fieldName="Front")

    expected = SAID_NO["error"] if decision is Decision.NO else "model was not found"
    assert reply["error"].startswith(expected)


# Files -----------------------------------------------------------------------


def stored(col: Collection, name: str) -> bytes:
    return Path(col.media.dir(), name).read_bytes()


@pytest.mark.parametrize("existing", ["old", "newer"])
def test_a_file_is_replaced_after_a_question(existing: str, world: World, col: Collection) -> None:
    col.media.write_data("a.txt", existing.encode())
    client = world.send("storeMediaFile", filename="a.txt", data=base64.b64encode(b"new").decode())

    assert client.reply is None
    assert stored(col, "a.txt") == existing.encode()
    [question] = world.open
    assert (question.subject.what, question.subject.examples) == ("Replace 1 media file", ["a.txt"])
    question.answer(Decision.YES)

    assert client.reply == {"result": "a.txt", "error": None}
    assert stored(col, "a.txt") == b"new"


@pytest.mark.parametrize(
    "params",
    [
        {"filename": "other.txt"},
        {"filename": "same.txt"},
        {"filename": "old.txt", "deleteExisting": False},
    ],
)
def test_a_file_that_replaces_none_is_stored_without_a_question(
    params: dict[str, Any], world: World, col: Collection
) -> None:
    col.media.write_data("same.txt", b"new")
    col.media.write_data("old.txt", b"old")

    reply = world.send("storeMediaFile", data=base64.b64encode(b"new").decode(), **params).reply

    assert reply["error"] is None
    assert not world.questions
    assert stored(col, reply["result"]) == b"new"
    assert stored(col, "old.txt") == b"old"


def test_a_note_whose_file_replaces_another_is_made_after_a_question(world: World, col: Collection) -> None:
    col.media.write_data("a.mp3", b"old")
    file = {
        "filename": "a.mp3",
        "data": base64.b64encode(b"new").decode(),
        "deleteExisting": True,
        "fields": ["Back"],
    }
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front"}, "audio": file}
    for action, params in (
        ("addNote", {"note": note}),
        ("addNotes", {"notes": [note]}),
        ("saveNotes", {"notes": [note]}),
    ):
        client = world.send(action, **params)

        assert (client.reply, note_ids(col), stored(col, "a.mp3")) == (None, [], b"old")
        world.open[0].answer(Decision.NO)
        assert (client.reply, note_ids(col), stored(col, "a.mp3")) == (SAID_NO, [], b"old")

    world.pass_time(61)
    client = world.send("addNote", note=note)
    world.open[0].answer(Decision.YES)

    assert [*note_ids(col)] == [client.reply["result"]]
    assert stored(col, "a.mp3") == b"new"


# What is shown ---------------------------------------------------------------


def shown(world: World, action: str, **params: Any) -> tuple[str, list[str]]:
    world.send(action, **params)
    question = world.open[-1]
    question.answer(Decision.NO)
    return question.subject.what, [*question.subject.examples]


def test_a_person_sees_what_would_be_deleted(world: World, col: Collection) -> None:
    for number in range(7):
        add_note(col, f"<b>front {number}</b>", "x" * 3000, deck="French::Verbs")
    lonely = add_note(col, "", "back", deck="Other")
    first = [f"French::Verbs: front {number}" for number in range(5)]
    card = lonely.card_ids()[0] if lonely.card_ids() else 0

    assert shown(world, "deleteNotes", notes=note_ids(col)) == ("Delete 8 notes", first)
    assert shown(world, "deleteDecks", decks=["French"], cardsToo=True) == (
        'Delete 2 decks with 7 notes: "French", "French::Verbs"',
        first,
    )
    assert shown(world, "modelFieldRemove", modelName="Basic", fieldName="Back") == (
        'Delete the field "Back" of 8 notes',
        first,
    )
    assert shown(world, "modelTemplateRemove", modelName="Basic", templateName="Card 1") == (
        'Delete the card "Card 1" of 8 notes',
        first,
    )
    retyped = {"id": lonely.id, "modelName": "Cloze", "fields": {}}
    assert shown(world, "updateNoteModel", note=retyped)[1] == ["Other: (empty)"]
    assert shown(world, "removeDeckConfigId", configId=1)[0] == 'Delete the deck options "Default"'
    assert shown(world, "importPackage", path="nowhere.apkg")[0] == IMPORTED
    assert shown(world, "loadProfile", name="Other")[0].startswith('Change to the profile "Other"')
    values = {"card": card, "keys": ["ivl"], "newValues": [5], "warning_check": True}
    assert shown(world, "setSpecificValueOfCard", **values)[0] == 'Set values of a card without Anki\'s checks: "ivl"'
    review = [1, note_ids(col)[0], -1, 3, 4, -60, 2500, 6157, 0]
    assert shown(world, "insertReviews", reviews=[review])[0] == "Insert 1 review, which ends the undo history"


def test_unused_tags_are_those_that_no_note_has_even_as_a_parent(world: World, col: Collection) -> None:
    note = add_note(col, "front", tags=["kept::inner", "gone"])
    note.tags = ["kept::inner"]
    col.update_note(note)

    assert shown(world, "clearUnusedTags") == ("Delete 1 unused tag", ["gone"])


def test_values_that_need_no_warning_are_set_without_a_question(world: World, col: Collection) -> None:
    card = add_note(col, "front").cards()[0]

    world.send("setSpecificValueOfCard", card=card.id, keys=["flags"], newValues=[1])

    assert not world.questions
    assert col.get_card(card.id).user_flag() == 1


def test_other_callers_are_not_asked(world: World, col: Collection) -> None:
    note = add_note(col, "front")

    reply = Client(world.api, "deleteNotes", {"notes": [note.id]}, key="").reply

    assert reply == DONE
    assert ensure_deck(col, "Default")


@pytest.mark.parametrize("direction", ["upload", "download"])
def test_a_sync_that_may_replace_a_collection_is_asked_about(direction: str, world: World, col: Collection) -> None:
    add_note(col, "front")
    assert world.send("sync").reply["error"] is not None  # there is no account here, and nobody is asked
    assert not world.questions

    client = world.send("sync", onConflict=direction)

    assert client.reply is None
    [question] = world.open
    assert (
        question.subject.what
        == {
            "upload": "Sync; if need be, replace the collection on the server, and what is only there, by this one",
            "download": "Sync; if need be, replace this collection, with 1 note and 1 card, by the one on the server",
        }[direction]
    )
    question.answer(Decision.NO)
    assert client.reply == SAID_NO
