"""Looks at the older add-on that this one replaces: at its folder's data, never at its code."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

from ..config.older import OLDER_ADDON, PORT, TakenOver, take_over
from ..config.settings import DEFAULT_PORT

_MOST_BYTES = 1024 * 1024  # of a file; a person types a thousandth of that


class OlderAddon:
    """The older add-on, if it is there.

    Args:
        addons: the folder with all add-ons
        module: our name for the add-on manager
    """

    def __init__(self, addons: Path, module: str) -> None:
        self._folder = addons / OLDER_ADDON
        self._is_ours = module == OLDER_ADDON  # somebody has put this one in its place

    def is_to_listen_at(self, port: int) -> bool:
        """Whether it was started in this Anki, and is to listen at a port."""
        if self._is_ours or OLDER_ADDON not in sys.modules:
            return False
        wanted = {PORT: DEFAULT_PORT, **self._defaults(), **self._saved()}[PORT]
        return bool(wanted == port)

    def settings_to_take_over(self) -> TakenOver | None:
        """What a person has changed of its settings, None if that is nothing."""
        if self._is_ours:
            return None
        saved = self._saved()
        found = take_over(saved, self._defaults()) if saved else None
        return found if found and (found.taken or found.refused) else None

    def _saved(self) -> dict[str, Any]:
        config = _object(self._folder / "meta.json").get("config")
        return config if isinstance(config, dict) else {}

    def _defaults(self) -> dict[str, Any]:
        return _object(self._folder / "config.json")


def _object(file: Path) -> dict[str, Any]:
    """What is in a file of JSON; nothing if it is not there, or nobody can read it."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
            return {}
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
