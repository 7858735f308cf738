"""Errors of cards and of the review log."""

from __future__ import annotations

from .base import ApiError
from .quoting import shown


class LengthsDiffer(ApiError):
    """Two lists of which the entries belong together are not of the same length."""

    code = "invalid"

    def __init__(self, one: str, length: int, other: str, other_length: int) -> None:
        super().__init__(f"{one} and {other} must have the same length, not {length} and {other_length}")


class DaysInvalid(ApiError):
    code = "invalid"

    def __init__(self, days: object) -> None:
        rule = 'days must be a number such as 0, or a range such as 3-7, with "!" behind it to change the interval'
        super().__init__(f"{rule}: {shown(days)}")


class ValueRefused(ApiError):
    """A card cannot be given a value."""

    code = "invalid"


class NoSuchValue(ValueRefused):
    def __init__(self, key: object) -> None:
        super().__init__(f"cards have no value of this name: {shown(key)}".rstrip(" "))


class ValueIsAnkis(ValueRefused):
    def __init__(self, key: str) -> None:
        super().__init__(f"{key} cannot be set, only Anki does that")


class ValueOutOfRange(ValueRefused):
    def __init__(self, key: str, lowest: int, highest: int, value: object) -> None:
        super().__init__(f"{key} must be an integer from {lowest} to {highest}: {shown(value)}".rstrip(" "))


class ValueNotText(ValueRefused):
    def __init__(self, key: str) -> None:
        super().__init__(f"{key} must be a JSON object as text")


class ReviewExists(ApiError):
    code = "duplicate"
    names_only = True

    def __init__(self, review_id: int) -> None:
        super().__init__(f"a review with this id exists already: {review_id}")


class ReviewRepeated(ApiError):
    code = "duplicate"
    names_only = True

    def __init__(self, review_id: int) -> None:
        super().__init__(f"the same id is given to two reviews: {review_id}")
