"""What a tool answers: JSON of what the action returns, never more than the setting says, and nothing lost by that."""

from __future__ import annotations

import json
from typing import Any

import pytest
from agents import Agent, AgentDesk

from anki.collection import Collection

MOST = 5_000


def add(col: Collection, *fronts: str) -> list[int]:
    ids = []
    for front in fronts:
        note = col.newNote()
        note.fields = [front, ""]
        col.add_note(note, 1)  # type: ignore[arg-type]  # the default deck
        ids.append(int(note.id))
    return ids


def walked(agent: Agent, tool: str, member: str, **arguments: Any) -> tuple[list[int], int]:
    """The ids of all pages, and how many pages there were."""
    found: list[int] = []
    cursor, pages = None, 0
    while pages == 0 or cursor is not None:
        sent = agent.call(tool, cursor=cursor, **arguments)
        assert len(sent.text.encode()) <= MOST
        found += [one["noteId" if member == "notes" else "cardId"] for one in sent.value[member]]
        cursor = sent.value["cursor"]
        pages += 1
    return found, pages


@pytest.fixture
def agent(col: Collection) -> Agent:
    return Agent(AgentDesk(col, mcpMaxResultBytes=MOST))


@pytest.mark.parametrize(
    ("action", "expected"),
    [("deckNames", ["Default"]), ("version", 6), ("suspend", False), ("modelTemplates", None)],
)
def test_the_text_is_compact_json_of_what_the_api_returns(col: Collection, action: str, expected: Any) -> None:
    arguments: dict[str, Any] = {"suspend": {"cards": []}, "modelTemplates": {"modelName": "Basic"}}.get(action, {})
    desk = AgentDesk(col)

    sent = Agent(desk).call(action, **arguments)
    api = desk.send({"action": action, "version": 6, "params": arguments}, target="/")

    assert sent.value == api.message["result"]
    assert expected is None or sent.value == expected
    assert sent.text == json.dumps(sent.value, ensure_ascii=False, separators=(",", ":"))


def test_letters_of_all_kinds_come_as_they_are(col: Collection) -> None:
    text = 'ü 日本 \U0001f600 "quoted" \\ \u2028 <b>'
    [note] = add(col, text)

    [told] = Agent(AgentDesk(col)).call("notesInfo", notes=[note]).value

    assert told["fields"]["Front"]["value"] == col.get_note(note).fields[0]  # type: ignore[arg-type]  # an id


@pytest.mark.parametrize("sort", [None, "noteCrt"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("tool", "member"), [("searchNotes", "notes"), ("searchCards", "cards")])
@pytest.mark.parametrize("limit", [None, 7, 1000])
def test_pages_that_are_too_large_are_cut_and_go_on_where_they_were_cut(
    agent: Agent, col: Collection, sort: Any, descending: bool, tool: str, member: str, limit: Any
) -> None:
    notes = add(col, *(f"{one} {'x' * (one * 37 % 900)}" for one in range(120)))
    expected = notes if member == "notes" else [int(one) for note in notes for one in col.card_ids_of_note(note)]  # type: ignore[arg-type]  # an id
    include = ["fields"]

    found, pages = walked(agent, tool, member, query="", sort=sort, descending=descending, limit=limit, include=include)

    if sort is None:
        assert found == (expected[::-1] if descending else expected)
    assert sorted(found) == sorted(expected)
    assert pages > 10


def test_a_page_is_cut_no_shorter_than_need_be(agent: Agent, col: Collection) -> None:
    add(col, *("x" * 400 for _ in range(100)))

    sent = agent.call("searchNotes", query="")

    assert len(sent.text.encode()) > MOST / 2
    assert sent.value["total"] == 100


def test_through_call_action_pages_are_cut_too(agent: Agent, col: Collection) -> None:
    add(col, *("x" * 400 for _ in range(100)))

    sent = agent.call("callAction", action="searchNotes", params={"query": ""})

    assert 0 < len(sent.value["notes"]) < 100
    assert sent.value["cursor"]


def test_a_single_note_that_is_too_large_is_an_error_and_an_excerpt_helps(agent: Agent, col: Collection) -> None:
    add(col, "small", "x" * 20_000, "small, too")

    first = agent.call("searchNotes", query="", limit=1).value
    second = agent.call("searchNotes", query="", limit=1, cursor=first["cursor"])
    third = agent.call("searchNotes", query="", limit=1, cursor=first["cursor"], excerpt=10)

    assert second.failure == "the answer has 20.2 kB; ask for less: limit, include, excerpt"
    assert second.result["_meta"]["ankiconnect/code"] == "limit"
    assert third.value["notes"][0]["fields"]["Front"]["value"] == "xxxxxxxxxx…"


def test_other_answers_that_are_too_large_are_errors(col: Collection) -> None:
    notes = add(col, "x" * 3_400_000)

    sent = Agent(AgentDesk(col)).call("notesInfo", notes=notes)

    assert sent.failure == "the answer has 3.4 MB; ask for less: limit, include, excerpt"
    assert len(bytes(sent.response.body)) < 1_000


def test_a_change_whose_answer_is_too_large_is_told_to_be_done(agent: Agent, col: Collection) -> None:
    notes = [{"deckName": "Default", "modelName": "Basic", "fields": {"Front": f"{one}"}} for one in range(400)]

    sent = agent.call("saveNotes", notes=notes)

    assert sent.value["done"] is True
    assert "do not repeat" in sent.value["result"]
    assert col.note_count() == 400


def test_an_answer_of_several_megabytes_is_given_where_the_setting_allows_it(col: Collection) -> None:
    notes = add(col, "x" * 3_000_000, "y" * 100)

    sent = Agent(AgentDesk(col, mcpMaxResultBytes=10_000_000)).call("notesInfo", notes=notes)

    assert [len(one["fields"]["Front"]["value"]) for one in sent.value] == [3_000_000, 100]


@pytest.mark.parametrize(
    ("tool", "arguments", "error", "more"),
    [
        ("deckTree", {"deck": "Nowhere"}, "deck was not found: Nowhere", "not_found: deckTree lists the decks"),
        ("searchNotes", {"query": 5}, "searchNotes: query must be a string", "invalid"),
        ("searchNotes", {"query": "", "limit": 0}, "searchNotes: limit must be an integer from 1 to 1000", "invalid"),
        ("searchNotes", {"query": "", "cursor": "x"}, None, "invalid"),
        ("findCards", {"query": "("}, None, "invalid"),
    ],
)
def test_an_error_has_a_second_line_for_whoever_can_mend_it(
    agent: Agent, tool: str, arguments: dict[str, Any], error: Any, more: str
) -> None:
    sent = agent.call(tool, **arguments)

    assert sent.text.split("\n")[1:] == [more]
    assert error is None or sent.failure == error
    assert sent.result["_meta"]["ankiconnect/code"] == more.split(":")[0]


def test_a_closed_profile_is_an_error_of_the_tool(col: Collection) -> None:
    desk = AgentDesk(None)

    assert Agent(desk).call("deckNames").failure == "collection is not available"
    assert Agent(desk).ask("resources/read", uri="anki://collection").error == {
        "code": -32603,
        "message": "collection is not available",
    }
    assert Agent(desk).ask("tools/list").result["tools"]
