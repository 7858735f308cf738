"""What the documents say of the checkout is there."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest
from document_parts import NAMES

from plugin.config.rights import RIGHTS
from plugin.config.settings import read_settings
from tools import ROOT

PATH = re.compile(r"`((?:plugin|tests|tools|dist)/[\w./*-]*|\w+\.(?:json|md|sh|ini|toml))`")
MADE_WHEN_NEEDED = re.compile(r"dist/|bugs\.log")
MADE_FROM_THE_CODE = "docs/actions.md"


@pytest.mark.parametrize("document", sorted({*NAMES} - {MADE_FROM_THE_CODE}))
def test_what_windows_calls_otherwise_is_said_in_its_words_too(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")

    for elsewhere, there in (("python3 ", "`py`"), ("curl ", "PowerShell"), ("~/", "%APPDATA%\\Anki2")):
        assert elsewhere not in text or there in text


def test_the_scripts_for_real_machines_can_be_read_by_python() -> None:
    scripts = re.findall(r"```python\n(.*?)```", (ROOT / "docs/release.md").read_text(encoding="utf-8"), re.DOTALL)

    assert len(scripts) == 2
    for script in scripts:
        compile(script, "docs/release.md", "exec")


@pytest.mark.parametrize("document", NAMES)
def test_a_file_or_folder_that_is_named_is_there(document: str) -> None:
    named = set(PATH.findall((ROOT / document).read_text(encoding="utf-8")))

    absent = [path for path in named if not (ROOT / path).exists() and not MADE_WHEN_NEEDED.match(path)]

    assert not absent


def test_it_is_told_where_each_kind_of_addition_goes() -> None:
    text = (ROOT / "docs/contributing.md").read_text(encoding="utf-8")

    for kind in ("A request's way", "An action", "An endpoint", "A window", "A setting", "A version of Anki"):
        assert f"**{kind}" in text
    assert {"plugin/server/", "plugin/web/", "plugin/actions/", "plugin/desktop/windows/"} <= set(PATH.findall(text))


def test_the_rules_that_are_shown_are_understood() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    [example] = [one for one in re.findall(r"```json\n(.*?)```", text, re.DOTALL) if "accessRules" in one]

    loaded = read_settings(json.loads(example), {})

    assert not loaded.notices
    assert [(one.name, sorted(one.rights), bool(one.confirm)) for one in loaded.settings.accessRules] == [
        ("my agent", ["read", "write"], True),
        ("statistics", ["read"], False),
    ]
    assert loaded.settings.rightsWithoutRule == {"read"}


def test_the_rights_are_called_as_in_the_window() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    names, meanings = texts_of_window("RIGHT_NAMES"), texts_of_window("RIGHT_MEANINGS")

    for right in RIGHTS:
        assert f"| `{right}` | {names[right]} | {meanings[right]} |" in text


def texts_of_window(name: str) -> Any:
    tree = ast.parse((ROOT / "plugin/desktop/messages.py").read_text(encoding="utf-8"))
    assigned = [one for one in tree.body if isinstance(one, ast.Assign)]
    [value] = [one.value for one in assigned if isinstance(one.targets[0], ast.Name) and one.targets[0].id == name]
    return ast.literal_eval(value)
