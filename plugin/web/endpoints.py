"""The table of paths: which endpoint answers where. All other paths belong to the API.

Endpoints are made when they are first asked for something, as most people use few of them, and Anki should not start
any later for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Callable, Protocol

from ..api.host import Caller
from ..server.messages import Exchange
from .gate import Headers
from .greeting import NotFound
from .targets import ACTIONS

if TYPE_CHECKING:
    from .api_endpoint import ApiEndpoint


class Endpoint(Protocol):
    """What answers the requests for a path. The gate has been passed; preflights do not get here."""

    def answer(self, exchange: Exchange, caller: Caller, headers: Headers) -> None:
        """Respond, now or later.

        Args:
            exchange: to respond to
            caller: who sent the request
            headers: that let the caller's page read the response
        """


Paths = Mapping[str, Endpoint]


class Lazy:
    """An endpoint that is made when it is first needed.

    Args:
        make: makes it
    """

    def __init__(self, make: Callable[[], Endpoint]) -> None:
        self._make = make
        self._made: Endpoint | None = None

    def answer(self, exchange: Exchange, caller: Caller, headers: Headers) -> None:
        """Respond, as it does."""
        if self._made is None:
            self._made = self._make()
        self._made.answer(exchange, caller, headers)


# What clients ask for that look for OAuth: they must be told in JSON that there is none
_NOT_FOUND = ("/.well-known/", "/register", "/authorize", "/token")


def own_paths(api: ApiEndpoint, others: Mapping[str, Callable[[], Endpoint]]) -> dict[str, Endpoint]:
    """The endpoints that have a path of their own; one that ends in a slash stands for all that begin with it.

    Args:
        api: the endpoint of the API
        others: what makes the endpoints at further paths, which need more of the program than is known here
    """
    not_found = NotFound()
    return {
        **dict.fromkeys(_NOT_FOUND, not_found),
        ACTIONS: Lazy(lambda: _actions(api)),
        "/docs": Lazy(lambda: _pages().docs_page()),
        "/docs.js": Lazy(lambda: _pages().docs_script()),
        "/openapi.json": Lazy(lambda: _pages().openapi_document()),
        **{path: Lazy(make) for path, make in others.items()},
    }


def _pages() -> ModuleType:
    from . import pages_endpoints

    return pages_endpoints


def _actions(api: ApiEndpoint) -> Endpoint:
    from .actions_endpoint import ActionsEndpoint

    return ActionsEndpoint(api)


def endpoint_at(paths: Paths, path: str) -> Endpoint | None:
    """Which endpoint answers at a path, if it is no path of the API.

    Args:
        paths: from own_paths()
        path: without the query
    """
    own = paths.get(path)
    if own is None and path.count("/") > 1:
        own = paths.get(path[: path.index("/", 1) + 1])
    return own
