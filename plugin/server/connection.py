"""One connection: when to read, to judge, to write, to wait and to give up.

Strategy: a connection runs in steps. A step is one read or one write of bounded size that never waits, so the event
loop can run any number of connections and stop after any step. Requests are strictly one at a time: until the response
has been handed to the system, only a little is read ahead, and nothing of it is looked at. A request is judged when its
head is there: what is refused then is answered at once, and nothing of its body is kept (request_reader.py).
"""

from __future__ import annotations

import selectors
import socket
from enum import Enum
from typing import Callable, Protocol, Union

from . import http_error
from .admission import Resources
from .http_error import HttpError
from .linger import Linger
from .memory import SMALL, HeldBody
from .messages import Exchange, Request, Response, h11
from .protocol import Event, HttpProtocol, Phase
from .request_reader import RequestReader
from .streams import Stream
from .transport import Transport


class Owner(Resources, Protocol):
    """What a connection needs of the server."""

    clock: Callable[[], float]

    def update(self, connection: Connection, more: bool) -> None:
        """Take note of a change outside of run(); `more` asks for another step soon."""

    def release(self, connection: Connection) -> None:
        """Forget a connection that is about to close."""


class State(Enum):
    """What a connection is doing."""

    IDLE = "waiting for a request"
    READING = "reading a request"
    PERFORMING = "waiting for the response to a request"
    SENDING = "sending"
    STREAMING = "telling what happens, for as long as the client listens"
    LINGERING = "closing, as soon as the client has stopped sending"


