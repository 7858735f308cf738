"""Tools → AnkiConnect, "Give an agent access…": by clicking, what it may do, and what is entered in its settings."""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from mcp_agent import Agent

from aqt.qt import QApplication, QDialogButtonBox, QEvent, QKeyEvent, Qt

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Apply = Callable[..., None]

RULE = {"name": "other", "keySha256": "0" * 64, "rights": ["read"]}


def config_of(mw: Any) -> dict[str, Any]:
    config: dict[str, Any] = mw.addonManager.getConfig(PACKAGE)
    return config


def dialog(window: Any) -> Any:
    shown = window.child_windows.dialog
    assert shown.isVisible()
    return shown


def give(window: Any, name: str, choice: int = 1) -> None:
    """Fill in the first dialog, and press its button."""
    window.callers.give_agent.click()
    form = dialog(window)
    form.name.setText(name)
    form.choices[choice].click()
    form.make.click()


def answer(window: Any, text: str) -> None:
    box = dialog(window).findChild(QDialogButtonBox)
    next(one for one in box.buttons() if one.text() == text).click()


def shown_for(window: Any, program: str) -> str:
    """The text that is shown once a program was chosen."""
    shown = dialog(window)
    shown.program.setCurrentText(program)
    text: str = shown.text.toPlainText()
    return text


def key_of(window: Any) -> str:
    dialog(window).copy_key.click()
    return QApplication.clipboard().text()


def test_an_agent_gets_a_key_and_is_asked_about_before_it_deletes(mw: Any, window: Any) -> None:
    give(window, "  Claude ")
    assert config_of(mw)["accessRules"] == []

    answer(window, "Yes, as before")

    key = key_of(window)
    assert config_of(mw)["accessRules"] == [
        {
            "name": "Claude",
            "keySha256": hashlib.sha256(key.encode()).hexdigest(),
            "rights": ["read", "write"],
            "confirm": True,
        }
    ]
    assert len(key) >= 43  # 32 bytes
    assert key not in json.dumps(config_of(mw))
    assert "rightsWithoutRule" not in config_of(mw) or len(config_of(mw)["rightsWithoutRule"]) == 5


@pytest.mark.parametrize(("choice", "rights"), [(0, ["read"]), (1, ["read", "write"]), (2, ["read", "write", "gui"])])
def test_it_may_do_what_was_chosen(mw: Any, window: Any, settings: Apply, choice: int, rights: list[str]) -> None:
    settings(accessRules=[RULE])

    give(window, "agent", choice)

    assert config_of(mw)["accessRules"][-1]["rights"] == rights
    assert config_of(mw)["accessRules"][-1]["confirm"] is True


def test_who_may_only_read_changes_nothing_with_its_key(
    mw: Any, window: Any, settings: Apply, call: Callable[..., Any]
) -> None:
    settings(accessRules=[RULE])
    give(window, "reader", 0)
    headers = {"Authorization": f"Bearer {key_of(window)}"}

    assert call({"action": "deckNames", "version": 6}, headers=headers).json["result"] == ["Default"]
    refused = call({"action": "createDeck", "version": 6, "params": {"deck": "New"}}, headers=headers)

    assert refused.json["error"] == 'not allowed: this needs the right "write"'
    assert mw.col.decks.id_for_name("New") is None


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Yes, as before", ["read", "write", "gui", "files", "admin"]),
        ("They may only look", ["read"]),
        ("No, nothing", []),
    ],
)
def test_the_first_key_asks_what_programs_without_one_may_do(
    mw: Any, window: Any, text: str, others: list[str]
) -> None:
    give(window, "agent")
    assert "programs without a key" in dialog(window).accessibleName()

    answer(window, text)

    assert config_of(mw).get("rightsWithoutRule", ["read", "write", "gui", "files", "admin"]) == others


def test_nothing_is_made_if_nobody_decides_about_the_others(mw: Any, window: Any) -> None:
    give(window, "agent")

    answer(window, "Cancel")

    assert config_of(mw)["accessRules"] == []
    assert window.child_windows.dialog is None


def test_the_text_is_that_of_the_program_that_was_chosen(anki: InProcessAnki, window: Any, settings: Apply) -> None:
    settings(accessRules=[RULE])
    give(window, "agent")
    key = key_of(window)

    setups = importlib.import_module(f"{PACKAGE}.mcp.setup_lines").setups
    for setup in setups(f"http://127.0.0.1:{anki.port}", key):
        text = shown_for(window, setup.agent)
        assert dialog(window).where.text()
        dialog(window).copy.click()
        assert QApplication.clipboard().text() == text
        if setup.agent != "Claude Desktop":
            assert text == setup.text
            assert dialog(window).where.text() == setup.where


@pytest.fixture
def script(mw: Any) -> Iterator[Path]:
    """What joins stdin and stdout to the add-on, in its folder."""
    script = Path(mw.addonManager.addonsFolder(PACKAGE)) / "mcp_stdio.py"
    was_there = script.exists()
    if not was_there:
        script.write_text("", encoding="utf-8")
    yield script
    if not was_there:
        script.unlink()


def test_claude_desktop_starts_the_script_of_the_add_on_with_the_python_of_anki(
    anki: InProcessAnki, window: Any, settings: Apply, script: Path
) -> None:
    settings(accessRules=[RULE])
    give(window, "agent")
    key = key_of(window)

    server = json.loads(shown_for(window, "Claude Desktop"))["mcpServers"]["anki"]

    assert server["command"] == sys.executable
    assert server["args"] == [str(script), "--url", f"http://127.0.0.1:{anki.port}/mcp"]
    assert server["env"] == {"ANKICONNECT_KEY": key}


