"""Requests to put something into that Anki could not show, and what has to become of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api import Api
from more_requests import REQUESTS
from odd_names import contents

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.reference import Reference
from plugin.api.registry import Registry

# These wait for other programs, which is not what this is about
NOT_HERE = ("sync", "upgrade", "importPackage", "exportPackage")


def requests() -> Iterator[Mapping[str, Any]]:
    names = set(Registry(GROUPS).names) - set(NOT_HERE)
    for entry in Reference().entries():
        yield from (sample["request"] for sample in entry["samples"] if entry["action"] in names)
    yield from REQUESTS


def check_it_is_refused(action: str, params: Mapping[str, Any], error: str, api: Api, col: Collection) -> None:
    """Fail if a request does not end with this error, or has changed something."""
    before = contents(col)

    assert api.error(action, **params) == error

    assert contents(col) == before
