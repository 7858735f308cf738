"""Official clients that can only start a program reach a running server through tools/mcp_stdio.py, in both eras."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from official_clients import VERSIONS, CallFailed, OfficialClient, text_of
from plays import AT_ONCE
from recorder import Recorder
from specification import Specification

from anki.collection import Collection

from tests.headless_process import HeadlessServer
from tools import ROOT

BRIDGE = [sys.executable, str(ROOT / "tools" / "mcp_stdio.py")]
KEY = "of the agent"
NEW = {"ANKICONNECT_ACCESS_RULES": json.dumps([{"name": "agent", "key": KEY, "rights": ["read", "write"]}])}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "User 1" / "collection.anki2"


@pytest.fixture
def server(file: Path) -> Iterator[HeadlessServer]:
    with HeadlessServer(file, "--new", env=NEW) as running:
        yield running.wait_until_ready()


def stdio_client(name: str, address: str, key: str = KEY) -> OfficialClient:
    return OfficialClient(name, "--stdio", *BRIDGE, "--url", address, "--key", key)


@pytest.mark.parametrize("name", VERSIONS)
def test_tools_are_listed_and_called(name: str, server: HeadlessServer, file: Path) -> None:
    specification = Specification(VERSIONS[name], closed=True)

    with Recorder(server.port) as recorder, stdio_client(name, recorder.address) as client:
        about, tools, uris = client.do("about"), client.do("list"), client.do("resources")["uris"]
        reference = client.do("read", uri="anki://reference")
        client.call("createDeck", deck="日本語")
        many = client.do("call at once", calls=[["createDeck", {"deck": f"many {n}"}] for n in range(AT_ONCE)])
        wrong = client.do("call", name="notesInfo", arguments={"notes": "all"})
    assert server.end() == (0, "")

    assert about["version"] == VERSIONS[name]
    assert "saveNotes" in {tool["name"] for tool in tools}
    assert ("anki://reference" in uris, "saveNotes" in reference[0]) == (True, True)
    assert text_of(wrong).startswith("notesInfo: notes must be a list")
    assert all(json.loads(text_of(one)) for one in many)
    col = Collection(str(file))
    assert len(col.decks.all_names_and_ids()) == AT_ONCE + 2
    assert col.decks.by_name("日本語") is not None
    col.close()
    for one in recorder.exchanges:
        assert specification.problems_of_request(one.sent) == []
        assert [
            problem for got in one.received for problem in specification.problems_of_answer(got, one.sent["method"])
        ] == []


@pytest.mark.parametrize("name", VERSIONS)
def test_a_wrong_key_is_told_to_the_client(name: str, server: HeadlessServer) -> None:
    address = f"http://127.0.0.1:{server.port}/mcp"

    with pytest.raises((AssertionError, CallFailed), match="key"), stdio_client(name, address, "wrong") as client:
        client.do("list")


@pytest.mark.parametrize("name", VERSIONS)
def test_a_server_that_ends_and_comes_back_is_reached_again(name: str, server: HeadlessServer, file: Path) -> None:
    with Recorder(server.port) as recorder, stdio_client(name, recorder.address) as client:
        assert client.call("getTags") == []
        server.end()
        with pytest.raises(CallFailed, match="Anki"):
            client.call("createDeck", deck="while it is away")
        with HeadlessServer(file, env=NEW) as again:
            again.wait_until_ready()
            recorder.lead_to(again.port)
            client.call("createDeck", deck="when it is back")
            assert again.end() == (0, "")

    col = Collection(str(file))
    assert {one.name for one in col.decks.all_names_and_ids()} == {"Default", "when it is back"}
    col.close()
