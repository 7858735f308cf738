"""Which actions there are, and which method serves a name in a version.

A method becomes an action by @action, which also says what rights it needs and whether it deletes; a class of actions
is a group. The Registry is a value, built once from an explicit list of groups. An action whose answer differs between
versions has several methods whose ranges of versions do not overlap.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Callable, NamedTuple, TypeVar

from ..errors import ApiError, UnsupportedAction
from .deletions import Deletes
from .rights import ALL, Rights

LATEST_VERSION = 6

_Method = TypeVar("_Method", bound=Callable[..., Any])
_MARK = "_ankiconnect_action"


class Mark(NamedTuple):
    """What @action notes down on a method; needs and deletes are None if they were not declared."""

    name: str
    since: int
    until: int
    needs: Rights | None
    deletes: Deletes | None
    needs_with: tuple[tuple[str, Rights], ...] = ()


class Parameter(NamedTuple):
    """One parameter of an action, without its type: that is in the reference."""

    name: str
    required: bool


class Action(NamedTuple):
    """A name, the versions it answers to, and the method that does so.

    Args:
        needs: the rights that a caller must have
        deletes: what a person may miss (deletions.py), False for nothing
        needs_with: the rights that a parameter needs on top, by its name, where it is given
    """

    name: str
    since: int
    until: int
    group: type
    method: Callable[..., Any]
    needs: Rights
    deletes: Deletes
    needs_with: tuple[tuple[str, Rights], ...] = ()

    def needed_for(self, params: Mapping[str, Any]) -> Rights:
        """The rights that a request needs.

        Args:
            params: as they were sent
        """
        given = (rights for name, rights in self.needs_with if params.get(name) is not None)
        return self.needs.union(*given)

    def parameters(self) -> list[Parameter]:
        """Read the parameters off the signature; annotations are not looked at."""
        own = list(inspect.signature(self.method).parameters.values())[1:]  # without self
        return [Parameter(one.name, one.default is inspect.Parameter.empty) for one in own]


class UndeclaredAction(Exception):
    """An action does not say what it needs, or whether it deletes: a mistake of ours, found in the same way."""


class DuplicateAction(Exception):
    """Two methods claim the same name in the same version: a mistake of ours, found when the registry is built."""


def action(
    *,
    needs: str | Collection[str] | None = None,
    deletes: Deletes | None = None,
    needs_with: Mapping[str, Collection[str]] | None = None,
    name: str | None = None,
    since: int = 1,
    until: int = LATEST_VERSION,
) -> Callable[[_Method], _Method]:
    """Mark a method as an action.

    Args:
        needs: the right that a caller must have, several, or () for none; must be given
        deletes: what a person may miss: a Deletion, IF_IT_REPLACES_A_FILE, or False for nothing; must be given
        needs_with: the rights that a parameter needs on top, by its name, where it is given
        name: its name on the wire, if that is not the method's
        since: the first version that it serves
        until: the last version that it serves
    """

    def mark(method: _Method) -> _Method:
        rights = None if needs is None else frozenset([needs] if isinstance(needs, str) else needs)
        more = tuple((parameter, frozenset(needed)) for parameter, needed in (needs_with or {}).items())
        setattr(method, _MARK, Mark(name or method.__name__, since, until, rights, deletes, more))
        return method

    return mark


class Registry:
    """All actions of the groups given.

    Args:
        groups: classes whose methods carry @action
        missing: makes the error for a name, or a version of it, that is not there
    """

    def __init__(self, groups: Sequence[type], missing: Callable[[str], ApiError] = UnsupportedAction) -> None:
        self._known: dict[str, list[Action]] = {}
        self._missing = missing
        self._get_groups: Callable[[], Sequence[type]] | None = None
        self._add_all(groups)

    @classmethod
    def lazy(cls, groups: Callable[[], Sequence[type]]) -> Registry:
        """All actions of groups that are imported when the first action is looked up, because that takes its time."""
        registry = cls(())
        registry._get_groups = groups
        return registry

    @property
    def is_loaded(self) -> bool:
        """Whether the groups have been imported."""
        return self._get_groups is None

    def import_groups(self) -> None:
        """Have the groups imported, so that load() takes no time; may be called on any thread."""
        get_groups = self._get_groups
        if get_groups is not None:
            get_groups()

    def load(self) -> None:
        """Import the groups now, if nothing has been looked up yet."""
        self._by_name  # noqa: B018 - which imports them

    @property
    def _by_name(self) -> dict[str, list[Action]]:
        if self._get_groups is not None:
            groups = self._get_groups()  # if an import fails, it is tried again with the next request
            self._get_groups = None
            self._add_all(groups)
        return self._known

    def _add_all(self, groups: Sequence[type]) -> None:
        for group in groups:
            for found in _actions_of(group):
                self._add(found)

    def _add(self, new: Action) -> None:
        same_name = self._known.setdefault(new.name, [])
        for old in same_name:
            if new.since <= old.until and old.since <= new.until:
                raise DuplicateAction(f"{new.name}: {old.group.__name__} and {new.group.__name__}")
        same_name.append(new)

    def find(self, name: str, version: int) -> Action:
        """Return the action of that name in that version; versions above the latest count as the latest."""
        version = min(version, LATEST_VERSION)
        for candidate in self._by_name.get(name, ()):
            if candidate.since <= version <= candidate.until:
                return candidate
        raise self._missing(name)

    @property
    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(self._by_name)

    @property
    def actions(self) -> list[Action]:
        """All actions, by name and version."""
        return [one for name in self.names for one in sorted(self._by_name[name], key=lambda each: each.since)]


def _actions_of(group: type) -> list[Action]:
    found = []
    for member in vars(group).values():
        mark = getattr(member, _MARK, None)
        if isinstance(mark, Mark):
            if (
                mark.needs is None
                or mark.deletes is None
                or not mark.needs.union(*dict(mark.needs_with).values()) <= ALL
            ):
                raise UndeclaredAction(f"{group.__name__}.{mark.name}: needs={mark.needs}, deletes={mark.deletes}")
            found.append(
                Action(mark.name, mark.since, mark.until, group, member, mark.needs, mark.deletes, mark.needs_with)
            )
    return found
