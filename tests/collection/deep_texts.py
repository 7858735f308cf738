"""Names and texts with many levels."""

from __future__ import annotations


def deck(levels: int) -> str:
    return "::".join("d" * levels)


def tag(levels: int) -> str:
    return "::".join("t" * levels)


def template(conditions: int, field: str = "Front") -> str:
    return f"{{{{#{field}}}}}" * conditions + f"{{{{{field}}}}}" + f"{{{{/{field}}}}}" * conditions


def clozes(*numbers: int) -> str:
    return "".join(f"{{{{c{number}::a" for number in numbers) + "}}" * len(numbers)
