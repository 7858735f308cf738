"""One client of the server: its socket, and when to read, to write, to wait and to give up.

Strategy: a connection works in turns. A turn is one read or one write of bounded size that never waits, so the server
can let any number of connections take turns and stop after any of them. Requests are strictly one at a time: until the
reply has been handed to the system, only a little is read ahead, and nothing of it is looked at.
"""

from __future__ import annotations

import selectors
import socket
from collections import deque
from typing import Callable, Protocol

from .messages import Application, Exchange, Request, RequestHead, Response
from .protocol import HttpProtocol, Limits, Phase, Refusal, Step

SEND_SLICE = 1024 * 1024  # Windows takes any amount at once, into memory that cannot be swapped out
DISCARD_SLICE = 256 * 1024

# After an error the client may go on sending, and closing before it stops would destroy the reply (RFC 9112, 9.6)
LINGER_SECONDS = 5.0
LINGER_BYTES = 512 * 1024 * 1024

_PLAIN_TEXT = (b"Content-Type", b"text/plain; charset=utf-8")
_TOO_SLOW = Refusal(408, "the request took too long")
_UNANSWERED = Refusal(500, "the request could not be answered")


class Owner(Protocol):
    """What a connection needs of the server."""

    limits: Limits
    application: Application
    clock: Callable[[], float]

    def settle(self, connection: Connection, again: bool) -> None:
        """Take note of a change; `again` asks for another turn soon."""

    def release(self, connection: Connection) -> None:
        """Forget a connection that is about to close."""


