"""The settings: their defaults, what is a sensible value, and the two environment variables that win over them."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple

DEFAULT_PORT = 8765

# webCompression
ALWAYS, NETWORK, NEVER = "always", "network", "never"

ENVIRONMENT = {
    "ANKICONNECT_BIND_ADDRESS": "webBindAddress",
    "ANKICONNECT_CORS_ORIGIN": "webCorsOrigin",
}


class Settings(NamedTuple):
    """All settings, checked. Their names are those of config.json; config.md says what each does.

    Args:
        apiPollInterval: milliseconds
        webTimeout: milliseconds
        webMaxBodyBytes: bytes
    """

    apiKey: str | None = None
    apiLogPath: str | None = None
    apiPollInterval: int = 25
    webBindAddress: str = "127.0.0.1"
    webBindPort: int = DEFAULT_PORT
    webBacklog: int = 128
    webTimeout: int = 10_000
    webMaxBodyBytes: int = 256 * 1024 * 1024
    webCorsOrigin: str | None = None
    webCorsOriginList: Sequence[str] = ("http://localhost",)
    ignoreOriginList: Sequence[str] = ()
    webAllowedHosts: Sequence[str] = ()
    fileAccessOrigins: Sequence[str] = ()
    accessRules: Sequence[Any] = ()
    webCompression: str = NETWORK
    disableAppNap: bool = True

    @property
    def key(self) -> str | None:
        """The key that requests must bring; an empty one is none."""
        return self.apiKey or None

    @property
    def origins(self) -> list[str]:
        """All origins that are trusted by name."""
        single = [self.webCorsOrigin] if self.webCorsOrigin else []
        return [*self.webCorsOriginList, *single]


class Rule(NamedTuple):
    """What a value must be."""

    words: str
    holds: Callable[[Any], bool]


def _whole_number(low: int, high: int) -> Rule:
    return Rule(
        f"a whole number from {low} to {high}",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high,
    )


def _is_address(value: Any) -> bool:
    if value == "localhost":
        return True
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return isinstance(value, str)


_TEXT_OR_NONE = Rule("a text or null", lambda value: value is None or isinstance(value, str))
_TEXTS = Rule(
    "a list of texts",
    lambda value: isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value),
)

RULES: Mapping[str, Rule] = {
    "apiKey": _TEXT_OR_NONE,
    "apiLogPath": _TEXT_OR_NONE,
    "apiPollInterval": _whole_number(1, 10_000),
    "webBindAddress": Rule("an IP address or localhost", _is_address),
    "webBindPort": _whole_number(1, 65_535),
    "webBacklog": _whole_number(1, 65_535),
    "webTimeout": _whole_number(1, 3_600_000),
    "webMaxBodyBytes": _whole_number(1024, 2**31 - 1),
    "webCorsOrigin": _TEXT_OR_NONE,
    "webCorsOriginList": _TEXTS,
    "ignoreOriginList": _TEXTS,
    "webAllowedHosts": _TEXTS,
    "fileAccessOrigins": _TEXTS,
    "accessRules": Rule("a list", lambda value: isinstance(value, (list, tuple))),
    "webCompression": Rule("network, always or never", lambda value: value in (NETWORK, ALWAYS, NEVER)),
    "disableAppNap": Rule("true or false", lambda value: isinstance(value, bool)),
}


class Reading(NamedTuple):
    """Settings, and a sentence for each value that could not be used."""

    settings: Settings
    notices: list[str]


def read_settings(raw: Mapping[str, Any] | None, environment: Mapping[str, str]) -> Reading:
    """Check what is configured; a wrong value gives way to its default, an unknown key is ignored.

    Only a wrong apiKey does not: its default would open the door that somebody wanted to lock.

    Args:
        raw: as Anki's add-on manager gives it
        environment: of the process
    """
    values: dict[str, Any] = {}
    notices = []
    given = {key: value for key, value in (raw or {}).items() if key in RULES}
    sources = dict.fromkeys(given, "")
    for variable, key in ENVIRONMENT.items():
        if environment.get(variable):
            given[key] = environment[variable]
            sources[key] = f" (from {variable})"
    for key, value in given.items():
        rule = RULES[key]
        if rule.holds(value):
            values[key] = tuple(value) if isinstance(value, list) else value
        elif key == "apiKey":
            values[key] = secrets.token_hex()
            notices.append(f"apiKey must be {rule.words}; until it is, no request is let in")
        else:
            default = getattr(Settings(), key)
            notices.append(f"{key}{sources[key]} must be {rule.words}; {default!r} is used")
    return Reading(Settings(**values), notices)