def test_what_is_copied_is_said_until_something_else_is_chosen(window: Any, settings: Apply) -> None:
    settings(accessRules=[RULE])
    give(window, "agent")
    shown = dialog(window)
    before = shown.copy.text()

    shown.copy.click()
    assert shown.copy.text() != before
    shown.copy_key.click()
    assert shown.copy.text() == before
    shown.program.setCurrentText("Codex")
    assert shown.copy_key.text() == "Copy the &key alone"


def test_the_key_is_gone_with_the_dialog(mw: Any, window: Any, settings: Apply) -> None:
    settings(accessRules=[RULE])
    give(window, "agent")
    key = key_of(window)
    assert "cannot be shown again" in dialog(window).accessibleDescription()

    QApplication.sendEvent(
        dialog(window), QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape.value, Qt.KeyboardModifier.NoModifier)
    )

    assert window.child_windows.dialog is None
    addon = Path(mw.addonManager.addonsFolder(PACKAGE))
    written = [path.read_bytes() for path in addon.rglob("*") if path.suffix in (".json", ".log")]
    assert written
    assert not [text for text in written if key.encode() in text]
    assert key not in "".join(str(one) for one in mw.ankiconnect.recent.entries)


def test_a_name_that_is_free_is_offered_and_one_that_is_taken_is_not(mw: Any, window: Any, settings: Apply) -> None:
    settings(accessRules=[{**RULE, "name": "My agent"}, {**RULE, "name": "my agent 2", "keySha256": "1" * 64}])
    window.callers.give_agent.click()
    form = dialog(window)

    assert form.name.text() == "My agent 3"
    assert form.name.selectedText() == "My agent 3"
    assert form.make.isEnabled()
    form.name.setText(" MY AGENT ")
    assert not form.make.isEnabled()
    assert "already" in form.mistake.text()
    form.name.setText(" ")
    assert not form.make.isEnabled()
    assert "a name" in form.mistake.text()


def test_its_access_is_taken_back_by_a_button(mw: Any, window: Any, settings: Apply, call: Callable[..., Any]) -> None:
    settings(accessRules=[RULE])
    give(window, "agent")
    key = key_of(window)
    assert call({"action": "deckNames", "version": 6, "key": key}).json["error"] is None
    tree = window.callers.list
    tree.setCurrentItem(tree.topLevelItem(tree.topLevelItemCount() - 1))
    assert tree.selected.name == "agent"

    window.callers.take_back.click()

    assert "not allowed" in call({"action": "deckNames", "version": 6, "key": key}).json["error"]


def test_what_is_shown_lets_an_agent_in_whose_calls_are_listed_with_a_sign(
    anki: InProcessAnki, mw: Any, window: Any, settings: Apply
) -> None:
    settings(accessRules=[RULE])
    give(window, "reader", 0)
    codex = tomllib.loads(shown_for(window, "Codex"))["mcp_servers"]["anki"]
    assert codex["url"] == f"http://127.0.0.1:{anki.port}/mcp"
    dialog(window).reject()
    mw.ankiconnect.recent.entries.clear()
    agent = Agent(anki, codex["http_headers"]["Authorization"].partition("Bearer ")[2], "Codex")

    tools = agent.tools()
    decks = json.loads(agent.call("callAction", action="deckNames").text())
    agent.call("createDeck", deck="New").reply()

    assert {"searchNotes", "deckTree", "callAction"} <= set(tools)
    assert not {"saveNotes", "deleteNotes", "guiBrowse", "sync"} & set(tools)
    assert decks == ["Default"]
    assert mw.col.decks.id_for_name("New") is None
    window.refresh()
    rows = window.requests.model
    shown = [[rows.index(row, column).data() for column in (1, 2)] for row in range(rows.rowCount())]
    assert [one for one in shown if one[1].startswith("deck")] == [["reader", "deckNames (MCP)"]]
    assert {who for who, _ in shown} == {"reader"}
    assert all(action.endswith("(MCP)") for _, action in shown)


def test_without_its_key_an_agent_gets_nothing(anki: InProcessAnki, mw: Any, window: Any, settings: Apply) -> None:
    settings(accessRules=[RULE])
    give(window, "reader", 0)

    refused = Agent(anki, "another key").call("deckTree").reply()

    assert refused.status == 403
    assert refused.json["error"]["message"].startswith("valid api key must be provided")


def test_while_nothing_is_served_the_address_is_the_one_that_will_be(
    anki: InProcessAnki, mw: Any, window: Any, settings: Apply
) -> None:
    settings(accessRules=[RULE])
    port = anki.port
    window.pause.click()
    assert mw.ankiconnect.port.paused

    give(window, "agent")

    assert f"http://127.0.0.1:{port}/mcp" in shown_for(window, "Another program")
    window.pause.click()


def test_an_agent_that_cannot_be_stored_gets_no_key(
    mw: Any, window: Any, settings: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(accessRules="no list")
    told: list[str] = []
    monkeypatch.setattr(mw.ankiconnect.status.stored, "_failed", told.append)

    give(window, "agent")

    assert window.child_windows.dialog is None
    assert config_of(mw)["accessRules"] == "no list"
    assert told == ["accessRules in the settings is no list: correct it in Tools → AnkiConnect → Settings first."]
