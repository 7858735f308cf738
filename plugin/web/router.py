"""What the server serves: judges a request by its head, and gives it to whoever answers its kind."""

from __future__ import annotations

from ..api.host import Caller
from ..api.records import Log, Record
from ..server.messages import Admission, BodyLimit, Exchange, Request, RequestHead, Response
from . import greeting
from .api_endpoint import JSON, ApiEndpoint
from .gate import Gate

# A page that is not trusted may only ask for permission, which is short; longer bodies are not even read
_BYTES_OF_AN_UNTRUSTED_BODY = 64 * 1024

_HTML = (b"Content-Type", b"text/html; charset=utf-8")

_HOST_REFUSED = "this host is not allowed"
_ORIGIN_REFUSED = "this origin is not allowed"


class Router:
    """Serves HTTP requests.

    Args:
        gate: who may send one; replaced when the settings change
        api: answers API calls
        log: is told of what was refused
    """

    def __init__(self, gate: Gate, api: ApiEndpoint, log: Log) -> None:
        self.gate = gate
        self.api = api
        self._log = log

    def admit(self, head: RequestHead) -> Admission:
        """Judge a request by its head, before its body is taken in."""
        if not self.gate.host_allowed(head):
            self._note_refusal(self.gate.caller(head), _HOST_REFUSED)
            return Admission(refusal=Response(403, [], b""))
        if head.method == "OPTIONS":
            return Admission()
        caller = self.gate.caller(head)
        if caller.trusted:
            return Admission()
        return Admission(limit=BodyLimit(_BYTES_OF_AN_UNTRUSTED_BODY, lambda: self._refuse_origin(caller)))

    def answer(self, exchange: Exchange) -> None:
        """Respond to an admitted request, now or when what it waits for is done."""
        request = exchange.request
        gate = self.gate
        if request.method == "OPTIONS":
            exchange.respond(Response(200, gate.preflight_headers(request), b""))
            return
        caller = gate.caller(request)
        if request.method == "HEAD" or not request.body or request.body.isspace():
            exchange.respond(self._greeting(request, caller))
            return
        entry = self.api.read(request)
        if not caller.trusted and not self.api.asks_for_permission(entry):
            exchange.respond(self._refuse_origin(caller))
        else:
            self.api.answer(exchange, entry, caller, gate.cors_headers(caller))

    def _greeting(self, request: Request, caller: Caller) -> Response:
        if not caller.trusted:
            return self._refuse_origin(caller)
        headers = self.gate.cors_headers(caller)
        if b"text/html" in (request.header(b"accept") or b""):
            return Response(200, [_HTML, *headers], greeting.GREETING_HTML)
        return Response(200, [JSON, *headers], greeting.GREETING_JSON)

    def _refuse_origin(self, caller: Caller) -> Response:
        self._note_refusal(caller, _ORIGIN_REFUSED)
        return Response(403, [(b"Vary", b"Origin")], b"")

    def _note_refusal(self, caller: Caller, reason: str) -> None:
        self._log.request(Record(caller, "", 0, 0.0, reason, 0))
