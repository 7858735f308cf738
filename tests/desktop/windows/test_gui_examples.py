"""The samples of actions on windows, performed in a real Anki on the collection of the other samples."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

TESTS = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TESTS / "collection"))

from sample_collection import fill  # noqa: E402 - it is a folder away

SAMPLES = json.loads((TESTS / "examples" / "gui.json").read_text(encoding="utf-8"))
HERE = [sample for sample in SAMPLES if "elsewhere" not in sample]


@pytest.mark.parametrize("sample", HERE, ids=lambda sample: sample["request"]["action"])
def test_a_sample_gets_the_reply_that_the_reference_prints(
    sample: dict[str, Any], mw: Any, anki: Any, windows: Any, call: Callable[..., Any]
) -> None:
    fill(mw.col)
    for request in sample.get("given", ()):
        assert call(request).json["error"] is None

    reply = call(sample["request"]).json

    expected = sample["reply"]
    if sample.get("sorted"):  # cards of one note may come in any order
        assert sorted(reply["result"]) == sorted(expected["result"])
    else:
        assert reply == expected


def test_a_sample_that_is_performed_elsewhere_is_so() -> None:
    for sample in SAMPLES:
        if "elsewhere" in sample:
            test = Path(__file__).with_name(sample["elsewhere"]).read_text(encoding="utf-8")
            assert f'"{sample["request"]["action"]}"' in test


def test_every_action_on_windows_has_a_sample(anki: Any, call: Callable[..., Any], mw: Any) -> None:
    known = call({"action": "apiReflect", "version": 6, "params": {"scopes": ["actions"]}}).json["result"]["actions"]

    with_sample = {sample["request"]["action"] for sample in SAMPLES}

    assert {name for name in known if name.startswith("gui")} == with_sample
