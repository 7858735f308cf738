"""Says more of a type than Python's types can, as keywords of JSON Schema."""

from __future__ import annotations

from typing import Union

Keywords = tuple[tuple[str, Union[str, int]], ...]


def keywords(**more: Union[str, int]) -> Keywords:
    """Keywords for an Annotated, such as minimum=1: what it holds must be hashable."""
    return tuple(more.items())
