"""Streams: what is told as it happens, to clients that read, read slowly, do not read, or are gone."""

from __future__ import annotations

import re
import time
from typing import Callable, Optional

import pytest
from http_client import HttpClient, request
from server_rig import STREAM, Rig

from plugin.server.messages import h11
from plugin.server.server import Limits
from plugin.server.streams import Stream, StreamHead

LISTEN = request("/stream", method="GET")
PIECE = b"data: " + b"x" * 50_000 + b"\n\n"


def listening(rig: Rig, receive_buffer: Optional[int] = None, data: bytes = LISTEN) -> tuple[HttpClient, Stream]:
    """A client whose stream has begun, and the stream."""
    client = rig.connect(receive_buffer)
    before = len(rig.streams)
    client.send(data)
    rig.run_until(lambda: len(rig.streams) > before)
    rig.run_until(lambda: b"\r\n\r\n" in client.received)
    return client, rig.streams[-1]


def head_of(client: HttpClient) -> bytes:
    return bytes(client.received).partition(b"\r\n\r\n")[0].lower()


def pieces_of(client: HttpClient) -> list[bytes]:
    """The chunks that have come as a whole, the empty one at the end too."""
    data = bytes(client.received).partition(b"\r\n\r\n")[2]
    pieces = []
    while match := re.match(rb"([0-9a-f]+)\r\n", data):
        size = int(match[1], 16)
        end = match.end() + size + 2
        if len(data) < end:
            break
        pieces.append(data[match.end() : end - 2])
        data = data[end:]
    return pieces


def not_reading(rig: Rig) -> tuple[HttpClient, Stream]:
    """A client that listens and has stopped to read: what it is sent from now on fills the buffers of the system."""
    client, stream = listening(rig, receive_buffer=4096)
    rig.clients.remove(client)
    return client, stream


def send_until_blocked(rig: Rig, stream: Stream) -> None:
    """Fill the buffers of the system, so that the next piece has to be kept."""
    connection = rig.server._connections
    while not any(one._transport.writing for one in connection):
        stream.send(PIECE)
        rig.run_until_idle()


def test_pieces_come_as_chunks_at_once(server_rig: Rig) -> None:
    client, stream = listening(server_rig)

    stream.send(b"data: 1\n\n")
    stream.send(b"data: 2\n\n")
    server_rig.run_until(lambda: len(pieces_of(client)) == 2)

    assert pieces_of(client) == [b"data: 1\n\n", b"data: 2\n\n"]
    assert b"transfer-encoding: chunked" in head_of(client)
    assert b"content-length" not in head_of(client)
    assert b"x-content-type-options: nosniff" in head_of(client)
    assert stream.open


def test_after_its_end_the_connection_serves_the_next_request(server_rig: Rig) -> None:
    client, stream = listening(server_rig, data=LISTEN + request("/next"))
    stream.send(b"data: 1\n\n")

    stream.end()
    server_rig.run_until(lambda: b"POST /next" in client.received)

    assert pieces_of(client) == [b"data: 1\n\n", b""]
    assert not stream.open
    assert server_rig.seen == ["GET /stream", "POST /next"]


def test_a_client_of_http_1_0_reads_until_the_end(server_rig: Rig) -> None:
    client, stream = listening(server_rig, data=request("/stream", method="GET", version="1.0"))
    stream.send(b"data: 1\n\n")

    stream.end()
    server_rig.run_until(lambda: client.ended)

    assert client.received.endswith(b"\r\n\r\ndata: 1\n\n")
    assert b"transfer-encoding" not in head_of(client)
    assert b"connection: close" in head_of(client)


def test_of_a_head_request_there_is_nothing_but_the_head(server_rig: Rig) -> None:
    client, stream = listening(server_rig, data=request("/stream", method="HEAD") + request("/next"))

    stream.send(b"data: 1\n\n")
    server_rig.run_until(lambda: b"POST /next" in client.received)

    assert not stream.open
    assert b"data: 1" not in client.received


