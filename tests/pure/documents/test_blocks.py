"""Every block of code in a document can be read, and every command in one is run by a test or is marked."""

from __future__ import annotations

import ast
import json
import re

import pytest
from document_parts import MARK, NAMES, Block, all_blocks, blocks, read
from documented_commands import commands_in, curl_commands

# What the languages behind the fences stand for here. `text` is what no test can run.
PERFORMED = {"sh", "python", "js", "ts", "json"}
NOT_HERE = {"powershell", "yaml", "text"}


def named(block: Block) -> str:
    return f"{block.document}: {block.text[:40]!r}"


@pytest.mark.parametrize("block", all_blocks("json"), ids=named)
def test_json_can_be_read(block: Block) -> None:
    assert json.loads(block.text) is not None


@pytest.mark.parametrize("block", all_blocks("python"), ids=named)
def test_python_can_be_read(block: Block) -> None:
    text = block.text
    if block.document == "docs/contributing.md":
        text = "class Group:\n" + re.sub("^", "    ", text, flags=re.MULTILINE)

    assert ast.parse(text).body


@pytest.mark.parametrize("name", NAMES)
def test_every_block_has_a_language_that_says_what_is_done_with_it(name: str) -> None:
    assert {block.language for block in blocks(name)} <= PERFORMED | NOT_HERE


@pytest.mark.parametrize("block", all_blocks("sh"), ids=named)
def test_every_line_for_a_shell_is_one_that_tests_run(block: Block) -> None:
    # commands of tools/ in tests/…/test_documented_commands*, curl in tests/desktop/clients/test_document_snippets.py
    lines = block.text.rstrip().splitlines()

    run = [line for one in [*commands_in(block.text), *curl_commands(block.text)] for line in one.splitlines()]

    assert run == lines


@pytest.mark.parametrize("block", all_blocks(*NOT_HERE), ids=named)
def test_what_is_not_run_is_marked(block: Block) -> None:
    assert MARK in block.before


@pytest.mark.parametrize("name", NAMES)
def test_what_runs_nowhere_here_stands_in_a_block_or_beside_the_mark(name: str) -> None:
    if name in ("CHANGELOG.md", "docs/release.md", "config.md"):
        return  # the first tells what was, the second is a list of things to do by hand, the third Anki shows
    for paragraph in re.split(r"\n\s*\n", read(name)):
        if re.search(r"`(?:defaults|netsh|ip|docker|apt-get|sudo|systemctl|ssh) ", paragraph):
            assert MARK in paragraph or "curl" in paragraph, paragraph


def test_the_readme_names_first_how_to_run_and_how_to_test() -> None:
    commands = commands_in(read("README.md"))

    assert commands[:2] == ["python3 tools/dev.py run", "python3 tools/dev.py test"]
    assert read("README.md").index("## Try it") < read("README.md").index(commands[0])
