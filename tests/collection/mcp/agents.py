"""An agent that speaks MCP to a collection, through everything but the sockets, and what it is answered."""

from __future__ import annotations

import json
from typing import Any, Callable, Optional, Union

from api import HOST, KeptBugs, KeptLog

from anki.collection import Collection

from plugin import guard
from plugin.actions.groups import GROUPS
from plugin.api.dispatch import Dispatcher
from plugin.api.reference import Reference
from plugin.api.registry import Registry
from plugin.config.settings import read_settings
from plugin.headless.host import HeadlessHost
from plugin.mcp.endpoint import McpEndpoint
from plugin.server.messages import Exchange, Request, RequestHead, Response
from plugin.server.streams import Stream
from plugin.web.api_endpoint import ApiEndpoint
from plugin.web.endpoints import own_paths
from plugin.web.judges import judges
from plugin.web.router import Router
from plugin.web.trust import NO_PORTS, Ports

MODERN = "2026-07-28"
VERSION = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
CLIENT = "io.modelcontextprotocol/clientInfo"
SERVER = "io.modelcontextprotocol/serverInfo"
META = {VERSION: MODERN, CAPABILITIES: {}, CLIENT: {"name": "test-agent", "version": "1"}}
NAMED_BY = {"tools/call": "name", "resources/read": "uri", "prompts/get": "name"}

Headers = tuple[tuple[bytes, bytes], ...]


class Feed:
    """Tells of changes when a test says so."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[Any], None]] = []

    def subscribe(self, listener: Callable[[Any], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def happen(self) -> None:
        for one in list(self.listeners):
            one(object())


class Sent:
    """A request that was sent, and its answer once there is one."""

    def __init__(self, request: Request, router: Router) -> None:
        self.answers: list[Union[Response, Stream]] = []
        self.pieces: list[bytes] = []
        self.ended = False
        self.exchange = Exchange(request, self._take)
        admission = router.admit(RequestHead(request.method, request.target, request.headers, request.client))
        if admission.refusal is not None:
            self.answers.append(admission.refusal)
        else:
            router.answer(self.exchange)

    def _take(self, answer: Union[Response, Stream]) -> None:
        self.answers.append(answer)
        if isinstance(answer, Stream):
            answer.begun(self.pieces.append, lambda: setattr(self, "ended", True))

    @property
    def response(self) -> Response:
        [answer] = self.answers
        assert isinstance(answer, Response)
        return answer

    @property
    def stream(self) -> Stream:
        [answer] = self.answers
        assert isinstance(answer, Stream)
        return answer

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def message(self) -> Any:
        assert (b"Content-Type", b"application/json") in self.response.headers
        assert not [name for name, _ in self.response.headers if b"session" in name.lower()]
        return json.loads(bytes(self.response.body))

    @property
    def result(self) -> Any:
        assert "error" not in self.message, self.message
        assert self.status == 200
        return self.message["result"]

    @property
    def error(self) -> Any:
        assert "result" not in self.message, self.message
        return self.message["error"]

    @property
    def text(self) -> str:
        """The text of a tool's result."""
        [content] = self.result["content"]
        assert content["type"] == "text"
        return str(content["text"])

    @property
    def value(self) -> Any:
        """The value of a tool's result, which must be one."""
        assert not self.result["isError"], self.text
        return json.loads(self.text)

    @property
    def failure(self) -> str:
        """The first line of a tool's error."""
        assert self.result["isError"], self.text
        return self.text.split("\n")[0]

    @property
    def events(self) -> list[Any]:
        """What came on a stream."""
        found = []
        for piece in self.pieces:
            kind, data, *rest = piece.split(b"\n")
            assert (kind, rest) == (b"event: message", [b"", b""])
            found.append(json.loads(data.removeprefix(b"data: ")))
        return found


class AgentDesk:
    """What is behind /mcp. A bug of ours fails the test that met it.

    Args:
        host: the program around, None for a bare collection
        col: the collection
        feed: of its changes
        ports: of this computer
        raw: settings as they are stored
    """

    def __init__(
        self,
        col: Optional[Collection],
        host: Optional[HeadlessHost] = None,
        feed: Optional[Feed] = None,
        ports: Ports = NO_PORTS,
        **raw: Any,
    ) -> None:
        self.host: Any = HeadlessHost(col, profile="User 1") if host is None else host
        self.log = KeptLog()
        self.notices: list[str] = []
        self._ports = ports
        self.raw = raw
        self.settings = read_settings(raw, {}).settings
        registry, reference = Registry(GROUPS), Reference()
        gate, access = judges(self.settings, ports)
        self.dispatcher = Dispatcher(registry, reference, access, self.host)
        self.mcp = McpEndpoint(
            self.dispatcher,
            registry,
            reference,
            self.host,
            self.log,
            lambda: self.settings,
            self.notices.append,
            feed,
        )
        api = ApiEndpoint(self.dispatcher, self.host, self.log)
        self.router = Router(gate, api, self.log, own_paths(api, {"/mcp": lambda: self.mcp}))

    def change(self, **raw: Any) -> None:
        """Apply other settings, as the add-on does."""
        self.raw = {**self.raw, **raw}
        self.settings = read_settings(self.raw, {}).settings
        self.router.gate, self.dispatcher.access = judges(self.settings, self._ports)
        self.mcp.rights_changed()

    def send(
        self,
        body: Any,
        *headers: tuple[bytes, bytes],
        method: str = "POST",
        client: str = "127.0.0.1",
        target: str = "/mcp",
    ) -> Sent:
        """Send a body."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = headers if any(name == b"host" for name, _ in headers) else (HOST, *headers)
        kept = KeptBugs()
        guard.bugs.addHandler(kept)
        try:
            sent = Sent(Request(method, target, named, content, client), self.router)
        finally:
            guard.bugs.removeHandler(kept)
        assert not kept.bugs, kept.bugs
        return sent


class Agent:
    """A client.

    Args:
        desk: what it speaks to
        key: that it sends
        version: that it speaks
    """

    def __init__(self, desk: AgentDesk, key: Optional[str] = None, version: str = MODERN) -> None:
        self.desk = desk
        self._key = key
        self._version = version

    @property
    def is_modern(self) -> bool:
        return self._version == MODERN

    def ask(self, method: str, /, **params: Any) -> Sent:
        """Send a request as the specification wants it."""
        headers = [(b"mcp-protocol-version", self._version.encode())]
        if self._key is not None:
            headers.append((b"authorization", b"Bearer " + self._key.encode()))
        if self.is_modern:
            params = {**params, "_meta": META}
            headers.append((b"mcp-method", method.encode()))
            if method in NAMED_BY:
                headers.append((b"mcp-name", str(params[NAMED_BY[method]]).encode()))
        return self.desk.send({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}, *headers)

    def call(self, tool: str, /, **arguments: Any) -> Sent:
        """Call a tool."""
        return self.ask("tools/call", name=tool, arguments=arguments)

    def tools(self) -> dict[str, Any]:
        """The list of tools, by name."""
        return {one["name"]: one for one in self.ask("tools/list").result["tools"]}