def test_one_that_is_no_http_is_refused_and_may_be_answered_otherwise(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    exchange = server_rig.waiting[0]

    with pytest.raises(h11.LocalProtocolError):
        exchange.stream(StreamHead(200, [(b"a b", b"c")], b": \n\n"))
    exchange.fail()
    server_rig.run_until(lambda: len(client.answers()) == 1)

    assert client.answers()[0].status == 500


def test_a_request_is_answered_once(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    exchange = server_rig.waiting[0]
    exchange.stream(STREAM)

    with pytest.raises(RuntimeError, match="answered once"):
        exchange.stream(STREAM)


def test_silence_is_broken_by_a_comment_every_15_seconds(server_rig: Rig) -> None:
    client, stream = listening(server_rig)
    polls = server_rig.polls

    for second in range(60):
        if second == 20:
            stream.send(b"data: 1\n\n")
        server_rig.clock.advance(1.0)
        server_rig.run_until_idle()

    # at 15, and 15 after each thing that was sent: at 20, 35, 50
    assert pieces_of(client) == [b": \n\n", b"data: 1\n\n", b": \n\n", b": \n\n"]
    assert server_rig.server.next_deadline() == pytest.approx(5.0)
    assert server_rig.polls - polls < 15
    assert stream.open


def test_a_client_that_does_not_read_is_left_when_a_mebibyte_is_kept_for_it(server_rig: Rig) -> None:
    client, stream = not_reading(server_rig)
    over: list[bool] = []
    stream.when_over(lambda: over.append(True))
    send_until_blocked(server_rig, stream)

    kept = 0
    while stream.open:
        (connection,) = server_rig.server._connections
        kept = connection._transport.unsent
        stream.send(PIECE)

    assert 1024 * 1024 - 2 * len(PIECE) < kept <= 1024 * 1024
    assert over == [True]
    assert server_rig.server.connections == 0
    assert server_rig.still_serves()
    stream.send(PIECE)  # nobody is there any more
    assert client.socket.fileno() >= 0


def test_a_piece_larger_than_that_reaches_nobody(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(stream_bytes=100))
    client, stream = listening(rig)

    stream.send(b"x" * 101)
    rig.run_until(lambda: client.ended)

    assert not stream.open
    assert b"x" * 10 not in client.received


def test_a_slow_reader_gets_everything(server_rig: Rig) -> None:
    client, stream = not_reading(server_rig)
    send_until_blocked(server_rig, stream)
    for number in range(10):
        stream.send(b"data: %d\n\n" % number)
    server_rig.clients.append(client)

    server_rig.run_until(lambda: pieces_of(client)[-1:] == [b"data: 9\n\n"])

    assert [piece for piece in pieces_of(client) if piece != PIECE] == [b"data: %d\n\n" % one for one in range(10)]
    assert stream.open


def test_no_comment_is_added_to_what_waits_and_after_75_seconds_without_a_byte_it_is_over(server_rig: Rig) -> None:
    _client, stream = not_reading(server_rig)
    send_until_blocked(server_rig, stream)
    (connection,) = server_rig.server._connections
    unsent = connection._transport.unsent

    for _ in range(74):
        server_rig.clock.advance(1.0)
        server_rig.run_until_idle()
    assert stream.open
    assert connection._transport.unsent == unsent
    server_rig.clock.advance(2.0)
    server_rig.run_until_idle()

    assert not stream.open
    assert server_rig.server.connections == 0


@pytest.mark.parametrize("leave", [HttpClient.close, HttpClient.reset, HttpClient.hang_up])
def test_a_client_that_leaves_is_noticed_at_once(server_rig: Rig, leave: Callable[[HttpClient], None]) -> None:
    client, stream = listening(server_rig)
    over: list[bool] = []
    stream.when_over(lambda: over.append(True))

    leave(client)
    server_rig.run_until(lambda: not stream.open)

    assert over == [True]
    assert server_rig.server.connections == 0
    stream.end()
    stream.when_over(lambda: over.append(False))
    assert over == [True, False]


def test_one_that_has_left_before_is_not_begun_with(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    client.reset()
    server_rig.run_until(lambda: server_rig.server.connections == 0)

    stream = server_rig.waiting[0].stream(STREAM)

    assert not stream.open
    stream.send(b"data: 1\n\n")
    stream.end()


def test_one_that_has_closed_its_side_before_gets_the_head_alone(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait"))
    client.hang_up()
    server_rig.run_until(lambda: bool(server_rig.waiting) and server_rig.waiting[0].gone)

    stream = server_rig.waiting[0].stream(STREAM)
    server_rig.run_until(lambda: client.ended)

    assert not stream.open
    assert head_of(client).startswith(b"http/1.1 200")


def test_streams_keep_their_places_and_take_none_from_others(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=4))
    streams = [listening(rig)[1] for _ in range(3)]
    idle = rig.connect()
    rig.ask(idle, request("/idle"))
    rig.clock.advance(1.0)

    newcomer = rig.connect()  # takes the place of the idle one, and of no stream
    rig.ask(newcomer, request("/newcomer"))
    rig.run_until(lambda: idle.ended)

    assert all(stream.open for stream in streams)
    assert rig.server.connections == 4


def test_where_all_places_are_those_of_streams_the_next_client_is_told_so(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=2))
    streams = [listening(rig)[1] for _ in range(2)]
    rig.clock.advance(100.0)

    client = rig.connect()
    rig.ask(client, request("/newcomer"))

    assert client.answers()[0].status == 503
    assert all(stream.open for stream in streams)


def test_a_blocked_stream_is_not_closed_for_the_memory_of_others(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(memory_bytes=1_000_000))
    _client, stream = not_reading(rig)
    send_until_blocked(rig, stream)
    rig.clock.advance(30.0)

    client = rig.connect()
    rig.ask(client, request("/much", body=b"x" * 600_000))

    assert client.answers()[0].status == 413
    assert stream.open


@pytest.mark.parametrize("end", ["drain", "disconnect"])
def test_at_the_end_of_the_program_each_hears_so(server_rig: Rig, end: str) -> None:
    clients = [listening(server_rig)[0] for _ in range(3)]

    if end == "drain":
        server_rig.server.drain(1.0)
    else:
        server_rig.server.disconnect()
    server_rig.run_until(lambda: all(pieces_of(client)[-1:] == [b""] for client in clients))

    assert all(pieces_of(client) == [b"data: bye\n\n", b""] for client in clients)
    assert not any(stream.open for stream in server_rig.streams)


def test_the_end_of_the_program_waits_for_no_stream_that_is_not_read(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(clock=time.monotonic)
    _client, stream = not_reading(rig)
    send_until_blocked(rig, stream)

    begin = time.monotonic()
    rig.server.drain(60.0)
    rig.server.close()

    assert time.monotonic() - begin < 30.0
    assert not stream.open


def test_a_stream_that_begins_when_the_program_ends_is_ended(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    server_rig.server.disconnect()

    stream = server_rig.waiting[0].stream(STREAM)
    server_rig.run_until(lambda: client.ended)

    assert not stream.open
    assert pieces_of(client) == [b"data: bye\n\n", b""]
    assert b"connection: close" in head_of(client)


def test_a_client_that_goes_on_sending_is_not_read_without_end(server_rig: Rig) -> None:
    client, stream = listening(server_rig)
    sent = 0
    client.socket.setblocking(False)
    for _ in range(2000):
        try:
            sent += client.socket.send(b"x" * 65536)
        except BlockingIOError:
            server_rig.poll()
    stream.send(b"data: 1\n\n")
    server_rig.run_until(lambda: pieces_of(client) == [b"data: 1\n\n"])

    (connection,) = server_rig.server._connections
    assert sent > 64 * 1024
    assert connection._protocol.unparsed <= 64 * 1024
    assert server_rig.still_serves()


def test_others_are_served_beside_sixteen_streams_that_are_told_of_everything(server_rig: Rig) -> None:
    streams = [listening(server_rig) for _ in range(16)]

    for number in range(50):
        for _, stream in streams:
            stream.send(b"data: %d\n\n" % number)
        assert server_rig.still_serves()
    server_rig.run_until(lambda: all(len(pieces_of(client)) == 50 for client, _ in streams))

    assert {tuple(pieces_of(client)) for client, _ in streams} == {tuple(b"data: %d\n\n" % one for one in range(50))}
