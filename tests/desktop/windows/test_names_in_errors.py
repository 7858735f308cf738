"""The errors of actions on windows show what cannot be seen in a name, as those of all others do."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from client import ApiError

pytestmark = pytest.mark.usefixtures("windows")

ODD = [("Elsewhere\ufeff", r"Elsewhere\ufeff"), ("Elsewhere ", 'Elsewhere "'), ("Else\nwhere", r"Else\nwhere")]


def requests(name: str) -> dict[str, dict[str, Any]]:
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "x"}}
    return {
        "a deck": {"action": "guiAddCards", "note": {**note, "deckName": name}},
        "a note type": {"action": "guiAddCards", "note": {**note, "modelName": name}},
        "a column": {"action": "guiBrowse", "query": "x", "reorderCards": {"order": "ascending", "columnId": name}},
        "an order": {"action": "guiBrowse", "query": "x", "reorderCards": {"order": name, "columnId": "noteCrt"}},
        "a file": {"action": "guiImportFile", "path": name},
    }


@pytest.mark.parametrize(("name", "shown"), ODD, ids=[shown for _, shown in ODD])
@pytest.mark.parametrize("place", requests(""))
def test_what_cannot_be_seen_in_a_name_is_seen_in_the_error(
    place: str, name: str, shown: str, invoke: Callable[..., Any]
) -> None:
    params = requests(name)[place]

    with pytest.raises(ApiError) as refused:
        invoke(params.pop("action"), **params)

    assert shown in str(refused.value)
    assert str(refused.value).isprintable()
