"""The second line of an error over MCP: what a model had better do now."""

from __future__ import annotations

import pytest

from plugin.errors import Code
from plugin.mcp.hints import hint


@pytest.mark.parametrize(
    ("message", "code", "line"),
    [
        ("collection is not available", "unavailable", "unavailable: try again in a moment"),
        ("the disk is full", "unavailable", "unavailable: nothing can be saved before the person has made room"),
        ("unsupported action", "unsupported", "unsupported: describeActions lists what there is"),
        ("deck was not found: A", "not_found", "not_found: deckTree lists the decks"),
        ("field was not found in Basic: A", "not_found", "not_found"),
        ("addNote() got an unexpected keyword argument 'x'", "invalid", "invalid: addNote takes note"),
    ],
)
def test_a_hint_says_what_helps(message: str, code: Code, line: str) -> None:
    assert hint("addNote", message, code, ["note"]) == line


def test_without_a_code_there_is_nothing_to_say() -> None:
    assert hint("addNote", "done", None, ["note"]) == ""
