"""Keeps the server listening where the settings say, and tells who is there when the port is taken."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING, Callable, NamedTuple, Optional

from ..api.futures import start
from ..config.settings import Settings
from ..errors import CollectionUnavailable
from ..server.server import Server
from ..web.bind_addresses import Address, addresses_of, authority, is_lacking, reachable, url
from ..web.port_owner import PortOwner, ServerKind, owner_of_port
from . import messages
from .background.running_tasks import RunningTasks
from .entries import timer

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_RETRY = 3000  # ms
# Windows gives a port again only when the connections that were accepted there have closed, at both ends
_RETRY_BEHIND_OWN = 200  # ms
_OWN_CLOSE_WITHIN = 20  # tries, until somebody else is to blame
# It answers on Anki's main thread, which may be busy when Anki starts
_PERHAPS_OLDER = (ServerKind.ANKICONNECT, ServerKind.UNKNOWN)


class _Problem(NamedTuple):
    """An address that is not listened on.

    Args:
        address: that is wanted
        reason: in the system's words
        is_second: whether the other loopback address is listened on
        in_use: whether somebody may have it
        reserved: whether it may be the system that has set the port aside
        is_of_older: whether the older add-on, in this Anki, is to listen there as well
        owner: who has it, as far as is known
    """

    address: Address
    reason: str
    is_second: bool
    in_use: bool
    reserved: bool
    is_of_older: bool = False
    owner: Optional[PortOwner] = None

    @property
    def text(self) -> str:
        """What the person is told, with what to do."""
        text = messages.port_problem(authority(self.address), self.reason)
        if self.is_second:
            text += f" {messages.LOCALHOST_MAY_MEAN_IT}"
        if not self.in_use:
            return f"{text}\n{messages.ADDRESS_ADVICE}"
        if self.reserved and self.owner is not None and self.owner.kind is ServerKind.NOBODY:
            return f"{text}\n{messages.PORT_RESERVED}"
        if self.is_of_older and (self.owner is None or self.owner.kind in _PERHAPS_OLDER):
            return f"{text}\n{messages.PORT_TAKEN_BY_OLDER}"
        return f"{text}\n{_who(self.owner)} {messages.PORT_ADVICE}"


class AddressBinding:
    """The addresses that are listened on.

    Args:
        mw: Anki's main window
        server: listens
        tasks: runs the look for who has the port
        changed: called when there is something else to tell
        is_of_older: whether the older add-on, in this Anki, is to listen at a port
    """

    def __init__(
        self,
        mw: AnkiQt,
        server: Server,
        tasks: RunningTasks,
        changed: Callable[[], None],
        is_of_older: Callable[[int], bool],
    ) -> None:
        self._server = server
        self._tasks = tasks
        self._changed = changed
        self._is_of_older = is_of_older
        self._settings = Settings()
        self._missing: list[Address] = []  # that are wanted, and not listened on
        self._problem: _Problem | None = None  # of the first that is missing
        self._left: set[int] = set()  # ports that were closed under connections, which may still have them
        self._tries = 0  # for such a port
        self.paused = False  # by the person, until Anki ends
        self._retry = timer(mw.app, self._listen, single_shot=True)

    def serve(self, settings: Settings) -> None:
        """Listen where the settings say, now or as soon as the port is free."""
        old, self._settings = self._settings, settings
        if addresses_of(settings) != addresses_of(old):
            self._close()
        elif settings.webBacklog != old.webBacklog:
            self._server.set_backlog(settings.webBacklog)
        if not self._server.addresses and not self.paused:
            self._missing = addresses_of(settings)
            self._listen()

    def listen_again(self) -> None:
        """Listen where a socket has been lost."""
        lost = [address for address in self._server.lost if address not in self._missing]
        self._server.lost.clear()
        if lost:
            self._missing = [*lost, *self._missing]
            self._retry.start(_RETRY_BEHIND_OWN)

    def pause(self) -> None:
        """Close the port and disconnect everybody; requests that are being performed are answered."""
        self.paused = True
        self._close()
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
        """What requests can be sent to, by programs on this computer."""
        return [url(address) for address in self._server.addresses]

    @property
    def number(self) -> int:
        """The port that is really open, which a change of the settings may be ahead of; else the one that will be."""
        addresses = self._server.addresses
        return addresses[0][1] if addresses else self._settings.webBindPort

    @property
    def problem(self) -> str | None:
        """Why one of the addresses is not listened on, None if all are."""
        return None if self._problem is None else self._problem.text

    @property
    def missing(self) -> str | None:
        """The address beside those that are listened on, if it is not to be had."""
        return authority(self._problem.address) if self._problem is not None and self.addresses else None

    @property
    def troubles(self) -> list[str]:
        """What is wrong though requests are served, a text for each."""
        return [*([self.problem] if self.problem else []), *self._server.troubles.sentences]

    def _close(self) -> None:
        self._retry.stop()
        self._problem = None
        self._missing = []
        self._tries = 0
        if self._server.busy:
            self._left.update(port for _, port in self._server.addresses)
        self._server.unlisten()
        # and those that wait for the next request: on Windows nobody could listen there as long as they stay
        self._server.disconnect()

    def _listen(self) -> None:
        try:
            failed = self._server.listen(self._missing)
        except OSError as error:
            failed = {self._missing[0]: error}
            missing = [] if self._server.addresses and is_lacking(error) else self._missing
        else:
            missing = [address for address in failed if not is_lacking(failed[address])]
        self._missing = missing
        if not missing:
            self._retry.stop()
            self._tell(None)
            return
        address, failure = missing[0], failed[missing[0]]
        in_use = _is_in_use(failure)
        if in_use and address[1] in self._left and self._tries < _OWN_CLOSE_WITHIN:
            self._tries += 1
            self._retry.start(_RETRY_BEHIND_OWN)
            return
        self._retry.start(_RETRY)
        reason = failure.strerror or str(failure)
        if self._problem is None or (self._problem.address, self._problem.reason) != (address, reason):
            of_older = in_use and self._is_of_older(address[1])
            self._tell(_Problem(address, reason, bool(self._server.addresses), in_use, _is_reserved(failure), of_older))
            if in_use:
                start(self._find_owner(address))

    def _tell(self, problem: _Problem | None) -> None:
        if problem != self._problem:
            self._problem = problem
            self._changed()

    async def _find_owner(self, address: Address) -> None:
        try:
            owner = await self._tasks.run_in_thread(lambda: owner_of_port(*reachable(address)))
        except CollectionUnavailable:
            return  # the profile closed meanwhile
        # it may have become free, or nobody may want it any more, meanwhile
        if self._problem is not None and self._problem.address == address:
            self._tell(self._problem._replace(owner=owner))


def _is_in_use(error: OSError) -> bool:
    """Whether somebody else has the port; otherwise the address is none of this machine, or not for everybody."""
    return error.errno == errno.EADDRINUSE or _is_reserved(error)


def _is_reserved(error: OSError) -> bool:
    """Whether Windows may have set the port aside; it says the same of one that a program has for itself alone."""
    return sys.platform == "win32" and error.errno == errno.EACCES


def _who(owner: PortOwner | None) -> str:
    if owner is not None and owner.kind is ServerKind.ANKICONNECT:
        return messages.PORT_TAKEN_BY_ANKICONNECT
    if owner is not None and owner.kind is ServerKind.WEB_SERVER:
        return messages.port_taken_by_web_server(owner.name)
    return messages.PORT_TAKEN_BY_PROGRAM
