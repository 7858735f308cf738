"""Which rights each action needs and whether it deletes: the whole list, so that a change of one is seen."""

from __future__ import annotations

from collections.abc import Set

import pytest

from plugin.api.deletions import IF_IT_REPLACES_A_FILE, Deletion
from plugin.api.registry import Action, Registry
from tools.reference.generate import all_groups

ACTIONS = Registry(all_groups()).actions

NO_RIGHT = {"version", "requestPermission", "apiReflect", "multi"}
SEVERAL: dict[str, frozenset[str]] = {
    **dict.fromkeys(["guiUndo", "guiAnswerCard", "guiAddNoteSetData", "guiAddCards"], frozenset({"gui", "write"})),
    **dict.fromkeys(["guiCurrentCard", "guiBrowse", "guiSelectedNotes"], frozenset({"gui", "read"})),
    **dict.fromkeys(["importPackage", "guiImportFile"], frozenset({"files", "write"})),
    "exportPackage": frozenset({"files", "read"}),
}
ADMIN = {"sync", "loadProfile", "upgrade", "guiExitAnki", "reloadCollection", "guiCheckDatabase"}
ALWAYS_DELETE = {
    "deleteNotes",
    "deleteDecks",
    "deleteMediaFile",
    "removeEmptyNotes",
    "clearUnusedTags",
    "removeDeckConfigId",
    "modelFieldRemove",
    "modelTemplateRemove",
    "updateNoteModel",
    "importPackage",
    "insertReviews",
    "loadProfile",
}
MAY_REPLACE_FILES = {"storeMediaFile", "addNote", "addNotes", "updateNote", "updateNoteFields", "guiAddCards"}


def needed(action: Action) -> Set[str]:
    if action.name in NO_RIGHT:
        return set()
    if action.name in SEVERAL:
        return SEVERAL[action.name]
    if action.name in ADMIN:
        return {"admin"}
    if action.name.startswith("gui"):
        return {"gui"}
    return {"read"} if action.needs == {"read"} else {"write"}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda one: f"{one.name}-{one.since}")
def test_an_action_needs_the_rights_that_are_agreed_on(action: Action) -> None:
    assert action.needs == needed(action)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda one: f"{one.name}-{one.since}")
def test_an_action_deletes_as_agreed_on(action: Action) -> None:
    if action.name == "setSpecificValueOfCard":
        assert isinstance(action.deletes, Deletion)
        card = {"card": 1, "keys": ["ivl"], "newValues": [1]}
        assert [action.deletes.applies({**card, "warning_check": one}) for one in (True, False)] == [True, False]
    elif action.name in MAY_REPLACE_FILES:
        assert action.deletes == IF_IT_REPLACES_A_FILE
    else:
        assert isinstance(action.deletes, Deletion) == (action.name in ALWAYS_DELETE)
        assert not isinstance(action.deletes, Deletion) or action.deletes.applies({})


def test_every_name_in_these_lists_is_an_action() -> None:
    names = {action.name for action in ACTIONS}

    assert NO_RIGHT | SEVERAL.keys() | ADMIN | ALWAYS_DELETE | MAY_REPLACE_FILES <= names
