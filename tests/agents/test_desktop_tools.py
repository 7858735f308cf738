"""The default tools about windows do what they say in a real Anki, whichever official client calls them.

What they have done is read from that Anki, by an add-on that performs what the test sends it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import NamedTuple

import addon_archive
import pytest
from anki_process import AnkiProcess
from hand import Hand
from official_clients import VERSIONS, OfficialClient
from plays import KEY, RULE

from plugin.mcp.tool_words import DEFAULT

# The hand does this in Anki
BROWSER = """
import aqt
browser = aqt.dialogs._dialogs["Browser"][1]
"""

SETTINGS = """
package = "ankiconnect"
config = {{**mw.addonManager.getConfig(package), "accessRules": {rules}}}
mw.addonManager.writeConfig(package, config)
mw.addonManager.configUpdatedAction(package)(config)
"""


class Desk(NamedTuple):
    """A real Anki, and the hand in it."""

    anki: AnkiProcess
    hand: Hand


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desktop")
    addon = addon_archive.unpacked_addon(folder)
    hand = Hand(folder / "base")
    anki = AnkiProcess(folder / "base", addon, config={"accessRules": [RULE]})
    try:
        anki.wait_for_answer()
        hand.wait_for_collection()
        yield Desk(anki, hand)
        assert anki.stop() == 0, anki.stdout + anki.stderr
        assert not anki.tracebacks(), anki.tracebacks()
        assert not anki.complaints(), anki.complaints()
    finally:
        anki.kill()


@pytest.fixture(params=VERSIONS)
def client(request: pytest.FixtureRequest, desk: Desk) -> Iterator[OfficialClient]:
    with OfficialClient(request.param, f"http://127.0.0.1:{desk.anki.port}/mcp", KEY) as one:
        yield one
    desk.hand.do("import aqt; aqt.dialogs.closeAll(lambda: None); mw.moveToState('deckBrowser')")


def add_note(client: OfficialClient, front: str) -> int:
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "-"}}
    [saved] = client.call("saveNotes", notes=[note], onDuplicate="add")
    return int(saved["noteId"])


def test_all_default_tools_are_listed(client: OfficialClient) -> None:
    tools = client.do("list")

    assert [tool["name"] for tool in tools] == sorted(DEFAULT)
    assert len(json.dumps(tools, separators=(",", ":"), ensure_ascii=False).encode()) <= 32 * 1024


def test_the_browser_shows_what_is_searched_for(client: OfficialClient, desk: Desk) -> None:
    note_id = add_note(client, "browsed")

    found = client.call("guiBrowse", query=f"nid:{note_id}")

    code = (
        BROWSER
        + "result = [browser.isVisible(), browser.current_search(), list(map(int, browser.table._model._items))]"
    )
    visible, search, cards = desk.hand.do(BROWSER + code)
    assert (visible, search, cards) == (True, f"nid:{note_id}", found)
    assert desk.hand.do(f"result = list(map(int, mw.col.find_cards('nid:{note_id}')))") == found


def test_the_card_in_review_is_told(client: OfficialClient, desk: Desk) -> None:
    add_note(client, "reviewed")
    without = client.call("guiCurrentCard")

    desk.hand.do("mw.col.decks.select(1); mw.moveToState('review')")
    shown = client.call("guiCurrentCard")

    assert without is None
    assert shown["cardId"] == desk.hand.do("result = mw.reviewer.card.id")
    assert shown["question"] != ""


def test_what_was_changed_last_is_undone(client: OfficialClient, desk: Desk) -> None:
    note_id = add_note(client, "undone")
    ask = f"result = mw.col.get_note({note_id}).tags"
    client.call("addTags", notes=[note_id], tags="wrong")
    before = desk.hand.do(ask)

    client.call("guiUndo")

    assert (before, desk.hand.do(ask)) == (["wrong"], [])


@pytest.mark.parametrize("through", ["http", "stdio"])
def test_a_client_that_listens_is_told_when_the_person_changes_what_it_may_do(through: str, desk: Desk) -> None:
    address = f"http://127.0.0.1:{desk.anki.port}/mcp"
    script = desk.anki.base / "addons21" / addon_archive.PACKAGE / "mcp_stdio.py"  # as a person has it
    bridge = [sys.executable, str(script), "--url", address, "--key", KEY]
    with OfficialClient("python", *(["--stdio", *bridge] if through == "stdio" else [address, KEY])) as client:
        before = {tool["name"] for tool in client.do("list")}
        honored = client.do("listen", uris=[])

        desk.hand.do(SETTINGS.format(rules=[{**RULE, "rights": ["read"]}]))
        event = client.do("next event")
        after = {tool["name"] for tool in client.do("list")}
        desk.hand.do(SETTINGS.format(rules=[RULE]))

    assert honored == {"toolsListChanged": True}
    assert event == "ToolsListChanged"
    assert {"saveNotes", "searchNotes"} <= before
    assert ("saveNotes" in after, "searchNotes" in after) == (False, True)


ADD_BY_HAND = """
from aqt.operations.note import add_note
note = mw.col.new_note(mw.col.models.by_name("Basic"))
note["Front"] = "{front}"
add_note(parent=mw, note=note, target_deck_id=1).run_in_background()
"""


@pytest.mark.parametrize("through", ["http", "stdio"])
def test_a_client_that_listens_is_told_when_the_person_changes_the_collection(through: str, desk: Desk) -> None:
    address = f"http://127.0.0.1:{desk.anki.port}/mcp"
    script = desk.anki.base / "addons21" / addon_archive.PACKAGE / "mcp_stdio.py"
    bridge = [sys.executable, str(script), "--url", address, "--key", KEY]
    with OfficialClient("python", *(["--stdio", *bridge] if through == "stdio" else [address, KEY])) as client:
        honored = client.do("listen", uris=["anki://collection", "anki://search"])
        [before] = client.do("read", uri="anki://collection")

        desk.hand.do(ADD_BY_HAND.format(front=f"by hand through {through}"))
        event = client.do("next event")
        [after] = client.do("read", uri="anki://collection")

    assert honored == {"toolsListChanged": True, "resourceSubscriptions": ["anki://collection"]}
    assert event == "ResourceUpdated"
    assert json.loads(after)["notes"] == json.loads(before)["notes"] + 1
