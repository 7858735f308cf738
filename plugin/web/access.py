"""Decides what a request may do: by its key, else by its origin, else by what everybody may."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from ..api.host import Caller, Key
from ..api.rights import ADMIN, ALL, FILES, GUI, READ, WRITE, Grant, Reach, Rights
from ..config.rules import API_KEY, Rule, hash_of_key
from ..config.settings import Settings
from ..errors import KeyMissing, WrongKey
from .origins import normal_origin
from .trust import Ports, Trust, is_extension, is_loopback_host, is_own_scheme, is_page, page_host

_MOST_REMEMBERED = 32
# Characters: to hash 200 million takes a quarter of a second, and nobody has such a key
_LONGEST_KEY = 1_000_000

# What a script in a card may do: anybody may have made the deck that it came with
_OF_CARDS: Rights = frozenset({READ, GUI})
# What an agent may do that no rule names: what it reads may tell it to do something else than its person wants
_OF_AGENTS: Rights = frozenset({READ, WRITE, GUI})
_OF_AGENTS_WITH_API_KEY: Rights = _OF_AGENTS | {ADMIN}


class Access:
    """The rules in force (an api.dispatch.AccessRules).

    Args:
        settings: of which the keys, the rules and the lists of origins count
        trust: the lists of origins
        ports: of this computer
    """

    def __init__(self, settings: Settings, trust: Trust, ports: Ports) -> None:
        self.requires_key = settings.key is not None
        self._own = Rule(API_KEY, ALL, hash_of_key(settings.key)) if settings.key else None
        own = [] if self._own is None else [self._own]
        rules = settings.accessRules
        self._with_key: Sequence[Rule] = [*own, *(one for one in rules if one.key_hash is not None)]
        self.has_keys = bool(self._with_key)
        self._by_origin = {one.origin: one for one in reversed(rules) if one.origin is not None}
        self._of_cards = next((one for one in rules if one.is_of_cards), None)
        self._without_rule = settings.rightsWithoutRule
        self._may_read_files = {normal_origin(one) for one in settings.fileAccessOrigins} - {"", "*"}
        self._trust = trust
        self._ports = ports
        self._without_key: dict[tuple[str | None, bool, bool], Grant] = {}

    def may_ask(self, origin: str) -> bool:
        """Whether an untrusted origin may ask the person at Anki for permission."""
        return self._trust.permission(origin).may_ask

    def grant(self, caller: Caller, key: Key) -> Grant:
        """What a request may do; raises WrongKey.

        Args:
            caller: who sent it
            key: that was sent
        """
        if key or self.requires_key or (caller.is_agent and self.has_keys):
            return self._judged(caller, key)
        # nearly all requests come from the same few callers
        who = caller.origin, caller.on_this_computer, caller.is_agent
        grant = self._without_key.get(who)
        if grant is None:
            if len(self._without_key) == _MOST_REMEMBERED:
                self._without_key.clear()
            grant = self._without_key[who] = self._judged(caller, ())
        return grant

    def _judged(self, caller: Caller, key: Key) -> Grant:
        origin = None if caller.origin is None else normal_origin(caller.origin)
        with_key = self._rule_of_key(key)
        if with_key is None and (self.requires_key or (self.has_keys and (key or caller.is_agent))):
            if key:
                raise WrongKey
            raise KeyMissing
        rule = with_key or self._rule_of_origin(origin)
        rights = self._without_rule if rule is None else rule.rights
        confirm = rule is not None and bool(rule.confirm)
        if caller.is_agent:
            if rule is None or rule is self._own:
                rights &= _OF_AGENTS if rule is None else _OF_AGENTS_WITH_API_KEY
            confirm = rule is None or rule.confirm is not False
        is_card = rule is None and origin is not None and self._trust.is_card(origin)
        if is_card:
            rights &= _OF_CARDS
        files = FILES in rights and self._may_name_files(caller, origin, has_key=with_key is not None)
        return Grant(
            name=rule.name if rule is not None else "",
            rights=rights,
            files=files,
            shares=files and (_is_local_program(caller) or origin in self._may_read_files),
            reach=self._reach(origin),
            confirm=confirm,
            is_card=is_card,
        )

    def _rule_of_key(self, key: Key) -> Rule | None:
        # no shortcut: the time taken must not tell how much of a key was right, or whose it is
        found = None
        for reading in key:
            if len(reading) > _LONGEST_KEY:
                continue
            sent = hash_of_key(reading)
            for rule in self._with_key:
                if hmac.compare_digest(sent, rule.key_hash or b"") and reading and found is None:
                    found = rule
        return found

    def _rule_of_origin(self, origin: str | None) -> Rule | None:
        if origin is None:
            return None
        if self._of_cards is not None and self._trust.is_card(origin):
            return self._of_cards
        return self._by_origin.get(origin)

    def _may_name_files(self, caller: Caller, origin: str | None, *, has_key: bool) -> bool:
        if origin is None:
            return caller.on_this_computer or has_key
        if origin in self._may_read_files or (is_own_scheme(origin) and origin in self._trust.listed):
            return True
        return has_key and not origin.startswith(("http:", "https:")) and not is_extension(origin)

    def _reach(self, origin: str | None) -> Reach:
        closed = frozenset(port for port in (self._ports.own(), self._ports.cards()) if port is not None)
        if origin is None or not is_page(origin):
            return Reach(closed_ports=closed)
        host = page_host(origin)
        return Reach(is_page=True, own_host=host, from_loopback=is_loopback_host(host), closed_ports=closed)


def _is_local_program(caller: Caller) -> bool:
    return caller.origin is None and caller.on_this_computer
