"""The add-on's settings as Anki stores them: changes them for good, and has that take effect at once.

What cannot be written holds until Anki ends, and the person is told so.
"""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from .. import messages

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_CONFIG = "config"  # in meta.json
_NO_OBJECT = "its settings are no object"


class StoredSettings:
    """What Anki's add-on manager has stored, and what it could not store.

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
        self._last: dict[str, Any] | None = None  # that could be read
        self._unstored: dict[str, Any] = {}  # what was decided in this run and could not be written
        self._beneath: dict[str, Any] = {}  # what was stored in its place then
        self.lost: str | None = None  # why nobody knows what the person has set; None if it is known

    @property
    def file(self) -> Path:
        """Where Anki keeps them."""
        return Path(self._manager.addonsFolder(self._module)) / "meta.json"

    @property
    def none_saved(self) -> bool:
        """Whether nothing was ever saved; not if that cannot be known."""
        found = _read(self.file)
        return found.problem is None and _CONFIG not in found.meta

    def read(self) -> dict[str, Any]:
        """All settings, with their defaults; the caller may change what it is given."""
        return {**self._stored(), **copy.deepcopy(self._unstored)}

    def change_list(self, key: str, edit: Callable[[dict[str, Any], list[Any]], None]) -> bool:
        """Change a list of the settings; tell whether that is in effect: what is no list is left alone.

        Args:
            key: of the list
            edit: is given all settings and the list, and changes them
        """
        if not isinstance(self.read().get(key, []), list):
            self._failed(messages.setting_is_no_list(key))
            return False
        return self.change(lambda config: edit(config, config.setdefault(key, [])))

    def change(self, edit: Callable[[dict[str, Any]], None]) -> bool:
        """Change settings; that is in effect, also if it could not be stored.

        Args:
            edit: is given all settings, and changes some
        """
        failure = self.change_unapplied(edit)
        self._changed()
        if failure is not None:
            self._failed(failure)
        return True

    def change_unapplied(self, edit: Callable[[dict[str, Any]], None]) -> str | None:
        """The same for whoever has it applied; return why it could not be stored, None if it was.

        Args:
            edit: is given all settings, and changes some
        """
        stored, config = self._stored(), self.read()
        edit(config)
        failure = self._write(config)
        held = () if failure is None else [key for key in config if key not in stored or config[key] != stored[key]]
        self._unstored = {key: config[key] for key in held}
        self._beneath = {key: stored.get(key) for key in self._unstored}
        return failure

    def replace(self, config: dict[str, Any]) -> None:
        """Have these settings in place of all; whoever asks for it has them applied.

        Args:
            config: all settings
        """

        def edit(all_settings: dict[str, Any]) -> None:
            all_settings.clear()
            all_settings.update(config)

        failure = self.change_unapplied(edit)
        if failure is not None:
            self._failed(failure)

    def saved_elsewhere(self) -> None:
        """Take note that Anki's config window has stored settings: what was decided there counts."""
        stored = self._stored()
        self._unstored = {key: self._unstored[key] for key in self._unstored if stored.get(key) == self._beneath[key]}
        if self._unstored and self._write(self.read()) is None:
            self._unstored = {}

    def _stored(self) -> dict[str, Any]:
        """What can be read; what was read last, if nothing can be now; the defaults, if nothing ever could."""
        found = _read(self.file)
        problem = found.problem
        if problem is None and not isinstance(found.meta.get(_CONFIG, {}), dict):
            problem = _NO_OBJECT
        if problem is None:
            self._last = copy.deepcopy(self._manager.getConfig(self._module) or {})
        self.lost = messages.settings_lost(str(self.file), problem) if problem and self._last is None else None
        return copy.deepcopy(self._last or self._manager.addonConfigDefaults(self._module) or {})

    def _write(self, config: dict[str, Any]) -> str | None:
        """Store settings; return why that could not be, None if it could."""
        file = self.file
        before = _read(file)
        if before.problem is not None:  # Anki takes such a file for an empty one, and what is in it would be lost
            return messages.settings_unreadable(str(file), before.problem)
        try:
            self._manager.writeConfig(self._module, config)
        except OSError as error:
            with contextlib.suppress(OSError):  # then it is as Anki left it, and that is told
                if before.contents is None:
                    file.unlink()  # half of the first one
                elif file.read_bytes() != before.contents:
                    file.write_bytes(before.contents)
            return messages.settings_unwritable(str(file), _reason(error))
        return None


class _Read(NamedTuple):
    """What is in Anki's file.

    Args:
        contents: None if there is none
        meta: what Anki reads in it
        problem: why Anki cannot read it
    """

    contents: bytes | None = None
    meta: dict[str, Any] = {}
    problem: str | None = None


def _read(file: Path) -> _Read:
    try:
        contents = file.read_bytes()
        meta = json.loads(contents.decode("utf-8"))
    except FileNotFoundError:
        return _Read()
    except (OSError, ValueError, RecursionError) as error:
        return _Read(problem=_reason(error))
    return _Read(contents, meta) if isinstance(meta, dict) else _Read(problem=_NO_OBJECT)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
