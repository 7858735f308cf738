"""Decides what is taken over of the settings of the older add-on that this one replaces.

A mistake closes: for a key that cannot be read another one is made, and of a list only what can be read counts.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from .settings import CONDITIONS, Settings

# The number by which AnkiWeb knows it, and Anki calls its folder
OLDER_ADDON = "2055492159"
PORT = "webBindPort"

# Those that both have
_KEYS = (
    "apiKey",
    "apiLogPath",
    "apiPollInterval",
    "ignoreOriginList",
    "webBacklog",
    "webBindAddress",
    PORT,
    "webCorsOrigin",
    "webCorsOriginList",
    "webTimeout",
)
_KEY = "apiKey"
_LISTS = ("ignoreOriginList", "webCorsOriginList")
_NOTHING = (None, "")
_KEY_BYTES = 24


class TakenOver(NamedTuple):
    """What becomes of its settings.

    Args:
        settings: that are to be ours
        taken: the names of those that could be taken over as they are
        refused: what became of each of the others, as part of a sentence
    """

    settings: dict[str, Any]
    taken: list[str]
    refused: list[str]


def take_over(saved: Mapping[str, Any], defaults: Mapping[str, Any]) -> TakenOver:
    """Choose what is taken over.

    Args:
        saved: what a person has saved of its settings
        defaults: that it brings along; who saved one of these decided nothing
    """
    ours = Settings()._asdict()
    settings: dict[str, Any] = {}
    taken, refused = [], []
    for key in _KEYS:
        if key not in saved or _is_nothing_new(saved[key], key, defaults, ours[key]):
            continue
        value = saved[key]
        if CONDITIONS[key].is_valid(value):
            settings[key] = value
            taken.append(key)
            continue
        consequence = ""
        if key == _KEY:
            settings[key] = secrets.token_urlsafe(_KEY_BYTES)
            consequence = ", so a new one was made, which Tools → AnkiConnect shows"
        elif key in _LISTS:
            settings[key] = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
            consequence = ", of which the texts count" if settings[key] else ", so nothing in it counts"
        refused.append(f"{key} must be {CONDITIONS[key].description}{consequence}")
    return TakenOver(settings, taken, refused)


def _is_nothing_new(value: Any, key: str, defaults: Mapping[str, Any], own: Any) -> bool:
    own = list(own) if isinstance(own, tuple) else own
    return (
        (value in _NOTHING and own in _NOTHING)
        or _is_same(value, own)
        or (key in defaults and _is_same(value, defaults[key]))
    )


def _is_same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)
