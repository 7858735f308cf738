"""Every sample of the reference is performed, and every action has one.

A sample is {"request": …, "reply": …}, in tests/examples/<category>.json, and may have
"given": requests to send before, and "varies": paths into the reply, such as result[0].mod, where only the type is
compared, for ids and times that cannot be known. It is performed on the collection of sample_collection.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from api import Api
from blanks import blank
from sample_collection import fill

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.registry import Registry

EXAMPLES = Path(__file__).parents[2] / "examples"
# performed in a real Anki, by tests/desktop
_IN_ANKI = {"gui.json", "anki.json"}
_WITHOUT_UNDO = {"insertReviews"}

SAMPLES = [
    pytest.param(sample, id=f"{path.stem}-{number}-{sample['request']['action']}")
    for path in sorted(EXAMPLES.glob("*.json"))
    if path.name not in _IN_ANKI
    for number, sample in enumerate(json.loads(path.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_gets_the_reply_that_the_reference_prints(sample: dict[str, Any], col: Collection) -> None:
    fill(col)
    api = Api(col)
    for request in sample.get("given", ()):
        api.reply(request)

    reply = api.reply(sample["request"])

    expected = sample["reply"]
    for path in sample.get("varies", ()):
        blank(reply, path)
        blank(expected := json.loads(json.dumps(expected)), path)
    assert reply == expected


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_leaves_the_undo_history_before_it(sample: dict[str, Any], col: Collection) -> None:
    """Anki forgets the history without a word, for instance when it takes a query for a change."""
    fill(col)
    api = Api(col)
    for request in sample.get("given", ()):
        api.reply(request)
    col.add_custom_undo_entry("something before")

    api.reply(sample["request"])

    action = sample["request"]["action"]
    if col.undo_status().undo not in ("", "something before"):
        col.undo()
    forgotten = action in _WITHOUT_UNDO and sample["reply"]["error"] is None
    assert col.undo_status().undo == ("" if forgotten else "something before")


def test_every_action_has_a_sample() -> None:
    performed = {
        sample["request"]["action"]
        for path in EXAMPLES.glob("*.json")
        for sample in json.loads(path.read_text(encoding="utf-8"))
    }

    without = [name for name in Registry(GROUPS).names if name not in performed]

    assert not without
