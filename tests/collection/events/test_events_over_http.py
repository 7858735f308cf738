"""The stream of events of the server without a window: what is told, and to who comes back."""

from __future__ import annotations

import http.client
import socket
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from collection_helpers import add_note
from event_requests import Listen, note
from http_api import HttpApi
from old_packages import package_of

from anki.collection import Collection

from plugin.events.feed import MOST_REMEMBERED
from tests.deadlines import DEADLINE

# What is told ----------------------------------------------------------------------


def test_the_first_event_says_where_one_is(listen: Listen) -> None:
    hello = listen().events[0]

    assert hello.kind == "hello"
    assert hello.data == {"id": hello.id, "profile": "User 1"}
    assert hello.id.partition("-")[2].isdigit()


def test_the_head_says_what_it_is_and_that_nobody_keeps_it(listen: Listen) -> None:
    headers = listen(Accept_Encoding="gzip", Accept="text/html").headers

    assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Transfer-Encoding"] == "chunked"
    assert "Content-Encoding" not in headers
    assert "Content-Length" not in headers


def test_an_old_client_gets_it_until_the_connection_closes(server: HttpApi) -> None:
    with socket.create_connection(("127.0.0.1", server.port), DEADLINE) as client:
        client.sendall(b"GET /events HTTP/1.0\r\n\r\n")
        received = b""
        while b"event: hello" not in received:
            received += client.recv(4096)

    head = received.partition(b"\r\n\r\n")[0].lower()
    assert b"connection: close" in head
    assert b"transfer-encoding" not in head


