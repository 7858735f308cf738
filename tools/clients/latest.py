"""Takes from reference.json what a client needs: the latest version of each action, and the types with a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from plugin.api.registry import LATEST_VERSION

Schema = Mapping[str, Any]


class Named(NamedTuple):
    """A type with a name.

    Args:
        name: of the type
        schema: an object with members
        is_sent: whether it is sent, not answered
    """

    name: str
    schema: Schema
    is_sent: bool


def latest_actions(reference: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The entries of the actions as the latest version of the API has them, by name."""
    entries = [one for one in reference["actions"] if one["until"] == LATEST_VERSION]
    return sorted(entries, key=lambda one: str(one["action"]))


def named_types(reference: Mapping[str, Any]) -> Iterator[Named]:
    """The types with a name: first what is sent, then what is answered."""
    for place in ("types", "replies"):
        for name, schema in reference[place].items():
            yield Named(name, schema, is_sent=place == "types")


def ordered_parameters(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The parameters of an action, those first that must be given."""
    return sorted(entry["parameters"], key=lambda one: not one["required"])


def about_default(parameter: Mapping[str, Any]) -> str:
    """What is meant by leaving a parameter out, if that is something."""
    default = parameter.get("default")
    if default is None or default == "":
        return ""
    return f" ({'true' if default is True else 'false' if default is False else default} if not given)"
