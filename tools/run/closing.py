"""Asks an Anki to close by its own add-on: on Windows no signal asks, each one kills."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any

from tools.run.addon_link import PACKAGE

_SECONDS = 5


def ask_to_close(address: str, port: int, base: Path) -> bool:
    """Whether the add-on has taken a request to close Anki; not if nobody answers or its rules forbid it.

    Args:
        address: where the add-on listens
        port: that it was configured for
        base: Anki's base folder, in whose settings there may be a key and another port by now
    """
    settings = _settings(base)
    request = {"action": "guiExitAnki", "version": 6, "key": settings.get("apiKey")}
    connection = http.client.HTTPConnection(address, settings.get("webBindPort", port), timeout=_SECONDS)
    try:
        connection.request("POST", "/", json.dumps(request).encode())
        reply = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return isinstance(reply, dict) and "result" in reply and reply.get("error") is None


def _settings(base: Path) -> dict[str, Any]:
    """What differs from the add-on's usual settings."""
    try:
        meta = json.loads((base / "addons21" / PACKAGE / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    settings: dict[str, Any] = meta.get("config") or {}
    return settings