def test_head_gets_the_head(server: HttpApi) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    with closing(connection):
        connection.request("HEAD", "/events")
        response = connection.getresponse()
        assert response.status == http.client.OK
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert response.read() == b""
        connection.request("GET", "/")  # the connection goes on

        assert connection.getresponse().status == http.client.OK
    assert not server.service.doors.feed.recording


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "FOO"])
def test_other_methods_are_refused(server: HttpApi, method: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    with closing(connection):
        connection.request(method, "/events", body='{"action": "version"}')
        response = connection.getresponse()

        assert response.status == http.client.METHOD_NOT_ALLOWED
        assert response.headers["Allow"] == "GET, HEAD"
        assert response.read().count(b"\n") == 1


def test_an_added_note_is_told_of_with_its_card(server: HttpApi, listen: Listen, col: Collection) -> None:
    stream = listen()
    added = server("addNote", note=note("a"))

    change = stream.wait_for_change()

    assert change["notes"] == {"added": [added]}
    assert change["cards"] == {"added": list(col.get_note(added).card_ids())}
    assert (change["by"], change["what"]) == ("api", "AnkiConnect: addNote")
    assert "ids" not in change
    assert "models" not in change


def test_a_thousand_notes_are_one_event(server: HttpApi, listen: Listen) -> None:
    stream = listen()
    added = server("addNotes", notes=[note(str(number)) for number in range(1000)])
    first = stream.wait_for_change()
    server("addTags", notes=added[:1], tags="end")

    assert first["notes"] == {"added": added}
    assert "truncated" not in first
    assert stream.wait_for_change(2)["notes"] == {"changed": added[:1]}


def test_more_than_a_thousand_are_cut(server: HttpApi, listen: Listen) -> None:
    stream = listen()
    added = server("addNotes", notes=[note(str(number)) for number in range(1001)])

    change = stream.wait_for_change()

    assert change["truncated"] is True
    assert change["notes"]["added"] == added[:1000]
    assert len(change["cards"]["added"]) == 1000


def test_changes_in_a_tenth_of_a_second_are_one_event(server: HttpApi, listen: Listen) -> None:
    stream = listen()
    actions = [{"action": "addNote", "version": 6, "params": {"note": note(str(one))}} for one in range(10)]
    replies = server("multi", actions=actions)

    assert stream.wait_for_change()["notes"] == {"added": [one["result"] for one in replies]}


def test_each_kind_of_change_is_told_of(server: HttpApi, listen: Listen, col: Collection) -> None:
    first, second = (server("addNote", note=note(one)) for one in "ab")
    cards = list(col.get_note(first).card_ids())
    stream = listen()
    number = 0

    def told(action: str, **params: Any) -> dict[str, Any]:
        nonlocal number
        number += 1
        server(action, **params)
        change: dict[str, Any] = stream.wait_for_change(number)
        assert change.pop("by") == "api"
        assert change.pop("what").startswith("AnkiConnect: ")
        return change

    assert told("updateNoteFields", note={"id": first, "fields": {"Back": "c"}}) == {"notes": {"changed": [first]}}
    assert told("addTags", notes=[first], tags="x")["notes"] == {"changed": [first]}
    review = told("answerCards", answers=[{"cardId": cards[0], "ease": 3}])
    assert review["cards"] == {"changed": cards}
    assert [(one["cardId"], one["ease"]) for one in review["reviews"]] == [(cards[0], 3)]
    assert told("createDeck", deck="D")["decks"] is True
    assert told("changeDeck", cards=cards, deck="D")["cards"] == {"changed": cards}
    assert told("renameDeck", deck="D", newName="E")["decks"] is True
    assert told("suspend", cards=cards) == {"cards": {"changed": cards}}
    assert told("modelFieldAdd", modelName="Basic", fieldName="F")["models"] is True
    assert told("deleteNotes", notes=[second])["notes"] == {"removed": [second]}
    assert stream.kinds == ["hello", *["change"] * number]


def test_files_are_no_change_of_the_collection(server: HttpApi, listen: Listen) -> None:
    stream = listen()
    server("storeMediaFile", filename="a.txt", data="aGVsbG8=")
    added = server("addNote", note=note("a"))

    assert stream.wait_for_change()["notes"] == {"added": [added]}


def test_a_package_is_told_of_by_its_notes(server: HttpApi, listen: Listen, col: Collection, tmp_path: Path) -> None:
    package = package_of(tmp_path, ["a", "b"])
    server("addNote", note=note("newer"))
    stream = listen()

    server("importPackage", path=str(package))

    change = stream.wait_for_change()
    assert change["notes"] == {"added": list(col.find_notes("deck:From*"))}
    assert change["models"] is True


def test_more_than_can_be_found_is_said_not_to_be_known(server: HttpApi, listen: Listen, tmp_path: Path) -> None:
    package = package_of(tmp_path, [str(number) for number in range(2500)])
    stream = listen()
    server("importPackage", path=str(package))

    change = stream.wait_for_change()

    assert change["ids"] is False
    assert change["notes"] is change["cards"] is change["decks"] is True
    assert change["by"] == "api"


def test_reviews_that_are_inserted_are_said_not_to_be_known(server: HttpApi, listen: Listen, col: Collection) -> None:
    card = add_note(col, "a").card_ids()[0]
    stream = listen()
    server("insertReviews", reviews=[[1, card, -1, 3, 1, 0, 2500, 1000, 0]])

    change = stream.wait_for_change()

    assert change["ids"] is False
    assert change["reviews"] is True
    assert "what" not in change


def test_reloading_tells_to_read_again(server: HttpApi, listen: Listen) -> None:
    stream = listen()
    server("reloadCollection")
    stream.wait_for(lambda: "reset" in stream.kinds)
    added = server("addNote", note=note("a"))

    assert stream.wait_for_change()["notes"] == {"added": [added]}
    assert stream.events[1].data == {}


def test_who_asks_for_some_types_is_told_of_these(server: HttpApi, listen: Listen) -> None:
    notes, decks, both = listen("types=notes"), listen("types=decks"), listen("types=decks,notes&types=tags")
    added = server("addNote", note=note("a"))
    notes.wait_for_change()
    server("createDeck", deck="D")

    assert set(decks.wait_for_change()) == {"decks", "by", "what"}
    assert both.wait_for_change(2)["decks"] is True
    assert notes.changes == [{"notes": {"added": [added]}, "by": "api", "what": "AnkiConnect: addNote"}]
    assert decks.changes[0]["what"] == "AnkiConnect: createDeck"


@pytest.mark.parametrize("query", ["types=", "types=,", "types", "since=", "other=1"])
def test_nothing_asked_for_is_everything(server: HttpApi, listen: Listen, query: str) -> None:
    stream = listen(query)
    server("addNote", note=note("a"))

    assert {"notes", "cards"} <= set(stream.wait_for_change())


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("types=notes,fish", "fish"),
        ("types=Notes", "Notes"),
        ("types=a%0Ab", "a\\nb"),
        ("types=%ff", "\ufffd"),
        ("types=hello", "hello"),
    ],
)
def test_an_unknown_type_is_named(server: HttpApi, listen: Listen, query: str, named: str) -> None:
    refused = listen(query)

    assert refused.status == http.client.BAD_REQUEST
    assert refused.headers["AnkiConnect-Error"] == "invalid"
    assert refused.text == (
        f"events: unknown type {named}, known are notes, cards, reviews, decks, models, tags, config, profile\n"
    )
    assert not server.service.doors.feed.recording


