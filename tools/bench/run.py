"""What a run of the benchmark has at hand: the server, the floors, the collection, and how thorough to be."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from tools import ROOT
from tools.bench.cases import SEEDED_DECK, Case, Content
from tools.bench.client import Address, Client, Refused, encode
from tools.bench.figures import Series, Spread
from tools.bench.process import is_told

if TYPE_CHECKING:
    from tools.bench.floor import Floor
    from tools.bench.measured_anki import MeasuredAnki

_SECONDS_AFTER_CHANGE = 0.15  # seconds for which the windows are refreshed after a change, and memory is freed


class Run:
    """A run of the benchmark.

    Args:
        address: of the server that is measured
        anki: around the server, if it is ours
        floor: a collection with the same content, if there is one
        echo: the server that answers anything, if there is one
        package: to import
        quick: measure less often
        folder: for what is made on the way
    """

    def __init__(
        self,
        address: Address,
        anki: Optional[MeasuredAnki],
        floor: Optional[Floor],
        echo: Optional[Address],
        package: Optional[Path],
        quick: bool,
        folder: Path,
    ) -> None:
        self.address = address
        self.anki = anki
        self.floor = floor
        self.quick = quick
        self.folder = folder
        self.client = Client(address)
        self.echo = Client(echo) if echo else None
        self.actions = _actions(self.client)
        self.may_write = SEEDED_DECK in self.client.call("deckNames")
        self.content = _content(self.client, package)
        self.series: list[Series] = []
        self.spreads: list[Spread] = []

    def rounds(self, thorough: int) -> int:
        """How often to measure what a thorough run measures so often."""
        return max(1, thorough // 5) if self.quick else thorough

    def why_not(self, case: Case) -> str:
        """Why a case cannot be measured; empty if it can."""
        [request, *_] = case.requests(self.content, 0)
        return self.why_no_action(request.action, case.writes)

    def why_no_action(self, action: str, writes: bool) -> str:
        """Why an action cannot be measured; empty if it can."""
        if self.actions and action not in self.actions:
            return "no such action"
        if writes and not self.may_write:
            return "would change a collection that is not from `tools/dev.py seed`"
        return ""

    @contextlib.contextmanager
    def stall(self, found: list[float]) -> Iterator[None]:
        """Measure the longest stall of Anki's event loop in the block, and put it on the list, if it can be had."""
        if self.anki is None:
            yield
            return
        self.anki.heartbeat.start()
        yield
        time.sleep(_SECONDS_AFTER_CHANGE)
        found.append(self.anki.heartbeat.longest())

    def work(self) -> float:
        """The seconds that Anki has spent on a processor; always 0 where nobody tells."""
        return self.anki.process.busy_seconds if self.anki is not None and is_told() else 0.0

    def close(self) -> None:
        """Close the connections."""
        self.client.close()
        if self.echo is not None:
            self.echo.close()


@contextlib.contextmanager
def echo_server() -> Iterator[Optional[Address]]:
    """The server that answers anything (echo_server.py); None where it has not what it needs."""
    command = [sys.executable, "-m", "tools.bench.echo_server"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as server:
        try:
            port = server.stdout.readline() if server.stdout else b""
            yield ("127.0.0.1", int(port)) if port else None
        finally:
            if server.stdin:
                server.stdin.close()
            server.terminate()


@contextlib.contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Keep Python's collector of cycles out of what is timed, as Anki does."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _actions(client: Client) -> set[str]:
    """All actions of a server; nothing if it does not tell."""
    try:
        reflected: dict[str, Any] = client.call("apiReflect", {"scopes": ["actions"], "actions": None})
    except Refused:
        return set()
    return set(reflected["actions"])


def _content(client: Client, package: Optional[Path]) -> Content:
    def find(action: str, query: str) -> list[int]:
        return sorted(client.answer(encode(action, {"query": query})).result())

    basic = find("findNotes", "note:Basic")
    fronts = [note["fields"]["Front"]["value"] for note in client.call("notesInfo", {"notes": basic[:3_000]})]
    return Content(
        notes=find("findNotes", "deck:*"),
        cards=find("findCards", "deck:*"),
        active_cards=find("findCards", "deck:* -is:suspended -is:buried"),
        basic_notes=basic,
        basic_fronts=fronts,
        package=package,
        run=f"bench-{time.time_ns() // 1_000_000:x}",
    )
