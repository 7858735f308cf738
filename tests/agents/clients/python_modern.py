"""The official client in Python, of the revisions of MCP that need no initialize.

Its arguments are an address and a key, or --stdio and a command.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from orders import all_of, follow


class _Watcher:
    """A client, and the stream of what has changed, once it is asked for."""

    def __init__(self, client: Client, stack: AsyncExitStack) -> None:
        self._client = client
        self._stack = stack
        self._events: Any = None

    async def perform(self, order: dict[str, Any]) -> Any:
        if order["do"] == "listen":
            listening = self._client.listen(tools_list_changed=True, resource_subscriptions=order["uris"])
            self._events = await self._stack.enter_async_context(listening)
            return self._events.honored.model_dump(mode="json", by_alias=True, exclude_none=True)
        if order["do"] == "next event":
            return type(await asyncio.wait_for(self._events.__anext__(), timeout=60)).__name__
        return await _perform(self._client, order)


async def _perform(client: Client, order: dict[str, Any]) -> Any:
    what = order["do"]
    if what == "about":
        info = client.server_info
        return {"version": client.protocol_version, "server": info.name, "instructions": client.instructions}
    if what == "list":
        return [_plain(tool) for tool in (await client.list_tools()).tools]
    if what == "call":
        return _plain(await client.call_tool(order["name"], order["arguments"]))
    if what == "call at once":
        return await all_of([_called(client, name, arguments) for name, arguments in order["calls"]])
    if what == "resources":
        listed, templates = await client.list_resources(), await client.list_resource_templates()
        return {"uris": [str(one.uri) for one in listed.resources], "templates": len(templates.resource_templates)}
    if what == "read":
        return [one.text for one in (await client.read_resource(order["uri"])).contents]
    raise ValueError(what)


async def _called(client: Client, name: str, arguments: dict[str, Any]) -> Any:
    return _plain(await client.call_tool(name, arguments))


def _plain(result: Any) -> Any:
    return result.model_dump(mode="json", by_alias=True, exclude_none=True)


async def _main(arguments: list[str]) -> None:
    async with AsyncExitStack() as stack:
        if arguments[0] == "--stdio":
            server: Any = StdioServerParameters(command=arguments[1], args=arguments[2:])
        else:
            address, key = arguments
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            http = await stack.enter_async_context(httpx2.AsyncClient(headers=headers, timeout=60))
            server = streamable_http_client(address, http_client=http)
        client = await stack.enter_async_context(Client(server))
        await follow(_Watcher(client, stack).perform)


asyncio.run(_main(sys.argv[1:]))
