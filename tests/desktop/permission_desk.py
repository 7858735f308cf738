"""Pages that ask for permission, and the person at Anki who answers."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from typing import Any

from anki_app import InProcessAnki

from aqt.qt import QDialogButtonBox, QLabel, QWidget

from tests.deadlines import DEADLINE

ASK = {"action": "requestPermission", "version": 6}
GRANTED = {"permission": "granted", "requireApiKey": False, "requireApikey": False, "version": 6}
DENIED = {"permission": "denied"}


class Page:
    """A page of some origin that asks for permission, and waits for the answer on a thread of its own."""

    def __init__(self, port: int, origin: str) -> None:
        self.origin = origin
        self.replies: list[Any] = []
        self.envelopes: list[Any] = []
        self.errors: list[BaseException] = []
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
        self.connection.connect()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        try:
            headers = {"Origin": self.origin}
            self.connection.putrequest("POST", "/", skip_accept_encoding=True)
            body = json.dumps(ASK).encode()
            self.connection.putheader("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.connection.putheader(name, value.encode("utf-8"))
            self.connection.endheaders(body)
            self.envelopes.append(json.loads(self.connection.getresponse().read()))
            self.replies.append(self.envelopes[0]["result"])
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.errors.append(error)

    def leave(self) -> None:
        sock = self.connection.sock
        if sock is not None:
            sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(DEADLINE)
        self.connection.close()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()


class Desk:
    """The person at Anki."""

    def __init__(self, anki: InProcessAnki) -> None:
        self.anki = anki

    @property
    def questions(self) -> list[Any]:
        found = [w for w in self.anki.app.topLevelWidgets() if type(w).__name__ == "QuestionWindow"]
        return [window for window in found if window.isVisible()]

    def wait_for_question(self, about: str = "") -> Any:
        return self.anki.wait_until(
            lambda: next((w for w in self.questions if about in words_of(w)), None), what=f"a question about {about}"
        )

    def press(self, window: Any, which: QDialogButtonBox.StandardButton) -> None:
        button = window.findChild(QDialogButtonBox).button(which)
        self.anki.wait_until(button.isEnabled, what="the button")
        button.click()


def words_of(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel))


YES, NO = QDialogButtonBox.StandardButton.Yes, QDialogButtonBox.StandardButton.No


def answer_of(desk: Desk, page: Page) -> Any:
    desk.anki.wait_until(lambda: page.done, what=f"the answer to {page.origin}")
    assert not page.errors, page.errors
    return page.replies[0]
