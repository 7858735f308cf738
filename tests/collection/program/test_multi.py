"""multi: replies of their own, keys, and one entry of the Undo menu for all."""

from __future__ import annotations

import itertools
import json
from typing import Any, Callable, TypeVar

import pytest
from api import Api

from anki.collection import Collection

from plugin.actions import program
from plugin.config.settings import Settings, read_settings
from plugin.errors import CollectionUnavailable
from plugin.headless.host import HeadlessHost

T = TypeVar("T")

WRONG_KEY = {"result": None, "error": "valid api key must be provided"}
AGENT = {"name": "agent", "key": "agent's", "rights": ["write"]}
UNAVAILABLE = {"result": None, "error": "collection is not available"}
JOINED = "AnkiConnect: multi"


def make(deck: str, **more: Any) -> dict[str, Any]:
    """A request that changes something."""
    return {"action": "createDeck", "version": 6, "params": {"deck": deck}, **more}


FAILS: dict[str, Any] = {"action": "changeDeck", "version": 6, "params": {"cards": [], "deck": " "}}
READS: dict[str, Any] = {"action": "deckNames", "version": 6}


def decks(col: Collection) -> set[str]:
    return {deck.name for deck in col.decks.all_names_and_ids()} - {"Default"}


def history(col: Collection) -> list[str]:
    """Take everything back; give the names of the entries, the last one first."""
    names = []
    while col.undo_status().undo:
        names.append(col.undo_status().undo)
        col.undo()
    return names


class BusyHost(HeadlessHost):
    """A host at which another program creates a deck whenever something is read."""

    async def read(self, operation: Callable[[Collection], T], items: int) -> T:
        self.col.decks.add_normal_deck_with_name("PortOwner")
        return await super().read(operation, items)


class ClosingHost(HeadlessHost):
    """A host whose profile begins to close while other requests have their turn."""

    async def yield_to_event_loop(self) -> None:
        raise CollectionUnavailable


# Replies -----------------------------------------------------------------------


def test_each_entry_has_a_version_of_its_own(api: Api) -> None:
    entries = [{"action": "deckNames"}, {"action": "deckNames", "version": 5}, READS]

    replies = api("multi", actions=entries)

    envelope = {"result": ["Default"], "error": None}
    assert replies == [["Default"], envelope, envelope]


def test_a_failing_entry_does_not_stop_the_others(api: Api, col: Collection) -> None:
    replies = api("multi", actions=[make("A"), FAILS, {"action": "nonsense"}, None, make("B")])

    assert [reply["error"] for reply in replies] == [
        None,
        "the name of a deck must not be empty",
        "unsupported action",
        "None is not of type 'object'",
        None,
    ]
    assert decks(col) == {"A", "B"}


def test_an_empty_list_gets_an_empty_list(api: Api, col: Collection) -> None:
    before = col.undo_status()

    assert api("multi", actions=[]) == []
    assert api("multi", actions=[], undo="one") == []

    assert col.undo_status() == before


def test_lists_within_lists_are_performed_too(api: Api, col: Collection) -> None:
    inner = {"action": "multi", "version": 6, "params": {"actions": [make("B"), {"action": "version"}]}}

    replies = api("multi", actions=[make("A"), inner])

    assert replies[1]["result"][1] == 6
    assert decks(col) == {"A", "B"}


@pytest.mark.parametrize("actions", [None, "version", {"action": "version"}, 5])
def test_what_is_no_list_is_an_error(actions: Any, api: Api) -> None:
    assert api.error("multi", actions=actions) == "multi: actions must be a list"


def test_another_word_for_undo_is_an_error_and_nothing_is_done(api: Api, col: Collection) -> None:
    assert api.error("multi", actions=[make("A")], undo="all") == "multi: undo must be 'one'"

    assert decks(col) == set()


def within_multi(entry: dict[str, Any], levels: int) -> dict[str, Any]:
    """A request with that many requests around it."""
    for _ in range(levels):
        entry = {"action": "multi", "version": 6, "params": {"actions": [entry]}}
    return entry


def innermost(reply: Any, levels: int) -> Any:
    for _ in range(levels):
        [reply] = reply["result"]
    return reply


def test_requests_may_be_nested_deeply(api: Api, col: Collection) -> None:
    reply = api.reply(within_multi(make("Deep"), 32))

    assert innermost(reply, 32)["error"] is None
    assert decks(col) == {"Deep"}


@pytest.mark.parametrize("levels", [33, 200])
def test_requests_that_are_nested_too_deeply_fail_alone_and_do_nothing(api: Api, col: Collection, levels: int) -> None:
    entries = [make("A"), within_multi(make("Deep"), levels - 1), make("B")]

    reply = api.reply({"action": "multi", "version": 6, "params": {"actions": entries}})

    refused = {"result": None, "error": "multi: requests are nested more than 32 deep"}
    assert innermost(reply["result"][1], 31) == refused
    assert decks(col) == {"A", "B"}


