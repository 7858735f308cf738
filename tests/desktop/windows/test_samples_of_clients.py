"""The samples that need a window, sent to a real Anki by the clients in docs/clients.

The others are sent by tests/collection/clients.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest

from tests.typed_clients import MISSING, NEEDS_WINDOW, Perform, node, perform_in_python

TESTS = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TESTS / "collection"))

from sample_collection import fill  # noqa: E402 - it is a folder away


def samples(category: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads((TESTS / "examples" / f"{category}.json").read_text(encoding="utf-8"))
    return read


SAMPLES = [
    *(one for one in samples("gui") if "elsewhere" not in one),
    *(one for one in samples("program") if one["request"]["action"] in NEEDS_WINDOW),
]


@pytest.fixture(scope="module")
def perform_in_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Perform]:
    with node(tmp_path_factory.mktemp("typescript")) as perform:
        yield perform


def check(sample: dict[str, Any], mw: Any, anki: Any, call: Callable[..., Any], perform: Perform) -> None:
    """Perform a sample with a client, and compare what it gives."""
    fill(mw.col)
    for request in sample.get("given", ()):
        assert call(request).json["error"] is None

    given = anki.in_thread(perform, f"http://127.0.0.1:{anki.port}", sample["request"])

    expected = sample["reply"]
    if sample.get("sorted"):  # cards of one note may come in any order
        assert sorted(given["result"]) == sorted(expected["result"])
    else:
        assert {"result": given["result"], "error": given["error"]} == expected


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["request"]["action"])
def test_a_sample_sent_in_python_gets_its_reply(
    sample: dict[str, Any], mw: Any, anki: Any, windows: Any, call: Callable[..., Any]
) -> None:
    check(sample, mw, anki, call, perform_in_python)


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["request"]["action"])
def test_a_sample_sent_in_typescript_gets_its_reply(
    sample: dict[str, Any], mw: Any, anki: Any, windows: Any, call: Callable[..., Any], perform_in_node: Perform
) -> None:
    check(sample, mw, anki, call, perform_in_node)
