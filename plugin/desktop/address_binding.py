"""Keeps the server listening where the settings say, and tells who is there when the port is taken."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING, Callable

from ..api.futures import start
from ..config.settings import Settings
from ..errors import CollectionUnavailable
from ..server.server import Server
from ..web.port_owner import PortOwner, ServerKind, owner_of_port
from . import messages
from .background.running_tasks import RunningTasks
from .entries import timer

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_RETRY = 3000  # ms
_IPV4_LOOPBACK = "127.0.0.1"
_IPV6_LOOPBACK = "::1"


class AddressBinding:
    """The addresses that are listened on.

    Args:
        mw: Anki's main window
        server: listens
        tasks: runs the look for who has the port
        changed: called when there is something else to tell
    """

    def __init__(self, mw: AnkiQt, server: Server, tasks: RunningTasks, changed: Callable[[], None]) -> None:
        self._server = server
        self._tasks = tasks
        self._changed = changed
        self._settings = Settings()
        self._reason: str | None = None
        self._in_use = False
        self._owner: PortOwner | None = None
        self.paused = False  # by the person, until Anki ends
        self._retry = timer(mw.app, self._listen)
        self._retry.setInterval(_RETRY)

    def serve(self, settings: Settings) -> None:
        """Listen where the settings say, now or as soon as the port is free."""
        if _where(settings) != _where(self._settings):
            self._server.unlisten()
            self._reason = self._owner = None
        self._settings = settings
        if not self._server.addresses and not self.paused:
            self._listen()

    def pause(self) -> None:
        """Close the port and disconnect everybody; requests that are being performed are answered."""
        self.paused = True
        self._retry.stop()
        self._reason = self._owner = None
        self._server.unlisten()
        self._server.disconnect()
        self._changed()

    def resume(self) -> None:
        """Listen again."""
        self.paused = False
        self.serve(self._settings)
        self._changed()

    def stop(self) -> None:
        """Try no more."""
        self._retry.stop()

    @property
    def addresses(self) -> list[str]:
        """What requests can be sent to."""
        return [_url(host, port) for host, port in self._server.addresses]

    @property
    def number(self) -> int:
        """The port that is really open, which a change of the settings may be ahead of; else the one that will be."""
        addresses = self._server.addresses
        return addresses[0][1] if addresses else self._settings.webBindPort

    @property
    def problem(self) -> str | None:
        """Why it is not listened on, None if it is."""
        if self._reason is None:
            return None
        host, port = _addresses(self._settings)[0]
        what_to_do = _advice(self._owner) if self._in_use else messages.ADDRESS_ADVICE
        return messages.port_problem(_authority(host, port), self._reason) + "\n" + what_to_do

    def _listen(self) -> None:
        try:
            self._server.listen(_addresses(self._settings))
        except OSError as error:
            self._retry.start()
            if self._reason is None:
                self._reason = error.strerror or str(error)
                self._in_use = _is_in_use(error)
                self._changed()
                if self._in_use:
                    start(self._find_owner())
            return
        self._retry.stop()
        if self._reason is not None:
            self._reason = self._owner = None
            self._changed()

    async def _find_owner(self) -> None:
        host, port = _addresses(self._settings)[0]
        try:
            owner = await self._tasks.run_in_thread(lambda: owner_of_port(host, port))
        except CollectionUnavailable:
            return  # the profile closed meanwhile
        # it may have become free, or nobody may want it any more, meanwhile
        if self._reason is not None and (host, port) == _addresses(self._settings)[0]:
            self._owner = owner
            self._changed()


def _is_in_use(error: OSError) -> bool:
    """Whether somebody else has the port; otherwise the address is none of this machine, or not for everybody."""
    # Windows says the latter of a port that another program has for itself alone
    return error.errno == errno.EADDRINUSE or (sys.platform == "win32" and error.errno == errno.EACCES)


def _advice(owner: PortOwner | None) -> str:
    if owner is None or owner.kind is ServerKind.UNKNOWN:
        who = messages.PORT_TAKEN_BY_PROGRAM
    elif owner.kind is ServerKind.ANKICONNECT:
        who = messages.PORT_TAKEN_BY_ANKICONNECT
    else:
        who = messages.port_taken_by_web_server(owner.name)
    return f"{who} {messages.PORT_ADVICE}"


def _where(settings: Settings) -> tuple[str, int, int]:
    return settings.webBindAddress, settings.webBindPort, settings.webBacklog


def _addresses(settings: Settings) -> list[tuple[str, int]]:
    """Where to listen: localhost means both loopback addresses, the second where the machine has it."""
    if settings.webBindAddress in ("localhost", _IPV4_LOOPBACK):
        return [(_IPV4_LOOPBACK, settings.webBindPort), (_IPV6_LOOPBACK, settings.webBindPort)]
    return [(settings.webBindAddress, settings.webBindPort)]


def _url(host: str, port: int) -> str:
    return f"http://{_authority(host, port)}"


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
