"""What a server without a window is told: the settings file, and environment variables for containers.

The settings are those of the add-on, under the same names. Each can come from a variable: webBindPort from
ANKICONNECT_BIND_PORT, apiKey from ANKICONNECT_API_KEY, and so on. With _FILE behind its name, a variable names a file
that holds the value, as containers hand over secrets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..config.settings import ALLOWED_HOSTS_VARIABLE, CONDITIONS, ENVIRONMENT, LoadedSettings, Settings, read_settings

PREFIX = "ANKICONNECT_"
SYNC_USERNAME = f"{PREFIX}SYNC_USERNAME"
SYNC_PASSWORD = f"{PREFIX}SYNC_PASSWORD"
SYNC_ENDPOINT = f"{PREFIX}SYNC_ENDPOINT"
COLLECTION = f"{PREFIX}COLLECTION"
SETTINGS = f"{PREFIX}SETTINGS"
_OTHERS = (SYNC_USERNAME, SYNC_PASSWORD, SYNC_ENDPOINT, COLLECTION, SETTINGS, ALLOWED_HOSTS_VARIABLE)

_IN_A_FILE = "_FILE"
_MOST_BYTES = 1024 * 1024

# What Kubernetes and Docker tell of a service that is called ankiconnect
_OF_A_CLUSTER = re.compile(
    PREFIX + r"(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?|NAME)"
)

_CAPITAL = re.compile(r"(?=[A-Z])")
# A list of these is written with commas between its entries; accessRules is JSON
_LISTS = {name for name, value in Settings()._asdict().items() if isinstance(value, (tuple, frozenset))} - {
    "accessRules"
} | {"mcpTools"}
_TEXTS = {name for name, value in Settings()._asdict().items() if value is None or isinstance(value, str)} - _LISTS


class ConfigurationError(Exception):
    """The server cannot be started with what it was told; says why in one line."""


def variable(setting: str) -> str:
    """The environment variable for a setting."""
    return PREFIX + "_".join(_CAPITAL.split(setting.removeprefix("web"))).upper().lstrip("_")


def read_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of this program, those read from a file among them; raises ConfigurationError.

    Args:
        environment: of the process
    """
    known = {*map(variable, CONDITIONS), *_OTHERS}
    read: dict[str, str] = {}
    for name, value in environment.items():
        if not name.startswith(PREFIX) or not value:
            continue
        if name in known:
            read[name] = value
        elif name.endswith(_IN_A_FILE) and name[: -len(_IN_A_FILE)] in known:
            read[name[: -len(_IN_A_FILE)]] = _contents(name, value)
        elif not _OF_A_CLUSTER.fullmatch(name):
            # whoever misspells a key must not have an open server
            raise ConfigurationError(f"{name} is no variable of AnkiConnect")
    return read


def _contents(name: str, path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{name}: {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigurationError(f"{name}: {path} is no text in UTF-8") from error
    return text.rstrip("\r\n")


def read_configuration(file: Path | None, variables: Mapping[str, str]) -> LoadedSettings:
    """The settings; raises ConfigurationError.

    Args:
        file: with settings in JSON, or None
        variables: from read_environment(); they win over the file
    """
    stored = {} if file is None else _read_file(file)
    for setting in CONDITIONS:
        text = variables.get(variable(setting))
        # those that the add-on knows too are put in their place by read_settings()
        if text is not None and variable(setting) not in (*ENVIRONMENT, ALLOWED_HOSTS_VARIABLE):
            stored[setting] = _value(setting, text)
    return read_settings(stored, variables)


def _read_file(file: Path) -> dict[str, Any]:
    try:
        stored = json.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f"the settings {file} cannot be read: {error.strerror}") from error
    except ValueError as error:  # without a key that may stand there
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ConfigurationError(f"the settings {file} are not valid JSON{where}") from error
    if not isinstance(stored, dict):
        raise ConfigurationError(f"the settings {file} must be an object, as in config.json")
    return stored


def _value(setting: str, text: str) -> Any:
    """What a variable says; what cannot be understood stays a text, which the settings refuse by its name."""
    if setting in _TEXTS:
        return text
    if setting in _LISTS and not text.startswith("["):
        return [one.strip() for one in text.split(",") if one.strip()]
    try:
        return json.loads(text)
    except ValueError:
        return text
