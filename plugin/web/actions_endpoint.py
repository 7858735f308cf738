"""The endpoint of single actions: the path names one, and the body has its params."""

from __future__ import annotations

from ..api.host import Caller
from ..server.messages import Exchange, Response
from . import request_json
from .api_endpoint import JSON, ApiEndpoint
from .gate import Headers
from .targets import action_at, path_of

_METHOD_NOT_ALLOWED = 405
_ALLOW = (b"Allow", b"POST")
_REFUSAL = b'{"error": "method_not_allowed"}'


class ActionsEndpoint:
    """Answers what is sent to /actions/NAME, as the API in its latest version.

    Args:
        api: performs it
    """

    def __init__(self, api: ApiEndpoint) -> None:
        self._api = api

    def answer(self, exchange: Exchange, caller: Caller, headers: Headers) -> None:
        """Perform the action that the path names, and reply."""
        request = exchange.request
        if request.method != "POST":
            exchange.respond(Response(_METHOD_NOT_ALLOWED, [JSON, _ALLOW, *headers], _REFUSAL))
            return
        name = action_at(path_of(request.target)) or ""
        self._api.perform(exchange, caller, headers, lambda body: request_json.parse_params(body, name))
