"""What the server serves: judges a request by its head, and hands it to the endpoint that answers it.

An endpoint with a path of its own is one file, and one line in the table of paths (endpoints.py). All other paths
belong to the API: a request with a body is a call, one without gets the greeting.
"""

from __future__ import annotations

from ..api.dispatch import FREE_ACTION
from ..api.host import Caller
from ..api.records import Log, Record
from ..errors import escaped
from ..server.messages import Admission, BodyLimit, Exchange, Request, RequestHead, Response
from .api_endpoint import PLAIN_TEXT, ApiEndpoint
from .endpoints import Endpoint, Paths, endpoint_at
from .gate import Gate
from .greeting import Greeting, NotFound
from .hosts import host_of
from .origins import shown_origin
from .request_json import is_blank
from .targets import action_at, path_of

# A page that is not trusted may only ask for permission, which is short; longer bodies are not even read
_BYTES_OF_AN_UNTRUSTED_BODY = 64 * 1024

_LONGEST_ENCODING = 200  # that is repeated
_LONGEST_HOST = 120  # so that the status window has room for the setting behind it

_ORIGIN_REFUSED = "this page may not use Anki"
_UNNAMED_PAGE_REFUSED = "a page of another site asks for something to embed"


class Router:
    """Serves HTTP requests.

    Args:
        gate: who may send one; replaced when the settings change
        api: answers API calls
        log: is told of what was refused
        paths: the endpoints that have a path of their own
    """

    def __init__(self, gate: Gate, api: ApiEndpoint, log: Log, paths: Paths) -> None:
        self.gate = gate
        self.api = api
        self._greeting = Greeting()
        self._not_found = NotFound()
        self._log = log
        self._paths = paths

    def admit(self, head: RequestHead) -> Admission:
        """Judge a request by its head, before its body is taken in."""
        caller = self.gate.caller(head)
        foreign_host = self.gate.foreign_host(head)
        if foreign_host is not None:
            return Admission(refusal=self._refuse_host(caller, foreign_host))
        if head.method == "OPTIONS":
            return Admission()
        if caller.trusted:
            encoding = _encoding(head)
            return Admission(None if encoding is None else self._refuse_encoding(caller, encoding))
        if caller.origin is None or not self._may_ask(head):  # without an origin nobody is asked about it
            return Admission(refusal=self._refuse_origin(caller))
        return Admission(limit=BodyLimit(_BYTES_OF_AN_UNTRUSTED_BODY, lambda: self._refuse_origin(caller)))

    def answer(self, exchange: Exchange) -> None:
        """Respond to an admitted request, now or when what it waits for is done."""
        request = exchange.request
        if request.method == "OPTIONS":
            exchange.respond(Response(200, self.gate.preflight_headers(request), b""))
            return
        caller = self.gate.caller(request)
        endpoint = self._endpoint(request)
        if not caller.trusted and not (caller.origin is not None and self._asks(endpoint, request)):
            exchange.respond(self._refuse_origin(caller))
        else:
            endpoint.answer(exchange, caller, self.gate.cors_headers(caller))

    def _may_ask(self, request: Request | RequestHead) -> bool:
        """Whether a request may be one for permission, as far as its head tells."""
        path = path_of(request.target)
        action = action_at(path)
        if action is not None:
            return request.method == "POST" and action == FREE_ACTION
        return endpoint_at(self._paths, path) is None

    def _asks(self, endpoint: Endpoint, request: Request) -> bool:
        """Whether a request asks for the permission that its origin has not."""
        action = action_at(path_of(request.target))
        if action is None:
            return endpoint is self.api and self.api.asks_for_permission(request.body)
        return self._may_ask(request) and self.api.asks_for_permission(request.body, action)

    def _endpoint(self, request: Request) -> Endpoint:
        path = path_of(request.target)
        own = endpoint_at(self._paths, path)
        if own is not None:
            return own
        if request.method != "HEAD" and not is_blank(request.body):
            return self.api
        return self._not_found if request.method in ("GET", "HEAD") and path not in ("/", "") else self._greeting

    def _refuse_host(self, caller: Caller, host: str) -> Response:
        # without what stands before an @, which is a password if anything
        name = shown_origin(host.rpartition("@")[2], _LONGEST_HOST) or "without a name"
        # short, so that the list of requests shows the setting, too
        self._note_refusal(caller, f"host {name} is not in webAllowedHosts", host_of(host))
        text = f"the host {name} is not allowed: add it to webAllowedHosts in the settings to allow it\n"
        return Response(403, [PLAIN_TEXT], text.encode())

    def _refuse_encoding(self, caller: Caller, encoding: str) -> Response:
        reason = f"Content-Encoding {encoding} is not supported: send the body as it is"
        self._note_refusal(caller, reason)
        return Response(415, [PLAIN_TEXT, *self.gate.cors_headers(caller)], f"{reason}\n".encode())

    def _refuse_origin(self, caller: Caller) -> Response:
        self._note_refusal(caller, _UNNAMED_PAGE_REFUSED if caller.origin is None else _ORIGIN_REFUSED)
        return Response(403, [(b"Vary", b"Origin")], b"")

    def _note_refusal(self, caller: Caller, reason: str, host: str | None = None) -> None:
        self._log.request(Record(caller, "", 0, 0.0, reason, 0, host))


def _encoding(head: RequestHead) -> str | None:
    """What the body is encoded in, if it is."""
    value = b",".join(value for name, value in head.headers if name == b"content-encoding")
    # of bytes, because other blanks and capital letters than those of ASCII are none here
    encodings = [one for one in (part.strip().lower() for part in value.split(b",")) if one not in (b"", b"identity")]
    return escaped(b", ".join(encodings).decode("latin-1"), _LONGEST_ENCODING) if encodings else None
