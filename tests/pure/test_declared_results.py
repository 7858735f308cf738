"""What holds replies against the reference finds what is not declared."""

from __future__ import annotations

from typing import Any

import pytest

from tests.declared_results import Undeclared, check_reply, compiled

KNOWN = {"noteId": 1, "mod": 2}


def check_answer(action: str, result: Any, version: int = 6, **params: Any) -> None:
    """Check a reply with a result."""
    reply = result if version < 5 else {"result": result, "error": None}
    check_reply({"action": action, "version": version, "params": params}, reply)


@pytest.mark.parametrize("version", [4, 5, 6, 7])
def test_what_is_declared_passes_in_all_versions(version: int) -> None:
    check_answer("notesModTime", [KNOWN, {}], version)
    check_answer("deckNamesAndIds", {"Default": 1}, version)
    check_answer("getDeckConfig", False, version)
    check_answer("getNumCardsReviewedByDay", [["2021-02-28", 124]], version)


@pytest.mark.parametrize("version", [4, 5, 6])
@pytest.mark.parametrize(
    ("action", "result"),
    [
        ("notesModTime", [KNOWN, {"noteId": 1}]),
        ("notesModTime", [{**KNOWN, "new": 3}]),
        ("notesModTime", [{"noteId": "1", "mod": 2}]),
        ("notesModTime", [{"noteId": True, "mod": 2}]),
        ("notesModTime", {}),
        ("deckNamesAndIds", {"Default": None}),
        ("getDeckConfig", 0),
        ("getDeckConfig", {"id": 1}),
        ("getNumCardsReviewedByDay", [["2021-02-28", 124, 1]]),
        ("addTags", True),
    ],
)
def test_what_is_not_declared_is_found_in_all_versions(action: str, result: Any, version: int) -> None:
    with pytest.raises(Undeclared, match=action):
        check_answer(action, result, version)


def test_an_open_type_may_have_more_members_but_must_have_its_own() -> None:
    field = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    check = compiled({**field, "additionalProperties": True})

    check({"name": "Front", "from an add-on": 1}, "field")

    with pytest.raises(Undeclared, match="with name"):
        check({"from an add-on": 1}, "field")
    with pytest.raises(Undeclared, match="without from an add-on"):
        compiled(field)({"name": "Front", "from an add-on": 1}, "field")


def test_the_ends_of_a_long_list_are_looked_at_and_some_entries_between() -> None:
    many = [KNOWN] * 50_000

    check_answer("notesModTime", many)

    for wrong in ([0, *many], [*many, 0], [*many[:20_000], *[0] * 1000, *many[20_000:]]):
        with pytest.raises(Undeclared):
            check_answer("notesModTime", wrong)


def test_the_replies_within_a_reply_are_held_against_their_own_actions_and_versions() -> None:
    entries = [
        {"action": "version"},
        {"action": "version", "version": 6},
        {"action": "multi", "params": {"actions": []}},
    ]
    replies: list[Any] = [6, {"result": 6, "error": None}, []]
    check_answer("multi", replies, actions=entries)
    check_answer("multi", [*replies[:2], {"result": None, "error": "no"}], actions=entries)

    with pytest.raises(Undeclared, match="version"):
        check_answer("multi", [6, 6, []], actions=entries)
    with pytest.raises(Undeclared, match="version"):
        check_answer("multi", [{"result": 6, "error": None}, *replies[1:]], actions=entries)


@pytest.mark.parametrize(
    "reply",
    [
        {"result": 6},
        {"result": 6, "error": None, "code": "x"},
        {"result": 6, "error": "both"},
        {"result": None, "error": ""},
        6,
    ],
)
def test_an_envelope_has_its_two_keys_and_one_of_them_is_null(reply: Any) -> None:
    with pytest.raises(Undeclared):
        check_reply({"action": "version", "version": 6}, reply)


def test_what_is_no_request_can_only_be_answered_with_an_error() -> None:
    check_reply([], {"result": None, "error": "[] is not of type 'object'"})

    with pytest.raises(Undeclared):
        check_reply([], {"result": 6, "error": None})
