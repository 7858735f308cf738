"""The connections of one download: judged when they are made, and closed from outside when it is given up.

Strategy: the classes that make connections within requests are replaced by subclasses, of whatever they are in this
version of Anki. An address is judged twice: as the name is resolved, and by the socket's peer before a byte is sent.
What a proxy server connects to cannot be seen, so the host of the URL is judged then, and the proxy itself is not. For
each connection a second handle is kept: shutting that down ends whatever read or handshake waits on the first.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any, Optional

import requests
import requests.utils
import urllib3.util
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util import connection as urllib3_connection

from ...api.rights import Reach
from ...errors import NotConnected
from .addresses import Target, name_refusal, refusal

# Nothing can interrupt the system while it looks a name up, so the threads of downloads that were given up meanwhile
# stay for as long as it takes
_MOST_LOOKUPS = 24
_lookups = threading.BoundedSemaphore(_MOST_LOOKUPS)

_PORTS = {"http": 80, "https": 443}


class Connections:
    """The connections of one download.

    Args:
        reach: which addresses are allowed
        end: of the download, as time.monotonic() has it
    """

    def __init__(self, reach: Reach, end: float) -> None:
        self._reach = reach
        self._end = end
        self._handles: list[socket.socket] = []
        self._lock = threading.Lock()
        self._given_up = False

    def attach(self, session: requests.Session) -> None:
        """Have a session make its connections here."""
        for scheme in ("http://", "https://"):
            session.mount(scheme, self._adapter(type(session.get_adapter(scheme))))

    def give_up(self) -> None:
        """End the download, on whatever thread it runs, unless it waits for the system to look up a name."""
        with self._lock:
            self._given_up = True
            for handle in self._handles:
                with contextlib.suppress(OSError):  # it is not connected any more
                    handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the handles, once the download has ended."""
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()

    # What is replaced within requests and urllib3 --------------------------------

    def _adapter(self, base: Any) -> requests.adapters.BaseAdapter:
        connections = self

        class Adapter(base):  # type: ignore[misc] # which class it is depends on Anki
            def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
                super().init_poolmanager(*args, **kwargs)
                connections._replace_pools(self.poolmanager, direct=True)

            def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
                is_new = proxy not in self.proxy_manager
                manager = super().proxy_manager_for(proxy, **kwargs)
                if is_new:
                    connections._replace_pools(manager, direct=False)
                return manager

            def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
                if requests.utils.select_proxy(request.url or "", kwargs.get("proxies")):
                    connections._check_url(request.url or "")
                response: requests.Response = super().send(request, **kwargs)
                return response

        adapter: requests.adapters.BaseAdapter = Adapter()
        return adapter

    def _replace_pools(self, manager: Any, *, direct: bool) -> None:
        pools: Mapping[str, Any] = manager.pool_classes_by_scheme
        manager.pool_classes_by_scheme = {scheme: self._pool(pool, direct) for scheme, pool in pools.items()}

    def _pool(self, pool: Any, direct: bool) -> Any:
        connections = self

        class Connection(pool.ConnectionCls):  # type: ignore[misc] # as above; for SOCKS it is another one
            def _new_conn(self) -> socket.socket:
                if direct:
                    return connections._connect(self)
                made: socket.socket = super()._new_conn()
                connections._keep_handle(made)
                return made

            def _tunnel(self) -> None:
                super()._tunnel()
                connections._go_on()  # it takes the end of a connection for that of the proxy's answer

        class Pool(pool):  # type: ignore[misc] # as above
            ConnectionCls = Connection

        return Pool

    # Connecting ------------------------------------------------------------------

    def _connect(self, connection: Any) -> socket.socket:
        """Connect to the first allowed address of a host that answers, with the errors that urllib3 expects."""
        try:
            return self._connect_to(connection._dns_host, connection.port, connection.socket_options or ())
        except socket.timeout as error:
            raise ConnectTimeoutError(connection, "it takes too long") from error
        except OSError as error:
            raise NewConnectionError(connection, str(error)) from error

    def _connect_to(self, host: str, port: int, options: Any) -> socket.socket:
        refused: Optional[str] = None
        failed: Optional[OSError] = None
        for family, kind, protocol, _, address in self._resolve(host, port):
            reason = refusal(Target(host, str(address[0]), port), self._reach)
            if reason is not None:
                refused = refused or reason
                continue
            made = socket.socket(family, kind, protocol)
            try:
                for option in options:
                    made.setsockopt(*option)
                self._keep_handle(made)
                made.settimeout(max(0.001, self._end - time.monotonic()))
                made.connect(address)
                self._check_peer(made, host)
            except OSError as error:
                made.close()
                failed = error
            except NotConnected:
                made.close()
                raise
            else:
                return made
        if failed is not None:
            raise failed
        if refused is not None:
            raise NotConnected(refused, "forbidden")
        raise NotConnected(f"{host} has no address")

    def _resolve(self, host: str, port: int) -> list[Any]:
        if not _lookups.acquire(blocking=False):
            raise NotConnected("too many names of servers are being looked up already")
        try:
            return socket.getaddrinfo(
                host.strip("[]"), port, urllib3_connection.allowed_gai_family(), socket.SOCK_STREAM
            )
        finally:
            _lookups.release()

    def _check_peer(self, made: socket.socket, host: str) -> None:
        """Judge what is really connected to, before a byte is sent."""
        address, port = made.getpeername()[:2]
        is_own = address == made.getsockname()[0]
        reason = refusal(Target(host, address, port, is_own), self._reach)
        if reason is not None:
            raise NotConnected(reason, "forbidden")

    def _check_url(self, url: str) -> None:
        """Judge the host of a URL that a proxy server is going to connect to."""
        parts = urllib3.util.parse_url(url)
        host = (parts.host or "").strip("[]")
        port = parts.port or _PORTS.get(parts.scheme or "", 0)
        try:
            found = {str(one[4][0]) for one in self._resolve(host, port)}
        except OSError:  # only the proxy can look it up
            found = set()
        reasons = [refusal(Target(host, one, port), self._reach) for one in found] or [name_refusal(host, self._reach)]
        reason = next(filter(None, reasons), None)
        if reason is not None:
            raise NotConnected(reason, "forbidden")

    def _keep_handle(self, made: socket.socket) -> None:
        with self._lock:
            self._handles.append(made.dup())
        if self._given_up:
            made.close()
            raise socket.timeout

    def _go_on(self) -> None:
        if self._given_up:
            raise socket.timeout
