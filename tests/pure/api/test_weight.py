"""What was sent is weighed by its text and its values, and weighing takes no time itself."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.api.weight import MOST, weigh


@pytest.mark.parametrize(
    ("value", "weight"),
    [
        ({}, 0),
        ({"note": {"fields": {"Front": "dog", "Back": "Hund"}, "tags": ["a", "b"]}}, 0),
        ("x" * 5_000, 5),
        ({"note": {"fields": {"Front": "x" * 5_000, "Back": "x" * 5_000}}}, 10),
        ({"x" * 5_000: 1}, 5),
        ([[0] * 20] * 20, 21),
        (None, 0),
    ],
)
def test_the_weight_grows_with_texts_and_values(value: Any, weight: int) -> None:
    assert weigh(value) == weight


@pytest.mark.parametrize(
    "value",
    [
        "x" * 5_000_000,
        {"note": {"fields": {"Front": "x" * 5_000_000}}},
        list(range(1_000_000)),
        [[0] * 4_000] * 4_000,
        [{"tags": ["tag"] * 3_000}] * 1_000,
        {str(number): number for number in range(100_000)},
    ],
    ids=["text", "text within", "numbers", "lists of numbers", "lists of texts", "members"],
)
def test_beyond_the_largest_weight_nothing_is_counted(value: Any) -> None:
    assert weigh(value) == MOST


def test_only_the_beginning_of_what_is_heavy_is_looked_at() -> None:
    looked_at = []

    class Counted(list):  # type: ignore[type-arg]  # of anything
        def __iter__(self) -> Any:
            looked_at.append(len(self))
            return super().__iter__()

    weigh([Counted([0] * 3_000) for _ in range(3_000)])

    assert sum(looked_at) <= 3_000
