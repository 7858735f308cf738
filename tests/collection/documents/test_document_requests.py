"""The requests in the documents are performed on a collection, and get the replies that stand below them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from api import Api
from document_parts import NAMES, blocks
from sample_collection import fill

from anki.collection import Collection

MADE_FROM_THE_SAMPLES = "docs/actions.md"  # which other tests perform
# An id that Anki gives is a time in milliseconds
_SMALLEST_ID = 10**12


def exchanges() -> list[Any]:
    """Each request, with the reply below it if there is one."""
    found = []
    for name in NAMES:
        values = [json.loads(block.text) for block in blocks(name) if block.language == "json"]
        for value, following in zip(values, [*values[1:], None]):
            if name != MADE_FROM_THE_SAMPLES and isinstance(value, dict) and "action" in value:
                has_reply = isinstance(following, dict) and "error" in following
                found.append(pytest.param(value, following if has_reply else None, id=f"{name}-{value['action']}"))
    return found


def without_ids(value: Any) -> Any:
    """A value with a word in place of each id, and one for all of a list of ids."""
    if isinstance(value, dict):
        return {key: without_ids(one) for key, one in value.items()}
    if isinstance(value, list):
        some = [without_ids(one) for one in value]
        return ["ids"] if some and set(map(str, some)) == {"id"} else some
    return "id" if type(value) is int and value >= _SMALLEST_ID else value


@pytest.mark.parametrize(("request_", "reply"), exchanges())
def test_a_request_gets_the_reply_below_it(request_: dict[str, Any], reply: Any, col: Collection) -> None:
    fill(col)

    got = Api(col).reply(request_)

    if reply is None:
        assert got["error"] is None
    else:
        assert without_ids(got) == without_ids(reply)


def test_there_are_requests_in_the_documents() -> None:
    assert len(exchanges()) >= 5
