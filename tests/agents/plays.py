"""Has an official client use a server without a window: all default tools that need none, and all resources."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from official_clients import CallFailed, OfficialClient
from recorder import Exchange, Recorder
from sample_collection import fill
from sync_server import PASSWORD, USER, SyncServer

from anki.collection import Collection

from tests.headless_process import HeadlessServer

KEY = "of the agent"
# The person has told this rule that it may delete without a question, and sync
RULE = {"name": "agent", "key": KEY, "rights": ["read", "write", "gui", "admin"], "confirm": False}
AT_ONCE = 50

# Those of tests/collection/sample_collection.py
FRONT, CAT, DOG, SPAIN = 1502298033753, 1514547547030, 1649198355435, 1483959289817
CARD_OF_FRONT, CARD_OF_CAT, CARD_OF_SPAIN = 1498938915662, 1502098034045, 1494723142483
CARDS_OF_DOG = (1502098034048, 1502298033754)


class Played(NamedTuple):
    """What came of it.

    Args:
        client: its name
        about: what it knows of the server
        tools: as it has listed them
        called: the result of each tool that it has called, the first of each name
        many: the results of the calls that it made at once
        resources: the text of each, by address
        refused: what became of calls that cannot be done, by what is wrong
        exchanges: all that was said
        col: the collection, opened after the server had ended
        account: that which the sync server has
    """

    client: str
    about: dict[str, Any]
    tools: list[dict[str, Any]]
    called: dict[str, Any]
    many: list[Any]
    resources: dict[str, str]
    refused: dict[str, Any]
    exchanges: list[Exchange]
    col: Collection
    account: Collection


@contextmanager
def play_without_window(name: str, folder: Path) -> Iterator[Played]:
    """Have a client play, and give what came of it.

    Args:
        name: of the client
        folder: to work in
    """
    file = folder / "User 1" / "collection.anki2"
    file.parent.mkdir()
    col = Collection(str(file))
    fill(col)
    col.close()
    settings = folder / "settings.json"
    settings.write_text(json.dumps({"accessRules": [RULE]}), encoding="utf-8")
    account = SyncServer(folder / "sync")
    try:
        login = {"ANKICONNECT_SYNC_USERNAME": USER, "ANKICONNECT_SYNC_PASSWORD": PASSWORD}
        arguments = ["--settings", str(settings), "--sync-endpoint", account.url, "--full-sync", "upload"]
        with HeadlessServer(file, *arguments, env=login) as server:
            server.wait_until_ready()
            with Recorder(server.port) as recorder, OfficialClient(name, recorder.address, KEY) as client:
                seen = _play(client)
            code, err = server.end()
            assert (code, err) == (0, "")
    finally:
        account.stop()
    [of_account] = (folder / "sync").glob("**/collection.anki2")
    after, there = Collection(str(file)), Collection(str(of_account))
    try:
        yield Played(name, exchanges=recorder.exchanges, col=after, account=there, **seen)
    finally:
        after.close()
        there.close()


def _play(client: OfficialClient) -> dict[str, Any]:
    uris = client.do("resources")["uris"]
    return {
        "about": client.do("about"),
        "tools": client.do("list"),
        "called": _call_all(client),
        "many": client.do(
            "call at once", calls=[["saveNotes", {"notes": [_note(f"many {n}")]}] for n in range(AT_ONCE)]
        ),
        "resources": {uri: "".join(client.do("read", uri=uri)) for uri in uris},
        "refused": {
            "argument": client.do("call", name="notesInfo", arguments={"notes": "all"}),
            "unknown id": client.do("call", name="renameDeck", arguments={"deck": "no such deck", "newName": "x"}),
            "unknown tool": _failure(client, "call", name="noSuchTool", arguments={}),
            "unknown resource": _failure(client, "read", uri="anki://nothing"),
        },
    }


def _call_all(client: OfficialClient) -> dict[str, Any]:
    """Call each tool; what each needs is there from the calls before it."""
    results: dict[str, Any] = {}

    def call(tool: str, /, **arguments: Any) -> Any:
        result = client.call(tool, **arguments)
        results.setdefault(tool, result)
        return result

    # those that only tell
    call("deckTree")
    call("searchNotes", query="deck:Japanese*", limit=1)
    call("searchCards", query="is:review", limit=10)
    call("notesInfo", notes=[FRONT, 1])
    call("getTags")
    call("modelNames")
    call("findModelsByName", modelNames=["Vocabulary"])
    call("getDeckConfigs")
    call("reviewStats", query='deck:"Japanese::JLPT N3"', days=0)
    call("describeActions", names=["renameTag"])
    # notes
    call("createDeck", deck="Japanese::Tokyo")
    call("createDeck", deck="Unwanted")
    edited = {"id": CAT, "fields": {"Back": "cat, kitty"}, "addTags": ["animal"]}
    saved = call("saveNotes", notes=[edited, _note("kept"), _note("unwanted"), _note("with its deck", "Unwanted")])
    _, kept, unwanted, _ = (one["noteId"] for one in saved)
    call("deleteNotes", notes=[unwanted])
    call("removeTags", notes=[FRONT], tags="another_tag")
    call("saveFilteredDeck", name="Cram", searches=[{"query": "tag:cram"}], allowEmpty=True)
    call("addTags", notes=[SPAIN], tags="cram")
    call("rebuildFilteredDeck", deck="Cram")
    call("callAction", action="renameTag", params={"tag": "idioms", "newName": "sayings"})
    # cards and decks
    call("changeDeck", cards=[CARDS_OF_DOG[0]], deck="Japanese::Tokyo")
    call("renameDeck", deck="Easy Spanish", newName="Languages::Spanish")
    call("deleteDecks", decks=["Unwanted"], cardsToo=True)
    call("suspend", cards=[CARD_OF_FRONT])
    call("unsuspend", cards=[CARDS_OF_DOG[1]])
    call("setDueDate", cards=[CARD_OF_CAT], days="3")
    call("setFlag", cards=[CARD_OF_SPAIN], flag=3)
    [card] = client.call("searchCards", query=f"nid:{kept}", include=[])["cards"]
    call("answerCards", answers=[{"cardId": card["cardId"], "ease": 3}])
    call("storeMediaFile", filename="_hello.txt", data=base64.b64encode(b"Hello, world!").decode())
    call("sync")
    # note types, which the next sync could not merge
    template = {"Name": "My Card", "Front": "{{Field1}}", "Back": "{{Field2}}"}
    call("createModel", modelName="Made", inOrderFields=["Field1", "Field2"], cardTemplates=[template])
    call("updateModelTemplates", model={"name": "Vocabulary", "templates": {"Recognize": {"Front": "{{Word}}?"}}})
    call("updateModelStyling", model={"name": "Vocabulary", "css": "p { color: blue; }"})
    call("modelFieldAdd", modelName="Vocabulary", fieldName="Source", index=0)
    return results


def _note(front: str, deck: str = "Default") -> dict[str, Any]:
    return {"deckName": deck, "modelName": "Basic", "fields": {"Front": front, "Back": "from an agent"}}


def _many(number: int) -> dict[str, Any]:
    return {"notes": [_note(f"many {number}")]}


def _failure(client: OfficialClient, what: str, **order: Any) -> str:
    try:
        client.do(what, **order)
    except CallFailed as error:
        return str(error)
    raise AssertionError(f"{what} of {order} did not fail")
