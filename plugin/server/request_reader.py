"""Reads the requests of a connection, a slice at a time, and has them judged: by the head, and as the body grows."""

from __future__ import annotations

from typing import Union

from .admission import RequestAdmission, Resources
from .http_error import HttpError
from .limits import MINIMUM_RATE, MINIMUM_RATE_AFTER
from .messages import Request, RequestHead, Response
from .protocol import Event, HttpProtocol, Phase
from .transport import Transport

Reading = Union[Request, Response, Event]


class RequestReader:
    """What a client sends on a connection.

    Args:
        transport: of the connection
        protocol: of the connection
        resources: that it shares with others
        now: the time
    """

    __slots__ = ("_last", "_protocol", "_resources", "_transport", "admission", "more", "since")

    def __init__(self, transport: Transport, protocol: HttpProtocol, resources: Resources, now: float) -> None:
        self.admission = RequestAdmission(resources)
        self.since = now  # when the head, the body or the silence began
        self.more = False  # there may be more to read without waiting
        self._last = now  # when the silence began, or the last byte of a body came
        self._transport = transport
        self._protocol = protocol
        self._resources = resources

    def start_next_cycle(self, now: float) -> None:
        """Begin to wait for the next request."""
        self._protocol.start_next_cycle()
        self.since = self._last = now

    @property
    def deadline(self) -> float:
        """When the client has been too slow, if nothing comes before."""
        limits, protocol = self._resources.limits, self._protocol
        if protocol.phase is Phase.HEAD:
            return self.since + limits.head_seconds
        idle = self._last + limits.idle_seconds
        if protocol.phase is Phase.BODY:
            return min(idle, self.since + max(MINIMUM_RATE_AFTER, protocol.received / MINIMUM_RATE))
        return idle

    @property
    def transferred(self) -> int:
        """How many bytes of the head or of the body are here."""
        protocol = self._protocol
        return protocol.received if protocol.phase is Phase.BODY else protocol.unparsed

    def read(self, now: float) -> Reading:
        """Read a slice; give the request when it is here as a whole, or the response to one that is not served."""
        protocol = self._protocol
        protocol.head_limit = self._resources.limits.head_bytes
        self.more = False
        if not protocol.can_step:
            room = protocol.room
            data = self.receive(room)
            if data is None:
                return Event.NEED_DATA
            self.more = len(data) == room
        before = protocol.phase
        result = protocol.step()
        if before is Phase.BODY:
            self._last = now
        elif before is Phase.IDLE and protocol.phase is not Phase.IDLE:
            self.since = now
        if isinstance(result, RequestHead):
            self.since = self._last = now
            refusal = self.admission.check_head(result, protocol.body_length, now)
            if refusal is not None:
                return refusal
            result = protocol.step()
        return self._judge(result, now)

    def _judge(self, result: RequestHead | Request | HttpError | Event, now: float) -> Reading:
        if isinstance(result, HttpError):
            return result.response
        if isinstance(result, RequestHead):
            raise RuntimeError("a head after a head")
        protocol = self._protocol
        size = len(result.body) if isinstance(result, Request) else protocol.announced
        # what was announced has been judged
        refusal = self.admission.check_size(size, now) if size > protocol.body_length else None
        return result if refusal is None else refusal

    def receive(self, size: int) -> bytes | None:
        """Read from the socket, and nothing else: None if nothing is there, or if it is lost."""
        data = self._transport.receive(size)
        if data is not None:
            self._protocol.add(data)
        return data

    def read_ahead(self) -> bool:
        """Read a little of what comes while a request is being answered; return whether the client leaves with it."""
        protocol = self._protocol
        if protocol.eof or not protocol.room:
            return False
        self.receive(protocol.room)
        return protocol.eof
