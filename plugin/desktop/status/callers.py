"""Who may use Anki, as a person is told of it: everybody that the settings name, and what each may do."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...api.rights import ALL, NONE, Rights
from ...errors import escaped
from ...web.origins import normal_origin, shown_origin
from ...web.trust import LOCAL_ORIGIN, is_extension, is_own_scheme
from .origin_settings import IGNORED, allowed, from_environment, strings
from .rule_settings import KEY, StoredRule, rights_of_page, rights_without_rule, stored_rules

_NAME_LENGTH = 100


class Kind(enum.Enum):
    """What a caller is."""

    EVERYBODY_ELSE = enum.auto()  # whom nothing here names
    KEY = enum.auto()  # whoever has the key
    PROGRAM = enum.auto()
    LOCAL = enum.auto()  # all pages of this computer, and all extensions
    EVERY_PAGE = enum.auto()
    PAGE = enum.auto()
    EXTENSION = enum.auto()
    CARDS = enum.auto()


class ListedCaller(NamedTuple):
    """One line of the list.

    Args:
        kind: what it is
        name: ready to be shown; empty if its kind says all
        rights: that it has, None for those that are ignored
        confirm: whether a person decides about what it deletes
        origin: as it is stored, if it has one
        rule: that is stored for it
        variable: of the environment, which allows it
        by_key: whether its rights are those of the key that it sends
    """

    kind: Kind
    name: str
    rights: Rights | None
    confirm: bool = False
    origin: str = ""
    rule: StoredRule | None = None
    variable: str = ""
    by_key: bool = False

    @property
    def can_change(self) -> bool:
        """Whether it can be given other rights."""
        if self.by_key:
            return False
        if self.rule is not None or self.kind is Kind.EVERYBODY_ELSE:
            return True
        return self.rights is not None and self.kind in (Kind.PAGE, Kind.EXTENSION, Kind.PROGRAM) and not self.variable

    @property
    def can_take_back(self) -> bool:
        """Whether there is something to be taken back."""
        if self.rule is not None:
            return bool(self.rights)
        return bool(self.origin) and not self.variable

    @property
    def can_narrow(self) -> bool:
        """Whether it stands for many, some of whom could be named instead."""
        return self.kind is Kind.LOCAL


def listed_callers(config: dict[str, Any]) -> list[ListedCaller]:
    """Everybody, those that stand for many first and those that are ignored last.

    Args:
        config: all settings
    """
    return [*_callers(config), *_ignored(config)]


def _callers(config: dict[str, Any]) -> Iterator[ListedCaller]:
    rules = stored_rules(config)
    needs_key = bool(config.get(KEY))
    without_rule = rights_without_rule(config)
    if needs_key:
        # one that is no text lets nobody in
        yield ListedCaller(Kind.KEY, "", ALL if isinstance(config[KEY], str) else NONE)
    else:
        yield ListedCaller(Kind.EVERYBODY_ELSE, "", without_rule)
    # a rule for http://localhost is for that page alone, the same entry of the list for all of this computer
    by_origin = {rule.origin for rule in rules if rule.origin and not rule.has_key} - {LOCAL_ORIGIN}
    pages = [(origin, "") for origin in allowed(config)]
    variable = from_environment()
    seen = set()
    for origin, name in [*pages, *([variable] if variable else [])]:
        normal = normal_origin(origin)
        if normal in seen or normal in by_origin:
            continue
        seen.add(normal)
        rights = rights_of_page(config, normal, without_rule)
        kind = kind_of_origin(normal)
        # in the settings it is an entry that stands for many; what it means is said by its kind
        yield ListedCaller(kind, shown_origin(origin), rights, origin=origin, variable=name, by_key=needs_key)
    for rule in rules:
        yield _of_rule(config, rule)


def _of_rule(config: dict[str, Any], rule: StoredRule) -> ListedCaller:
    name = escaped(rule.name, _NAME_LENGTH)
    if rule.origin and not rule.has_key:
        rights = rights_of_page(config, rule.origin, rule.rights)
        kind = Kind.PAGE if rule.origin == LOCAL_ORIGIN else kind_of_origin(rule.origin)
        shown = shown_origin(rule.origin)
        named = shown if rule.name in ("", rule.origin) else f"{name} ({shown})"
        return ListedCaller(kind, named, rights, rule.confirm, rule.origin, rule, by_key=bool(config.get(KEY)))
    kind = Kind.CARDS if rule.is_of_cards else Kind.PROGRAM
    if kind is Kind.CARDS:
        return ListedCaller(kind, "", rule.rights, rule.confirm, rule=rule, by_key=bool(config.get(KEY)))
    return ListedCaller(kind, name, rule.rights, rule.confirm, rule=rule)


def _ignored(config: dict[str, Any]) -> Iterator[ListedCaller]:
    for origin in strings(config.get(IGNORED)):
        yield ListedCaller(kind_of_origin(normal_origin(origin)), shown_origin(origin), None, origin=origin)


def kind_of_origin(origin: str) -> Kind:
    """What has an origin.

    Args:
        origin: from normal_origin()
    """
    if origin == "*":
        return Kind.EVERY_PAGE
    if origin == LOCAL_ORIGIN:
        return Kind.LOCAL
    if is_extension(origin):
        return Kind.EXTENSION
    return Kind.PROGRAM if is_own_scheme(origin) else Kind.PAGE
