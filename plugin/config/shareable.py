"""Writes settings so that they can be shown to strangers: no key, no name, no path and no site is in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .rights import RIGHTS
from .rules import CARDS
from .settings import CONDITIONS, Settings

_HIDDEN = "(hidden)"
_MISTAKE = "(has a mistake)"
_OF_EVERYBODY = {"http://localhost", "*", "null"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://")
_SECRET = ("apiKey", "apiLogPath")
_ORIGINS = ("webCorsOriginList", "ignoreOriginList", "fileAccessOrigins")
# Any other name of an action may be something else in the wrong place
_TOOLS = ("all", "cards", "decks", "gui", "media", "models", "notes", "program", "statistics")
_OF_A_RULE = ("key", "keySha256", "origin")


def shareable_settings(stored: Mapping[str, Any]) -> list[str]:
    """A line for each setting that is not as it was installed.

    Args:
        stored: all settings
    """
    defaults = Settings()
    lines = []
    for key in sorted(CONDITIONS):
        if key in stored and stored[key] != _as_json(getattr(defaults, key)):
            lines.append(f"{key}: {json.dumps(_shown(key, stored[key]), ensure_ascii=False)}")
    others = sum(key not in CONDITIONS for key in stored)
    return [*lines, f"entries that are no settings: {others}"] if others else lines


def _as_json(default: Any) -> Any:
    """A default as config.json has it."""
    if isinstance(default, frozenset):
        return [right for right in RIGHTS if right in default]
    return list(default) if isinstance(default, tuple) else default


def _shown(key: str, value: Any) -> Any:
    if not CONDITIONS[key].is_valid(value):
        return _MISTAKE
    if key in _SECRET:
        return _HIDDEN if value else value
    if key == "webCorsOrigin":
        return _origin(value) if value else value
    if key in _ORIGINS:
        return [_origin(one) for one in value]
    if key == "mcpTools":
        return value if value is None else [one if one in _TOOLS else _HIDDEN for one in value]
    if key == "webAllowedHosts":
        return [_HIDDEN for _ in value]
    if key == "accessRules":
        return [_rule(one) for one in value]
    return value


def _origin(origin: str) -> str:
    if origin in _OF_EVERYBODY:
        return origin
    scheme = _SCHEME.match(origin)
    return f"{scheme[0] if scheme else ''}{_HIDDEN}"


def _rule(rule: Any) -> Any:
    if not isinstance(rule, dict):
        return _MISTAKE
    rights = rule.get("rights")
    shown: dict[str, Any] = {"name": CARDS if rule.get("name") == CARDS else _HIDDEN}
    shown.update({member: _HIDDEN for member in _OF_A_RULE if member in rule})
    shown["rights"] = [one if one in RIGHTS else _MISTAKE for one in rights] if isinstance(rights, list) else _MISTAKE
    if "confirm" in rule:
        shown["confirm"] = rule["confirm"] if isinstance(rule["confirm"], bool) else _MISTAKE
    others = sum(member not in (*_OF_A_RULE, "name", "rights", "confirm") for member in rule)
    if others:
        shown["members that no rule has"] = others
    return shown
