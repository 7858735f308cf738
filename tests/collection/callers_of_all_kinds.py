"""Callers of every kind, the keys that they may send, and what they may do by sections 3 and 6 of the contract.

What is expected stands here in tables, by hand: nothing of the code under test is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

PORT, CARDS_PORT = 8765, 40000

RIGHTS = ("read", "write", "gui", "files", "admin")  # in the order in which a missing one is named
ALL = frozenset(RIGHTS)
READ_ONLY = frozenset({"read"})

PAGE_REFUSED = "403"
KEY_REFUSED = "valid api key must be provided"
FILES_REFUSED = 'may not use files of this computer: send "data" or "url" instead'
ALLOWED = "allowed"


def right_missing(right: str) -> str:
    return f'not allowed: this needs the right "{right}"'


Headers = tuple[tuple[bytes, bytes], ...]


class Kind(NamedTuple):
    """A kind of caller.

    Args:
        headers: that its requests carry
        address: that they come from
        trusted: whether it may ask for anything at all
        may_ask: whether it may ask for permission if it is not trusted
        own_rights: what a rule names it for
        at_most: what it may do at most without a key
        files: whether it may name files, with the right to, without a key
        files_with_key: the same with a key
    """

    headers: Headers = ()
    address: str = "127.0.0.1"
    trusted: bool = True
    may_ask: bool = True
    own_rights: frozenset[str] | None = None
    at_most: frozenset[str] = ALL
    files: bool = False
    files_with_key: bool = False


def _page(origin: str) -> Headers:
    return ((b"origin", origin.encode()),)


GRANTED, RULED, READER = "https://granted.example", "https://ruled.example", "https://reader-of-files.example"

# Settings that all kinds of callers need to be what they are
LISTS: Mapping[str, Any] = {
    "webCorsOriginList": ["http://localhost", GRANTED, READER, "app://obsidian.md"],
    "fileAccessOrigins": [READER],
    "ignoreOriginList": ["https://ignored.example"],
}
RULE_OF_PAGE = {"name": "ruled", "origin": RULED, "rights": ["write", "gui"]}

KINDS: dict[str, Kind] = {
    "program of this computer": Kind(files=True, files_with_key=True),
    "extension": Kind(_page("chrome-extension://abcdefghijklmnop")),
    "page of this computer": Kind(_page("http://localhost:3000")),
    "granted page": Kind(_page(GRANTED)),
    "page with a rule": Kind(_page(RULED), own_rights=frozenset({"write", "gui"})),
    "page in fileAccessOrigins": Kind(_page(READER), files=True, files_with_key=True),
    "foreign page": Kind(_page("https://foreign.example"), trusted=False),
    "ignored page": Kind(_page("https://ignored.example"), trusted=False),
    "page without a name": Kind(_page("null"), trusted=False),
    "foreign page of another computer": Kind(_page("https://foreign.example"), "192.0.2.7", trusted=False),
    "granted page of another computer": Kind(_page(GRANTED), "192.0.2.7"),
    "page that embeds": Kind(((b"sec-fetch-site", b"cross-site"),), trusted=False, may_ask=False),
    "program with a scheme of its own": Kind(_page("app://obsidian.md"), files=True, files_with_key=True),
    "script in a card": Kind(_page(f"http://127.0.0.1:{CARDS_PORT}"), at_most=frozenset({"read", "gui"})),
    "own page": Kind((*_page(f"http://127.0.0.1:{PORT}"), (b"host", f"127.0.0.1:{PORT}".encode()))),
    "other computer": Kind(address="192.0.2.7", files_with_key=True),
    "through a proxy": Kind(((b"x-forwarded-for", b"192.0.2.7"),), files_with_key=True),
}


class Configuration(NamedTuple):
    """Settings about keys and rights.

    Args:
        raw: as they are stored
        keys: the rights of each key that counts
        needs_key: whether nobody gets in without
        without_rule: the rights of callers that no rule names
    """

    raw: Mapping[str, Any]
    keys: Mapping[str, frozenset[str]]
    needs_key: bool = False
    without_rule: frozenset[str] = ALL


FULL, READING, GONE, WRONG = "full-key", "reading-key", "key-taken-back", "wrong-key"
KEYS: dict[str, str | None] = {"no key": None, "full": FULL, "read": READING, "taken back": GONE, "wrong": WRONG}
_RULES = [
    {"name": "all", "key": FULL, "rights": list(RIGHTS)},
    {"name": "reader", "key": READING, "rights": ["read"]},
    {"name": "gone", "key": GONE, "rights": []},
]
_KEYS_OF_RULES = {FULL: ALL, READING: READ_ONLY, GONE: frozenset[str]()}

CONFIGURATIONS: dict[str, Configuration] = {
    "nothing set": Configuration({}, {}),
    "apiKey": Configuration({"apiKey": FULL}, {FULL: ALL}, needs_key=True),
    "rules with keys": Configuration({"accessRules": _RULES}, _KEYS_OF_RULES),
    "apiKey and rules": Configuration({"apiKey": FULL, "accessRules": _RULES[1:]}, _KEYS_OF_RULES, needs_key=True),
    "others may read": Configuration({"rightsWithoutRule": ["read"]}, {}, without_rule=READ_ONLY),
    "rules, others may read": Configuration(
        {"accessRules": _RULES, "rightsWithoutRule": ["read"]}, _KEYS_OF_RULES, without_rule=READ_ONLY
    ),
    "rules, others nothing": Configuration(
        {"accessRules": _RULES, "rightsWithoutRule": []}, _KEYS_OF_RULES, without_rule=frozenset()
    ),
}


def raw_settings(configuration: Configuration) -> dict[str, Any]:
    """What is stored, with what makes all kinds of callers what they are."""
    rules = [*configuration.raw.get("accessRules", ()), RULE_OF_PAGE]
    return {**LISTS, **configuration.raw, "accessRules": rules}


def rights_of(kind: Kind, key: str | None, configuration: Configuration) -> frozenset[str] | None:
    """The rights of a trusted caller; None if its key is refused, or missing."""
    if key is not None and configuration.keys:
        return configuration.keys.get(key)
    if configuration.needs_key:
        return None
    if kind.own_rights is not None:
        return kind.own_rights
    return configuration.without_rule & kind.at_most


def may_name_files(kind: Kind, key: str | None, configuration: Configuration) -> bool:
    """Whether a caller with the right to name files may do so."""
    return kind.files_with_key if key is not None and configuration.keys else kind.files


def expected(
    needed: frozenset[str],
    kind: Kind,
    key: str | None,
    configuration: Configuration,
    *,
    asks: bool = False,
    names_file: bool = False,
) -> str:
    """What becomes of a request.

    Args:
        needed: the rights that its action needs
        kind: of its caller
        key: that it brings
        configuration: in force
        asks: whether it only asks for permission
        names_file: whether it has a path in it
    """
    if not kind.trusted and not (asks and kind.may_ask):
        return PAGE_REFUSED
    if asks:
        tries_keys = not kind.trusted and kind.address != "127.0.0.1" and key is not None and configuration.keys
        return KEY_REFUSED if tries_keys and key not in configuration.keys else ALLOWED
    rights = rights_of(kind, key, configuration)
    if rights is None:
        return KEY_REFUSED
    missing = [one for one in RIGHTS if one in needed and one not in rights]
    if missing:
        return right_missing(missing[0])
    if names_file and not ("files" in rights and may_name_files(kind, key, configuration)):
        return FILES_REFUSED
    return ALLOWED
