"""The Anki that is measured: a real one, without a screen, in a throw-away folder."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import time
from pathlib import Path
from typing import Any

from tools.bench.process import Process
from tools.environment.progress import Stop
from tools.package.command import ARCHIVE
from tools.run.anki_process import ADDRESS, Anki, without_backtraces
from tools.run.filling import fill_base_folder

_ADDON = "ankiconnect"
_HEARTBEAT = "bench_heartbeat"
_TIMEOUT = 300.0  # seconds; a stall keeps the heartbeat from answering, too
_POLL_INTERVAL = 0.05


class Heartbeat:
    """Asks the heartbeat inside Anki (heartbeat.py).

    Args:
        port: where it answers
    """

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((ADDRESS, port))
        self._socket.settimeout(_TIMEOUT)

    def start(self) -> None:
        """Count from now on."""
        self._ask("start")

    def stop(self) -> None:
        """Beat no more, which costs a little."""
        self._ask("stop")

    def collect(self) -> None:
        """Have what Anki collects every few minutes collected now."""
        self._ask("collect")

    def longest(self) -> float:
        """The longest stall since start(), in seconds."""
        return float(self._ask("look")["longest"])

    def opened(self) -> tuple[float, float]:
        """When the profile was open, by time.monotonic(), and the seconds that the main thread had worked until then.

        Waits until it is.
        """
        deadline = time.monotonic() + _TIMEOUT
        while time.monotonic() < deadline:
            try:
                opened = self._ask("look")["opened"]
            except ConnectionRefusedError:
                opened = None  # Anki has not loaded its add-ons yet
            if opened:
                return opened[0], opened[1]
            time.sleep(_POLL_INTERVAL)
        raise Stop("Anki did not open its profile")

    def close(self) -> None:
        """Ask nothing more."""
        self._socket.close()

    def _ask(self, question: str) -> dict[str, Any]:
        self._socket.send(question.encode())
        answer: dict[str, Any] = json.loads(self._socket.recv(1024))
        return answer


class MeasuredAnki(Anki):
    """A running Anki with a heartbeat.

    Args:
        base: made by prepare_base()
    """

    def __init__(self, base: Path) -> None:
        ports = json.loads((base / "ports.json").read_text(encoding="ascii"))
        self.address = (ADDRESS, ports["http"])
        self.started = time.monotonic()
        super().__init__(Path(sys.executable), base, ports["http"])
        self.heartbeat = Heartbeat(ports["heartbeat"])

    @property
    def process(self) -> Process:
        """What the system knows of it."""
        return Process(self._process.pid)

    def terminate(self) -> None:
        """Ask it to end, as the system does when it shuts down."""
        self._process.terminate()

    def wait_until_ended(self) -> None:
        """Return when it has ended by itself."""
        self._process.wait(_TIMEOUT)

    def end(self) -> None:
        """End it."""
        self.heartbeat.close()
        super().end()


def prepare_environment() -> None:
    """Set what Anki is started with: no screen, and compiled files kept, as for everybody who uses it."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE", "ANKI_BASE"):
        os.environ.pop(name, None)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    without_backtraces()


def prepare_base(base: Path, addon: bool = True) -> Path:
    """Make a base folder with a profile, a few notes, the heartbeat and, unless not wanted, the add-on."""
    base.mkdir(parents=True)
    ports = {"http": free_port(socket.SOCK_STREAM), "heartbeat": free_port(socket.SOCK_DGRAM)}
    (base / "ports.json").write_text(json.dumps(ports), encoding="ascii")
    what = f"making a profile {'with' if addon else 'without'} the add-on"
    fill_base_folder(Path(sys.executable), base, ARCHIVE, ports["http"], what)
    addons = base / "addons21"
    if not addon:
        shutil.rmtree(addons / _ADDON)
    heartbeat = addons / _HEARTBEAT
    heartbeat.mkdir(parents=True)
    shutil.copyfile(Path(__file__).with_name("heartbeat.py"), heartbeat / "__init__.py")
    (heartbeat / "port").write_text(str(ports["heartbeat"]), encoding="ascii")
    return base


def free_port(kind: int) -> int:
    """A port of this computer that nobody has, for TCP (SOCK_STREAM) or UDP (SOCK_DGRAM)."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((ADDRESS, 0))
        port: int = probe.getsockname()[1]
        return port
