"""The API of the server without a window, on a collection of the test's own, through a socket."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Sequence
from queue import SimpleQueue
from typing import Any, Optional

from api import HOST, Api, KeptBugs, KeptLog

from anki.collection import Collection

from plugin import guard
from plugin.actions.groups import GROUPS
from plugin.api.dispatch import Dispatcher
from plugin.api.reference import Reference
from plugin.api.registry import Registry
from plugin.config.settings import Settings
from plugin.headless.service import Service
from plugin.headless.syncing import Syncing
from plugin.server.messages import Exchange, Request, RequestHead, Response
from plugin.web.api_endpoint import ApiEndpoint
from plugin.web.judges import judges
from plugin.web.trust import NO_PORTS, Ports
from tests.deadlines import DEADLINE


class NotingLog(KeptLog):
    """Keeps what a person would be told, too."""

    notices: list[str]

    def notice(self, text: str) -> None:
        self.notices.append(text)


class HttpApi(Api):
    """The server, which runs on a thread until it is closed. A bug of ours fails the test that met it.

    Args:
        col: the collection
        settings: as configured
    """

    def __init__(self, col: Collection, settings: Settings = Settings()) -> None:
        self.log = NotingLog()
        self.service = Service(col, settings, "User 1", self.log, Syncing(None))
        self.log.notices = self.service.host.notices
        self.host, self.dispatcher, self.router = self.service.host, self.service.dispatcher, self.service.router
        self.service.listen([("127.0.0.1", 0)])
        self.port = self.service.server.addresses[0][1]
        self._thread = threading.Thread(target=self.service.run, name="server")
        self._thread.start()
        self._connection: Optional[http.client.HTTPConnection] = None
        self._direct = False  # whether another host has been put in place of the server's

    def connect(
        self, host: Any, settings: Settings = Settings(), ports: Ports = NO_PORTS, groups: Sequence[type] = GROUPS
    ) -> None:
        if host is self.host:  # with other settings, or actions
            self.router.gate, access = judges(settings, ports)
            self.dispatcher = Dispatcher(Registry(groups), Reference(), access, host)
            self.router.api = ApiEndpoint(self.dispatcher, host, self.log)
            return
        super().connect(host, settings, ports, groups)
        self._direct = True

    def close(self) -> None:
        """Have the server end."""
        self.service.stop()
        self._thread.join(DEADLINE)
        assert not self._thread.is_alive()
        if self._connection is not None:
            self._connection.close()
        self.service.close()

    def respond(
        self, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = (), client: str = "127.0.0.1"
    ) -> Response:
        """The response on a connection that is kept."""
        if self._direct:
            return super().respond(body, headers, client)
        named = (*headers,) if any(name == b"host" for name, _ in headers) else (HOST, *headers)
        kept = KeptBugs()
        guard.bugs.addHandler(kept)
        try:
            reply = self._sent(body, named) if client == "127.0.0.1" else self._sent_from(client, body, named)
        finally:
            guard.bugs.removeHandler(kept)
        assert not kept.bugs, kept.bugs
        return reply

    def _sent_from(self, client: str, body: bytes, headers: tuple[Any, ...]) -> Response:
        """Hand a request of another computer in behind the sockets."""
        replies: SimpleQueue[Response] = SimpleQueue()

        def answer() -> None:
            admission = self.router.admit(RequestHead("POST", "/", headers, client))
            if admission.refusal is not None:
                replies.put(admission.refusal)
            else:
                self.router.answer(Exchange(Request("POST", "/", headers, body, client), replies.put))

        self.service.loop.call_soon(answer)
        return replies.get(timeout=DEADLINE)

    def _sent(self, body: bytes, headers: tuple[Any, ...]) -> Response:
        connection = self._connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        self._connection = connection
        connection.putrequest("POST", "/", skip_host=True, skip_accept_encoding=True)
        for name, value in (*headers, (b"content-length", str(len(body)).encode())):
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        content = response.read()
        if response.will_close:
            connection.close()
            self._connection = None
        named = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.getheaders()]
        return Response(response.status, named, content)
