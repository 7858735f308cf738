"""Errors of requests that a person at Anki decides about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable

from .base import ApiError


class PersonSaidNo(ApiError):
    code = "unconfirmed"
    names_only = True

    def __init__(self) -> None:
        super().__init__("the person at Anki said no")


class PersonSilent(ApiError):
    code = "unconfirmed"
    names_only = True

    def __init__(self) -> None:
        super().__init__("the person at Anki has not answered; the same request within 10 minutes brings the answer")


class PersonBusy(ApiError):
    code = "unconfirmed"
    names_only = True

    def __init__(self) -> None:
        super().__init__("the person at Anki is being asked about another request; try again when that is answered")


class NeedsPerson(ApiError):
    code = "unconfirmed"
    names_only = True

    def __init__(self) -> None:
        super().__init__("this needs a person at Anki")


class MustBeAskedAlone(ApiError):
    code = "unconfirmed"
    names_only = True

    def __init__(self) -> None:
        super().__init__("this must be asked for alone")


class ReplacingUnconfirmed(ApiError):
    """Files with other contents would be replaced, and a person decides about that; nothing has been done.

    Args:
        describe: the files, for a collection, as an api.deletions.Subject
        names: of the files
    """

    code = "unconfirmed"
    names_only = True

    def __init__(self, describe: Callable[[Any], Any], names: Iterable[str]) -> None:
        super().__init__("other files would be replaced than those that the person at Anki was asked about")
        self.describe = describe
        self.names = frozenset(names)
