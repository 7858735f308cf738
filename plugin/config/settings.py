"""The settings: their defaults, their valid values, and the environment variables that override or add to them."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple

from .entries import notices_of_hosts, notices_of_origins

DEFAULT_PORT = 8765

# webCompression
ALWAYS, NETWORK, NEVER = "always", "network", "never"

ENVIRONMENT = {
    "ANKICONNECT_BIND_ADDRESS": "webBindAddress",
    "ANKICONNECT_CORS_ORIGIN": "webCorsOrigin",
}
# Its names, with commas between them, are added to webAllowedHosts
ALLOWED_HOSTS_VARIABLE = "ANKICONNECT_ALLOWED_HOSTS"


class Settings(NamedTuple):
    """All settings, checked. Their names are those of config.json; config.md says what each does.

    Args:
        apiPollInterval: milliseconds
        webTimeout: milliseconds
        webMaxBodyBytes: bytes
        webMemoryBytes: bytes
    """

    apiKey: str | None = None
    apiLogPath: str | None = None
    apiPollInterval: int = 25
    webBindAddress: str = "127.0.0.1"
    webBindPort: int = DEFAULT_PORT
    webBacklog: int = 128
    webTimeout: int = 10_000
    webMaxBodyBytes: int = 256 * 1024 * 1024
    webMemoryBytes: int = 512 * 1024 * 1024
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
        """The key that requests must send; None if it is empty."""
        return self.apiKey or None

    @property
    def origins(self) -> list[str]:
        """All origins that are trusted by name."""
        single = [self.webCorsOrigin] if self.webCorsOrigin else []
        return [*self.webCorsOriginList, *single]


class Rule(NamedTuple):
    """What a value must be, in words and as a test."""

    description: str
    is_valid: Callable[[Any], bool]


def _integer(low: int, high: int) -> Rule:
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


_STRING_OR_NULL = Rule("a text or null", lambda value: value is None or isinstance(value, str))
_STRINGS = Rule(
    "a list of texts",
    lambda value: isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value),
)

RULES: Mapping[str, Rule] = {
    "apiKey": _STRING_OR_NULL,
    "apiLogPath": _STRING_OR_NULL,
    "apiPollInterval": _integer(1, 10_000),
    "webBindAddress": Rule("an IP address or localhost", _is_address),
    "webBindPort": _integer(1, 65_535),
    "webBacklog": _integer(1, 65_535),
    "webTimeout": _integer(1, 3_600_000),
    "webMaxBodyBytes": _integer(1024, 2**31 - 1),
    "webMemoryBytes": _integer(1024 * 1024, 2**40),
    "webCorsOrigin": _STRING_OR_NULL,
    "webCorsOriginList": _STRINGS,
    "ignoreOriginList": _STRINGS,
    "webAllowedHosts": _STRINGS,
    "fileAccessOrigins": _STRINGS,
    "accessRules": Rule("a list", lambda value: isinstance(value, (list, tuple))),
    "webCompression": Rule("network, always or never", lambda value: value in (NETWORK, ALWAYS, NEVER)),
    "disableAppNap": Rule("true or false", lambda value: isinstance(value, bool)),
}


class LoadedSettings(NamedTuple):
    """Settings, and a sentence for each value that was not valid, or has no effect."""

    settings: Settings
    notices: list[str]


def read_settings(raw: Mapping[str, Any] | None, environment: Mapping[str, str]) -> LoadedSettings:
    """Validate the configuration; an invalid value is replaced by its default, and an unknown key is ignored.

    An invalid apiKey is replaced by a random key: its default, no key, would let everybody in.

    Args:
        raw: as Anki's add-on manager returns it
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
        if rule.is_valid(value):
            values[key] = tuple(value) if isinstance(value, list) else value
        elif key == "apiKey":
            values[key] = secrets.token_hex()
            notices.append(f"apiKey must be {rule.description}; until it is, no request is let in")
        else:
            default = getattr(Settings(), key)
            notices.append(f"{key}{sources[key]} must be {rule.description}; {default!r} is used")
    notices += _useless_entries(Settings(**values), sources)
    more_hosts = [one.strip() for one in environment.get(ALLOWED_HOSTS_VARIABLE, "").split(",") if one.strip()]
    notices += notices_of_hosts(ALLOWED_HOSTS_VARIABLE, more_hosts)
    values["webAllowedHosts"] = (*values.get("webAllowedHosts", ()), *more_hosts)
    return LoadedSettings(Settings(**values), notices)


def _useless_entries(settings: Settings, sources: Mapping[str, str]) -> list[str]:
    """A sentence for each entry of a list that can never match."""
    single = [settings.webCorsOrigin] if settings.webCorsOrigin else []
    return [
        *notices_of_origins("webCorsOriginList", settings.webCorsOriginList, everybody=True),
        *notices_of_origins(f"webCorsOrigin{sources.get('webCorsOrigin', '')}", single, everybody=True),
        *notices_of_origins("ignoreOriginList", settings.ignoreOriginList, everybody=False),
        *notices_of_origins("fileAccessOrigins", settings.fileAccessOrigins, everybody=True),
        *notices_of_hosts("webAllowedHosts", settings.webAllowedHosts),
    ]
