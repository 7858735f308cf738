"""Who gets the stream of events, how many at a time, and for how long."""

from __future__ import annotations

import http.client
import socket
from contextlib import closing

import pytest
from event_requests import KEY, Listen, configure, note
from http_api import HttpApi

from anki.collection import Collection

from plugin.config.settings import Settings
from tests.deadlines import DEADLINE
from tests.event_stream import EventStream


def test_sixteen_may_listen_and_one_more_when_one_leaves(server: HttpApi, listen: Listen) -> None:
    streams = [listen() for _ in range(16)]

    refused = listen()
    assert refused.status == http.client.SERVICE_UNAVAILABLE
    assert refused.headers["Retry-After"] == "5"
    assert refused.text.count("\n") == 1

    added = server("addNote", note=note("a"))
    assert all(one.wait_for_change()["notes"] == {"added": [added]} for one in streams)
    streams[0].close()
    while (next_one := listen()).status != http.client.OK:
        assert next_one.status == http.client.SERVICE_UNAVAILABLE


def test_with_a_key_it_is_for_those_who_send_it(server: HttpApi, listen: Listen) -> None:
    listen()
    configure(server, apiKey=KEY)

    missing, wrong = listen(), listen(Authorization="Bearer other")
    right = listen(Authorization=f"Bearer {KEY}")

    for refused in (missing, wrong):
        assert refused.status == http.client.FORBIDDEN
        assert refused.text == "valid api key must be provided\n"
        assert refused.headers["AnkiConnect-Error"] == "forbidden"
        assert "WWW-Authenticate" not in refused.headers
    assert right.kinds == ["hello"]


def test_keys_are_tried_no_faster_than_by_the_api(server: HttpApi, listen: Listen) -> None:
    listen()
    configure(server, apiKey=KEY)
    keys = server.service.dispatcher._wrong_keys
    for _ in range(2):
        listen(Authorization="Bearer other")

    assert keys.pause("127.0.0.1") > 0  # it is the third


def test_the_right_to_read_is_needed(server: HttpApi, listen: Listen) -> None:
    listen()
    configure(server, accessRules=[{"name": "writer", "key": KEY, "rights": ["write"]}])

    refused = listen(Authorization=f"Bearer {KEY}")

    assert refused.status == http.client.FORBIDDEN
    assert refused.text == 'not allowed: this needs the right "read"\n'
    assert listen().kinds == ["hello"]


def test_streams_end_with_the_right(server: HttpApi, listen: Listen) -> None:
    page = "https://page.example"
    configured = {"webCorsOriginList": [page], "accessRules": [{"name": "reader", "key": KEY, "rights": ["read"]}]}
    listen()
    configure(server, **configured)
    reader, of_page, plain = listen(Authorization=f"Bearer {KEY}"), listen(Origin=page), listen()

    configure(server, webCorsOriginList=[], accessRules=[{"name": "reader", "key": KEY, "rights": []}])
    for stream in (reader, of_page):
        stream.wait_for(lambda stream=stream: stream.ended)  # type: ignore[misc]
    added = server("addNote", note=note("a"))

    assert plain.wait_for_change()["notes"] == {"added": [added]}
    assert reader.changes == of_page.changes == []

    configure(server, apiKey=KEY)
    plain.wait_for(lambda: plain.ended)


def test_a_trusted_page_may_read_it_and_another_may_not(server: HttpApi, listen: Listen) -> None:
    trusted = listen(Origin="http://localhost:3000")
    assert trusted.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert trusted.headers["Vary"] == "Origin"

    assert listen(Origin="https://evil.example").status == http.client.FORBIDDEN
    assert listen(Host="evil.example").status == http.client.FORBIDDEN


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1", "[::1]:8765", "192.168.1.2"])
def test_by_an_address_no_key_is_needed(listen: Listen, host: str) -> None:
    assert listen(Host=host).kinds == ["hello"]


@pytest.mark.parametrize("host", ["anki", "host.docker.internal", "a.localhost"])
def test_by_a_name_a_key_is_needed(server: HttpApi, listen: Listen, host: str) -> None:
    refused = listen(Host=host)
    assert refused.status == http.client.FORBIDDEN
    assert "key" in refused.text
    assert listen(Host=host, Authorization="Bearer none is set").status == http.client.FORBIDDEN

    listen()
    configure(server, accessRules=[{"name": "reader", "key": KEY, "rights": ["read"]}])
    assert listen(Host=host, Authorization=f"Bearer {KEY}").kinds == ["hello"]
    assert listen(Host=host).status == http.client.FORBIDDEN


def test_a_client_that_reads_nothing_is_cut_off_and_nobody_else_notices(server: HttpApi, listen: Listen) -> None:
    with socket.create_connection(("127.0.0.1", server.port), DEADLINE) as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        silent.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        stream = listen()
        feed = server.service.doors.feed
        streams = server.router._paths["/events"]._made._streams  # type: ignore[attr-defined]
        assert len(streams) == 2
        long = {"name": "x" * 100_000}
        for number in range(2, 102):  # the other client takes each before the next one comes
            server.service.loop.call_soon(lambda: feed.publish("profile", long))
            stream.wait_for(lambda number=number: len(stream.events) == number)  # type: ignore[misc]
        added = server("addNote", note=note("a"))

        assert stream.wait_for_change()["notes"] == {"added": [added]}
        assert len(streams) == 1


def test_text_of_a_name_cannot_end_a_line(server: HttpApi, listen: Listen) -> None:
    stream = listen()
    odd = "a\nevent: reset\r\u2028\x85\x00 \u732b"
    feed = server.service.doors.feed
    server.service.loop.call_soon(lambda: feed.publish("profile", {"name": odd}))
    stream.wait_for(lambda: len(stream.events) == 2)

    assert stream.events[1].data == {"name": odd}


def test_nothing_is_read_while_nobody_listens(server: HttpApi, listen: Listen) -> None:
    assert server.host.watcher is None  # type: ignore[attr-defined]
    server("addNote", note=note("a"))
    assert server.service.doors._feed is None

    listen()

    assert server.host.watcher is not None  # type: ignore[attr-defined]


def test_the_stream_is_among_the_last_requests(server: HttpApi, listen: Listen) -> None:
    listen()
    listen("types=fish")

    assert [(one.action, one.error is None) for one in server.log.records] == [("events", True), ("events", False)]


def test_the_stream_ends_with_the_server(col: Collection) -> None:
    with closing(HttpApi(col, Settings())) as server:
        stream = EventStream(server.port)
        stream.wait_for(lambda: bool(stream.events))

    stream.wait_for(lambda: stream.ended)
    stream.close()
    assert col.note_count() == 0
