"""The lists of origins and hosts in the settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...config.origin_text import normal_host
from ...config.settings import ENVIRONMENT
from ...web.origins import normal_origin
from ...web.trust import LOCAL_ORIGIN

if TYPE_CHECKING:
    from .stored_settings import StoredSettings

ALLOWED = "webCorsOriginList"
IGNORED = "ignoreOriginList"
HOSTS = "webAllowedHosts"
OLD_SINGLE = "webCorsOrigin"


class Origins:
    """Who is allowed and who is ignored.

    Args:
        stored: the settings
    """

    def __init__(self, stored: StoredSettings) -> None:
        self._stored = stored

    def allow(self, origin: str) -> bool:
        """Let the pages of an origin use the API; tell whether that is in effect."""
        return self._stored.change(lambda config: move(config, origin, to=ALLOWED))

    def ignore(self, origin: str) -> bool:
        """Refuse an origin without a question from now on; tell whether that is in effect."""
        return self._stored.change(lambda config: move(config, origin, to=IGNORED))

    def remove(self, origin: str) -> bool:
        """Remove an origin from both lists; tell whether that is in effect."""
        return self._stored.change(lambda config: move(config, origin, to=None))

    def narrow(self, chosen: Sequence[str]) -> bool:
        """Have these in place of all pages of this computer and all extensions; tell whether that is in effect."""

        def edit(config: dict[str, Any]) -> None:
            move(config, LOCAL_ORIGIN, to=None)
            for origin in chosen:
                move(config, origin, to=ALLOWED)

        return self._stored.change(edit)

    def allow_host(self, host: str) -> bool:
        """Let this computer be called by a name; tell whether that is in effect."""

        def edit(config: dict[str, Any]) -> None:
            config[HOSTS] = [*(one for one in strings(config.get(HOSTS)) if normal_host(one) != host), host]

        return self._stored.change(edit)


def allowed(config: dict[str, Any]) -> list[str]:
    """Origins whose pages may use the API, as they are stored."""
    single = config.get(OLD_SINGLE)
    return [*strings(config.get(ALLOWED)), *([single] if isinstance(single, str) and single else [])]


def from_environment() -> tuple[str, str] | None:
    """The origin that the environment allows, with the variable's name; None if there is none."""
    variable = next(name for name, key in ENVIRONMENT.items() if key == OLD_SINGLE)
    origin = os.environ.get(variable)
    return (origin, variable) if origin else None


def move(config: dict[str, Any], origin: str, to: str | None) -> None:
    """Have an origin in one of the lists only, or in none.

    Args:
        config: all settings
        origin: in any spelling
        to: the name of the list
    """
    wanted = normal_origin(origin)
    for key in (ALLOWED, IGNORED):
        stored = config.get(key)
        # what is no text has no effect, but is not ours to throw away
        kept = [one for one in stored if not _is_origin(one, wanted)] if isinstance(stored, list) else []
        if key == to:
            config[key] = [*kept, wanted]
        elif isinstance(stored, list):
            config[key] = kept
    single = config.get(OLD_SINGLE)
    if to != ALLOWED and _is_origin(single, wanted):
        config[OLD_SINGLE] = None


def _is_origin(stored: Any, wanted: str) -> bool:
    return isinstance(stored, str) and normal_origin(stored) == wanted


def strings(value: Any) -> list[str]:
    """The texts of a list; none if it is no list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
