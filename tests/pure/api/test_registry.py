"""Which method serves a name in a version."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.api.registry import DuplicateAction, Parameter, Registry, UndeclaredAction, action
from plugin.errors import UnsupportedAction


class Fruit:
    @action(needs=(), deletes=False)
    def peel(self) -> str:
        return "peeled"

    @action(since=5, needs=(), deletes=False)
    def eat(self, how: str, much: int = 1) -> str:
        return f"eaten {how} {much}"

    @action(name="eat", until=4, needs=(), deletes=False)
    def eat4(self) -> str:
        return "eaten the old way"

    def throw(self) -> str:
        return "not an action"


def test_lazy_groups_are_imported_once_with_the_first_look_up() -> None:
    asked: list[int] = []

    class Future:
        @action(needs=(), deletes=False)
        def version(self) -> int:
            return 6

    def groups() -> list[type]:
        asked.append(1)
        return [Future]

    registry = Registry.lazy(groups)
    assert asked == []
    assert not registry.is_loaded

    assert registry.find("version", 6).group is Future
    registry.load()
    assert registry.names == ["version"]
    assert registry.is_loaded
    assert asked == [1]


def test_groups_may_be_imported_before_they_are_needed() -> None:
    asked: list[int] = []

    def groups() -> list[type]:
        asked.append(1)
        return [Fruit]

    registry = Registry.lazy(groups)

    registry.import_groups()
    assert asked == [1]
    assert not registry.is_loaded

    registry.load()
    registry.import_groups()
    assert asked == [1, 1]  # what was imported is only looked up


def test_a_name_is_served_by_the_method_of_its_version() -> None:
    registry = Registry([Fruit])

    assert registry.find("eat", 4).method is Fruit.eat4
    assert registry.find("eat", 5).method is Fruit.eat
    assert registry.find("eat", 6).method is Fruit.eat
    assert registry.find("peel", 1).method is Fruit.peel


def test_versions_above_the_latest_are_served_as_the_latest() -> None:
    assert Registry([Fruit]).find("eat", 99).method is Fruit.eat


@pytest.mark.parametrize("name", ["throw", "eat4", "__init__", "Peel", ""])
def test_what_is_not_marked_is_no_action(name: str) -> None:
    with pytest.raises(UnsupportedAction, match=r"^unsupported action$"):
        Registry([Fruit]).find(name, 6)


def test_names_are_listed_once_and_sorted() -> None:
    assert Registry([Fruit]).names == ["eat", "peel"]


def test_parameters_are_read_off_the_signature() -> None:
    assert Registry([Fruit]).find("eat", 6).parameters() == [Parameter("how", True), Parameter("much", False)]


def test_a_name_claimed_twice_in_a_version_is_refused_at_once() -> None:
    class OtherFruit:
        @action(since=4, until=4, needs=(), deletes=False)
        def eat(self) -> None: ...

    with pytest.raises(DuplicateAction, match="eat"):
        Registry([Fruit, OtherFruit])


def test_groups_whose_import_failed_are_imported_with_the_next_look_up() -> None:
    failures = [MemoryError()]

    def groups() -> list[type]:
        if failures:
            raise failures.pop()
        return [Fruit]

    registry = Registry.lazy(groups)
    with pytest.raises(MemoryError):
        registry.find("peel", 6)

    assert registry.find("peel", 6).group is Fruit


@pytest.mark.parametrize("declared", [{}, {"needs": "read"}, {"deletes": False}, {"needs": "reed", "deletes": False}])
def test_an_action_that_does_not_say_what_it_needs_and_whether_it_deletes_is_refused(declared: dict[str, Any]) -> None:
    class Careless:
        @action(**declared)
        def peel(self) -> None:
            """Peel it."""

    with pytest.raises(UndeclaredAction, match=r"Careless\.peel"):
        Registry([Careless])


def test_an_action_says_what_it_needs() -> None:
    class Careful:
        @action(needs=("gui", "write"), deletes=True)
        def peel(self) -> None:
            """Peel it."""

    found = Registry([Careful]).find("peel", 6)

    assert (found.needs, found.deletes) == ({"gui", "write"}, True)


def test_a_parameter_may_need_rights_on_top_where_it_is_given() -> None:
    class Group:
        @action(needs="read", deletes=False, needs_with={"deck": ("gui", "write"), "path": ["files"]})
        def look(self, deck: str = "", path: str = "") -> str:
            return deck + path

    [found] = Registry([Group]).actions

    assert found.needed_for({}) == found.needed_for({"deck": None, "other": 1}) == {"read"}
    assert found.needed_for({"deck": ""}) == {"read", "gui", "write"}
    assert found.needed_for({"deck": "A", "path": "b"}) == {"read", "gui", "write", "files"}


def test_a_right_that_there_is_not_is_a_mistake_of_ours_also_for_a_parameter() -> None:
    class Group:
        @action(needs="read", deletes=False, needs_with={"deck": ["reed"]})
        def look(self, deck: str = "") -> str:
            return deck

    with pytest.raises(UndeclaredAction):
        Registry([Group])
