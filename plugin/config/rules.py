"""Reads accessRules and rightsWithoutRule: which rights a key, an origin or nobody in particular has.

A mistake closes: a rule that cannot be understood gives its key or its origin no rights.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..errors import escaped
from .entries import notices_of_origins
from .origin_text import normal_origin
from .rights import ALL, NONE, RIGHTS, Rights

SETTING = "accessRules"
DEFAULT_SETTING = "rightsWithoutRule"

# The name of the rule that apiKey is
API_KEY = "apiKey"

# The rule for scripts in cards, which Anki's own web server serves
CARDS = "anki-cards"

_MEMBERS = ("name", "key", "keySha256", "origin", "rights", "confirm")
_WHO = ("key", "keySha256", "origin")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_NO_KEY = b""
_SHOWN = 60
_TOLD = 10
_KNOWN_RIGHTS = ", ".join(f'"{one}"' for one in RIGHTS)


class Rule(NamedTuple):
    """What one caller may do.

    Args:
        name: for the person
        rights: that it has
        key_hash: the SHA-256 of its key; empty, so that nothing matches it, if the key cannot be read
        origin: in lower case, without a final slash
        confirm: whether a person decides about what it deletes; None if the rule does not say
    """

    name: str
    rights: Rights = NONE
    key_hash: bytes | None = None
    origin: str | None = None
    confirm: bool | None = None

    @property
    def is_of_cards(self) -> bool:
        """Whether it is for scripts in cards, which send no key; one with a key may have any name."""
        return self.name == CARDS and self.key_hash is None and self.origin is None

    def without_key(self) -> Rule:
        """The same, with a key that nothing matches, if it has one."""
        return self if self.key_hash is None else self._replace(key_hash=_NO_KEY)


class ReadRules(NamedTuple):
    """Rules, and a sentence for each mistake."""

    rules: Sequence[Rule]
    notices: list[str]


def hash_of_key(key: str) -> bytes:
    """What is compared and stored of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def read_rules(entries: Sequence[Any]) -> ReadRules:
    """Understand a list of rules.

    Args:
        entries: as they are stored
    """
    rules: list[Rule] = []
    notices: list[str] = []
    for number, entry in enumerate(entries, start=1):
        name = entry.get("name") if isinstance(entry, dict) else None
        shown = f'"{escaped(name, _SHOWN)}"' if isinstance(name, str) and name else f"number {number}"
        rule, problems = _read(entry)
        notices += [f"{SETTING}: the rule {shown} {one}" for one in problems]
        if rule is not None:
            earlier = _same_caller(rules, rule)
            if earlier is not None:
                notices.append(f"{SETTING}: the rule {shown} has no effect: an earlier one is for the same caller")
            # the name of the rule for cards is what makes it that
            rules.append(rule if rule.is_of_cards else rule._replace(name=_unused_name(rule.name, rules)))
    if len(notices) > _TOLD:
        notices[_TOLD:] = [f"{SETTING}: {len(notices) - _TOLD} more mistakes"]
    return ReadRules(rules, notices)


def read_default_rights(value: Any) -> Rights | None:
    """The rights that a list names; None if it is no list of rights."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) and one in ALL for one in value):
        return None
    return frozenset(value)


def is_entry_of_cards(entry: Any) -> bool:
    """Whether what is stored of a rule is for scripts in cards."""
    return isinstance(entry, dict) and entry.get("name") == CARDS and all(entry.get(one) is None for one in _WHO)


def _read(entry: Any) -> tuple[Rule | None, list[str]]:
    """A rule, if it names a caller, and what is wrong with it."""
    if not isinstance(entry, dict):
        return Rule("", key_hash=_NO_KEY), ["is not understood: it must be an object, with a name and rights"]
    problems = _mistakes(entry)
    rule = Rule(
        name=entry["name"] if isinstance(entry.get("name"), str) else "",
        key_hash=_key_hash(entry),
        origin=_origin(entry),
        confirm=entry["confirm"] if isinstance(entry.get("confirm"), bool) else None,
    )
    names_a_caller = rule.key_hash is not None or rule.origin is not None or rule.is_of_cards
    if problems:
        return (rule if names_a_caller else None), [f"is not understood and gives no rights: {one}" for one in problems]
    if not names_a_caller:
        return None, ['has no effect: it needs a "key", a "keySha256" or an "origin"']
    rule = rule._replace(rights=frozenset(entry["rights"]))
    if rule.origin is not None:
        useless = notices_of_origins("origin", [entry["origin"]], everybody=False)
        return rule, [f"has no effect: its {one}" for one in useless]
    return rule, []


def _mistakes(entry: dict[str, Any]) -> list[str]:
    problems = []
    unknown = [one for one in entry if one not in _MEMBERS]
    if unknown:
        problems.append(f'"{escaped(str(unknown[0]), _SHOWN)}" is none of {", ".join(_MEMBERS)}')
    if not isinstance(entry.get("name"), str) or not entry["name"].strip():
        problems.append("its name must be a text")
    given = [one for one in _WHO if entry.get(one) is not None]
    if len(given) > 1:
        problems.append(f"it must have one of {' and '.join(given)}, not both")
    for one in given:
        if not isinstance(entry[one], str) or not entry[one].strip():
            problems.append(f"its {one} must be a text")
        elif one == "keySha256" and not _SHA256.fullmatch(entry[one].strip()):
            problems.append("its keySha256 must be 64 hexadecimal digits")
    if read_default_rights(entry.get("rights")) is None:
        problems.append(f"its rights must be a list of {_KNOWN_RIGHTS}")
    if not isinstance(entry.get("confirm", False), bool):
        problems.append("its confirm must be true or false")
    return problems


def _key_hash(entry: dict[str, Any]) -> bytes | None:
    key, digits = entry.get("key"), entry.get("keySha256")
    if isinstance(key, str) and key:
        return hash_of_key(key)
    if isinstance(digits, str) and _SHA256.fullmatch(digits.strip()):
        return bytes.fromhex(digits.strip())
    return None if key is None and digits is None else _NO_KEY


def _origin(entry: dict[str, Any]) -> str | None:
    origin = entry.get("origin")
    return normal_origin(origin) or None if isinstance(origin, str) else None


def _unused_name(name: str, rules: Sequence[Rule]) -> str:
    """A name that tells a rule from all others: what a person has allowed one of two namesakes is not for the other."""
    used = {API_KEY, CARDS, *(one.name for one in rules)}
    numbered = (f"{name} ({number})" for number in range(2, len(rules) + 3))
    return name if name not in used else next(one for one in numbered if one not in used)


def _same_caller(rules: Sequence[Rule], new: Rule) -> Rule | None:
    return next(
        (
            one
            for one in rules
            if (new.key_hash and one.key_hash == new.key_hash)
            or (new.origin is not None and one.origin == new.origin)
            or (new.is_of_cards and one.is_of_cards)
        ),
        None,
    )
