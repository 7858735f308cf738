"""The lists of origins in the settings: changes them for good, and has the change take effect at once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable

from ...config.settings import ENVIRONMENT
from ...web.origins import normal_origin, shown_origin
from .. import messages

if TYPE_CHECKING:
    from aqt.main import AnkiQt

ALLOWED = "webCorsOriginList"
IGNORED = "ignoreOriginList"
_OLD_SINGLE = "webCorsOrigin"


class Origins:
    """What Anki's add-on manager has stored.

    Args:
        mw: Anki's main window
        module: the add-on's name for the add-on manager
        changed: called after every change
    """

    def __init__(self, mw: AnkiQt, module: str, changed: Callable[[], None]) -> None:
        self._manager = mw.addonManager
        self._module = module
        self._changed = changed

    def allowed(self) -> list[str]:
        """Origins whose pages may use the API."""
        config = self._read()
        single = config.get(_OLD_SINGLE)
        return [*_strings(config.get(ALLOWED)), *([single] if isinstance(single, str) and single else [])]

    def from_environment(self) -> str | None:
        """The origin that the environment allows, with the variable's name; None if there is none."""
        variable = next(name for name, key in ENVIRONMENT.items() if key == _OLD_SINGLE)
        origin = os.environ.get(variable)
        return messages.from_environment(shown_origin(origin), variable) if origin else None

    def ignored(self) -> list[str]:
        """Origins that are refused without a question."""
        return _strings(self._read().get(IGNORED))

    def allow(self, origin: str) -> None:
        """Let the pages of an origin use the API."""
        self._move(origin, to=ALLOWED)

    def ignore(self, origin: str) -> None:
        """Refuse an origin without a question from now on."""
        self._move(origin, to=IGNORED)

    def remove(self, origin: str) -> None:
        """Remove an origin from both lists."""
        self._move(origin, to=None)

    def _move(self, origin: str, to: str | None) -> None:
        config = self._read()
        wanted = normal_origin(origin)
        for key in (ALLOWED, IGNORED):
            config[key] = [one for one in _strings(config.get(key)) if normal_origin(one) != wanted]
            if key == to:
                config[key].append(wanted)
        if to != ALLOWED and normal_origin(config.get(_OLD_SINGLE) or "") == wanted:
            config[_OLD_SINGLE] = None
        self._manager.writeConfig(self._module, config)
        self._changed()

    def _read(self) -> dict[str, Any]:
        return dict(self._manager.getConfig(self._module) or {})


def _strings(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
