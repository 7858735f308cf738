"""Ways around the person who decides about deletions: other files, other names, requests that are refused anyway."""

from __future__ import annotations

import base64
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from collection_helpers import add_note
from person import AGENT, World

from anki.collection import Collection

from plugin.api.confirmations import Decision


@pytest.fixture
def world(col: Collection) -> World:
    return World(col)


def stored(col: Collection, name: str) -> bytes:
    return Path(col.media.dir(), name).read_bytes()


def shown(world: World, action: str, **params: Any) -> tuple[str, list[str]]:
    world.send(action, **params)
    question = world.open[-1]
    question.answer(Decision.NO)
    return question.subject.what, [*question.subject.examples]


class Changing(BaseHTTPRequestHandler):
    """Gives a file other contents each time."""

    times: ClassVar[list[int]] = []

    def do_GET(self) -> None:
        self.times.append(1)
        contents = f"{self.path} {len(self.times)}" if len(self.times) > 2 else "old"
        self.send_response(200)
        self.send_header("Content-Length", str(len(contents)))
        self.end_headers()
        self.wfile.write(contents.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_server_cannot_have_more_files_replaced_than_were_asked_about(world: World, col: Collection) -> None:
    for name in ("a.mp3", "b.mp3"):
        col.media.write_data(name, b"old")
    server = HTTPServer(("127.0.0.1", 0), Changing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked = {"filename": "a.mp3", "data": base64.b64encode(b"new").decode(), "deleteExisting": True, "fields": "Back"}
    url = f"http://127.0.0.1:{server.server_port}/"
    other = {"filename": "b.mp3", "url": url, "deleteExisting": True, "fields": "Back"}
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front"}, "audio": [asked, other]}
    Changing.times[:] = [1]
    client = world.send("addNote", note=note)
    [question] = world.open
    assert question.subject.examples == ["a.mp3"]

    question.answer(Decision.YES)
    server.shutdown()
    server.server_close()

    assert "other files would be replaced" in client.reply["error"]
    assert (stored(col, "a.mp3"), stored(col, "b.mp3"), [*col.find_notes("")]) == (b"old", b"old", [])


def test_a_reply_is_not_kept_once_the_media_folder_has_changed(world: World, col: Collection) -> None:
    col.media.write_data("a.txt", b"0")
    contents = {number: base64.b64encode(str(number).encode()).decode() for number in (1, 2)}
    for number in (1, 2, 1, 2):
        assert world.performed("storeMediaFile", filename="a.txt", data=contents[number])["error"] is None
        assert stored(col, "a.txt") == str(number).encode()


def test_no_name_hides_or_imitates_what_would_be_deleted(world: World, col: Collection) -> None:
    add_note(col, "front", deck="a) with 0 notes; the cards move to another deck (b")
    decks = ["a) with 0 notes; the cards move to another deck (b"]
    col.media.write_data("important.txt", b"old")

    what, _ = shown(world, "deleteDecks", decks=decks, cardsToo=True)
    assert what.startswith('Delete 1 deck with 1 note: "a) with 0')
    folders = "harmless/" * 50
    assert shown(world, "deleteMediaFile", filename=f"{folders}IMPORTANT.txt") in (
        ("Delete 1 media file", ["important.txt"]),
        ("Delete a media file that is not there", []),  # before Anki 26.05, names keep their capital letters
    )
    world.pass_time(61)
    file = shown(world, "deleteMediaFile", filename=f"{folders}important.txt")
    assert file == ("Delete 1 media file", ["important.txt"])
    assert shown(world, "importPackage", path=f"{folders}evil.apkg")[1][0].endswith("/evil.apkg")


def test_a_card_whose_id_is_a_text_is_shown(world: World, col: Collection) -> None:
    card = add_note(col, "front").cards()[0]
    values = {"card": str(card.id), "keys": ["ivl"], "newValues": [5], "warning_check": True}

    assert shown(world, "setSpecificValueOfCard", **values)[1] == ["Default: front"]


@pytest.mark.parametrize(
    ("action", "params", "reply"),
    [
        ("deleteDecks", {"decks": ["Default"]}, "Since Anki 2.1.28 it's not possible"),
        ("setSpecificValueOfCard", {"card": 1, "keys": ["ivl"], "newValues": [], "warning_check": True}, False),
        ("setSpecificValueOfCard", {"card": [1], "keys": ["ivl"], "newValues": [1], "warning_check": True}, False),
    ],
)
def test_nobody_is_asked_about_what_is_refused_anyway(
    action: str, params: dict[str, Any], reply: Any, world: World
) -> None:
    answer = world.send(action, **params).reply

    assert answer is not None
    assert not world.questions
    assert answer["result"] is reply if reply is False else answer["error"].startswith(reply)


@pytest.mark.parametrize("card", ["--5", "9" * 5000, "-", ""])
def test_a_malformed_review_is_refused_in_plain_words(card: str, world: World) -> None:
    reply = world.performed("insertReviews", reviews=[[1, card, -1, 3, 4, -60, 2500, 6157, 0]])

    assert "must be an integer from" in reply["error"]


def test_nobody_is_asked_about_a_package_that_the_caller_may_not_name(col: Collection) -> None:
    world = World(col, {**AGENT, "key": None, "origin": "https://agent.example"})

    reply = world.send_from("https://agent.example", "importPackage", path="a.apkg").reply

    assert reply["error"].startswith("may not use files of this computer")
    assert not world.questions
