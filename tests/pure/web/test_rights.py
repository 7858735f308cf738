"""Keys that are tried, and rights that are missing."""

from __future__ import annotations

import json

import pytest
from desk import Desk, Toys

from plugin.api.wrong_keys import WrongKeys
from plugin.config.rights import ALL, NONE
from plugin.config.rules import Rule, hash_of_key

WRONG_KEY = {"result": None, "error": "valid api key must be provided"}


def test_wrong_keys_wait_from_the_third_on_and_right_ones_never() -> None:
    desk = Desk(apiKey="secret")
    guess = {"action": "version", "version": 6, "key": "wrong"}
    for _ in range(2):
        assert desk.ask(guess) == WRONG_KEY

    third, fourth = desk.send(guess), desk.send(guess)
    assert (third, fourth) == ([], [])
    assert desk.ask({"action": "version", "key": "secret"}) == 6
    assert desk.ask({"action": "version", "version": 6}) == WRONG_KEY  # which is no guess
    assert [seconds for seconds, _ in desk.host.waits] == [0.1, 0.2]

    desk.host.waits[0][1].set_result(None)
    assert [json.loads(bytes(one.body)) for one in third] == [WRONG_KEY]
    assert not fourth


def test_too_many_wrong_keys_are_answered_at_once_and_hung_up_on() -> None:
    desk = Desk(apiKey="secret")
    guess = {"action": "version", "version": 6, "key": "wrong"}

    replies = [desk.send(guess) for _ in range(2 + 16 + 1)]

    assert [len(one) for one in replies] == [1, 1, *[0] * 16, 1]
    assert (b"Connection", b"close") in replies[-1][0].headers
    assert (b"Connection", b"close") not in replies[0][0].headers
    assert max(seconds for seconds, _ in desk.host.waits) == 5.0


@pytest.mark.parametrize(
    ("addresses", "waiting"),
    [
        (["2001:db8::1", "2001:db8::2", "2001:db8::ffff:1"], 1),
        (["2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:3::1"], 0),
        (["fe80::1%eth0", "fe80::2%eth0", "fe80::3%eth0"], 1),
        (["10.0.0.1", "10.0.0.2", "10.0.0.3"], 0),
        (["::ffff:10.0.0.1", "10.0.0.1", "::ffff:10.0.0.1"], 1),
        (["::ffff:10.0.0.1", "::ffff:10.0.0.2", "::ffff:10.0.0.3"], 0),
    ],
)
def test_whoever_has_a_network_of_addresses_is_one_peer(addresses: list[str], waiting: int) -> None:
    wrong_keys = WrongKeys(lambda: 0.0)

    pauses = [wrong_keys.pause(address) for address in addresses]

    assert len([one for one in pauses if one]) == waiting


def test_a_key_of_millions_of_letters_is_wrong_and_not_even_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(apiKey="secret")
    monkeypatch.setattr("plugin.web.access.hash_of_key", None)

    assert desk.ask({"action": "version", "version": 6, "key": "k" * 1_000_001}) == WRONG_KEY


def test_an_action_is_refused_to_those_who_lack_a_right_it_needs() -> None:
    refused = {"result": None, "error": 'not allowed: this needs the right "write"'}
    desk = Desk(rightsWithoutRule=frozenset({"read", "gui"}), accessRules=(Rule("a", ALL, hash_of_key("secret")),))
    entries = [{"action": "change", "version": 6}, {"action": "version"}, {"action": "change", "key": "secret"}]

    assert desk.ask({"action": "change", "version": 6}) == refused
    assert desk.ask({"action": "multi", "params": {"actions": entries}}) == [refused, 6, True]
    assert desk.ask({"action": "change"}, (b"authorization", b"Bearer secret")) is True
    assert Toys.calls == ["change"] * 2


def test_an_entry_of_multi_with_a_key_of_its_own_has_the_rights_of_that_key() -> None:
    rules = (Rule("all", ALL, hash_of_key("all's")), Rule("none", NONE, hash_of_key("none's")))
    desk = Desk(accessRules=rules)
    entries = [{"action": "change"}, {"action": "change", "key": "none's"}]

    reply = desk.ask({"action": "multi", "key": "all's", "params": {"actions": entries}})

    assert (reply[0], reply[1]["error"]) == (True, 'not allowed: this needs the right "read"')


def test_a_page_on_another_computer_that_asks_for_permission_with_a_wrong_key_is_refused_like_others() -> None:
    desk = Desk(apiKey="secret")
    guess = {"action": "requestPermission", "version": 6, "key": "wrong"}
    page = (b"origin", b"https://page.example")

    assert desk.ask(guess, page) == {"result": {"permission": "denied"}, "error": None}
    assert desk.ask(guess, page, client="192.0.2.7") == WRONG_KEY
    assert desk.ask({**guess, "key": "secret"}, page, client="192.0.2.7")["result"] == {"permission": "denied"}
    assert desk.ask(guess, client="192.0.2.7")["result"] == {"permission": "granted"}


def test_the_rule_of_a_caller_is_noted() -> None:
    desk = Desk(apiKey="main", accessRules=(Rule("agent", ALL, hash_of_key("secret")),))

    for key in ("secret", "main", "wrong"):
        desk.ask({"action": "version", "key": key})

    assert [one.rule for one in desk.log.records] == ["agent", "apiKey", ""]
