"""The rules about who may do what, and the key, in the settings."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from ...api.rights import FILES, NONE, READ, RIGHTS, Rights
from ...config.rights import in_order
from ...config.rules import (
    CARDS,
    DEFAULT_SETTING,
    SETTING,
    hash_of_key,
    is_entry_of_cards,
    read_default_rights,
    read_rules,
)
from ...web.origins import normal_origin
from ...web.trust import is_own_scheme
from .origin_settings import allowed, from_environment, move, strings

if TYPE_CHECKING:
    from .stored_settings import StoredSettings

KEY = "apiKey"
FILE_ORIGINS = "fileAccessOrigins"

READ_ONLY: Rights = frozenset({READ})
_KEY_BYTES = 32


class StoredRule(NamedTuple):
    """A rule as it is stored.

    Args:
        number: its place in the list
        name: empty if it has none
        origin: in the form that is compared; empty if it is for a key
        has_key: whether it is for a key
        rights: none if they cannot be understood
        confirm: whether a person decides about what its caller deletes
        understood: whether there is no mistake in its rights
    """

    number: int
    name: str
    origin: str
    has_key: bool
    rights: Rights
    confirm: bool
    understood: bool = True

    @property
    def is_of_cards(self) -> bool:
        """Whether it is for scripts in cards."""
        return self.name == CARDS and not self.has_key and not self.origin


class RuleSettings:
    """What may be changed.

    Args:
        stored: the settings
    """

    def __init__(self, stored: StoredSettings) -> None:
        self._stored = stored

    # The key -------------------------------------------------------------------

    def make_key(self) -> str | None:
        """Set a new key, which everybody needs from now on; None if it could not be set."""
        key = secrets.token_urlsafe(_KEY_BYTES)
        return key if self._stored.change(lambda config: config.update({KEY: key})) else None

    def remove_key(self) -> bool:
        """Have no key any more; tell whether that is in effect."""
        return self._stored.change(lambda config: config.update({KEY: None}))

    # Rules ---------------------------------------------------------------------

    def add_program(self, name: str, rights: Rights, *, confirm: bool, others: Rights | None = None) -> str | None:
        """Make a rule with a key of its own, of which only a hash is stored; None if it could not be set.

        Args:
            name: of the rule
            rights: of whoever has the key
            confirm: whether a person decides about what it deletes
            others: what everybody may do from now on whom no rule names; None for no change
        """
        key = secrets.token_urlsafe(_KEY_BYTES)
        rule = {
            "name": name,
            "keySha256": hash_of_key(key).hex(),
            "rights": in_order(rights),
            "confirm": confirm,
        }

        def edit(config: dict[str, Any], rules: list[Any]) -> None:
            rules.append(rule)
            if others is not None:
                config[DEFAULT_SETTING] = in_order(others)

        return key if self._edit_rules(edit) else None

    def change_rule(self, rule: StoredRule, rights: Rights, *, confirm: bool) -> bool:
        """Give a rule other rights; tell whether that is in effect.

        Args:
            rule: that is stored
            rights: of its caller from now on; none takes the rule back
            confirm: whether a person decides about what its caller deletes
        """

        def edit(config: dict[str, Any], rules: list[Any]) -> None:
            entry = rules[rule.number] if rule.number < len(rules) else None
            if isinstance(entry, dict) and _read(rule.number, entry) == rule:
                entry["rights"] = in_order(rights)
                if confirm != rule.confirm:  # a rule that says nothing about it leaves it to how it is called
                    entry["confirm"] = confirm
                _list_for_files(config, rule.origin, rights)

        return self._edit_rules(edit)

    def set_origin(self, origin: str, rights: Rights, *, confirm: bool) -> bool:
        """Make a rule for an origin that has none; tell whether that is in effect.

        Args:
            origin: in any spelling
            rights: of its pages
            confirm: whether a person decides about what they delete
        """
        normal = normal_origin(origin)
        rule = {"name": normal, "origin": normal, "rights": in_order(rights), **({"confirm": True} if confirm else {})}

        def edit(config: dict[str, Any], rules: list[Any]) -> None:
            rules.append(rule)
            _list_for_files(config, normal, rights)

        return self._edit_rules(edit)

    def take_back_origin(self, rule: StoredRule) -> bool:
        """Leave an origin neither a right nor its place in a list; tell whether that is in effect."""

        def edit(config: dict[str, Any], rules: list[Any]) -> None:
            move(config, rule.origin, to=None)
            rules[rule.number].update({"rights": []})
            _list_for_files(config, rule.origin, NONE)

        return self._edit_rules(edit)

    def allow_cards(self, rights: Rights) -> bool:
        """Let scripts in cards have these rights; tell whether that is in effect."""

        def edit(_config: dict[str, Any], rules: list[Any]) -> None:
            found = next((one for one in rules if is_entry_of_cards(one)), None)
            if found is None:
                rules.append({"name": CARDS, "rights": in_order(rights)})
            else:
                found["rights"] = in_order(rights)

        return self._edit_rules(edit)

    def set_rights_without_rule(self, rights: Rights) -> bool:
        """What everybody may do whom no rule names; tell whether that is in effect."""
        return self._stored.change(lambda config: config.update({DEFAULT_SETTING: in_order(rights)}))

    def _edit_rules(self, edit: Callable[[dict[str, Any], list[Any]], None]) -> bool:
        return self._stored.change_list(SETTING, edit)


def stored_rules(config: dict[str, Any]) -> list[StoredRule]:
    """The rules that are there, also those with a mistake, which give no rights.

    Args:
        config: all settings
    """
    entries = config.get(SETTING)
    numbered = enumerate(entries) if isinstance(entries, list) else ()
    return [_read(number, entry) for number, entry in numbered if isinstance(entry, dict)]


def rights_without_rule(config: dict[str, Any]) -> Rights:
    """What everybody may do whom no rule names.

    Args:
        config: all settings
    """
    if not isinstance(config.get(SETTING, []), list):
        return NONE  # nobody knows who was meant to have fewer
    return read_default_rights(config.get(DEFAULT_SETTING, list(RIGHTS))) or NONE


def rights_of_page(config: dict[str, Any], origin: str, rights: Rights) -> Rights:
    """What is left of rights for an origin: not each may name files, even with the right.

    Args:
        config: all settings
        origin: from normal_origin()
        rights: of its rule, or of everybody
    """
    listed = any(normal_origin(one) == origin for one in strings(config.get(FILE_ORIGINS)))
    return rights if listed or _names_files_by_its_scheme(config, origin) else rights - {FILES}


def _names_files_by_its_scheme(config: dict[str, Any], origin: str) -> bool:
    """Whether an origin is that of a program with a scheme of its own, and allowed by name: a rule is not enough."""
    variable = from_environment()
    by_name = [*allowed(config), *([variable[0]] if variable else [])]
    return is_own_scheme(origin) and any(normal_origin(one) == origin for one in by_name)


def _read(number: int, entry: dict[str, Any]) -> StoredRule:
    name, origin = entry.get("name"), entry.get("origin")
    read = read_rules([entry])
    rights = read.rules[0].rights if read.rules else NONE
    return StoredRule(
        number,
        name if isinstance(name, str) else "",
        normal_origin(origin) if isinstance(origin, str) else "",
        entry.get("key") is not None or entry.get("keySha256") is not None,
        rights,
        entry.get("confirm") is True,
        bool(rights) or not read.notices,
    )


def _list_for_files(config: dict[str, Any], origin: str, rights: Rights) -> None:
    """Have an origin in the list of those that may name files, or not; who may do so anyway need not stand there."""
    if not origin:
        return
    stored = config.get(FILE_ORIGINS)
    entries = stored if isinstance(stored, list) else []
    others = [one for one in entries if not (isinstance(one, str) and normal_origin(one) == origin)]
    if FILES in rights and not _names_files_by_its_scheme(config, origin):
        config[FILE_ORIGINS] = [*others, origin]
    elif isinstance(stored, list):
        config[FILE_ORIGINS] = others
