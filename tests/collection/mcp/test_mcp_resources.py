"""What may be read beside tools: it is right, and what it says can be done."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from agents import Agent, AgentDesk

from anki.collection import Collection

from plugin.mcp.search_language import SEARCH_LANGUAGE

# What needs a note type, a deck or FSRS that this collection has not is valid all the same
QUERIES = [one for one in re.findall(r"`([^`]+)`", SEARCH_LANGUAGE.split("\n\nQuote what")[0]) if one != "query"]


def contents(agent: Agent, uri: str) -> Any:
    [told] = agent.ask("resources/read", uri=uri).result["contents"]
    assert told["uri"] == uri
    return told


def test_the_collection_is_told_as_it_is(col: Collection) -> None:
    for front in ("a", "b"):
        note = col.newNote()
        note.fields = [front, ""]
        col.add_note(note, 1)  # type: ignore[arg-type]  # the default deck
    col.sched.suspend_cards(col.find_cards("a"))
    col.decks.id("French::Verbs")

    told = json.loads(contents(Agent(AgentDesk(col)), "anki://collection")["text"])

    assert told["profile"] == "User 1"
    assert (told["notes"], told["cards"], told["suspendedCards"], told["reviews"]) == (2, 2, 1, 0)
    assert told["decks"] == col.decks.count() == 3
    assert told["noteTypes"] == len(col.models.all_names_and_ids())
    assert told["dueToday"] == {"new": 1, "learn": 0, "review": 0}
    assert told["dayBeginsAtHour"] == col.get_preferences().scheduling.rollover
    assert told["dayEndsAt"] == col.sched.day_cutoff
    assert told["fsrs"] is False
    col.set_config("fsrs", True)
    assert json.loads(contents(Agent(AgentDesk(col)), "anki://collection")["text"])["fsrs"] is True


def test_the_reference_has_every_action_that_is_here(col: Collection) -> None:
    agent = Agent(AgentDesk(col))

    told = contents(agent, "anki://reference")

    assert told["mimeType"] == "text/markdown"
    named = set(re.findall(r"^## (\w+)$", told["text"], re.MULTILINE))
    assert {one["name"] for one in agent.call("describeActions").value} <= named
    assert "guiBrowse" not in named
    assert contents(agent, "anki://reference") == told


@pytest.mark.parametrize("query", QUERIES)
def test_each_search_that_is_told_of_is_one(col: Collection, query: str) -> None:
    assert [*col.find_cards(query.replace("\\\\", "\\"))] == []


def test_the_search_language_is_told(col: Collection) -> None:
    assert len(QUERIES) > 50
    assert contents(Agent(AgentDesk(col)), "anki://search")["text"] == SEARCH_LANGUAGE


@pytest.mark.parametrize("uri", ["", "anki://", "anki://search/", "ANKI://search", "file:///etc/passwd", "x" * 10_000])
def test_nothing_else_can_be_read(col: Collection, uri: str) -> None:
    sent = Agent(AgentDesk(col), version="2025-11-25").ask("resources/read", uri=uri)

    assert sent.error["code"] == -32002


@pytest.mark.parametrize("uri", [None, 5, ["anki://search"], {}])
def test_a_uri_is_a_text(col: Collection, uri: Any) -> None:
    sent = Agent(AgentDesk(col), version="2025-11-25").ask("resources/read", uri=uri)

    assert sent.error == {"code": -32602, "message": 'resources/read needs "uri", a string'}
