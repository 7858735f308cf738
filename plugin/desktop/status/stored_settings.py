"""The add-on's settings as Anki stores them: changes them for good, and has that take effect at once."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from .. import messages

if TYPE_CHECKING:
    from aqt.main import AnkiQt


class StoredSettings:
    """What Anki's add-on manager has stored.

    Args:
        mw: Anki's main window
        module: the add-on's name for the add-on manager
        changed: called after every change
        failed: is given a sentence for the person when a change could not be stored
    """

    def __init__(self, mw: AnkiQt, module: str, changed: Callable[[], None], failed: Callable[[str], None]) -> None:
        self._manager = mw.addonManager
        self._module = module
        self._changed = changed
        self._failed = failed

    def read(self) -> dict[str, Any]:
        """All settings, with their defaults; the caller may change what it is given."""
        return copy.deepcopy(self._manager.getConfig(self._module) or {})

    def change_list(self, key: str, edit: Callable[[dict[str, Any], list[Any]], None]) -> bool:
        """Change a list of the settings; tell whether that was stored: what is no list is left alone.

        Args:
            key: of the list
            edit: is given all settings and the list, and changes them
        """
        if not isinstance(self.read().get(key, []), list):
            self._failed(messages.setting_is_no_list(key))
            return False
        return self.change(lambda config: edit(config, config.setdefault(key, [])))

    def change(self, edit: Callable[[dict[str, Any]], None]) -> bool:
        """Change settings; tell whether that was stored.

        Args:
            edit: is given all settings, and changes some
        """
        file = Path(self._manager.addonsFolder(self._module)) / "meta.json"
        try:
            before = _readable(file)
        except (OSError, ValueError) as error:
            # Anki takes such a file for an empty one, and what is in it would be lost
            self._failed(messages.settings_unreadable(str(file), _reason(error)))
            return False
        config = self.read()
        edit(config)
        try:
            self._manager.writeConfig(self._module, config)
        except OSError as error:
            with contextlib.suppress(OSError):  # then it is as Anki left it, and that is told below
                if before is not None and file.read_bytes() != before:
                    file.write_bytes(before)
            self._failed(messages.settings_unwritable(str(file), _reason(error)))
            return False
        self._changed()
        return True


def _readable(file: Path) -> bytes | None:
    """What is in the file, None if there is none; raises OSError or ValueError if Anki could not read it."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    json.loads(data.decode("utf-8"))
    return data


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
