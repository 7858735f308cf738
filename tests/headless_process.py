"""Runs the server without a window as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

from tests.deadlines import DEADLINE
from tools import ROOT
from tools.environment.progress import last_lines

SCRIPT = ROOT / "tools" / "headless.py"


class ServerError(Exception):
    """An error that the API answered with."""


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


class HeadlessServer:
    """A server; as a context it is ended, if it still runs.

    Args:
        collection: that it serves
        arguments: of its command line
        env: variables beside the usual ones
        command: that starts it
    """

    def __init__(
        self,
        collection: Path,
        *arguments: str,
        env: Mapping[str, str] = {},
        command: tuple[str, ...] = (sys.executable, str(SCRIPT)),
    ) -> None:
        self.port = free_port()
        usual = {name: value for name, value in os.environ.items() if not name.startswith("ANKICONNECT_")}
        self._begun = time.monotonic()
        self.process = subprocess.Popen(
            [*command, str(collection), "--port", str(self.port), *arguments],
            env={**usual, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.said = ""
        self.ready_after = 0.0  # seconds

    def wait_until_ready(self) -> HeadlessServer:
        """Wait for the line by which it says so."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.ready_after = time.monotonic() - self._begun
        self.said += line
        if "AnkiConnect serves" not in line:
            raise AssertionError(f"not ready: {line}{self.end()[1]}")
        return self

    def invoke(self, action: str, /, **params: Any) -> Any:
        """Perform an action and give its result, or raise ServerError."""
        reply = self.reply({"action": action, "version": 6, "params": params})
        if reply["error"] is not None:
            raise ServerError(reply["error"])
        return reply["result"]

    def reply(self, request: Any, headers: Mapping[str, str] = {}) -> Any:
        """Send a request object and read the reply."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        try:
            connection.request("POST", "/", json.dumps(request), dict(headers))
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End it by a signal; give its exit code and what it wrote to stderr."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=DEADLINE)
        self.said += out
        return self.process.returncode, err

    def __enter__(self) -> HeadlessServer:
        return self

    def __exit__(self, kind: Optional[type], *_: object) -> None:
        if self.process.poll() is None:
            _, err = self.end(signal.SIGKILL)
            if kind is not None:
                print(last_lines(err))