def test_a_long_multi_yields_to_the_event_loop(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    async def yield_to_event_loop() -> None:
        order.append("others")

    monkeypatch.setattr(api.host, "yield_to_event_loop", yield_to_event_loop)
    monkeypatch.setattr("plugin.actions.program._MAX_SECONDS_WITHOUT_YIELDING", -1.0)

    replies = api("multi", actions=[READS, {"action": "version"}, {"action": "version", "version": "6"}])

    assert len(order) == 3
    assert [replies[1], replies[2]["error"]] == [6, "'6' is not of type 'integer'"]


# Undo --------------------------------------------------------------------------


def test_each_entry_is_a_step_of_its_own_unless_one_is_asked_for(api: Api, col: Collection) -> None:
    api("multi", actions=[make("A"), make("B")], undo=None)

    assert history(col) == ["AnkiConnect: createDeck"] * 2


def test_all_changes_are_one_step_when_that_is_asked_for(api: Api, col: Collection) -> None:
    col.decks.add_normal_deck_with_name("Before")
    before = col.undo_status().undo

    api("multi", actions=[make("A"), READS, make("B"), make("B"), make("C")], undo="one")

    assert decks(col) == {"Before", "A", "B", "C"}
    assert col.undo_status().undo == JOINED
    col.undo()
    assert decks(col) == {"Before"}
    assert col.undo_status().undo == before
    col.redo()
    assert decks(col) == {"Before", "A", "B", "C"}


def test_where_nothing_is_changed_there_is_no_step(api: Api, col: Collection) -> None:
    col.decks.add_normal_deck_with_name("A")
    before = col.undo_status()

    api("multi", actions=[READS, make("A"), FAILS], undo="one")

    assert col.undo_status().undo == before.undo
    assert history(col) == [before.undo]


def test_a_failing_entry_leaves_the_step_whole(api: Api, col: Collection) -> None:
    filtered = col.decks.new_filtered("Cram")
    assert col.decks.is_filtered(filtered)  # type: ignore[arg-type]  # old versions have no type for it
    before = col.undo_status().undo
    refused = {"action": "changeDeck", "params": {"cards": [], "deck": "Cram"}}

    replies = api("multi", actions=[make("A"), refused, make("B")], undo="one")

    assert replies[1]["error"] == "cards cannot be put into the filtered deck: Cram"
    assert decks(col) == {"Cram", "A", "B"}
    col.undo()
    assert decks(col) == {"Cram"}
    assert col.undo_status().undo == before


def test_a_nested_multi_shares_the_undo_entry_of_the_outer_one(api: Api, col: Collection) -> None:
    inner = {"action": "multi", "params": {"actions": [make("B"), make("C")], "undo": "one"}}
    plain = {"action": "multi", "params": {"actions": [make("D")]}}

    api("multi", actions=[make("A"), inner, plain], undo="one")

    assert decks(col) == {"A", "B", "C", "D"}
    assert history(col) == [JOINED]


def test_a_nested_multi_may_be_an_undo_entry_of_its_own(api: Api, col: Collection) -> None:
    inner = {"action": "multi", "params": {"actions": [make("B"), make("C")], "undo": "one"}}

    api("multi", actions=[make("A"), inner, make("D")])

    assert history(col) == ["AnkiConnect: createDeck", JOINED, "AnkiConnect: createDeck"]


def test_a_change_of_somebody_else_in_between_begins_a_new_step(col: Collection) -> None:
    api = Api(col)
    api.dispatcher._host = BusyHost(col)

    api("multi", actions=[make("A"), make("B"), READS, make("C"), make("D")], undo="one")

    assert decks(col) == {"A", "B", "C", "D", "PortOwner"}
    assert history(col) == [JOINED, "Add Deck", JOINED]
    assert decks(col) == set()


def test_what_has_no_undo_ends_the_step_and_a_new_one_begins(api: Api, col: Collection) -> None:
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = "front"
    did = col.decks.id("Default")
    assert did is not None
    col.add_note(note, did)
    review = [1594194095746, note.card_ids()[0], -1, 3, 4, -60, 2500, 6157, 0]
    insert = {"action": "insertReviews", "params": {"reviews": [review]}}

    replies = api("multi", actions=[make("A"), insert, make("B"), make("C")], undo="one")

    assert replies[1] is None
    assert decks(col) == {"A", "B", "C"}
    assert history(col) == [JOINED]
    assert decks(col) == {"A"}


def test_two_requests_are_two_steps(api: Api, col: Collection) -> None:
    api("multi", actions=[make("A"), make("B")], undo="one")
    api("multi", actions=[make("C"), make("D")], undo="one")

    assert history(col) == [JOINED, JOINED]


def test_more_entries_than_anki_keeps_are_one_step_nevertheless(api: Api, col: Collection) -> None:
    col.decks.add_normal_deck_with_name("Before")

    api("multi", actions=[make(f"D{number}") for number in range(100)], undo="one")

    assert len(decks(col)) == 101
    col.undo()
    assert decks(col) == {"Before"}
    assert col.undo_status().undo == "Add Deck"


# Keys --------------------------------------------------------------------------


def test_an_entry_inherits_the_key_that_let_the_request_in(col: Collection) -> None:
    api = Api(col, Settings(apiKey="secret"))
    inner = {"action": "multi", "params": {"actions": [make("C"), make("D", key="wrong")]}}
    entries = [make("A"), make("B", key="secret"), make("X", key="wrong"), make("Y", key=5), inner]

    reply = api.reply({"action": "multi", "version": 6, "key": "secret", "params": {"actions": entries}})

    assert [one["error"] for one in reply["result"][:2]] == [None, None]
    assert reply["result"][2:4] == [WRONG_KEY, WRONG_KEY]
    assert reply["result"][4][1] == WRONG_KEY
    assert decks(col) == {"A", "B", "C"}


def test_a_key_inside_the_params_of_an_entry_counts_as_its_key(col: Collection) -> None:
    api = Api(col, Settings(apiKey="secret"))
    entries = [
        {"action": "createDeck", "params": {"deck": "A", "key": "wrong"}},
        {"action": "createDeck", "version": 6, "params": {"deck": "B", "key": "secret"}},
    ]

    reply = api.reply({"action": "multi", "version": 6, "params": {"actions": entries, "key": "secret"}})

    assert reply["result"][0] == WRONG_KEY
    assert decks(col) == {"B"}


def test_keys_of_entries_do_not_let_the_request_in(col: Collection) -> None:
    api = Api(col, Settings(apiKey="secret"))

    reply = api.reply({"action": "multi", "version": 6, "params": {"actions": [make("A", key="secret")]}})

    assert reply == WRONG_KEY
    assert decks(col) == set()


def test_permission_needs_no_key_inside_either(col: Collection) -> None:
    api = Api(col, Settings(apiKey="secret"))
    entries = [{"action": "requestPermission", "version": 6, "key": "wrong"}]

    reply = api.reply({"action": "multi", "version": 6, "key": "secret", "params": {"actions": entries}})

    assert reply["result"][0]["result"]["permission"] == "granted"


def test_when_the_profile_closes_what_was_performed_is_answered_and_the_rest_refused(
    col: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Api(col)
    api.dispatcher._host = ClosingHost(col)
    seconds = itertools.count(step=0.01)
    monkeypatch.setattr(program.time, "perf_counter", lambda: next(seconds))

    replies = api("multi", actions=[make(f"Deck {number}") for number in range(20)])

    performed = [one for one in replies if one["error"] is None]
    assert 0 < len(performed) < 20
    assert len(decks(col)) == len(performed)
    assert replies[len(performed) :] == [UNAVAILABLE] * (20 - len(performed))


def test_after_wrong_keys_that_must_wait_the_rest_fails_unjudged(col: Collection) -> None:
    api = Api(col, read_settings({"accessRules": [AGENT]}, {}).settings)
    guesses = [make(f"guess {key}", key=key) for key in ("a", "b", "c", "agent's", "d")]

    replies = api("multi", actions=[make("before", key="agent's"), *guesses])

    assert [one["error"] for one in replies] == [None, *[WRONG_KEY["error"]] * 5]
    assert decks(col) == {"before"}
    assert api.host.waits == [0.1]


def test_an_entry_has_the_rights_of_its_key_or_else_of_the_request(col: Collection) -> None:
    api = Api(col, read_settings({"accessRules": [AGENT], "rightsWithoutRule": ["read"]}, {}).settings)
    refused = {"result": None, "error": 'not allowed: this needs the right "write"'}

    replies = api("multi", actions=[make("one"), make("two", key="agent's"), READS])

    assert replies[0] == refused
    assert replies[1]["error"] is None
    assert replies[2]["error"] is None
    assert decks(col) == {"two"}


def test_after_a_key_that_must_wait_nothing_around_it_is_judged_either(col: Collection) -> None:
    api = Api(col, read_settings({"accessRules": [AGENT]}, {}).settings)
    inner = [{"action": "multi", "version": 6, "params": {"actions": [make(f"guess {one}", key=one)]}} for one in "abc"]
    right = {"action": "multi", "version": 6, "params": {"actions": [make("guessed", key="agent's")]}}

    replies = api("multi", actions=[*inner, right, make("after")])

    assert replies[2] == {"result": [WRONG_KEY], "error": None}
    assert replies[3:] == [WRONG_KEY] * 2
    assert decks(col) == set()
    assert len(api.host.waits) == 1


def test_a_multi_with_a_wrong_key_beyond_those_that_wait_is_hung_up_on_too(
    col: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Api(col, read_settings({"accessRules": [AGENT]}, {}).settings)
    monkeypatch.setattr("plugin.api.wrong_keys._MOST_WAITING", 0)
    inner = {"action": "multi", "params": {"actions": [make(one, key=one) for one in "abc"]}}

    reply = api.send(json.dumps({"action": "multi", "params": {"actions": [inner]}}).encode())

    assert (b"Connection", b"close") in reply.headers
