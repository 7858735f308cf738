"""Requests within a request, the permission, and what the API tells of itself."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class RequestExtras(TypedDict, total=False):
    """Optional members of a request object.

    Args:
        version: of the API; 4 if it is not given
        params: the parameters of the action, by name
        key: if it differs from that of the request around
    """

    version: int
    params: dict[str, Any]
    key: str


class RequestObject(RequestExtras):
    """A request within another.

    Args:
        action: the name of the action
    """

    action: str


# What is told ------------------------------------------------------------------


class PermissionGranted(TypedDict):
    """The API may be used.

    Args:
        permission: that there is one
        requireApiKey: whether a key is needed
        requireApikey: the same
        version: the latest version of the API
    """

    permission: Literal["granted"]
    requireApiKey: bool
    requireApikey: bool
    version: int


class PermissionDenied(TypedDict):
    """The API may not be used from this origin.

    Args:
        permission: that there is none
    """

    permission: Literal["denied"]


class ReflectedParts(TypedDict, total=False):
    """What was asked for.

    Args:
        actions: the names of the actions, sorted
        rights: those that the request has
    """

    actions: list[str]
    rights: list[str]


class Reflection(ReflectedParts):
    """What there is, and what the caller may do.

    Args:
        scopes: those that were asked for and are known
    """

    scopes: list[str]
