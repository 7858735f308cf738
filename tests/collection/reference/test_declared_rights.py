"""Which rights each action needs and whether it deletes: the whole list, so that a change of one is seen."""

from __future__ import annotations

import pytest
from agreed_rights import ALWAYS_DELETE, MAY_REPLACE_FILES, NEEDED, NEEDED_WITH

from plugin.api.deletions import IF_IT_REPLACES_A_FILE, Deletion
from plugin.api.registry import Action, Registry
from tools.reference.generate import all_groups

ACTIONS = Registry(all_groups()).actions


@pytest.mark.parametrize("action", ACTIONS, ids=lambda one: f"{one.name}-{one.since}")
def test_an_action_needs_the_rights_that_are_agreed_on(action: Action) -> None:
    assert action.needs == NEEDED[action.name]
    more = {(action.name, parameter): rights for parameter, rights in action.needs_with}
    assert more == {place: rights for place, rights in NEEDED_WITH.items() if place[0] == action.name}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda one: f"{one.name}-{one.since}")
def test_an_action_deletes_as_agreed_on(action: Action) -> None:
    if action.name == "setSpecificValueOfCard":
        assert isinstance(action.deletes, Deletion)
        card = {"card": 1, "keys": ["ivl"], "newValues": [1]}
        assert [action.deletes.applies({**card, "warning_check": one}) for one in (True, False)] == [True, False]
    elif action.name == "sync":
        assert isinstance(action.deletes, Deletion)
        ways = ({"onConflict": "upload"}, {"onConflict": "download"}, {"onConflict": None}, {})
        assert [action.deletes.applies(one) for one in ways] == [True, True, False, False]
    elif action.name in MAY_REPLACE_FILES:
        assert action.deletes == IF_IT_REPLACES_A_FILE
    else:
        assert isinstance(action.deletes, Deletion) == (action.name in ALWAYS_DELETE)
        assert not isinstance(action.deletes, Deletion) or action.deletes.applies({})


def test_every_name_in_these_lists_is_an_action() -> None:
    names = {action.name for action in ACTIONS}

    assert NEEDED.keys() == names
    assert names >= ALWAYS_DELETE | MAY_REPLACE_FILES
