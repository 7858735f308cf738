"""Settings are written for strangers without a key, a name, a path or a site."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugin.config.settings import CONDITIONS
from plugin.config.shareable import shareable_settings
from tools import ROOT

INSTALLED: dict[str, Any] = json.loads((ROOT / "config.json").read_text(encoding="utf-8"))
SECRET = "SECRET"
SECRETS = [
    {"apiKey": SECRET},
    {"apiLogPath": f"/home/{SECRET}/requests.log"},
    {"webCorsOrigin": f"https://{SECRET}.example"},
    {"webCorsOriginList": [f"https://me:{SECRET}@example.org", f"app://{SECRET}", SECRET]},
    {"ignoreOriginList": [f"https://{SECRET}.example"]},
    {"fileAccessOrigins": [f"chrome-extension://{SECRET}"]},
    {"webAllowedHosts": [f"{SECRET}.example"]},
    {"accessRules": [{"name": SECRET, "key": SECRET, "rights": ["read"]}]},
    {"accessRules": [{"name": SECRET, "keySha256": SECRET, "rights": ["read", SECRET], "confirm": SECRET}]},
    {"accessRules": [{"name": SECRET, "origin": SECRET, "rights": SECRET, SECRET: SECRET}, SECRET]},
    {SECRET: SECRET},
]


def test_as_it_was_installed_there_is_nothing_to_tell() -> None:
    assert shareable_settings(INSTALLED) == []


@pytest.mark.parametrize("changed", SECRETS, ids=lambda changed: next(iter(changed)))
def test_what_is_secret_is_hidden(changed: dict[str, Any]) -> None:
    [line] = shareable_settings({**INSTALLED, **changed})

    assert SECRET not in line


@pytest.mark.parametrize("setting", sorted(CONDITIONS))
@pytest.mark.parametrize("value", [SECRET, [SECRET], {SECRET: SECRET}, [[SECRET]], [{SECRET: SECRET}]])
def test_a_secret_in_the_wrong_place_is_hidden_too(setting: str, value: Any) -> None:
    [line] = shareable_settings({**INSTALLED, setting: value})

    assert line.startswith(f"{setting}: ")
    assert SECRET not in line


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"webBindPort": 8766}, "webBindPort: 8766"),
        ({"webBindAddress": "0.0.0.0"}, 'webBindAddress: "0.0.0.0"'),
        ({"webCompression": "always"}, 'webCompression: "always"'),
        ({"webBindPort": "8766"}, 'webBindPort: "(has a mistake)"'),
        ({"rightsWithoutRule": []}, "rightsWithoutRule: []"),
        (
            {"webCorsOriginList": ["http://localhost", "moz-extension://abc"]},
            'webCorsOriginList: ["http://localhost", "moz-extension://(hidden)"]',
        ),
        (
            {"accessRules": [{"name": "anki-cards", "rights": ["read"], "confirm": True}]},
            'accessRules: [{"name": "anki-cards", "rights": ["read"], "confirm": true}]',
        ),
        ({"apiKey": "x"}, 'apiKey: "(hidden)"'),
        ({"": 1, "more": 2}, "entries that are no settings: 2"),
    ],
)
def test_what_helps_is_told(changed: dict[str, Any], line: str) -> None:
    assert shareable_settings({**INSTALLED, **changed}) == [line]
