"""Tools → AnkiConnect: who may use Anki, seen and changed without an editor."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki

from aqt.qt import QApplication, QDialogButtonBox, QMessageBox

Apply = Callable[..., None]


def config_of(mw: Any) -> dict[str, Any]:
    config: dict[str, Any] = mw.addonManager.getConfig(PACKAGE)
    return config


def lines(window: Any) -> list[tuple[str, str, str]]:
    tree = window.callers.list
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return [(item.text(0), item.text(1), item.text(2)) for item in items]


def choose(window: Any, name: str) -> None:
    tree = window.callers.list
    row = next(row for row, line in enumerate(lines(window)) if line[0] == name)
    tree.setCurrentItem(tree.topLevelItem(row))


def dialog(window: Any) -> Any:
    shown = window.child_windows.dialog
    assert shown.isVisible()
    return shown


def answer(window: Any, text: str) -> None:
    box = dialog(window).findChild(QDialogButtonBox)
    next(one for one in box.buttons() if one.text() == text).click()


def test_a_key_is_made_copied_replaced_and_removed(mw: Any, window: Any, call: Callable[..., Any]) -> None:
    key = window.callers.key
    assert "No key is set" in key.line.text()
    assert key.copy.isHidden()

    key.make.click()
    answer(window, "Make a new key")

    made = config_of(mw)["apiKey"]
    assert len(made) >= 32
    assert dialog(window).field.text() == made
    dialog(window).copy.click()
    assert QApplication.clipboard().text() == made
    assert "A key is set" in key.line.text()
    assert call({"action": "version", "version": 6}).json["error"] == "valid api key must be provided"
    assert call({"action": "version", "version": 6, "key": made}).json["result"] == 6
    key.make.click()
    assert "Replace the key?" in dialog(window).accessibleName()
    answer(window, "Cancel")
    assert config_of(mw)["apiKey"] == made
    key.remove.click()
    answer(window, "Remove the key")
    assert config_of(mw)["apiKey"] is None


def test_the_key_is_shown_and_copied_only_when_asked_for(mw: Any, window: Any, settings: Apply) -> None:
    settings(apiKey="my-secret")
    key = window.callers.key

    assert key.field.isHidden()
    assert key.field.text() == ""
    key.show_key.click()
    assert key.field.text() == "my-secret"
    key.copy.click()
    assert QApplication.clipboard().text() == "my-secret"
    key.show_key.click()
    assert key.field.text() == ""


def test_a_key_that_is_no_text_is_told(window: Any, settings: Apply, windows: Any) -> None:
    settings(apiKey=5)

    assert "not a text" in window.callers.key.line.text()
    assert window.callers.key.copy.isHidden()


def test_a_program_gets_a_key_that_is_shown_once_after_it_was_asked_about_the_others(mw: Any, window: Any) -> None:
    window.callers.give.click()
    form = dialog(window)
    assert not form.make.isEnabled()
    form.name.setText("  my agent ")
    form.boxes.boxes["gui"].setChecked(False)
    form.make.click()
    assert "accessRules" not in config_of(mw) or config_of(mw)["accessRules"] == []

    answer(window, "They may only look")

    key = dialog(window).field.text()
    assert config_of(mw)["accessRules"] == [
        {
            "name": "my agent",
            "keySha256": hashlib.sha256(key.encode()).hexdigest(),
            "rights": ["read", "write"],
            "confirm": True,
        }
    ]
    assert config_of(mw)["rightsWithoutRule"] == ["read"]
    assert ("my agent", "program", "read, change; asks before it deletes") in lines(window)
    assert ("Everybody else, without a key", "all others", "read") in lines(window)
    window.callers.give.click()
    dialog(window).name.setText("My Agent")
    assert not dialog(window).make.isEnabled()
    assert "already" in dialog(window).mistake.text()


def test_a_program_does_what_it_may_is_named_in_its_rows_and_is_refused_when_it_is_taken_back(
    mw: Any, window: Any, call: Callable[..., Any]
) -> None:
    window.callers.give.click()
    form = dialog(window)
    form.name.setText("reader")
    for right in ("write", "gui"):
        form.boxes.boxes[right].setChecked(False)
    form.make.click()
    answer(window, "No, nothing")
    key = dialog(window).field.text()
    dialog(window).reject()

    assert call({"action": "deckNames", "version": 6, "key": key}).json["result"] == ["Default"]
    refused = call({"action": "createDeck", "version": 6, "params": {"deck": "New"}, "key": key}).json["error"]
    assert refused == 'not allowed: this needs the right "write"'
    assert "error" in call({"action": "deckNames", "version": 6}).json
    rows = [(one.caller, one.action) for one in mw.ankiconnect.recent.entries][-3:]
    assert rows[:2] == [("reader", "deckNames"), ("reader", "createDeck")]
    choose(window, "reader")
    window.callers.take_back.click()
    assert "not allowed" in call({"action": "deckNames", "version": 6, "key": key}).json["error"]


def test_a_page_that_is_given_fewer_rights_has_them_at_once(
    mw: Any, window: Any, settings: Apply, call: Callable[..., Any]
) -> None:
    settings(webCorsOriginList=["https://notes.example"])
    headers = {"Origin": "https://notes.example"}
    choose(window, "https://notes.example")
    window.callers.change.click()
    dialog(window).boxes.boxes["write"].setChecked(False)

    dialog(window).save.click()

    assert call({"action": "deckNames", "version": 6}, headers=headers).json["result"] == ["Default"]
    reply = call({"action": "createDeck", "version": 6, "params": {"deck": "New"}}, headers=headers)
    assert reply.json["error"] == 'not allowed: this needs the right "write"'
    window.callers.take_back.click()
    assert "not allowed" in call({"action": "deckNames", "version": 6}, headers=headers).json["error"]


def test_the_first_program_is_not_made_if_nobody_decides_about_the_others(mw: Any, window: Any) -> None:
    window.callers.give.click()
    dialog(window).name.setText("my agent")
    dialog(window).make.click()

    answer(window, "Cancel")

    assert config_of(mw)["accessRules"] == []
    assert window.child_windows.dialog is None


def test_rights_are_changed_and_taken_back(mw: Any, window: Any, settings: Apply) -> None:
    rule = {"name": "agent", "keySha256": "0" * 64, "rights": ["read"]}
    settings(accessRules=[rule], webCorsOriginList=["https://notes.example"])

    choose(window, "agent")
    window.callers.change.click()
    dialog(window).boxes.boxes["admin"].setChecked(True)
    dialog(window).save.click()
    assert config_of(mw)["accessRules"] == [{**rule, "rights": ["read", "admin"]}]
    assert window.callers.list.selected.name == "agent"
    window.callers.take_back.click()
    assert config_of(mw)["accessRules"][0]["rights"] == []
    assert ("agent", "program", "nothing: taken back") in lines(window)
    choose(window, "https://notes.example")
    window.callers.take_back.click()
    assert config_of(mw)["webCorsOriginList"] == []


def test_what_everybody_else_may_do_is_changed(mw: Any, window: Any) -> None:
    choose(window, "Everybody else, without a key")
    assert not window.callers.take_back.isEnabled()
    window.callers.change.click()
    for right in ("files", "admin"):
        dialog(window).boxes.boxes[right].setChecked(False)

    dialog(window).save.click()

    assert config_of(mw)["rightsWithoutRule"] == ["read", "write", "gui"]


def test_pages_and_ignored_ones_are_taken_back_and_are_refused_at_once(
    mw: Any, settings: Apply, window: Any, call: Callable[..., Any]
) -> None:
    settings(
        webCorsOriginList=["http://localhost", "https://Friend.example"],
        webCorsOrigin="https://old.example",
        ignoreOriginList=["https://pest.example"],
    )
    assert [line[0] for line in lines(window)][1:] == [
        "http://localhost",
        "https://friend.example",
        "https://old.example",
        "https://pest.example",
    ]
    assert call({"action": "version"}, headers={"Origin": "https://friend.example"}).status == 200
    assert not window.callers.take_back.isEnabled()

    for name in ("https://friend.example", "https://old.example", "https://pest.example"):
        choose(window, name)
        window.callers.take_back.click()

    assert [line[0] for line in lines(window)][1:] == ["http://localhost"]
    assert call({"action": "version"}, headers={"Origin": "https://friend.example"}).status == 403
    config = config_of(mw)
    assert (config["webCorsOriginList"], config["webCorsOrigin"]) == (["http://localhost"], None)
    assert config["ignoreOriginList"] == []


def test_a_page_of_the_environment_is_shown_and_cannot_be_taken_back(
    window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANKICONNECT_CORS_ORIGIN", "https://env.example")

    window.refresh()
    choose(window, "https://env.example (from ANKICONNECT_CORS_ORIGIN)")

    assert not window.callers.take_back.isEnabled()
    assert not window.callers.change.isEnabled()


def test_all_local_pages_are_narrowed_to_those_that_were_seen(mw: Any, window: Any, call: Callable[..., Any]) -> None:
    mw.ankiconnect.recent.trusted_origins.clear()
    for origin in ("moz-extension://wanted", "moz-extension://unwanted", "http://localhost:3000"):
        assert call({"action": "version"}, headers={"Origin": origin}).status == 200

    choose(window, "http://localhost")
    window.callers.narrow.click()
    items = [dialog(window).list.item(row) for row in range(3)]
    next(one for one in items if "unwanted" in one.text()).setCheckState(sys.modules["aqt.qt"].Qt.CheckState.Unchecked)
    answer(window, "Allow only these")

    assert config_of(mw)["webCorsOriginList"] == ["moz-extension://wanted", "http://localhost:3000"]
    assert call({"action": "version"}, headers={"Origin": "moz-extension://wanted"}).status == 200
    assert call({"action": "version"}, headers={"Origin": "moz-extension://unwanted"}).status == 403


def test_while_nobody_was_seen_it_is_not_narrowed_to_nobody(mw: Any, window: Any) -> None:
    mw.ankiconnect.recent.trusted_origins.clear()

    choose(window, "http://localhost")
    window.callers.narrow.click()

    assert [one.text() for one in dialog(window).findChild(QDialogButtonBox).buttons()] == ["Close"]


def test_settings_that_cannot_be_written_are_told_stay_whole_and_hold_for_this_run(
    mw: Any, call: Callable[..., Any], window: Any, windows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(mw.addonManager.addonsFolder(PACKAGE)) / "meta.json"
    before = file.read_bytes()

    def fail(*_: object) -> None:
        file.write_text("{", encoding="utf-8")  # as a full disk leaves it
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(mw.addonManager, "writeAddonMeta", fail)
        window.callers.key.make.click()
        answer(window, "Make a new key")

        key = dialog(window).field.text()

        told = mw.ankiconnect._settings_notice.text
        assert "cannot write its settings, so this holds only until Anki is closed" in told
        assert "No space left on device" in told
        assert file.read_bytes() == before
        assert call({"action": "version", "version": 6}).json["error"] == "valid api key must be provided"
        assert call({"action": "version", "version": 6, "key": key}).json["result"] == 6

    # what is decided next is stored along with it
    choose(window, "http://localhost")
    window.callers.take_back.click()
    assert (config_of(mw)["apiKey"], config_of(mw)["webCorsOriginList"]) == (key, [])
    window.callers.key.remove.click()
    answer(window, "Remove the key")
    assert config_of(mw)["apiKey"] is None


def test_settings_that_cannot_be_read_are_not_replaced(
    mw: Any, call: Callable[..., Any], window: Any, windows: Any
) -> None:
    file = Path(mw.addonManager.addonsFolder(PACKAGE)) / "meta.json"
    before = file.read_bytes()
    file.write_text('{"config": {"apiKey": "sec', encoding="utf-8")

    window.callers.key.make.click()
    answer(window, "Make a new key")

    key = dialog(window).field.text()
    assert "cannot read its settings" in mw.ankiconnect._settings_notice.text
    assert call({"action": "version", "version": 6, "key": key}).json["result"] == 6
    assert file.read_text(encoding="utf-8") == '{"config": {"apiKey": "sec'
    file.write_bytes(before)
    window.callers.key.remove.click()
    answer(window, "Remove the key")
    assert config_of(mw)["apiKey"] is None


def boxes(anki: InProcessAnki, about: str) -> list[Any]:
    shown = [one for one in anki.app.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]
    return [box for box in shown if about in box.text()]


def press(box: Any, text: str) -> None:
    next(one for one in box.buttons() if one.text().replace("&", "") == text).click()


def test_ankis_own_editor_shows_what_is_changed_beside_it(mw: Any, window: Any) -> None:
    window.child_windows.show_settings()
    editor = window.child_windows.settings
    choose(window, "http://localhost")

    window.callers.take_back.click()

    assert '"http://localhost"' not in editor.form.editor.toPlainText()
    editor.accept()
    assert config_of(mw)["webCorsOriginList"] == []


def test_ankis_own_editor_keeps_what_was_typed(mw: Any, window: Any) -> None:
    window.child_windows.show_settings()
    editor = window.child_windows.settings
    typed = editor.form.editor.toPlainText().replace('"network"', '"never"')
    editor.form.editor.setPlainText(typed)
    choose(window, "http://localhost")

    window.callers.take_back.click()

    assert editor.form.editor.toPlainText() == typed
    editor.reject()


def test_an_address_that_others_reach_is_told_until_there_is_a_key(
    mw: Any, anki: InProcessAnki, window: Any, settings: Apply, windows: Any
) -> None:
    settings(webBindAddress="0.0.0.0")
    [box] = boxes(anki, "Other computers can reach AnkiConnect")
    assert window.warning.isVisible()

    press(box, "Make a key…")
    answer(window, "Make a new key")

    assert config_of(mw)["apiKey"]
    assert not window.warning.isVisible()
    assert not boxes(anki, "Other computers")


def test_a_script_in_a_card_that_was_refused_is_told_once_and_can_be_allowed(
    mw: Any, anki: InProcessAnki, window: Any, windows: Any
) -> None:
    status = mw.ankiconnect.status
    status._cards_were_refused = False

    status.announce_cards_refused("write")
    status.announce_cards_refused("admin")

    [box] = boxes(anki, "A script in one of your cards")
    assert "add, change and delete" in box.text()
    press(box, "Allow it")
    assert config_of(mw)["accessRules"] == [{"name": "anki-cards", "rights": ["read", "write", "gui"]}]
    assert ("Your cards", "scripts in your cards", "read, change, windows") in lines(window)
