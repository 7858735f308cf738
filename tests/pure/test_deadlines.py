"""Tests wait for conditions, and give up only when a busy machine would have got there long ago."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deadlines import DEADLINE

TESTS = Path(__file__).resolve().parents[1]
SOURCES = sorted(path for path in TESTS.rglob("test_*.py") if path != Path(__file__))
# what is given a number of seconds after which it gives up
WAITING = {"join", "settimeout", "wait", "wait_for_end", "wait_until"}
FIXED = {"qWait", "sleep"}
# below it a number is a pause between two looks
SHORTEST = 0.1  # seconds


def numbers_in(call: ast.Call) -> Iterator[float]:
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        if isinstance(argument, ast.Constant) and type(argument.value) in (int, float):
            yield float(argument.value)


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def impatient(source: str) -> list[str]:
    """What waits for a number of seconds, or not long enough for something."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node)
        timeouts = [one.value for one in node.keywords if one.arg == "timeout" and isinstance(one.value, ast.Constant)]
        seconds = [*(one.value for one in timeouts), *(numbers_in(node) if name in WAITING | FIXED else ())]
        if any(isinstance(one, (int, float)) and SHORTEST <= one < DEADLINE for one in seconds):
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_is_waited_for_in_a_hurry(path: Path) -> None:
    assert not impatient(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "code",
    ["wait_until(lambda: told, 5, 'a word')", "thread.join(10)", "run(['true'], timeout=30)", "time.sleep(0.5)"],
)
def test_a_hurry_is_seen(code: str) -> None:
    assert impatient(code)


@pytest.mark.parametrize("code", ["wait_until(lambda: told)", "thread.join(DEADLINE)", "pause.wait(0.01)"])
def test_patience_is_none(code: str) -> None:
    assert not impatient(code)
