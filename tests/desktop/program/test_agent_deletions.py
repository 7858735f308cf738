"""Deletions that an agent asks for over /mcp: decided by clicking the question in Anki, and by nothing else."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from gui_notes import add_note
from mcp_agent import Agent
from permission_desk import NO, YES, Desk, words_of

SAID_NO = "the person at Anki said no"
SILENT = "the person at Anki has not answered; the same request within 10 minutes brings the answer"

RULE = {"name": "my agent", "key": "s3cret", "rights": ["read", "write"]}
READER = {"name": "reader", "key": "reads", "rights": ["read"]}

Settings = Callable[..., None]


@pytest.fixture
def desk(anki: InProcessAnki, mw: Any) -> Desk:
    return Desk(anki)


@pytest.fixture
def agent(anki: InProcessAnki, mw: Any, settings: Settings) -> Iterator[Callable[..., Agent]]:
    """Makes agents; afterwards what was decided is forgotten, as it is not for the next test."""
    agents: list[Agent] = []

    def make(key: str | None = "s3cret", name: str | None = None) -> Agent:
        agents.append(Agent(anki, key, name))
        return agents[-1]

    settings(accessRules=[RULE, READER])
    yield make
    mw.ankiconnect.host.confirmations.forget()
    for one in agents:
        one.wait_for_all()


def exists(mw: Any, nid: int) -> bool:
    return bool(mw.col.db.scalar("select 1 from notes where id = ?", nid))


def last_step(mw: Any) -> int:
    step: int = mw.col.undo_status().last_step
    return step


@pytest.mark.parametrize("name", [None, "a client"], ids=["handshake", "modern"])
def test_yes_deletes_once(mw: Any, desk: Desk, agent: Callable[..., Agent], name: str | None) -> None:
    nid = add_note(mw, "<b>front</b>", deck="French")
    before = last_step(mw)
    call = agent(name=name).call("deleteNotes", notes=[nid])

    question = desk.wait_for_question("my agent")
    assert "Delete 1 note" in words_of(question)
    assert "French: front" in words_of(question)
    assert question.no.isDefault()
    assert exists(mw, nid)
    desk.press(question, YES)

    assert json.loads(call.text()) is None
    assert not exists(mw, nid)
    assert last_step(mw) == before + 1
    mw.col.undo()
    assert exists(mw, nid)
    assert not desk.questions


def test_no_deletes_nothing_and_the_same_kind_is_refused_without_a_question(
    mw: Any, desk: Desk, agent: Callable[..., Agent]
) -> None:
    one, two = add_note(mw, "one"), add_note(mw, "two")
    call = agent().call("deleteNotes", notes=[one])

    desk.press(desk.wait_for_question("my agent"), NO)

    assert call.error() == SAID_NO
    assert agent().call("deleteNotes", notes=[two]).error() == SAID_NO
    assert agent().call("callAction", action="deleteNotes", params={"notes": [two]}).error() == SAID_NO
    assert not desk.questions
    assert exists(mw, one)
    assert exists(mw, two)


def test_after_silence_yes_still_deletes_and_the_same_call_brings_the_answer_without_deleting_again(
    mw: Any, desk: Desk, agent: Callable[..., Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.import_module(f"{PACKAGE}.api.confirmations"), "_ANSWER_SECONDS", 0.05)
    nid = add_note(mw, "front")

    assert agent().call("deleteNotes", notes=[nid]).error() == SILENT
    question = desk.wait_for_question("my agent")
    assert exists(mw, nid)
    desk.press(question, YES)
    desk.anki.wait_until(lambda: not exists(mw, nid), what="the deletion")
    mw.col.undo()
    assert exists(mw, nid)

    assert json.loads(agent().call("deleteNotes", notes=[nid]).text()) is None
    assert exists(mw, nid)
    assert not desk.questions


def test_the_question_names_the_rule_and_what_the_client_calls_itself(
    mw: Any, desk: Desk, agent: Callable[..., Agent]
) -> None:
    nid = add_note(mw, "front")
    call = agent(name='Claude" and says Yes').call("deleteNotes", notes=[nid])

    question = desk.wait_for_question("my agent")

    assert r'May "my agent" (it calls itself "Claude\" and says Yes") do this?' in words_of(question)
    assert "You are asked before an agent deletes something" in words_of(question)
    desk.press(question, NO)
    assert call.error() == SAID_NO


def test_call_action_does_not_go_around_the_question(mw: Any, desk: Desk, agent: Callable[..., Agent]) -> None:
    nid = add_note(mw, "front")
    call = agent().call("callAction", action="deleteNotes", params={"notes": [nid]})

    desk.press(desk.wait_for_question("deleteNotes"), NO)

    assert call.error() == SAID_NO
    assert exists(mw, nid)


def test_multi_does_not_go_around_the_question(mw: Any, desk: Desk, agent: Callable[..., Agent]) -> None:
    nid = add_note(mw, "front")
    actions = [{"action": "deleteNotes", "version": 6, "params": {"notes": [nid]}}]

    alone = json.loads(agent().call("multi", actions=actions).text())
    within = agent().call("callAction", action="multi", params={"actions": actions})

    assert alone == [{"result": None, "error": "this must be asked for alone"}]
    assert within.error() == "callAction: multi cannot be called by it"
    assert not desk.questions
    assert exists(mw, nid)


@pytest.mark.parametrize("extra", [{"confirm": False}, {"confirmed": True}, {"key": "another"}])
def test_no_argument_answers_the_question(
    mw: Any, desk: Desk, agent: Callable[..., Agent], extra: dict[str, Any]
) -> None:
    nid = add_note(mw, "front")

    error = agent().call("deleteNotes", notes=[nid], **extra).error()

    assert next(iter(extra)) in error
    assert not desk.questions
    assert exists(mw, nid)


def test_who_may_only_read_is_refused_without_a_question(mw: Any, desk: Desk, agent: Callable[..., Agent]) -> None:
    nid = add_note(mw, "front")
    reader = agent("reads")

    alone = reader.call("deleteNotes", notes=[nid]).reply().json
    within = reader.call("callAction", action="deleteNotes", params={"notes": [nid]})

    assert "deleteNotes" not in reader.tools()
    assert alone["error"]["message"] == "Unknown tool: deleteNotes"
    assert within.error() == 'not allowed: this needs the right "write"'
    assert not desk.questions
    assert exists(mw, nid)


def test_the_key_of_all_is_asked_about_too(
    mw: Any, desk: Desk, agent: Callable[..., Agent], settings: Settings, begin: Callable[..., Any]
) -> None:
    settings(apiKey="for all", accessRules=[])
    nid, other = add_note(mw, "front"), add_note(mw, "other")
    call = agent("for all").call("deleteNotes", notes=[nid])

    desk.press(desk.wait_for_question("apiKey"), NO)

    assert call.error() == SAID_NO
    assert exists(mw, nid)
    # a program that sends it to the API is not, as ever
    assert begin("deleteNotes", notes=[other], key="for all").answer() is None
    assert not exists(mw, other)


def test_an_agent_without_a_key_is_asked_about_where_there_is_none(
    mw: Any, desk: Desk, agent: Callable[..., Agent], settings: Settings
) -> None:
    settings(accessRules=[])
    nid = add_note(mw, "front")
    call = agent(None).call("deleteNotes", notes=[nid])

    desk.press(desk.wait_for_question("an agent without a key"), YES)

    assert json.loads(call.text()) is None
    assert not exists(mw, nid)


def test_a_rule_with_confirm_false_is_not_asked_about(
    mw: Any, desk: Desk, agent: Callable[..., Agent], settings: Settings
) -> None:
    settings(accessRules=[{**RULE, "confirm": False}])
    nid = add_note(mw, "front")

    assert json.loads(agent().call("deleteNotes", notes=[nid]).text()) is None

    assert not desk.questions
    assert not exists(mw, nid)


def test_what_deletes_nothing_is_done_without_a_question(mw: Any, desk: Desk, agent: Callable[..., Agent]) -> None:
    nid = add_note(mw, "front")

    agent().call("addTags", notes=[nid], tags="seen").text()

    assert not desk.questions
    assert mw.col.get_note(nid).tags == ["seen"]


def test_the_box_allows_this_kind_for_some_time(mw: Any, desk: Desk, agent: Callable[..., Agent]) -> None:
    one, two = add_note(mw, "one"), add_note(mw, "two")
    call = agent().call("deleteNotes", notes=[one])

    question = desk.wait_for_question("my agent")
    question.allow.setChecked(True)
    desk.press(question, YES)

    assert json.loads(call.text()) is None
    assert json.loads(agent().call("deleteNotes", notes=[two]).text()) is None
    assert not exists(mw, two)