# Coming back -----------------------------------------------------------------------


def test_who_comes_back_misses_nothing(server: HttpApi, listen: Listen) -> None:
    first = listen()
    added = [server("addNote", note=note("0"))]
    first.wait_for_change()
    last = first.events[-1].id
    first.close()
    watcher = listen()
    for number in range(1, 4):
        added.append(server("addNote", note=note(str(number))))
        watcher.wait_for_change(number)

    by_header, by_query = listen(Last_Event_ID=last), listen(f"since={last}")
    both = listen(f"since={watcher.events[-1].id}", Last_Event_ID=last)

    for stream in (by_header, by_query, both):
        stream.wait_for_change(3)
        assert [one["notes"]["added"] for one in stream.changes] == [[one] for one in added[1:]]
        assert stream.events[0].id == last
        assert stream.events[1:] == watcher.events[1:]


@pytest.mark.parametrize("last", ["0", "x-1", "nonsense", "EPOCH-999", "\u00e9", "EPOCH-0"])
def test_who_comes_with_an_unknown_id_is_told_to_read_again(listen: Listen, last: str) -> None:
    now = listen().events[0].id

    stream = listen(Last_Event_ID=last.replace("EPOCH", now.partition("-")[0]).encode("latin-1").decode("latin-1"))
    stream.wait_for(lambda: len(stream.events) == 2)

    assert stream.kinds == ["hello", "reset"]
    assert stream.events[1].id == now
    assert stream.events[1].data == {}


def test_who_was_cut_before_the_reset_is_told_again(listen: Listen) -> None:
    stream = listen("since=gone")

    again = listen(Last_Event_ID=stream.events[0].id)
    again.wait_for(lambda: len(again.events) == 2)

    assert again.kinds == ["hello", "reset"]


def test_who_comes_back_after_a_thousand_events_is_told_to_read_again(server: HttpApi, listen: Listen) -> None:
    stream = listen()
    last = stream.events[0].id
    feed = server.service.doors.feed
    server.service.loop.call_soon(lambda: [feed.publish("profile", {}) for _ in range(MOST_REMEMBERED + 1)])
    stream.wait_for(lambda: len(stream.events) == MOST_REMEMBERED + 2)

    again = listen(f"since={last}")
    again.wait_for(lambda: len(again.events) == 2)
    almost = listen(f"since={stream.events[1].id}")
    almost.wait_for(lambda: len(almost.events) == MOST_REMEMBERED + 1)

    assert again.kinds == ["hello", "reset"]
    assert almost.events[1:] == stream.events[2:]


def test_who_has_missed_more_than_is_kept_for_a_client_is_told_to_read_again(server: HttpApi, listen: Listen) -> None:
    stream = listen()
    feed = server.service.doors.feed
    for number in range(2, 12):
        server.service.loop.call_soon(lambda: feed.publish("profile", {"name": "x" * 100_000}))
        stream.wait_for(lambda number=number: len(stream.events) == number)  # type: ignore[misc]

    again = listen(f"since={stream.events[0].id}")
    again.wait_for(lambda: len(again.events) == 2)
    fewer = listen(f"since={stream.events[7].id}")
    fewer.wait_for(lambda: len(fewer.events) == 4)

    assert again.kinds == ["hello", "reset"]
    assert again.events[1].id == stream.events[-1].id
    assert fewer.events[1:] == stream.events[8:]
