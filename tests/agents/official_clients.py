"""The official clients of MCP, each a process that does what a test orders."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tools.environment.agents import HANDSHAKE, MODERN, NODE_MODULES, ensure_agents, node

CLIENTS = Path(__file__).with_name("clients")
MODERN_VERSION, HANDSHAKE_VERSION = "2026-07-28", "2025-11-25"

# Name of a client: the version that it agrees on with a server that speaks all of them
VERSIONS = {"python": MODERN_VERSION, "python-handshake": HANDSHAKE_VERSION, "javascript": HANDSHAKE_VERSION}


class CallFailed(Exception):
    """What a client raised."""


class OfficialClient:
    """A client that has connected; as a context it is ended.

    Args:
        name: of VERSIONS
        arguments: an address and a key, or --stdio and a command
    """

    def __init__(self, name: str, *arguments: str) -> None:
        self.name = name
        env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self._process = subprocess.Popen(
            [*_command(name), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**env, "NODE_MODULES": str(NODE_MODULES)},
        )

    def do(self, what: str, **order: Any) -> Any:
        """Have it do something, and give what came of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, **order}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"{self.name} has ended: {self._process.communicate()[1]}")
        answer = json.loads(line)
        if "failed" in answer:
            raise CallFailed(answer["failed"])
        return answer["done"]

    def call(self, tool: str, /, **arguments: Any) -> Any:
        """Call a tool, which must succeed; gives the result of its action."""
        result = self.do("call", name=tool, arguments=arguments)
        assert not result.get("isError"), f"{tool}: {text_of(result)}"
        return json.loads(text_of(result))

    def end(self) -> None:
        """Have it close its connections and end."""
        _, err = self._process.communicate()
        assert self._process.returncode == 0, err

    def __enter__(self) -> OfficialClient:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.end()
        else:
            self._process.kill()
            self._process.communicate()


def text_of(result: Any) -> str:
    """The text of a tool's result, which is all that there is in it."""
    [content] = result["content"]
    assert content["type"] == "text"
    return str(content["text"])


def _command(name: str) -> list[str]:
    ensure_agents()
    if name == "javascript":
        return [str(node()), str(CLIENTS / "javascript.mjs")]
    if name == "python":
        return [str(MODERN.python), str(CLIENTS / "python_modern.py")]
    return [str(HANDSHAKE.python), str(CLIENTS / "python_handshake.py")]
