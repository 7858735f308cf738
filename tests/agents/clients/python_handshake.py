"""The official client in Python as most programs have it: of the revisions of MCP that begin with initialize.

Its arguments are an address and a key, or --stdio and a command.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from typing import Any

import httpx
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from orders import all_of, follow


class _Client:
    def __init__(self, session: ClientSession, begun: Any) -> None:
        self._session = session
        self._begun = begun

    async def perform(self, order: dict[str, Any]) -> Any:
        what = order["do"]
        if what == "about":
            begun = self._begun
            version, server = begun.protocolVersion, begun.serverInfo.name
            await self._session.send_ping()
            return {"version": str(version), "server": server, "instructions": begun.instructions}
        if what == "list":
            return [_plain(tool) for tool in (await self._session.list_tools()).tools]
        if what == "call":
            return await self._call(order["name"], order["arguments"])
        if what == "call at once":
            return await all_of([self._call(name, arguments) for name, arguments in order["calls"]])
        if what == "resources":
            listed, templates = await self._session.list_resources(), await self._session.list_resource_templates()
            return {"uris": [str(one.uri) for one in listed.resources], "templates": len(templates.resourceTemplates)}
        if what == "read":
            return [one.text for one in (await self._session.read_resource(order["uri"])).contents]
        raise ValueError(what)

    async def _call(self, name: str, arguments: dict[str, Any]) -> Any:
        return _plain(await self._session.call_tool(name, arguments))


def _plain(result: Any) -> Any:
    return result.model_dump(mode="json", by_alias=True, exclude_none=True)


async def _main(arguments: list[str]) -> None:
    async with AsyncExitStack() as stack:
        if arguments[0] == "--stdio":
            command = StdioServerParameters(command=arguments[1], args=arguments[2:])
            reading, writing = await stack.enter_async_context(stdio_client(command))
        else:
            address, key = arguments
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            http = await stack.enter_async_context(httpx.AsyncClient(headers=headers, timeout=60))
            streams = await stack.enter_async_context(streamable_http_client(address, http_client=http))
            reading, writing, _ = streams
        session = await stack.enter_async_context(ClientSession(reading, writing))
        await follow(_Client(session, await session.initialize()).perform)


asyncio.run(_main(sys.argv[1:]))
