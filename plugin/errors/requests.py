"""Errors of the request as a whole: its form, its key, its arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Union

from .base import ApiError
from .quoting import escaped


class MalformedRequest(ApiError):
    """The body is no JSON, or no request object."""

    code = "invalid"


class TooManyValues(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, most: int) -> None:
        super().__init__(f"too many values: at most {most}")


class TooManyAtOnce(ApiError):
    """As many requests of agents are in progress as may be; nothing was done."""

    code = "unavailable"
    names_only = True

    def __init__(self) -> None:
        super().__init__("busy")


class TooManyNames(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, action: str, most: int, number: int) -> None:
        super().__init__(f"{action}: at most {most} names at a time, not {number}")


class NotWithinCallAction(ApiError):
    """An action would hide from a person what it does, or is none that an agent needs."""

    code = "unsupported"
    names_only = True

    def __init__(self, action: str) -> None:
        super().__init__(f"callAction: {escaped(action)} cannot be called by it")


class UnsupportedAction(ApiError):
    code = "unsupported"
    names_only = True

    def __init__(self, action: str) -> None:
        super().__init__("unsupported action")
        self.action = action


class WrongKey(ApiError):
    code = "forbidden"
    names_only = True

    def __init__(self) -> None:
        super().__init__("valid api key must be provided")


class KeyMissing(WrongKey):
    """None was sent, so that nobody has tried one."""


class RightMissing(ApiError):
    """A request needs a right that its caller has not.

    Args:
        right: its name
    """

    code = "forbidden"
    names_only = True

    def __init__(self, right: str) -> None:
        super().__init__(f'not allowed: this needs the right "{right}"')


class UnknownArgument(ApiError):
    """Worded as Python words it, because clients compare it."""

    code = "invalid"
    names_only = True

    def __init__(self, action: str, name: str) -> None:
        super().__init__(f"{action}() got an unexpected keyword argument '{escaped(name)}'")


class MissingArguments(ApiError):
    """Worded as Python words it, because clients compare it."""

    code = "invalid"
    names_only = True

    def __init__(self, action: str, names: Sequence[str]) -> None:
        quoted = [f"'{name}'" for name in names]
        if len(quoted) > 2:
            quoted[-1] = f"and {quoted[-1]}"
        listed = (", " if len(quoted) > 2 else " and ").join(quoted)
        plural = "" if len(quoted) == 1 else "s"
        super().__init__(f"{action}() missing {len(quoted)} required positional argument{plural}: {listed}")


class WrongArgument(ApiError):
    """A value of a wrong type or shape.

    Args:
        action: the action's name
        path: where the value is, such as note.fields.Front
        problem: what is wrong with it, such as "must be a string"
    """

    code = "invalid"
    names_only = True

    def __init__(self, action: str, path: str, problem: str) -> None:
        super().__init__(f"{action}: {path} {problem}")
        self.path = path
        self.problem = problem


class NestedTooDeeply(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, most: int) -> None:
        super().__init__(f"multi: requests are nested more than {most} deep")


class ScopesInvalid(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__("scopes has invalid value")


class ActionsInvalid(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__("actions has invalid value")


class NotesOrQueryMissing(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__('Must provide either "notes" or a "query"')


class FieldsOrTagsMissing(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__('Must provide a "fields" or "tags" property.')


class TagsNotList(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__("Must provide tags as a list of strings")


class ProtocolError(Exception):
    """A message cannot be answered as it should be.

    Args:
        code: of JSON-RPC
        message: in one line
        data: what else there is to say
        status: of HTTP, where it is another one than that of an answer
        id: of the message, if it could be read
        noted: what the person is shown in its place, where that may be more than the client is told
    """

    def __init__(
        self,
        code: int,
        message: str,
        data: Any = None,
        status: int = 200,
        id: Union[str, int, float, None] = None,  # noqa: A002 - as it is called on the wire
        noted: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data
        self.status = status
        self.id = id
        self.noted = message if noted is None else noted
