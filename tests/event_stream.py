"""A client of the stream of events, which reads on a thread of its own."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Callable, NamedTuple, Optional

from tests.deadlines import DEADLINE


class Told(NamedTuple):
    """An event, as it came."""

    kind: str
    id: str
    data: Any


class Events:
    """Events that come in line by line, on a thread of its own."""

    def __init__(self) -> None:
        self.events: list[Told] = []
        self.comments = 0
        self.ended = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._read, name="events", daemon=True)

    @property
    def changes(self) -> list[Any]:
        """The data of all changes."""
        return [event.data for event in self.events if event.kind == "change"]

    @property
    def kinds(self) -> list[str]:
        """The kinds of all events."""
        return [event.kind for event in self.events]

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds that depends on what has come."""
        with self._news:
            assert self._news.wait_for(condition, DEADLINE), self.events

    def wait_for_change(self, number: int = 1) -> Any:
        """Wait for the first changes, and give the data of the last of them."""
        self.wait_for(lambda: len(self.changes) >= number)
        return self.changes[number - 1]

    def _line(self) -> bytes:
        """The next line; nothing at the end."""
        raise NotImplementedError

    def _read(self) -> None:
        fields: dict[str, str] = {}
        while line := self._line():
            text = line.decode("utf-8").rstrip("\n")
            name, _, value = text.partition(":")
            with self._news:
                if not text and "data" in fields:
                    self.events.append(Told(fields["event"], fields["id"], json.loads(fields["data"])))
                    fields = {}
                elif text and not name:
                    self.comments += 1
                elif name:
                    assert name not in fields, fields
                    fields[name] = value.removeprefix(" ")
                self._news.notify_all()
        with self._news:
            self.ended = True
            self._news.notify_all()


class EventStream(Events):
    """A stream that is open; a refused one has a status other than 200, and its text.

    Args:
        port: of the server
        query: such as "types=notes"
        headers: of the request, with _ for -
    """

    def __init__(self, port: int, query: str = "", **headers: str) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request("GET", f"/events?{query}" if query else "/events", headers=sent)
        self._response = self._connection.getresponse()
        self.status = self._response.status
        self.headers = self._response.headers
        self.text = ""
        if self.status == http.client.OK:
            self._thread.start()
        else:
            self.text = self._response.read().decode()
            self._connection.close()

    def close(self) -> None:
        """Hang up."""
        if self._thread.is_alive() and self._connection.sock is not None:
            self._connection.sock.shutdown(socket.SHUT_RDWR)
            self._thread.join(DEADLINE)
            assert not self._thread.is_alive()
        self._response.close()
        self._connection.close()

    def _line(self) -> bytes:
        try:
            return self._response.readline()
        except (OSError, http.client.HTTPException):  # it was cut
            return b""

    def __enter__(self) -> EventStream:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()


# A program of its own that listens, and prints what it gets
_PROGRAM = """
import sys, urllib.request

request = urllib.request.Request(sys.argv[1], headers={"Last-Event-ID": sys.argv[2]} if sys.argv[2] else {})
for line in urllib.request.urlopen(request):
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
"""


class ListeningProcess(Events):
    """Another process that listens.

    Args:
        port: of the server
        last: the id that it goes on from
        command: to run instead, which prints what it gets
    """

    def __init__(self, port: int, last: str = "", command: Optional[Sequence[str]] = None) -> None:
        super().__init__()
        usual = [sys.executable, "-c", _PROGRAM, f"http://127.0.0.1:{port}/events", last]
        self._process = subprocess.Popen(command or usual, stdout=subprocess.PIPE)
        self._thread.start()

    @property
    def last(self) -> str:
        """The id of the last event."""
        return self.events[-1].id

    def end(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(DEADLINE)
        self._thread.join(DEADLINE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _line(self) -> bytes:
        assert self._process.stdout is not None
        return self._process.stdout.readline()
