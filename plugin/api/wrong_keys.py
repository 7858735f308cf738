"""Makes those wait who try keys: from the third wrong one in a minute on, longer each time."""

from __future__ import annotations

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


class _Peer:
    def __init__(self) -> None:
        self.times: deque[float] = deque(maxlen=_COUNTED)
        self.waiting = 0


class WrongKeys:
    """Counts wrong keys by the address they came from.

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
        peer = self._peers.setdefault(address, _Peer())
        self._peers.move_to_end(address)
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
        peer = self._peers.get(address)
        if peer is None or peer.waiting == _MOST_WAITING:
            return False
        peer.waiting += 1
        return True

    def end_wait(self, address: str) -> None:
        """An answer has waited long enough."""
        peer = self._peers.get(address)
        if peer is not None and peer.waiting:
            peer.waiting -= 1
