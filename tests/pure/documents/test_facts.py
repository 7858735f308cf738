"""What the documents repeat of the code is what stands there: messages, settings, figures."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest
from document_parts import all_blocks, quoted_messages, read

from plugin.config.settings import CONDITIONS, read_settings
from plugin.errors import CODES
from tools import ROOT


def texts_of_the_code() -> list[str]:
    """All texts in the add-on, with … for what is put in."""
    found = []
    for path in sorted((ROOT / "plugin").rglob("*.py")):
        if "_vendor" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
                found.append("".join(map(str, parts)))
    return found


TEXTS = texts_of_the_code()


def is_of_the_code(message: str) -> bool:
    """Whether the parts of a message stand in a text of the code, in their order."""
    pattern = re.compile(".*".join(re.escape(part) for part in re.split(" *… *", message)), re.DOTALL)
    return any(pattern.search(text) for text in TEXTS)


MESSAGES = quoted_messages("docs/troubleshooting.md")
ERRORS = re.findall(r"^\| `([^`]+)` \|", read("docs/api.md"), re.MULTILINE)


@pytest.mark.parametrize("message", [*MESSAGES, *ERRORS])
def test_a_message_that_is_quoted_is_one_of_the_code(message: str) -> None:
    assert is_of_the_code(message)


def test_a_message_that_nobody_writes_is_noticed() -> None:
    assert len(MESSAGES) > 25
    assert len(ERRORS) > 15
    assert not is_of_the_code("the deck was not found: …")
    assert not is_of_the_code("collection is not available now")


def test_the_table_of_codes_is_that_of_the_code() -> None:
    table = read("docs/api.md").split("| code | what it means |\n| --- | --- |\n")[1].split("\n\n")[0]

    assert table.splitlines() == [f"| `{code}` | {text} |" for code, text in CODES.items()]


def test_the_table_of_settings_says_what_anki_shows() -> None:
    defaults = json.loads(read("config.json"))
    described = json.loads(read("config.schema.json"))["properties"]
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \| (.*) \|$", read("docs/settings.md"), re.MULTILINE)

    assert len(rows) == len(defaults)
    assert {name: (json.loads(value), text) for name, value, text in rows} == {
        name: (defaults[name], one["description"]) for name, one in described.items()
    }


def settings_in_documents() -> list[dict[str, Any]]:
    """The settings that documents say to write."""
    values = [json.loads(block.text) for block in all_blocks("json") if block.document != "docs/actions.md"]
    return [one for one in values if isinstance(one, dict) and one.keys() <= CONDITIONS.keys()]


@pytest.mark.parametrize("settings", settings_in_documents(), ids=lambda one: next(iter(one)))
def test_settings_that_are_shown_are_understood(settings: dict[str, Any]) -> None:
    assert not read_settings(settings, {}).notices


def test_there_are_settings_in_the_documents() -> None:
    assert {"accessRules", "webCorsOriginList"} <= {key for one in settings_in_documents() for key in one}


def test_the_figures_of_the_readme_are_those_of_the_table() -> None:
    readme, table = read("README.md"), read("docs/speed.md")
    rows = re.findall(r"^\| [^|]+ \| ([\d.]+ m?s) \|$", readme, re.MULTILINE)

    assert len(rows) == 5
    for figure in rows:
        assert f"| {figure} |" in table


def test_every_program_that_is_named_in_the_readme_has_a_section() -> None:
    for program in ("Yomitan", "asbplayer", "Obsidian", "Emacs", "Agents"):
        assert f"\n## {program}\n" in read("docs/clients.md")


def test_every_button_that_is_named_is_in_the_windows() -> None:
    shown = {text.replace("&", "") for text in TEXTS}

    for name in (
        *("Who may use Anki", "Give a program access…", "Give an agent access…", "Change…", "Take back"),
        *("Make a key…", "Copy details", "Allow…", "Resume"),
    ):
        assert name in shown
