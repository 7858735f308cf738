"""What a request may do: by its key, its origin, and where it comes from."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.api.host import Caller
from plugin.api.rights import ALL, Grant, Reach
from plugin.config.settings import read_settings
from plugin.errors import WrongKey
from plugin.server.messages import Request
from plugin.web.judges import Judges, judges
from plugin.web.trust import Ports

CARDS = "http://127.0.0.1:40000"
PORTS = Ports(lambda: 8765, lambda: 40000)
CLOSED = frozenset({8765, 40000})

AGENT = {"name": "agent", "key": "agent's", "rights": ["read"], "confirm": True}
READER = {"name": "reader", "key": "reader's", "rights": ["read", "files"]}
PAGE = {"name": "page", "origin": "https://page.example", "rights": ["gui"]}
OBSIDIAN = "app://obsidian.md"


def of(**raw: Any) -> Judges:
    return judges(read_settings(raw, {}).settings, PORTS, machine="laptop")


def granted(origin: str | None = None, key: str | None = None, *, remote: bool = False, **raw: Any) -> Grant:
    caller = Caller("192.0.2.7" if remote else "127.0.0.1", origin, True, on_this_computer=not remote)
    return of(**raw).access.grant(caller, () if key is None else (key,))


def trusts(origin: str, **raw: Any) -> bool:
    request = Request("POST", "/", ((b"host", b"localhost"), (b"origin", origin.encode())), b"", "127.0.0.1")
    return of(**raw).gate.caller(request).trusted


def test_without_keys_and_rules_everybody_may_do_everything_and_a_key_is_ignored() -> None:
    assert granted().rights == ALL
    assert granted(key="anything").rights == ALL
    assert not of().access.requires_key


def test_an_empty_api_key_is_none() -> None:
    assert granted(apiKey="").rights == ALL
    assert not of(apiKey="").access.requires_key


def test_with_an_api_key_that_key_may_do_everything_and_no_other_gets_in() -> None:
    assert granted(key="geheim-ß", apiKey="geheim-ß").rights == ALL
    assert of(apiKey="geheim-ß").access.requires_key
    for wrong in (None, "", "geheim", "GEHEIM-ß", "\ud800"):
        with pytest.raises(WrongKey):
            granted(key=wrong, apiKey="geheim-ß")


@pytest.mark.parametrize("letters", ["utf-8", "latin-1"])
def test_a_bearer_token_may_come_in_the_letters_of_a_terminal_or_of_a_browser(letters: str) -> None:
    gate, access = of(apiKey="geheim-ß")
    headers = ((b"host", b"localhost"), (b"authorization", b"Bearer " + "geheim-ß".encode(letters)))
    caller = gate.caller(Request("POST", "/", headers, b"", "127.0.0.1"))

    assert access.grant(caller, caller.key).rights == ALL


def test_a_key_names_its_rule_whatever_the_origin() -> None:
    for origin in (None, "https://page.example", CARDS):
        grant = granted(origin, "agent's", accessRules=[AGENT, PAGE])
        assert (grant.name, grant.rights, grant.confirm) == ("agent", {"read"}, True)


def test_beside_an_api_key_the_key_of_a_rule_gets_in_too() -> None:
    assert granted(key="agent's", apiKey="main", accessRules=[AGENT]).rights == {"read"}
    assert granted(key="main", apiKey="main", accessRules=[AGENT]).rights == ALL


def test_as_soon_as_a_rule_has_a_key_an_unknown_one_is_refused() -> None:
    with pytest.raises(WrongKey):
        granted(key="unknown", accessRules=[AGENT])
    assert granted(accessRules=[AGENT]).rights == ALL
    assert granted(key="unknown", accessRules=[PAGE]).rights == ALL


def test_a_rule_that_was_taken_back_keeps_its_key_out() -> None:
    assert not granted(key="agent's", accessRules=[{**AGENT, "rights": []}]).rights


def test_every_key_is_refused_while_the_api_key_cannot_be_read() -> None:
    for key in (None, "5", "agent's"):
        with pytest.raises(WrongKey):
            granted(key=key, apiKey=5, accessRules=[AGENT])


def test_a_rule_for_an_origin_makes_it_trusted_with_its_rights() -> None:
    assert not trusts("https://page.example")
    assert trusts("https://page.example", accessRules=[PAGE])
    assert granted("https://Page.example/", accessRules=[PAGE]).rights == {"gui"}


def test_a_rule_for_an_origin_does_not_replace_the_key() -> None:
    with pytest.raises(WrongKey):
        granted("https://page.example", apiKey="main", accessRules=[PAGE])


def test_callers_that_no_rule_names_have_the_rights_without_a_rule() -> None:
    assert granted(rightsWithoutRule=["read"]).rights == {"read"}
    assert granted("https://other.example", rightsWithoutRule=["read"], accessRules=[PAGE]).rights == {"read"}


# Scripts in cards ------------------------------------------------------------


@pytest.mark.parametrize("origin", [CARDS, "http://localhost:40000", "http://[::1]:40000"])
def test_a_script_in_a_card_may_read_and_drive_windows(origin: str) -> None:
    assert granted(origin).rights == {"read", "gui"}


def test_a_script_in_a_card_has_no_more_than_callers_without_a_rule() -> None:
    assert granted(CARDS, rightsWithoutRule=["read", "write"]).rights == {"read"}


def test_a_rule_says_what_scripts_in_cards_may_do() -> None:
    rule = {"name": "anki-cards", "rights": ["read", "write"]}

    assert granted(CARDS, accessRules=[rule]).rights == {"read", "write"}
    assert granted("http://127.0.0.1:40001", accessRules=[rule]).rights == ALL
    assert trusts(CARDS, accessRules=[rule], webCorsOriginList=[])
    assert not trusts(CARDS, webCorsOriginList=[])


@pytest.mark.parametrize("origin", ["http://127.0.0.1", "http://127.0.0.1:40001", "http://cards.example:40000"])
def test_other_pages_are_no_cards(origin: str) -> None:
    assert granted(origin).rights == ALL


# Files -----------------------------------------------------------------------

LISTED = {"webCorsOriginList": ["http://localhost", OBSIDIAN, "file://", "null", "https://page.example"]}


@pytest.mark.parametrize(
    ("allowed", "how"),
    [
        (True, {}),
        (False, {"remote": True}),
        (False, {"rightsWithoutRule": ["read", "write"]}),
        (False, {"origin": "http://localhost:3000"}),
        (False, {"origin": "chrome-extension://abc"}),
        (False, {"origin": "null", **LISTED}),
        (False, {"origin": "file://", **LISTED}),
        (False, {"origin": "https://page.example", **LISTED}),
        (True, {"origin": OBSIDIAN, **LISTED}),
        (True, {"origin": OBSIDIAN, "webCorsOrigin": "APP://obsidian.md/"}),
        (False, {"origin": OBSIDIAN, "webCorsOriginList": ["*"]}),
        (False, {"origin": OBSIDIAN, "accessRules": [{"name": "o", "origin": OBSIDIAN, "rights": ["files"]}]}),
        (True, {"origin": "https://page.example", "fileAccessOrigins": ["https://page.example"]}),
        (True, {"origin": "chrome-extension://abc", "fileAccessOrigins": ["chrome-extension://abc"]}),
        (False, {"origin": "https://page.example", "fileAccessOrigins": ["*"]}),
        (True, {"key": "reader's", "remote": True, "accessRules": [READER]}),
        (False, {"key": "agent's", "remote": True, "accessRules": [AGENT]}),
        (False, {"key": "agent's", "accessRules": [AGENT]}),
        (False, {"key": "reader's", "origin": "http://localhost", "accessRules": [READER]}),
        (False, {"key": "reader's", "origin": "moz-extension://abc", "accessRules": [READER]}),
        (True, {"key": "reader's", "origin": OBSIDIAN, "accessRules": [READER]}),
        (True, {"key": "main", "remote": True, "apiKey": "main"}),
        (False, {"origin": CARDS}),
    ],
)
def test_who_may_name_files_of_this_computer(allowed: bool, how: dict[str, Any]) -> None:
    assert granted(**how).files == allowed


@pytest.mark.parametrize(
    ("allowed", "how"),
    [
        (True, {}),
        (True, {"origin": "https://page.example", "fileAccessOrigins": ["https://page.example"]}),
        (False, {"origin": OBSIDIAN, **LISTED}),
        (False, {"key": "reader's", "remote": True, "accessRules": [READER]}),
        (True, {"key": "reader's", "accessRules": [READER]}),
        (False, {"key": "agent's", "accessRules": [AGENT]}),
    ],
)
def test_who_may_name_files_of_other_computers(allowed: bool, how: dict[str, Any]) -> None:
    assert granted(**how).shares == allowed


# Addresses -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "reach"),
    [
        (None, Reach(closed_ports=CLOSED)),
        ("chrome-extension://abc", Reach(closed_ports=CLOSED)),
        (OBSIDIAN, Reach(closed_ports=CLOSED)),
        ("https://page.example:8443", Reach(True, "page.example", False, CLOSED)),
        ("http://localhost:3000", Reach(True, "localhost", True, CLOSED)),
        ("http://[::1]:3000", Reach(True, "[::1]", True, CLOSED)),
        ("null", Reach(True, "", False, CLOSED)),
        ("file://", Reach(True, "", False, CLOSED)),
    ],
)
def test_which_addresses_are_fetched_for_whom(origin: str | None, reach: Reach) -> None:
    assert granted(origin, webCorsOriginList=["*"]).reach == reach


def test_a_rule_with_a_key_is_not_that_of_cards_whatever_its_name() -> None:
    keyed = {"name": "anki-cards", "key": "secret", "rights": ["read", "write", "gui", "files", "admin"]}

    assert granted(CARDS, accessRules=[keyed]).rights == {"read", "gui"}
    assert not trusts(CARDS, accessRules=[keyed], webCorsOriginList=[])
    assert granted("https://other.example", "secret", accessRules=[keyed]).rights == ALL


@pytest.mark.parametrize("who", [{"key": "secret"}, {"origin": "https://other.example"}])
@pytest.mark.parametrize("rights", [[], ["write"]])
def test_the_rule_of_cards_counts_beside_namesakes_of_it(who: dict[str, str], rights: list[str]) -> None:
    own, other = {"name": "anki-cards", "rights": rights}, {"name": "anki-cards", "rights": ["read", "write"], **who}

    for rules in (
        [own, other],
        [other, own],
        [other, {"name": "anki-cards", "key": "another", "rights": ["read"]}, own],
    ):
        assert granted(CARDS, accessRules=rules).rights == set(rights)
        assert granted(who.get("origin"), who.get("key"), accessRules=rules).rights == {"read", "write"}
