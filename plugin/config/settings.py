"""The settings: their defaults, their valid values, and the environment variables that override or add to them."""

from __future__ import annotations

import difflib
import ipaddress
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple

from ..errors import escaped
from . import rules
from .entries import notices_of_hosts, notices_of_origins
from .rights import ALL, NONE, RIGHTS, Rights

DEFAULT_PORT = 8765

_ORIGINS_AND_HOSTS = ("webCorsOriginList", "ignoreOriginList", "fileAccessOrigins", "webAllowedHosts")
_ALIKE = 0.85  # of 1: how near to the name of a setting a key must be, to be a misspelled one
_SHOWN = 60

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
        mcpTools: names of actions and categories; None for the usual ones
        mcpMaxResultBytes: bytes
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
    accessRules: Sequence[rules.Rule] = ()
    rightsWithoutRule: Rights = ALL
    webCompression: str = NETWORK
    mcp: bool = True
    mcpTools: Sequence[str] | None = None
    mcpMaxResultBytes: int = 100_000
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


class Condition(NamedTuple):
    """What a value must be, in words and as a test."""

    description: str
    is_valid: Callable[[Any], bool]


def _integer(low: int, high: int) -> Condition:
    return Condition(
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


_STRING_OR_NULL = Condition("a text or null", lambda value: value is None or isinstance(value, str))
_STRINGS = Condition(
    "a list of texts",
    lambda value: isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value),
)

CONDITIONS: Mapping[str, Condition] = {
    "apiKey": _STRING_OR_NULL,
    "apiLogPath": _STRING_OR_NULL,
    "apiPollInterval": _integer(1, 10_000),
    "webBindAddress": Condition("an IP address or localhost", _is_address),
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
    "accessRules": Condition("a list of rules", lambda value: isinstance(value, (list, tuple))),
    "rightsWithoutRule": Condition(
        f"a list of {', '.join(RIGHTS)}", lambda value: rules.read_default_rights(value) is not None
    ),
    "webCompression": Condition("network, always or never", lambda value: value in (NETWORK, ALWAYS, NEVER)),
    "mcp": Condition("true or false", lambda value: isinstance(value, bool)),
    "mcpTools": Condition("a list of texts or null", lambda value: value is None or _STRINGS.is_valid(value)),
    "mcpMaxResultBytes": _integer(1_000, 10_000_000),
    "disableAppNap": Condition("true or false", lambda value: isinstance(value, bool)),
}


class LoadedSettings(NamedTuple):
    """Settings, and a sentence for each value that was not valid, or has no effect."""

    settings: Settings
    notices: list[str]


def read_settings(raw: Mapping[str, Any] | None, environment: Mapping[str, str]) -> LoadedSettings:
    """Validate the configuration; an unknown key is ignored.

    An invalid value is replaced by its default, but one that decides who gets in closes: no key is the right one, no
    rights are given, and of a list of origins only what can be read counts.

    Args:
        raw: as Anki's add-on manager returns it
        environment: of the process
    """
    values: dict[str, Any] = {}
    given = {key: value for key, value in (raw or {}).items() if key in CONDITIONS}
    notices = _misspelled(raw or {})
    sources = dict.fromkeys(given, "")
    for variable, key in ENVIRONMENT.items():
        if environment.get(variable):
            given[key] = environment[variable]
            sources[key] = f" (from {variable})"
    for key, value in given.items():
        condition = CONDITIONS[key]
        if condition.is_valid(value):
            values[key] = tuple(value) if isinstance(value, list) else value
        else:
            values[key], consequence = _instead(key, value)
            notices.append(f"{key}{sources[key]} must be {condition.description}; {consequence}")
    notices += _read_rules(values, given)
    more_hosts = [one.strip() for one in environment.get(ALLOWED_HOSTS_VARIABLE, "").split(",") if one.strip()]
    notices += notices_of_hosts(ALLOWED_HOSTS_VARIABLE, more_hosts)
    own_hosts = values.get("webAllowedHosts", ())
    values["webAllowedHosts"] = (*own_hosts, *more_hosts)
    settings = Settings(**values)
    notices += _useless_entries(settings, sources, own_hosts)
    return LoadedSettings(settings, notices)


def unknown_key() -> str:
    """A key that nobody has."""
    return secrets.token_hex()


def _instead(key: str, value: Any) -> tuple[Any, str]:
    """What counts in place of an invalid value, and the words for it."""
    if key == "apiKey":
        return unknown_key(), "until it is, no request is let in"
    if key in ("accessRules", "rightsWithoutRule"):
        return (), "until it is, nobody has any rights but with apiKey"
    if key == "mcp":
        return False, "until it is, /mcp is switched off"
    if key in _ORIGINS_AND_HOSTS:
        readable = [one for one in value if isinstance(one, str)] if isinstance(value, (list, tuple)) else []
        return tuple(readable), "only the texts in it count" if readable else "nothing in it counts"
    default = getattr(Settings(), key)
    return default, f"{json.dumps(default)} is used"


def _read_rules(values: dict[str, Any], given: Mapping[str, Any]) -> list[str]:
    """Put rules in place of what is stored of them, and return a sentence for each mistake."""
    read, notices = rules.read_rules(values.get("accessRules", ()))
    if not CONDITIONS["apiKey"].is_valid(given.get("apiKey")):
        read = [one.without_key() for one in read]
    if "accessRules" in values:
        values["accessRules"] = tuple(read)
    if "rightsWithoutRule" in values:
        values["rightsWithoutRule"] = frozenset(values["rightsWithoutRule"])
    if not CONDITIONS["accessRules"].is_valid(given.get("accessRules", ())):
        values["rightsWithoutRule"] = NONE
    return notices


def _misspelled(raw: Mapping[str, Any]) -> list[str]:
    """A sentence for each key that looks like a setting and is none: whoever wrote it believes that it works."""
    known = {one.casefold(): one for one in CONDITIONS}
    told = []
    for key in raw:
        if key not in CONDITIONS:
            meant = difflib.get_close_matches(str(key).casefold(), known, n=1, cutoff=_ALIKE)
            told += (
                [f'"{escaped(key, _SHOWN)}" has no effect: the setting is called {known[meant[0]]}'] if meant else []
            )
    return told


def _useless_entries(settings: Settings, sources: Mapping[str, str], own_hosts: Sequence[str]) -> list[str]:
    """A sentence for each entry of a list that can never match, and for rights that never count."""
    single = [settings.webCorsOrigin] if settings.webCorsOrigin else []
    notices = [
        *notices_of_origins("webCorsOriginList", settings.webCorsOriginList, everybody=True),
        *notices_of_origins(f"webCorsOrigin{sources.get('webCorsOrigin', '')}", single, everybody=True),
        *notices_of_origins("ignoreOriginList", settings.ignoreOriginList, everybody=False),
        *notices_of_origins("fileAccessOrigins", settings.fileAccessOrigins, everybody=False),
        *notices_of_hosts("webAllowedHosts", own_hosts),
    ]
    if settings.key and settings.rightsWithoutRule != ALL:
        notices.append("rightsWithoutRule has no effect while apiKey is set: without a key nobody is let in")
    return notices
