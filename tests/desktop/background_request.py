"""A request that is sent from a thread, so that a test goes on while it is performed."""

from __future__ import annotations

import threading
from typing import Any, Optional

from anki_app import InProcessAnki
from client import ApiError, Client

from tests.declared_results import check_reply


class BackgroundRequest:
    """One request, and its outcome once there is one.

    Args:
        anki: that performs it
        action: with its parameters
    """

    def __init__(self, anki: InProcessAnki, action: str, **params: Any) -> None:
        self._anki = anki
        self._action = action
        self._params = params
        self.result: Any = None
        self.error: Optional[str] = None
        self._thread = threading.Thread(target=self._run, args=(params,), daemon=True)
        self._thread.start()

    def _run(self, params: dict[str, Any]) -> None:
        try:
            self.result = Client(self._anki.port).invoke(self._action, **params)
        except (ApiError, OSError) as error:
            self.error = str(error)

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def wait(self) -> BackgroundRequest:
        """Run Qt until there is an outcome."""
        self._anki.wait_until(lambda: self.done, what=f"the answer to {self._action}")
        if self.error is None:
            request = {"action": self._action, "version": 6, "params": self._params}
            check_reply(request, {"result": self.result, "error": None})
        return self

    def answer(self) -> Any:
        """Run Qt until there is a result, and give that."""
        self.wait()
        assert self.error is None, self.error
        return self.result
