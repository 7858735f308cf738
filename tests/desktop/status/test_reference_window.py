"""The window with the reference of the API: what is searched, and how an action is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tools import ROOT

ACTIONS = json.loads((ROOT / "plugin" / "api" / "reference.json").read_text(encoding="utf-8"))["actions"]


@pytest.fixture
def window(mw: Any) -> Iterator[Any]:
    """The window, opened by its button."""
    mw.ankiconnect.status.action.trigger()
    status = mw.ankiconnect.status.window
    status.child_windows.show_reference()
    yield status.child_windows.reference
    status.reject()


def shown(window: Any) -> list[str]:
    """What the list shows."""
    items = [window.list.item(row) for row in range(window.list.count())]
    return [item.text() for item in items if not item.isHidden()]


def search(window: Any, text: str) -> tuple[str, str]:
    """Type a text; give the current action, and the page."""
    window.search.setText(text)
    return window.list.currentItem().text(), window.page.toPlainText()


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("cardsInfo", "cardsInfo"),
        ("add note", "addNote"),
        ("permille", "getEaseFactors"),  # in its description
        ("oldFieldName", "modelFieldRename"),  # a parameter
        ("newer version of this add-on", "upgrade"),
        ("checkAllModels", "addNote"),  # a member of a member of a parameter
        ("initialFactor", "getDeckConfig"),  # a member of a member of the result
        ("md5", "storeMediaFile"),  # in the description of a parameter
        ("  AREdue ", "areDue"),
    ],
)
def test_names_descriptions_and_parameters_are_searched(window: Any, text: str, action: str) -> None:
    current, page = search(window, text)

    assert action in shown(window)
    assert current in shown(window)
    assert page.startswith(current.split(" ")[0])
    assert 0 < len(shown(window)) < len(ACTIONS)


def test_an_action_that_is_called_so_comes_first(window: Any) -> None:
    current, _ = search(window, "suspended")

    assert current == "areSuspended"
    assert {"suspend", "unsuspend", "suspended"} <= set(shown(window))


def test_that_nothing_is_found_is_said(window: Any) -> None:
    _, page = search(window, "zweihundert")

    assert shown(window) == []
    assert page.startswith("No action has all these words")
    current, page = search(window, "")
    assert len(shown(window)) == len(ACTIONS)
    assert page.startswith(current)


def test_the_page_comes_back_after_nothing_was_found(window: Any) -> None:
    before = search(window, "deckNames")
    search(window, "deckNamesx")

    assert search(window, "deckNames") == before


def test_what_must_be_given_comes_first(window: Any) -> None:
    _, page = search(window, "addNote")
    note = page[page.index("\nNote\n") : page.index("\nNoteOptions\n")].splitlines()

    members = [line.partition(":")[0] for line in note if ": " in line]
    assert members[:3] == ["deckName", "modelName", "fields"]
    assert "tags" in members[3:]


def test_no_page_shows_a_backtick(window: Any) -> None:
    for row in range(window.list.count()):
        window.list.setCurrentRow(row)
        assert "`" not in window.page.toPlainText(), window.list.item(row).text()


def test_what_stood_in_backticks_is_code(window: Any) -> None:
    search(window, "findAndReplaceInModels")

    assert "within model." in window.page.toPlainText()
    assert "monospace" in window.page.toHtml()
