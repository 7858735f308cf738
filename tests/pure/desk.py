"""Everything between the server and the actions, with actions made for the purpose."""

from __future__ import annotations

import json
from typing import Any, Callable

from plugin.api.dispatch import Dispatcher
from plugin.api.futures import Future
from plugin.api.host import Caller
from plugin.api.records import Record
from plugin.api.registry import Registry, action
from plugin.config.settings import Settings
from plugin.errors import CollectionUnavailable, DeckNotFound, NestedTooDeeply
from plugin.server.messages import Exchange, Request, RequestHead, Response
from plugin.web.api_endpoint import ApiEndpoint
from plugin.web.endpoints import own_paths
from plugin.web.judges import judges
from plugin.web.router import Router

HOST = (b"host", b"127.0.0.1:8765")


class Toys:
    """Actions that need no Anki."""

    waiting: list[Future[str]] = []
    calls: list[Any] = []

    def __init__(self, call: Any) -> None:
        self._call = call

    @action(needs=(), deletes=False)
    def echo(self, it: Any = None) -> Any:
        Toys.calls.append(it)
        return it

    @action(needs=("read", "write"), deletes=False)
    def change(self) -> bool:
        Toys.calls.append("change")
        return True

    @action(needs=(), deletes=False)
    def long(self) -> list[Any]:
        return [{"number": number, "text": "x" * 40} for number in range(2000)]

    @action(needs=(), deletes=False)
    def version(self) -> int:
        return 6

    @action(needs=(), deletes=False)
    def fail(self, deck: str) -> None:
        raise DeckNotFound(deck)

    @action(needs=(), deletes=False)
    def stumble(self) -> None:
        raise ZeroDivisionError("division by <b>zero</b>\nin two lines")

    @action(needs=(), deletes=False)
    def unwritable(self) -> Any:
        return {"broken": "\ud800"}

    @action(needs=(), deletes=False)
    async def wait(self) -> str:
        future: Future[str] = Future()
        Toys.waiting.append(future)
        return await future

    @action(needs=(), deletes=False)
    def requestPermission(self) -> Any:
        return {"permission": "granted" if self._call.caller.trusted else "denied"}

    @action(needs=(), deletes=False)
    async def multi(self, actions: list[Any]) -> list[Any]:
        call = self._call
        if call.depth == 10:
            raise NestedTooDeeply(10)
        how: Any = {"around": call.grant, "depth": call.depth + 1}
        return [(await call.program.perform(entry, call.caller, **how)).shaped for entry in actions]


class AnyArguments:
    """A reference in which every parameter takes anything, but lists and texts where a toy wants them."""

    def schemas(self, action: str, since: int) -> dict[str, Any]:
        return {"it": {}, "deck": {"type": "string"}, "actions": {"type": "array"}}


class Notes:
    """Keeps what is logged."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def request(self, record: Record) -> None:
        self.records.append(record)


class Desk:
    """A dispatcher and what comes out of it.

    Args:
        host: that has threads
        settings: that differ from the usual ones
    """

    def __init__(self, host: ThreadHost | None = None, **settings: Any) -> None:
        Toys.waiting.clear()
        Toys.calls.clear()
        self.log = Notes()
        self.host = host or ThreadHost()
        gate, access = judges(Settings(**settings), machine="laptop")
        self.dispatcher = Dispatcher(Registry([Toys]), AnyArguments(), access, self.host)  # type: ignore[arg-type]
        api = ApiEndpoint(self.dispatcher, self.host, self.log)  # type: ignore[arg-type]  # all of a host that is needed here
        self.router = Router(gate, api, self.log, {**own_paths(api, {}), "/own": EchoEndpoint()})

    def send(
        self,
        body: Any,
        *headers: tuple[bytes, bytes],
        method: str = "POST",
        target: str = "/",
        client: str = "127.0.0.1",
    ) -> list[Response]:
        replies: list[Response] = []
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = Request(method, target, (HOST, *headers), raw, client)
        self.pass_on(request, replies.append)
        return replies

    def pass_on(self, request: Request, reply: Callable[[Response], None]) -> None:
        """Do what the server does with a request."""
        admission = self.router.admit(RequestHead(request.method, request.target, request.headers, request.client))
        if admission.refusal is not None:
            reply(admission.refusal)
        elif admission.limit is not None and len(request.body) > admission.limit.size:
            reply(admission.limit.refuse())
        else:
            self.router.answer(Exchange(request, reply))

    def ask(self, body: Any, *headers: tuple[bytes, bytes], **how: Any) -> Any:
        [reply] = self.send(body, *headers, **how)
        assert reply.status == 200
        assert (b"Content-Type", b"application/json") in reply.headers
        return json.loads(bytes(reply.body))


class ThreadHost:
    """A host that counts what it does on threads, which here is done at once.

    Args:
        closing: whether the profile closes, and nobody waits for what need not be finished
    """

    def __init__(self, *, closing: bool = False) -> None:
        self.times = 0
        self.closing = closing
        self.waits: list[tuple[float, Future[None]]] = []

    async def wait(self, seconds: float) -> None:
        """Until a test lets it go on."""
        waited: Future[None] = Future()
        self.waits.append((seconds, waited))
        await waited

    async def run_in_thread(self, work: Any) -> Any:
        if self.closing:
            raise CollectionUnavailable
        return await self.finish_in_thread(work)

    async def finish_in_thread(self, work: Any) -> Any:
        self.times += 1
        return work()


class EchoEndpoint:
    """An endpoint with a path of its own."""

    def answer(self, exchange: Exchange, caller: Caller, headers: Any) -> None:
        exchange.respond(Response(200, headers, f"{caller.address} {exchange.request.target}".encode()))


def origin(name: str) -> tuple[bytes, bytes]:
    return b"origin", name.encode()
