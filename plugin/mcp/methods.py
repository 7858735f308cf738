"""The methods of MCP, of both eras: which there are, and what each answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from .. import guard
from ..api.host import Caller, Host
from ..api.rights import Grant
from ..errors import ApiError, ProtocolError, escaped
from .calls import Calls, ToolResult
from .eras import LEGACY, SERVER_KEY, SUPPORTED, Era
from .instructions import INSTRUCTIONS
from .listen import Listeners
from .messages import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    NOT_FOUND,
    RESOURCE_NOT_FOUND,
    Message,
    write_result,
)
from .resources import Contents, Resources
from .tools import Tools

LISTEN = "subscriptions/listen"

_FRESH = 60_000  # ms that a client may keep a list
_STALE = 0
_LONG = 500_000  # characters of a result that are written in a millisecond or two
_SHOWN = 60

_BOTH = ("tools/list", "tools/call", "resources/list", "resources/read", "resources/templates/list")
_OF_ERA = {True: (*_BOTH, "server/discover", LISTEN), False: (*_BOTH, "initialize", "ping")}


class Answered(NamedTuple):
    """A request that was answered.

    Args:
        body: the answer
        call: if it was one of a tool
    """

    body: bytes
    call: ToolResult | None = None


class _Result(NamedTuple):
    """What a method answers.

    Args:
        members: of the result
        fresh: how long a client may keep it, in milliseconds; None if that is not to be said
        meta: what is said of it
    """

    members: Mapping[str, Any]
    fresh: int | None = None
    meta: Mapping[str, Any] = {}


class Methods:
    """Performs requests.

    Args:
        tools: which there are
        calls: performs tools
        resources: to be read
        listeners: who are told of changes
        host: has threads
        server: what the server says of itself
    """

    def __init__(
        self,
        tools: Tools,
        calls: Calls,
        resources: Resources,
        listeners: Listeners,
        host: Host,
        server: Mapping[str, str],
    ) -> None:
        self._tools = tools
        self._calls = calls
        self._resources = resources
        self._listeners = listeners
        self._host = host
        self._server = server

    def check(self, message: Message, era: Era) -> None:
        """Raise ProtocolError if there is no such method."""
        if message.method not in _OF_ERA[era.is_modern]:
            text = f"Method not found: {escaped(message.method, _SHOWN)}"
            raise ProtocolError(METHOD_NOT_FOUND, text, None, NOT_FOUND, message.id)

    async def answer(self, message: Message, era: Era, caller: Caller, grant: Grant) -> Answered:
        """Perform a request whose method there is, but for one that listens; raises ProtocolError.

        Args:
            message: the request
            era: in which it is meant
            caller: who sent it
            grant: what it may do
        """
        if message.method == "tools/call":
            call = await self._calls.call(message.params, caller, grant)
            content = {"content": [{"type": "text", "text": call.text}], "isError": call.is_error}
            meta = {} if call.code is None else {"ankiconnect/code": call.code}
            result = self._told(era, _Result(content, None, meta))
            if len(call.text) > _LONG:
                return Answered(await self._host.finish_in_thread(lambda: write_result(message.id, result)), call)
            return Answered(write_result(message.id, result), call)
        return Answered(write_result(message.id, self._told(era, await self._result(message, era, grant))))

    async def _result(self, message: Message, era: Era, grant: Grant) -> _Result:
        method = message.method
        if method == "tools/list":
            return _Result({"tools": orjson.Fragment(self._tools.listed(grant.rights))}, _FRESH)
        if method == "resources/list":
            return _Result({"resources": self._resources.listed(grant.rights)}, _FRESH)
        if method == "resources/templates/list":
            return _Result({"resourceTemplates": []}, _FRESH)
        if method == "resources/read":
            contents = await self._contents(message, era, grant)
            told = {"uri": contents.uri, "mimeType": contents.mime_type, "text": contents.text}
            return _Result({"contents": [told]}, _FRESH if contents.stays else _STALE)
        if method == "server/discover":
            about = {"supportedVersions": list(SUPPORTED), "capabilities": self._capabilities()}
            return _Result({**about, "instructions": INSTRUCTIONS}, _FRESH)
        if method == "initialize":
            asked = message.params.get("protocolVersion")
            return _Result(
                {
                    "protocolVersion": asked if asked in LEGACY else LEGACY[0],
                    "capabilities": {"tools": {"listChanged": False}, "resources": {}},
                    "serverInfo": self._server,
                    "instructions": INSTRUCTIONS,
                }
            )
        return _Result({})  # ping

    def _capabilities(self) -> dict[str, Any]:
        resources = {"subscribe": True} if self._listeners.hears_changes else {}
        return {"tools": {"listChanged": True}, "resources": resources}

    async def _contents(self, message: Message, era: Era, grant: Grant) -> Contents:
        uri = message.params.get("uri")
        if not isinstance(uri, str):
            raise ProtocolError(INVALID_PARAMS, 'resources/read needs "uri", a string')
        if not self._resources.may_read(uri, grant.rights):
            code = INVALID_PARAMS if era.is_modern else RESOURCE_NOT_FOUND
            raise ProtocolError(code, "Resource not found", {"uri": escaped(uri)})
        try:
            return await self._resources.read(uri)
        except ApiError as error:
            guard.forget(error)
            raise ProtocolError(INTERNAL_ERROR, str(error)) from None

    def _told(self, era: Era, result: _Result) -> dict[str, Any]:
        members, meta = dict(result.members), dict(result.meta)
        if era.is_modern:
            members["resultType"] = "complete"
            meta[SERVER_KEY] = self._server
            if result.fresh is not None:
                members["ttlMs"], members["cacheScope"] = result.fresh, "private"
        if meta:
            members["_meta"] = meta
        return members
