"""What is entered in each agent's settings: in the form that the agent reads, for the address and the key."""

from __future__ import annotations

import json
import shlex
import sys
from typing import Any

import pytest

from plugin.mcp.setup_lines import setups

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ADDRESS = "http://127.0.0.1:8765"
URL = "http://127.0.0.1:8765/mcp"
SENT = {"Authorization": "Bearer s3cret"}
AGENTS = ["Claude Code", "Claude Desktop", "VS Code", "Cursor", "Codex", "Another program"]


def text_for(agent: str, address: str = ADDRESS, **arguments: Any) -> str:
    [found] = [one.text for one in setups(address, **arguments) if one.agent == agent]
    return found


def read_json(agent: str, address: str = ADDRESS, **arguments: Any) -> Any:
    return json.loads(text_for(agent, address, **arguments))


def test_every_agent_is_told_where_its_text_belongs() -> None:
    found = setups(ADDRESS)

    assert [one.agent for one in found] == AGENTS
    assert all(one.where.endswith(".") and one.text.endswith("\n") for one in found)
    assert [one.language for one in found] == ["sh", "json", "json", "json", "toml", "text"]


def test_claude_code_has_a_line_for_a_terminal() -> None:
    added = ["claude", "mcp", "add", "--transport", "http", "--scope", "user", "anki", URL]

    assert shlex.split(text_for("Claude Code")) == added
    assert shlex.split(text_for("Claude Code", key="s3cret")) == [*added, "--header", "Authorization: Bearer s3cret"]


def test_brackets_are_quoted_for_shells_that_look_for_files_by_them() -> None:
    line = text_for("Claude Code", "http://[::1]:8765", key="s3cret")

    assert ' "http://[::1]:8765/mcp" --header ' in line
    assert shlex.split(line)[7:9] == ["anki", "http://[::1]:8765/mcp"]


def test_claude_desktop_starts_what_joins_it_to_the_address() -> None:
    bridge = ["/usr/bin/python3", "/home/me/add-ons/mcp_stdio.py"]

    assert read_json("Claude Desktop", key="s3cret", bridge=bridge)["mcpServers"]["anki"] == {
        "command": "/usr/bin/python3",
        "args": ["/home/me/add-ons/mcp_stdio.py", "--url", URL],
        "env": {"ANKICONNECT_KEY": "s3cret"},
    }
    assert "env" not in read_json("Claude Desktop", bridge=bridge)["mcpServers"]["anki"]


@pytest.mark.parametrize("folder", ["C:\\Users\\My Name\\Anki2", '/home/"me"/Anki2', "/Пользователи/я"])
def test_a_folder_of_any_name_reaches_claude_desktop_as_it_is(folder: str) -> None:
    found = read_json("Claude Desktop", bridge=["python3", folder])["mcpServers"]["anki"]

    assert found["args"] == [folder, "--url", URL]


def test_without_a_bridge_claude_desktop_uses_the_one_of_npm() -> None:
    found = read_json("Claude Desktop", key="s3cret")["mcpServers"]["anki"]

    # the README of mcp-remote: no blank behind the colon, as some programs lose it
    assert found["args"] == ["-y", "mcp-remote", URL, "--header", "Authorization:${AUTH_HEADER}"]
    assert found["env"] == {"AUTH_HEADER": "Bearer s3cret"}
    assert read_json("Claude Desktop")["mcpServers"]["anki"] == {"command": "npx", "args": ["-y", "mcp-remote", URL]}


@pytest.mark.parametrize(
    ("address", "asks"),
    [
        ("http://127.0.0.1:8765", False),
        ("http://localhost:8765", False),
        ("http://[::1]:8765", True),
        ("http://192.168.1.7:8765", True),
    ],
)
def test_mcp_remote_is_told_that_http_is_meant_where_it_would_refuse_it(address: str, asks: bool) -> None:
    arguments = read_json("Claude Desktop", address)["mcpServers"]["anki"]["args"]

    assert ("--allow-http" in arguments) is asks


def test_vs_code_and_cursor_read_address_and_header() -> None:
    assert read_json("VS Code", key="s3cret") == {"servers": {"anki": {"type": "http", "url": URL, "headers": SENT}}}
    assert read_json("VS Code") == {"servers": {"anki": {"type": "http", "url": URL}}}
    assert read_json("Cursor", key="s3cret") == {"mcpServers": {"anki": {"url": URL, "headers": SENT}}}
    assert read_json("Cursor") == {"mcpServers": {"anki": {"url": URL}}}


def test_codex_reads_address_and_header() -> None:
    with_key, without = tomllib.loads(text_for("Codex", key="s3cret")), tomllib.loads(text_for("Codex"))

    assert with_key == {"mcp_servers": {"anki": {"url": URL, "http_headers": SENT}}}
    assert without == {"mcp_servers": {"anki": {"url": URL}}}


def test_another_program_is_told_address_and_header() -> None:
    assert text_for("Another program", key="s3cret") == f"Address: {URL}\nHeader: Authorization: Bearer s3cret\n"
    assert text_for("Another program") == f"Address: {URL}\n"


@pytest.mark.parametrize("address", ["http://[::1]:8765", "http://my-pc.internal:80", "https://anki.example/path"])
def test_the_address_is_the_one_that_is_served(address: str) -> None:
    assert all(f"{address}/mcp" in one.text for one in setups(address))


@pytest.mark.parametrize("text", ["a b", "$HOME", "`id`", 'a"b', "a\\b", "a;b", "a\nb", "é"])
def test_what_a_terminal_would_take_apart_is_refused(text: str) -> None:
    with pytest.raises(RuntimeError, match="terminal"):
        setups(f"http://{text}")
    with pytest.raises(RuntimeError, match="terminal"):
        setups(ADDRESS, key=text)
