"""Run a real Anki as a process of its own: for start-up, quitting, other clients and load."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

import addon_archive
import editors
from anki_app import COLLECTION, PROFILE, START_SECONDS, make_profile, prepare_environment
from client import ApiError, Client
from ports import free_port

from tests.deadlines import DEADLINE

# before Anki 26.05 a second Anki of one user can only be told apart by this class attribute
LAUNCH = "import sys, aqt; aqt.AnkiApp.KEY = sys.argv.pop(1); aqt.run()"
LOOK_SECONDS = 0.02
_OURS = re.compile(rf"\b{addon_archive.PACKAGE}/\S*\.py\b")


class AnkiProcess:
    """One Anki; `base` may hold a collection already, the profile and the add-on come where missing."""

    def __init__(
        self,
        base: Path,
        addon: Optional[Path],
        port: Optional[int] = None,
        config: Optional[Mapping[str, Any]] = None,
        env: Optional[Mapping[str, str]] = None,
    ) -> None:
        base.mkdir(parents=True, exist_ok=True)
        self.base = base
        self.port = port or free_port()
        self.client = Client(self.port, key=(config or {}).get("apiKey"))
        self.answered_after = 0.0  # seconds from the start of the process to its first answer
        prepare_environment(base)
        make_profile(base)
        editors.make_collection(base / PROFILE / COLLECTION)
        if addon is not None:
            addon_archive.install(addon, base, {"webBindPort": self.port, **(config or {})})
        self._out = base.with_name(base.name + ".stdout")
        self._err = base.with_name(base.name + ".stderr")
        command = [sys.executable, "-c", LAUNCH, f"ankiconnect-test-{uuid.uuid4().hex}"]
        command += ["-b", str(base), "-p", PROFILE, "-l", "en_US"]
        trash = {"XDG_DATA_HOME": str(base.with_name(base.name + ".data"))}  # an add-on that is replaced goes there
        self._begun = time.monotonic()
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                command, cwd=base, env={**os.environ, **trash, **(env or {})}, stdout=out, stderr=err
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def stdout(self) -> str:
        """What Anki printed so far, what was written to sys.stderr included: its error handler repeats it here."""
        return self._out.read_text(encoding="utf8", errors="replace")

    @property
    def stderr(self) -> str:
        return self._err.read_text(encoding="utf8", errors="replace")

    def wait_for_answer(self, timeout: float = START_SECONDS) -> None:
        """Wait until the port answers; a process that ended meanwhile fails at once, with what it said."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                self.client.call()
            except OSError as error:
                if self.process.poll() is not None:
                    raise self._failure(f"Anki ended with {self.process.returncode}") from error
                if time.monotonic() > deadline:
                    raise self._failure(f"no answer within {timeout} s") from error
                time.sleep(LOOK_SECONDS)
            else:
                self.answered_after = time.monotonic() - self._begun
                return

    def wait_for_collection(self, timeout: float = START_SECONDS) -> None:
        """Wait until the profile is open: the port answers some ten milliseconds earlier."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                self.client.invoke("deckNames")
            except ApiError as error:
                if str(error) != "collection is not available":
                    raise
                if time.monotonic() > deadline:
                    raise self._failure(f"no collection within {timeout} s") from error
                time.sleep(LOOK_SECONDS)
            else:
                return

    def wait_for_file(self, path: Path, timeout: float = START_SECONDS) -> None:
        """Wait until an add-on in it has written a file."""
        deadline = time.monotonic() + timeout
        while not path.exists():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise self._failure(f"no {path.name} within {timeout} s")
            time.sleep(LOOK_SECONDS)

    def stop(self) -> int:
        """End Anki with SIGTERM, to the main process only, and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.wait_for_end()

    def wait_for_end(self, timeout: float = DEADLINE) -> int:
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise self._failure(f"Anki did not end within {timeout} s") from error

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def tracebacks(self) -> list[str]:
        """The streams with a Python traceback in them."""
        return [text for text in (self.stdout, self.stderr) if _has_traceback(text)]

    def complaints(self) -> list[str]:
        """The lines in which Anki names a file of the add-on: of tracebacks, and about what is deprecated."""
        return [line for line in (self.stdout + self.stderr).splitlines() if _OURS.search(line)]

    def _failure(self, what: str) -> RuntimeError:
        return RuntimeError(f"{what}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}")


def _has_traceback(text: str) -> bool:
    found = text.split("Traceback (most recent call last)")[1:]
    # Anki closes its media server under the threads that still answer a page
    return any("waitress/trigger.py" not in one for one in found)