class Connection:
    """One client.

    Args:
        sock: accepted, and not blocking
        client: the address of the peer
        owner: is told what becomes of the connection
        now: the owner's time
    """

    __slots__ = (
        "_conversation",
        "_exchange",
        "_head_since",
        "_linger_bytes",
        "_linger_until",
        "_output",
        "_owner",
        "_progress",
        "_refused",
        "attended",
        "closed",
        "queued",
        "sock",
    )

    def __init__(self, sock: socket.socket, client: str, owner: Owner, now: float) -> None:
        self.sock = sock
        self.closed = False
        self.attended: int | None = None  # the server's note of what the event loop looks for
        self.queued = False  # the server's note that a turn is due
        self._owner = owner
        self._conversation = HttpProtocol(client, owner.limits)
        self._exchange: Exchange | None = None  # what waits for its reply
        self._output: deque[memoryview] = deque()
        self._progress = now
        self._head_since = now
        self._refused = False
        self._linger_until: float | None = None
        self._linger_bytes = LINGER_BYTES

    # What the server asks ----------------------------------------------------

    @property
    def wanted(self) -> int:
        """What to look for on the socket, as a mask of selectors.EVENT_READ and EVENT_WRITE."""
        wanted = selectors.EVENT_WRITE if self._output else 0
        talk = self._conversation
        if talk.ended or (self._output and talk.phase is not Phase.REPLY) or not talk.room:
            return wanted
        return wanted | selectors.EVENT_READ

    @property
    def deadline(self) -> float | None:
        """When expire() is due if nothing happens before; None while a reply is being worked on."""
        limits = self._owner.limits
        if self._linger_until is not None:
            return self._linger_until
        if self._output:
            return self._progress + limits.idle_seconds
        if self._exchange is not None:
            return None
        if self._conversation.phase is Phase.HEAD:
            return self._head_since + limits.head_seconds
        return self._progress + limits.idle_seconds

    def turn(self, now: float) -> bool:
        """Do one bounded piece of work; return whether more can be done without waiting for the socket."""
        more = self._flush(now) if self._output else False
        if self.closed:
            return False
        if self._linger_until is not None:
            return self._discard()
        if self._conversation.phase is Phase.REPLY:
            self._read_ahead()
            return more
        return more if self._output else self._read(now)

    def expire(self, now: float) -> None:
        """Do what the deadline that has passed asks for."""
        if self._linger_until is not None or self._output or self._conversation.phase is Phase.IDLE:
            self.close()
        else:
            self.refuse(_TOO_SLOW, now)

    def refuse(self, refusal: Refusal, now: float) -> None:
        """Answer with an error, and close when the client has had a chance to read it."""
        self._refused = True
        self._exchange = None
        text = f"{refusal.text}\n".encode("ascii", "replace")
        self._output.extend(self._conversation.reply(Response(refusal.status, [_PLAIN_TEXT], text), closing=True))
        self._flush(now)

    def close(self) -> None:
        """Close at once; whoever works on a reply is told that the client is gone."""
        if self.closed:
            return
        self.closed = True
        self._owner.release(self)
        self.sock.close()
        self._output.clear()
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.drop()

    # Reading -----------------------------------------------------------------

    def _read(self, now: float) -> bool:
        talk = self._conversation
        talk.limits = self._owner.limits
        filled = False
        if not talk.at_hand:
            room = talk.room
            data = self._receive(room)
            if data is None:
                return False
            filled = len(data) == room
        before = talk.phase
        result = talk.step()
        if before is Phase.BODY or talk.phase is Phase.BODY:
            self._progress = now
        elif before is Phase.IDLE:
            self._head_since = now
        if isinstance(result, Request):
            self._hand_over(result, now)
        elif isinstance(result, Refusal):
            self.refuse(result, now)
        elif result is Step.CONTINUE:
            self._output.append(talk.say_continue())
            self._flush(now)
        elif result is Step.ENDED:
            self.close()
        return self._can_go_on or (filled and talk.phase is not Phase.REPLY)

    @property
    def _can_go_on(self) -> bool:
        return self._conversation.at_hand and not self._output and not self.closed

    def _receive(self, size: int) -> bytes | None:
        """Read from the socket: None if nothing is there, or if that closed it."""
        try:
            data = self.sock.recv(size)
        except BlockingIOError:
            return None
        except OSError:  # reset, timed out, unreachable: whatever its name, nobody can be reached there again
            self.close()
            return None
        self._conversation.add(data)
        return data

    def _read_ahead(self) -> None:
        talk = self._conversation
        if talk.ended or not talk.room:
            return
        self._receive(talk.room)
        if talk.ended and self._exchange is not None:
            self._exchange.client_left()

    def _hand_over(self, request: Request, now: float) -> None:
        exchange = self._exchange = Exchange(request, self._reply)
        returned = False
        try:
            self._answer(exchange)
            returned = True
        finally:
            if not returned and self._exchange is exchange:
                exchange.drop()
                self.refuse(_UNANSWERED, now)

    def _answer(self, exchange: Exchange) -> None:
        request, application = exchange.request, self._owner.application
        head = RequestHead(request.method, request.target, request.headers, request.client)
        admission = application.admit(head)
        if admission.refusal is not None:
            exchange.respond(admission.refusal)
        elif admission.limit is not None and len(request.body) > admission.limit.bytes:
            exchange.respond(admission.limit.refuse())
        else:
            application.answer(exchange)

    # Writing -----------------------------------------------------------------

    def _reply(self, reply: Response) -> None:
        talk = self._conversation
        self._output.extend(talk.reply(reply, closing=talk.ended and not talk.unparsed))
        self._exchange = None
        more = self._flush(self._owner.clock())
        self._owner.settle(self, more or self._can_go_on)

    def _flush(self, now: float) -> bool:
        """Send a piece of the output; return whether the next piece can go at once."""
        piece = self._output[0]
        try:
            sent = self.sock.send(piece[:SEND_SLICE])
        except BlockingIOError:
            return False
        except OSError:  # as in _receive()
            self.close()
            return False
        self._progress = now
        if sent < len(piece):
            self._output[0] = piece[sent:]
            return sent == SEND_SLICE
        self._output.popleft()
        if self._output:
            return True
        if self._conversation.phase is Phase.REPLY:
            self._reply_sent(now)
        return False

    def _reply_sent(self, now: float) -> None:
        talk = self._conversation
        if talk.keeps_open:
            talk.expect_request()
        elif talk.ended or not (self._refused or talk.unparsed or self._receive(1)):
            # nothing is left to be read, so the system will not reset the connection and destroy the reply
            self.close()
        else:
            self._linger(now)

    def _linger(self, now: float) -> None:
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:  # ENOTCONN and the like: there is nobody to wait for
            self.close()
            return
        self._linger_until = now + LINGER_SECONDS

    def _discard(self) -> bool:
        try:
            data = self.sock.recv(DISCARD_SLICE)
        except BlockingIOError:
            return False
        except OSError:  # as in _receive()
            data = b""
        self._linger_bytes -= len(data)
        if not data or self._linger_bytes < 0:
            self.close()
        return len(data) == DISCARD_SLICE
