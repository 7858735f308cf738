"""What is entered in each agent's settings so that it uses this Anki: the one source for window, page and document.

Each form is that of the agent's own documents, and was tried with the program where it can be had: Claude Code 2.1
(`claude mcp add --help`), Codex 0.171 (`codex mcp get`, which refuses `bearer_token` and reads `http_headers`), the
reference of `mcp.json` of VS Code, Cursor's documents about `~/.cursor/mcp.json`, and the README of mcp-remote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

NAME = "anki"  # by which an agent calls this server
PATH = "/mcp"
# In place of a key, where none is known
KEY = "KEY"
# Where mcp_stdio.py and mcp-remote look for what they send as Authorization
BRIDGE_KEY = "ANKICONNECT_KEY"
_REMOTE_HEADER = "AUTH_HEADER"

# What needs no quotation marks in a terminal, in JSON or in TOML
_PLAIN = re.compile(r"[A-Za-z0-9._~:/\[\]-]+")
# mcp-remote asks for --allow-http at any other host
_LOCAL_HOSTS = ("localhost", "127.0.0.1")


class Setup(NamedTuple):
    """How one agent is set up.

    Args:
        agent: its name, or what stands for all others
        where: a sentence or two, which tell where the text belongs
        text: to be copied
        language: of the text: sh, json, toml or text
    """

    agent: str
    where: str
    text: str
    language: str


def is_plain(text: str) -> bool:
    """Whether a text can stand in all of these lines as it is, without marks around it."""
    return _PLAIN.fullmatch(text) is not None


def setups(address: str, key: str | None = None, bridge: Sequence[str] | None = None) -> list[Setup]:
    """How each agent is set up.

    Args:
        address: where this Anki is served, such as http://127.0.0.1:8765
        key: that is sent; None for none
        bridge: what starts mcp_stdio.py, a program and its first arguments; None for npm's mcp-remote in its place

    Raises:
        RuntimeError: if address or key is not plain
    """
    if not is_plain(address) or not is_plain(key or KEY):
        raise RuntimeError("an address or a key would have to be quoted in a terminal")
    url = f"{address}{PATH}"
    headers = {"Authorization": f"Bearer {key}"} if key else None
    return [
        _claude_code(url, headers),
        _claude_desktop(url, key, bridge),
        _vs_code(url, headers),
        _cursor(url, headers),
        _codex(url, headers),
        _another(url, headers),
    ]


def _claude_code(url: str, headers: dict[str, str] | None) -> Setup:
    sent = "".join(f' --header "{name}: {value}"' for name, value in (headers or {}).items())
    address = f'"{url}"' if "[" in url else url  # zsh looks for files of such a name
    return Setup(
        "Claude Code",
        "Run this in a terminal. It holds for all your folders.",
        f"claude mcp add --transport http --scope user {NAME} {address}{sent}\n",
        "sh",
    )


def _claude_desktop(url: str, key: str | None, bridge: Sequence[str] | None) -> Setup:
    where = (
        "In Claude: Settings → Developer → Edit Config opens the folder of claude_desktop_config.json. Put this into "
        f"the file; if it has mcpServers already, add only {NAME} to them. Then quit Claude and start it again."
    )
    if bridge is not None:
        program, *arguments = bridge
        server: dict[str, Any] = {"command": program, "args": [*arguments, "--url", url]}
        variables = {BRIDGE_KEY: key}
    else:
        where = f"{where} It needs Node.js."
        local = urlsplit(url).hostname in _LOCAL_HOSTS
        sent = ["--header", f"Authorization:${{{_REMOTE_HEADER}}}"] if key else []
        server = {"command": "npx", "args": ["-y", "mcp-remote", url, *([] if local else ["--allow-http"]), *sent]}
        variables = {_REMOTE_HEADER: f"Bearer {key}"}
    if key:
        server["env"] = variables
    return Setup("Claude Desktop", where, _json({"mcpServers": {NAME: server}}), "json")


def _vs_code(url: str, headers: dict[str, str] | None) -> Setup:
    return Setup(
        "VS Code",
        'Run "MCP: Open User Configuration" from the Command Palette, and put this into the file that opens, or into '
        f".vscode/mcp.json for one folder; if it has servers already, add only {NAME} to them.",
        _json({"servers": {NAME: {"type": "http", **_server(url, headers)}}}),
        "json",
    )


def _cursor(url: str, headers: dict[str, str] | None) -> Setup:
    return Setup(
        "Cursor",
        "Put this into the file .cursor/mcp.json in your home folder; if it has mcpServers already, add only "
        f"{NAME} to them. Then start Cursor again.",
        _json({"mcpServers": {NAME: _server(url, headers)}}),
        "json",
    )


def _codex(url: str, headers: dict[str, str] | None) -> Setup:
    pairs = ", ".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in (headers or {}).items())
    sent = f"http_headers = {{ {pairs} }}\n" if pairs else ""
    return Setup(
        "Codex",
        "Put this at the end of the file .codex/config.toml in your home folder. Then start Codex again.",
        f"[mcp_servers.{NAME}]\nurl = {json.dumps(url)}\n{sent}",
        "toml",
    )


def _another(url: str, headers: dict[str, str] | None) -> Setup:
    lines = [f"Address: {url}", *(f"Header: {name}: {value}" for name, value in (headers or {}).items())]
    return Setup(
        "Another program",
        "Enter this where the program asks for a server that speaks MCP over HTTP (streamable HTTP).",
        "".join(f"{line}\n" for line in lines),
        "text",
    )


def _server(url: str, headers: dict[str, str] | None) -> dict[str, Any]:
    return {"url": url, "headers": headers} if headers else {"url": url}


def _json(value: dict[str, Any]) -> str:
    return f"{_laid_out(value)}\n"


def _laid_out(value: Any, margin: str = "") -> str:
    """JSON with a line for each member of an object, and lists in one."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    inner = f"{margin}  "
    members = [f"{inner}{json.dumps(name)}: {_laid_out(one, inner)}" for name, one in value.items()]
    return "{\n" + ",\n".join(members) + f"\n{margin}}}"
