"""/mcp inside Anki: windows are tools there, too, and settings count as soon as they are saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

from addon_archive import PACKAGE
from anki_app import InProcessAnki
from client import Client

LONGEST_LIST = 32_000


def ask(anki: InProcessAnki, method: str, **params: Any) -> Any:
    """The reply to a request of an agent."""
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    headers = {"MCP-Protocol-Version": "2025-11-25"}
    return anki.in_thread(Client(anki.port).call, message, headers=headers, path="/mcp")


def tools(anki: InProcessAnki) -> set[str]:
    return {one["name"] for one in ask(anki, "tools/list").json["result"]["tools"]}


def test_the_usual_tools_are_those_of_windows_too_and_the_list_is_small(anki: InProcessAnki, mw: Any) -> None:
    assert mw.col is not None
    listed = ask(anki, "tools/list")

    names = [one["name"] for one in listed.json["result"]["tools"]]
    assert len(names) == 34
    assert {"guiBrowse", "guiCurrentCard", "guiUndo"} <= {*names}
    assert "sync" not in names
    assert int(listed.headers["Content-Length"]) <= LONGEST_LIST


def test_a_tool_opens_a_window_and_a_change_can_be_undone(
    anki: InProcessAnki, mw: Any, windows: Callable[[], list[Any]]
) -> None:
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "an agent's"}}

    saved = ask(anki, "tools/call", name="saveNotes", arguments={"notes": [note]}).json["result"]
    [found] = [*mw.col.find_cards("")]
    browsed = ask(anki, "tools/call", name="guiBrowse", arguments={"query": "agent's"}).json["result"]

    assert json.loads(saved["content"][0]["text"])[0]["status"] == "added"
    assert json.loads(browsed["content"][0]["text"]) == [found]
    assert [type(one).__name__ for one in windows()] == ["Browser"]
    assert mw.col.undo_status().undo.startswith("AnkiConnect: Add")


def test_settings_count_at_once(anki: InProcessAnki, settings: Callable[..., None]) -> None:
    assert "saveNotes" in tools(anki)

    settings(mcpTools=["getTags"])
    assert tools(anki) == {"getTags"}
    settings(rightsWithoutRule=["read"])
    assert "saveNotes" not in tools(anki)
    settings(apiKey="k")
    assert ask(anki, "tools/list").status == 403
    settings(mcp=False)
    assert ask(anki, "tools/list").json == {"error": "mcp is switched off"}


def test_a_choice_without_effect_is_told_in_the_log(
    anki: InProcessAnki, mw: Any, settings: Callable[..., None]
) -> None:
    settings(mcpTools=["getTags", "noSuchAction"])

    assert tools(anki) == {"getTags"}
    log = Path(mw.addonManager.addonsFolder(PACKAGE)) / "user_files" / "bugs.log"
    assert 'mcpTools: "noSuchAction" has no effect' in log.read_text(encoding="utf-8")
