"""Makes those wait who try keys: from the third wrong one in a minute on, longer each time."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict, deque
from typing import Callable

_WINDOW = 60.0  # seconds
_FREE = 2  # wrong keys in that time that are answered at once
_FIRST_PAUSE = 0.1  # seconds
_LONGEST_PAUSE = 5.0
_MOST_WAITING = 16  # requests of a peer
# Whoever has more addresses than that is given a fresh start with some; each still waits
_MOST_PEERS = 1000
# As many as are told apart: by then the pause is at its longest
_COUNTED = 10
_OWN_BITS = 64  # of an address of version 6, beyond which its owner chooses the others (RFC 4291, 2.5.4)


class _Peer:
    def __init__(self) -> None:
        self.times: deque[float] = deque(maxlen=_COUNTED)
        self.waiting = 0


def _owner(address: str) -> str:
    """Whom an address stands for: whoever has one of version 6 may use all of its network."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((int(parsed), _OWN_BITS), strict=False))


class WrongKeys:
    """Counts wrong keys by the address they came from, or by its network if it is of version 6.

    Args:
        clock: seconds
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._peers: OrderedDict[str, _Peer] = OrderedDict()

    def pause(self, address: str) -> float:
        """Note a wrong key, and return for how many seconds its answer must wait.

        Args:
            address: of the peer
        """
        owner = _owner(address)
        peer = self._peers.setdefault(owner, _Peer())
        self._peers.move_to_end(owner)
        if len(self._peers) > _MOST_PEERS:
            self._peers.popitem(last=False)
        now = self._clock()
        while peer.times and now - peer.times[0] > _WINDOW:
            peer.times.popleft()
        peer.times.append(now)
        beyond = len(peer.times) - _FREE
        return min(_FIRST_PAUSE * 2.0 ** (beyond - 1), _LONGEST_PAUSE) if beyond > 0 else 0.0

    def begin_wait(self, address: str) -> bool:
        """Let an answer wait, or tell that too many do."""
        peer = self._peers.get(_owner(address))
        if peer is None or peer.waiting == _MOST_WAITING:
            return False
        peer.waiting += 1
        return True

    def end_wait(self, address: str) -> None:
        """An answer has waited long enough."""
        peer = self._peers.get(_owner(address))
        if peer is not None and peer.waiting:
            peer.waiting -= 1
