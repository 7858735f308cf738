"""An agent that calls tools over /mcp, and what it is answered."""

from __future__ import annotations

import threading
from typing import Any, Optional

from anki_app import InProcessAnki
from client import Client

VERSION = "2025-11-25"
MODERN = "2026-07-28"
_META = "io.modelcontextprotocol/"


class ToolCall:
    """The call of one tool, made on a thread, so that the person at Anki can answer meanwhile.

    Args:
        anki: that performs it
        message: of JSON-RPC
        headers: of the request
    """

    def __init__(self, anki: InProcessAnki, message: dict[str, Any], headers: dict[str, str]) -> None:
        self._anki = anki
        self._message = message
        self._headers = headers
        self._replies: list[Any] = []
        self._problems: list[BaseException] = []
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def _send(self) -> None:
        try:
            client = Client(self._anki.port)
            self._replies.append(client.call(self._message, headers=self._headers, path="/mcp"))
        except Exception as error:  # noqa: BLE001 - raised where the test waits
            self._problems.append(error)

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def reply(self) -> Any:
        """Run Qt until there is an answer, and give all of it."""
        self._anki.wait_until(lambda: self.done, what="the answer to a tool")
        if self._problems:
            raise self._problems[0]
        return self._replies[0]

    def text(self) -> str:
        """What the tool gave."""
        result = self.reply().json["result"]
        assert not result.get("isError"), result
        text: str = result["content"][0]["text"]
        return text

    def error(self) -> str:
        """The first line of what the tool says went wrong."""
        result = self.reply().json["result"]
        assert result["isError"], result
        return str(result["content"][0]["text"].splitlines()[0])


class Agent:
    """A program with a key, or without.

    Args:
        anki: that it calls
        key: that it sends
        name: that it calls itself; None for one of the handshake era, which does not say so in each request
    """

    def __init__(self, anki: InProcessAnki, key: Optional[str] = None, name: Optional[str] = None) -> None:
        self._anki = anki
        self._key = key
        self._name = name
        self._calls: list[ToolCall] = []

    def call(self, tool: str, **arguments: Any) -> ToolCall:
        """Begin to call a tool."""
        params = {"name": tool, "arguments": arguments}
        call = ToolCall(self._anki, self._message("tools/call", params), self._headers("tools/call", tool))
        self._calls.append(call)
        return call

    def tools(self) -> list[str]:
        """The names of the tools that it is told of."""
        call = ToolCall(self._anki, self._message("tools/list", {}), self._headers("tools/list"))
        return [one["name"] for one in call.reply().json["result"]["tools"]]

    def wait_for_all(self) -> None:
        """Run Qt until no call is under way."""
        self._anki.wait_until(lambda: all(one.done for one in self._calls), what="all answers to tools")

    def _message(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        if self._name is not None:
            params["_meta"] = {
                f"{_META}protocolVersion": MODERN,
                f"{_META}clientCapabilities": {},
                f"{_META}clientInfo": {"name": self._name, "version": "1"},
            }
        return message

    def _headers(self, method: str, tool: str = "") -> dict[str, str]:
        headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        if self._name is None:
            return {**headers, "MCP-Protocol-Version": VERSION}
        named = {"Mcp-Name": tool} if tool else {}
        return {**headers, "MCP-Protocol-Version": MODERN, "Mcp-Method": method, **named}
