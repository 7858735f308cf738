"""docs/agents.md: what it has for each program is what the window and the page show."""

from __future__ import annotations

import re

import pytest
from document_parts import blocks, read

from plugin.desktop import agent_messages
from plugin.mcp import setup_page
from plugin.mcp.setup_lines import KEY, Setup, setups

NAME = "docs/agents.md"
ADDRESS = "http://127.0.0.1:8765"
BRIDGE = ["python3", "PATH/mcp_stdio.py"]
SETUPS = setups(ADDRESS, KEY, BRIDGE)
[WITH_NPM] = [one for one in setups(ADDRESS, KEY) if one.agent == "Claude Desktop"]


def section(agent: str) -> str:
    """What stands below a program's heading."""
    [found] = re.findall(rf"^### {agent}\n(.*?)(?=^##)", read(NAME), re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("setup", SETUPS, ids=lambda one: one.agent)
def test_each_program_has_its_text_and_where_it_belongs(setup: Setup) -> None:
    text = section(setup.agent)

    assert f"```{'json' if setup.language == 'json' else 'text'}\n{setup.text}```" in text
    assert setup.where.rstrip(".") in " ".join(text.split())


def test_claude_desktop_has_the_way_through_npm_as_well() -> None:
    assert f"```json\n{WITH_NPM.text}```" in section("Claude Desktop")


def test_there_are_no_other_texts() -> None:
    known = [one.text for one in [*SETUPS, WITH_NPM]]

    assert sorted(one.text for one in blocks(NAME)) == sorted(known)


def test_what_may_be_chosen_and_the_first_question_are_those_of_the_window() -> None:
    text = " ".join(read(NAME).split())
    choices = (agent_messages.MAY_READ, agent_messages.MAY_CHANGE, agent_messages.MAY_USE_WINDOWS)

    for choice in choices:
        assert f"| {choice.replace('&', '').partition(':')[0]} |" in text
    assert setup_page.FIRST_QUESTION in text
    assert setup_page.FIRST_QUESTION in agent_messages.FIRST_QUESTION