class Connection:
    """A handle of the event loop.

    Args:
        sock: accepted, and not blocking
        client: the address of the peer
        owner: is told what becomes of the connection
        now: the owner's time
    """

    __slots__ = (
        "_exchange",
        "_held",
        "_linger",
        "_owner",
        "_protocol",
        "_reader",
        "_refused",
        "_retired",
        "_running",
        "_sent_at",
        "_stream",
        "_transport",
        "closed",
        "ready",
        "registered",
        "sock",
    )

    def __init__(self, sock: socket.socket, client: str, owner: Owner, now: float) -> None:
        self.sock = sock
        self.closed = False
        self.registered: int | None = None  # the loop's
        self.ready = False  # the loop's
        self._owner = owner
        self._transport = Transport(sock)
        self._protocol = HttpProtocol(client, owner.limits.head_bytes)
        self._reader = RequestReader(self._transport, self._protocol, owner, now)
        self._exchange: Exchange | None = None  # what waits for its response
        self._held: HeldBody | None = None  # what is being sent
        self._stream: Stream | None = None  # what goes on
        self._sent_at = now  # when the last byte of a response went out
        self._refused = False
        self._retired = False  # to be closed after what is being answered
        self._running = False  # in run(), behind which the loop looks what has changed
        self._linger: Linger | None = None  # when all has been sent

    # What the event loop asks ------------------------------------------------

    @property
    def events(self) -> int:
        """What to look for on the socket, as a mask of selectors.EVENT_READ and EVENT_WRITE."""
        protocol, writing = self._protocol, self._transport.writing
        events = selectors.EVENT_WRITE if writing else 0
        if self._linger is not None:
            return selectors.EVENT_READ
        if protocol.eof or (writing and protocol.phase is not Phase.RESPONSE) or not protocol.room:
            return events
        return events | selectors.EVENT_READ

    @property
    def deadline(self) -> float | None:
        """When expire() is due if nothing happens before; None while a request is being performed."""
        if self._linger is not None:
            return self._linger.deadline
        if self._transport.writing:
            return self._sent_at + self._owner.limits.idle_seconds
        if self._stream is not None:
            return self._sent_at + self._owner.limits.comment_seconds
        return None if self._exchange is not None else self._reader.deadline

    def run(self, now: float) -> bool:
        """Do one step; return whether more can be done without waiting for the socket."""
        self._running = True
        try:
            return self._step(now)
        finally:
            self._running = False

    def _step(self, now: float) -> bool:
        more = self._flush(now) if self._transport.writing else False
        if self.closed:
            return False
        if self._linger is not None:
            return self._run_linger(self._linger, now)
        if self._protocol.phase is Phase.RESPONSE:
            self._read_ahead()
            return more
        return more if self._transport.writing else self._read(now)

    def send(self, now: float) -> None:
        """Only send a piece of what is written, and do nothing else."""
        if self._transport.writing:
            self._flush(now)

    def expire(self, now: float) -> None:
        """Do what the deadline that has passed asks for."""
        if self.state is State.READING:
            self.refuse(http_error.TOO_SLOW.response, now)
        elif self._stream is not None and not self._transport.writing:
            self._stream.send(self._stream.head.comment)
        else:
            self.close()

    # What the server asks ----------------------------------------------------

    @property
    def state(self) -> State:
        """What the connection is doing."""
        if self._linger is not None:
            return State.LINGERING
        if self._stream is not None:
            return State.STREAMING
        if self._transport.writing:
            return State.SENDING
        if self._exchange is not None:
            return State.PERFORMING
        return State.IDLE if self._protocol.phase is Phase.IDLE else State.READING

    @property
    def since(self) -> float:
        """When the client began with what it is doing: to be silent, to send a head or a body, or to read."""
        if self._linger is not None:
            return self._linger.since
        if self._transport.writing:
            # the system takes the first of a response whatever the client does
            return self._transport.blocked_since or self._sent_at
        return self._reader.since

    @property
    def transferred(self) -> int:
        """How many bytes of a request have come since then, or how many of a response has the client made room for."""
        return self._transport.drained if self._transport.writing else self._reader.transferred

    @property
    def reserved(self) -> int:
        """How many bytes of memory the body of its request needs."""
        return self._reader.admission.reserved

    @property
    def held(self) -> HeldBody | None:
        """The large response that is being sent."""
        return self._held

    def refuse(self, response: Response, now: float) -> None:
        """Answer with an error, and close when the client has had a chance to read it."""
        self._refused = True
        self._exchange = None
        self._release_memory()
        self._write(response, closing=True, now=now)

    def evict(self, error: HttpError, now: float) -> None:
        """Close at once, for the sake of others; a client that has sent a part of a request is told why if possible."""
        if self.state is State.READING:
            self.refuse(error.response, now)
        self.close()

    def retire(self) -> None:
        """Close as soon as what is being performed or sent has been answered; at once if nothing is."""
        self._retired = True
        self.end_stream()
        if self.state in (State.IDLE, State.READING):
            self.close()

    def end_stream(self) -> None:
        """End a stream because the program ends; nothing happens if there is none."""
        if self._stream is not None and self._stream.head.farewell:
            self._stream.send(self._stream.head.farewell)
        if self._stream is not None:  # it may be over by that
            self._stream.end()

    def close(self) -> None:
        """Close at once; whoever works on a response is told that the client is gone."""
        if self.closed:
            return
        self.closed = True
        self._owner.release(self)
        self._transport.close()
        self._release_memory()
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.disconnected()
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.over()

    def _release_memory(self) -> None:
        self._reader.admission.release()
        held, self._held = self._held, None
        if held is not None:
            held.release()

    # Reading -----------------------------------------------------------------

    def _read(self, now: float) -> bool:
        reader = self._reader
        try:
            result = reader.read(now)
        except BaseException:
            self.refuse(http_error.INTERNAL_ERROR.response, now)
            raise
        if self._transport.lost:
            self.close()
        if self.closed:  # the application may have closed the server
            return False
        if isinstance(result, Request):
            self._perform(result, now)
        elif isinstance(result, Response):
            self.refuse(result, now)
        elif result is Event.CLOSED:
            self.close()
        elif result is Event.EXPECT_CONTINUE:
            self._transport.write([self._protocol.continue_()])
            self._flush(now)
        return self._can_go_on or (reader.more and self._protocol.phase is not Phase.RESPONSE)

    @property
    def _can_go_on(self) -> bool:
        return self._protocol.can_step and not self._transport.writing and not self.closed

    def _read_ahead(self) -> None:
        left = self._reader.read_ahead()
        if self._transport.lost:
            self.close()
        elif left and self._exchange is not None:
            self._exchange.client_left()
        elif left and self._stream is not None:
            self.close()

    # Answering ---------------------------------------------------------------

    def _perform(self, request: Request, now: float) -> None:
        exchange = self._exchange = Exchange(request, self._respond, self._reader.admission.hand_over())
        try:
            self._owner.application.answer(exchange)
        except BaseException:
            if self._exchange is exchange:
                exchange.disconnected()
                self.refuse(http_error.INTERNAL_ERROR.response, now)
            raise

    def _respond(self, response: Union[Response, Stream]) -> None:
        protocol = self._protocol
        if isinstance(response, Stream):
            self._begin_stream(response)
            return
        closing = self._retired or (protocol.eof and not protocol.unparsed)
        self._write(response, closing=closing, now=self._owner.clock())

    def _write(self, response: Response, *, closing: bool, now: float) -> None:
        held = None
        if len(response.body) > SMALL:
            held = self._owner.memory.hold(response.body)
            response = response._replace(body=held.body)
        try:
            pieces = self._protocol.respond(response, closing)
        except h11.LocalProtocolError:
            if held is not None:
                held.release()
            raise
        self._held = held
        self._exchange = None
        self._sent_at = now
        self._transport.write(pieces)
        more = self._flush(now)
        if not self._running:
            self._owner.update(self, more or self._can_go_on)

    def _begin_stream(self, stream: Stream) -> None:
        protocol = self._protocol
        pieces = protocol.begin_stream(stream.head, closing=self._retired or protocol.eof)
        self._exchange = None
        if protocol.streaming:
            self._stream = stream
            stream.begun(self._send_piece, self._stream_ended)
        self._send_now(pieces)
        if protocol.eof and self._stream is not None:
            self.close()
        elif self._retired:
            self.end_stream()

    def _send_piece(self, piece: bytes) -> None:
        if self._transport.unsent + len(piece) > self._owner.limits.stream_bytes:
            self.close()
        else:
            self._send_now(self._protocol.stream_piece(piece))

    def _stream_ended(self) -> None:
        self._stream = None
        self._send_now(self._protocol.end_stream())

    def _send_now(self, pieces: list[memoryview]) -> None:
        now = self._owner.clock()
        if not self._transport.writing:
            self._sent_at = now
        self._transport.write(pieces)
        if self._transport.writing:
            more = self._flush(now)
        else:  # the end of a stream that is not in chunks
            more = False
            self._response_sent(now)
        if not self._running:
            self._owner.update(self, more or self._can_go_on)

    def _flush(self, now: float) -> bool:
        """Send a piece of the output; return whether the next piece can go at once."""
        transport = self._transport
        if transport.flush(now):
            self._sent_at = now
        if transport.lost:
            self.close()
        elif transport.writing:
            return not transport.blocked
        elif self._protocol.phase is Phase.RESPONSE and self._stream is None:
            self._response_sent(now)
        return False

    def _response_sent(self, now: float) -> None:
        if self._held is not None:
            self._release_memory()
        protocol, reader = self._protocol, self._reader
        if protocol.keep_alive and not self._retired:
            reader.start_next_cycle(now)
        elif protocol.eof or not (self._refused or protocol.unparsed or reader.receive(1)):
            # nothing is left to be read, so the system will not reset the connection and destroy the response
            self.close()
        else:
            self._linger = Linger(self._transport, now)
            if self._linger.over:
                self.close()

    def _run_linger(self, linger: Linger, now: float) -> bool:
        more = linger.run(now)
        if linger.over:
            self.close()
        return more
