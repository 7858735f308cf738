"""How a request is sent by the client for Python, which begins with what is below this text."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, Optional


class AnkiConnectError(Exception):
    """AnkiConnect replied with an error, in one line.

    Attributes:
        code: of what kind it is, such as "not_found" (docs/api.md has the list); None if the server does not say
    """

    def __init__(self, message: str, code: Optional[str] = None) -> None:
        super().__init__(message)
        self.code = code


class Connection:
    """Sends requests. Nothing is kept open between them, so that it may be used on any thread.

    Args:
        url: of AnkiConnect
        key: if AnkiConnect asks for one
        timeout: how long an answer may take, in seconds; a question to the person at Anki takes up to 50
    """

    def __init__(
        self, url: str = "http://127.0.0.1:8765", key: Optional[str] = None, timeout: Optional[float] = 60.0
    ) -> None:
        self.url = url
        self.key = key
        self.timeout = timeout
        # a proxy that the system is set to use cannot reach this computer's own address
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def request(self, action: str, /, **params: Any) -> dict[str, Any]:
        """Make a request object, as multi() takes them; parameters that are None are left out."""
        given = {name: value for name, value in params.items() if value is not None}
        return {"action": action, "version": 6, "params": given}

    def invoke(self, action: str, /, **params: Any) -> Any:
        """Perform an action and return its result; parameters that are None are left out.

        Raises AnkiConnectError if the reply is an error, and OSError if there is none.
        """
        sent = self.request(action, **params)
        if self.key is not None:
            sent["key"] = self.key
        body = json.dumps(sent).encode("utf-8")
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                reply = json.loads(response.read())
                code = response.headers.get("AnkiConnect-Error")
        except urllib.error.HTTPError as error:
            with error:
                words = error.read(1000).decode("utf-8", "replace").strip()
            raise AnkiConnectError(f"HTTP status {error.code}{': ' if words else ''}{words}") from None
        if reply["error"] is not None:
            raise AnkiConnectError(reply["error"], code)
        return reply["result"]
