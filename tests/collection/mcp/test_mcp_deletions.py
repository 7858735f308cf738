"""What an agent deletes waits for a person, whichever way it asks; nothing in a request can answer for them."""

from __future__ import annotations

from typing import Any

import pytest
from agents import Agent, AgentDesk, Sent
from person import World

from anki.collection import Collection

from plugin.api.confirmations import Decision

RULE = {"name": "agent", "key": "agent's", "rights": ["read", "write"]}


@pytest.fixture
def world(col: Collection) -> World:
    return World(col)


@pytest.fixture
def desk(world: World) -> AgentDesk:
    return AgentDesk(None, host=world)


def made(col: Collection, count: int = 1) -> list[int]:
    ids = []
    for one in range(count):
        note = col.newNote()
        note.fields = [f"front {one}", "back"]
        col.add_note(note, 1)  # type: ignore[arg-type]  # the default deck
        ids.append(int(note.id))
    return ids


def asks(agent: Agent, way: str, notes: list[int]) -> Sent:
    if way == "tool":
        return agent.call("deleteNotes", notes=notes)
    return agent.call("callAction", action="deleteNotes", params={"notes": notes})


@pytest.mark.parametrize("way", ["tool", "callAction"])
@pytest.mark.parametrize("version", ["2026-07-28", "2025-06-18"])
def test_a_deletion_is_performed_once_after_yes(
    world: World, desk: AgentDesk, col: Collection, way: str, version: str
) -> None:
    notes = made(col)

    sent = asks(Agent(desk, version=version), way, notes)

    assert not sent.answers
    assert col.note_count() == 1
    [question] = world.open
    assert question.subject.what == "Delete 1 note"
    question.answer(Decision.YES)
    assert sent.value is None
    assert col.note_count() == 0


@pytest.mark.parametrize("way", ["tool", "callAction"])
def test_after_no_nothing_is_deleted_and_the_same_kind_is_refused_for_a_while(
    world: World, desk: AgentDesk, col: Collection, way: str
) -> None:
    notes = made(col, 2)

    first = asks(Agent(desk), way, notes[:1])
    world.open[0].answer(Decision.NO)
    second = asks(Agent(desk), "tool", notes[1:])

    assert first.failure == second.failure == "the person at Anki said no"
    assert first.result["_meta"]["ankiconnect/code"] == "unconfirmed"
    assert len(world.questions) == 1
    assert col.note_count() == 2


def test_within_multi_it_must_be_asked_for_alone(world: World, desk: AgentDesk, col: Collection) -> None:
    entry = {"action": "deleteNotes", "version": 6, "params": {"notes": made(col)}}

    sent = Agent(desk).call("multi", actions=[entry])

    assert sent.value[0]["error"] == "this must be asked for alone"
    assert not world.questions
    assert col.note_count() == 1


def test_no_argument_answers_for_the_person(world: World, desk: AgentDesk, col: Collection) -> None:
    sent = Agent(desk).call("deleteNotes", notes=made(col), confirm=False)

    assert sent.failure == "deleteNotes() got an unexpected keyword argument 'confirm'"
    assert not world.questions
    assert col.note_count() == 1


@pytest.mark.parametrize(
    ("raw", "key", "asked"),
    [
        ({}, None, True),
        ({"apiKey": "k"}, "k", True),
        ({"accessRules": [RULE]}, "agent's", True),
        ({"accessRules": [{**RULE, "confirm": True}]}, "agent's", True),
        ({"accessRules": [{**RULE, "confirm": False}]}, "agent's", False),
    ],
)
def test_only_a_rule_that_says_so_does_without_a_person(
    world: World, col: Collection, raw: dict[str, Any], key: Any, asked: bool
) -> None:
    sent = Agent(AgentDesk(None, host=world, **raw), key).call("deleteNotes", notes=made(col))

    assert bool(world.open) is asked
    assert bool(sent.answers) is not asked
    assert col.note_count() == int(asked)


def test_the_question_knows_the_rule_and_what_the_agent_calls_itself(world: World, col: Collection) -> None:
    desk = AgentDesk(None, host=world, accessRules=[RULE])

    Agent(desk, "agent's").call("deleteNotes", notes=made(col))

    [question] = world.open
    assert question.asked.rule == "agent"
    assert question.asked.agent == "test-agent"


def test_agents_without_a_key_are_one_and_are_asked_about_one_after_the_other(
    world: World, desk: AgentDesk, col: Collection
) -> None:
    notes = made(col, 2)

    first = Agent(desk).call("deleteNotes", notes=notes[:1])
    other = Agent(desk, version="2025-11-25").call("deleteNotes", notes=notes[1:])

    assert not first.answers
    assert other.failure.startswith("the person at Anki is being asked about another request")


def test_an_agent_that_hangs_up_takes_its_question_along(world: World, desk: AgentDesk, col: Collection) -> None:
    sent = Agent(desk).call("deleteNotes", notes=made(col))

    sent.exchange.disconnected()

    assert not world.open
    assert col.note_count() == 1


def test_whoever_was_told_to_come_back_gets_the_answer_without_another_question(
    world: World, desk: AgentDesk, col: Collection
) -> None:
    notes = made(col)
    early = Agent(desk).call("deleteNotes", notes=notes)
    world.pass_time(51)
    assert early.failure.startswith("the person at Anki has not answered")
    world.open[0].answer(Decision.YES)
    assert col.note_count() == 0

    late = Agent(desk).call("deleteNotes", notes=notes)

    assert late.value is None
    assert len(world.questions) == 1


def test_a_server_without_a_window_deletes_nothing_for_an_agent(col: Collection) -> None:
    sent = Agent(AgentDesk(col)).call("deleteNotes", notes=made(col))

    assert sent.failure == "this needs a person at Anki"
    assert col.note_count() == 1


def test_at_most_eight_wait_for_a_person_and_the_next_is_told_to_come_back(world: World, col: Collection) -> None:
    rules = [{**RULE, "name": f"agent {one}", "key": f"key {one}"} for one in range(9)]
    desk = AgentDesk(None, host=world, accessRules=rules)
    notes = made(col, 9)

    sent = [Agent(desk, f"key {one}").call("deleteNotes", notes=[notes[one]]) for one in range(9)]

    assert [bool(one.answers) for one in sent] == [False] * 8 + [True]
    assert (sent[8].status, sent[8].error) == (503, {"code": -32603, "message": "busy"})
    assert (desk.mcp.places.working, desk.mcp.places.asking) == (0, 8)
    for question in world.open:
        question.answer(Decision.YES)
    assert col.note_count() == 1
    assert (desk.mcp.places.working, desk.mcp.places.asking) == (0, 0)
    assert not Agent(desk, "key 8").call("deleteNotes", notes=[notes[8]]).answers


def test_replacing_a_file_waits_for_a_person_too(world: World, desk: AgentDesk, col: Collection) -> None:
    col.media.write_data("x.txt", b"old")

    sent = Agent(desk).call("storeMediaFile", filename="x.txt", data="bmV3")

    assert not sent.answers
    world.open[0].answer(Decision.NO)
    assert sent.failure == "the person at Anki said no"
