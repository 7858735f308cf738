"""A settings file that cannot be written: what a person decides holds until Anki ends, and they are told."""

from __future__ import annotations

import builtins
import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from permission_desk import ASK, DENIED, GRANTED, NO, YES, Desk, Page, answer_of
from status_page import notices

import aqt.addons

VERSION = {"action": "version", "version": 6}
ORIGIN = "https://notes.example"


@pytest.fixture
def unwritable(mw: Any, windows: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Any]]:
    """Gives a context in which Anki's own writer finds meta.json on a disk that is read-only."""
    stored = mw.ankiconnect.stored
    before = stored.read()

    def refuse(path: Any, mode: str = "r", *arguments: Any, **others: Any) -> Any:
        if "w" in mode and str(path).endswith("meta.json"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return builtins.open(path, mode, *arguments, **others)

    @contextmanager
    def block() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(aqt.addons, "open", refuse, raising=False)
            yield

    yield block
    stored.replace(before)
    mw.ankiconnect._apply_settings()
    mw.ankiconnect._settings_notice.hide()


def saved(mw: Any) -> dict[str, Any]:
    config: dict[str, Any] = json.loads(mw.ankiconnect.stored.file.read_text())["config"]
    return config


def test_a_page_that_is_allowed_is_served_until_anki_ends_and_is_told_nothing_of_files(
    mw: Any,
    anki: Any,
    desk: Desk,
    page: Callable[[str], Page],
    call: Callable[..., Any],
    unwritable: Callable[[], Any],
) -> None:
    before = saved(mw)
    with unwritable():
        asking = page(ORIGIN)

        desk.press(desk.wait_for_question(), YES)

        assert answer_of(desk, asking) == GRANTED
    [notice] = notices(anki)
    assert "AnkiConnect cannot write its settings, so this holds only until Anki is closed" in notice
    assert "Read-only file system" in notice
    assert call(VERSION, headers={"Origin": ORIGIN}).json["result"] == 6
    assert call(ASK, headers={"Origin": ORIGIN}).json["result"] == GRANTED
    assert saved(mw) == before


def test_a_page_that_is_ignored_stays_ignored_until_anki_ends(
    mw: Any, desk: Desk, page: Callable[[str], Page], unwritable: Callable[[], Any]
) -> None:
    with unwritable():
        asking = page(ORIGIN)
        question = desk.wait_for_question()
        question.checkbox.setChecked(True)

        desk.press(question, NO)

        assert answer_of(desk, asking) == DENIED
    assert mw.ankiconnect.settings.ignoreOriginList == (ORIGIN,)


def test_what_fails_within_a_question_tells_a_page_nothing_of_this_computer(
    mw: Any, desk: Desk, page: Callable[[str], Page], windows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), "/home/me/secret")

    monkeypatch.setattr(mw.ankiconnect.host._permissions._origins, "allow", fail)
    asking = page(ORIGIN)
    desk.press(desk.wait_for_question(), YES)

    desk.anki.wait_until(lambda: asking.done, what="the answer")

    assert asking.envelopes == [{"result": None, "error": "requestPermission: internal error"}]


def test_what_is_decided_next_is_stored_with_what_could_not_be_and_ankis_window_wins(
    mw: Any, settings: Callable[..., None], call: Callable[..., Any], unwritable: Callable[[], Any]
) -> None:
    stored = mw.ankiconnect.stored
    with unwritable():
        stored.change(lambda config: config.update(webTimeout=1234, webBacklog=77, apiPollInterval=33))

    # somebody saves other values, and leaves one as they saw it
    settings(webBacklog=78, apiPollInterval=25)

    assert {key: saved(mw)[key] for key in ("webTimeout", "webBacklog")} == {"webTimeout": 1234, "webBacklog": 78}
    assert mw.ankiconnect.settings.webTimeout == 1234
    assert mw.ankiconnect.settings.webBacklog == 78
    assert stored.read() == saved(mw)


def test_ankis_editor_behind_our_button_shows_what_holds_and_tells_what_it_cannot_store(
    mw: Any, anki: Any, call: Callable[..., Any], unwritable: Callable[[], Any]
) -> None:
    mw.ankiconnect.status.open()
    children = mw.ankiconnect.status.window.child_windows
    with unwritable():
        mw.ankiconnect.stored.change(lambda config: config.update(webTimeout=1234))
        children.show_settings()
        shown = json.loads(children.settings.form.editor.toPlainText())
        children.settings.form.editor.setPlainText(json.dumps({**shown, "apiKey": "secret"}))

        children.settings.accept()

        assert shown["webTimeout"] == 1234
        assert children.settings is None
        assert any("cannot write its settings" in text for text in notices(anki))
        assert call(VERSION).json["error"] == "valid api key must be provided"
        assert call({**VERSION, "key": "secret"}).json["result"] == 6
    assert mw.ankiconnect.settings.webTimeout == 1234


@pytest.mark.parametrize("meta", [b"{", b'{"config": 5}', b'{"config": null}', b"\xff"])
def test_settings_that_cannot_be_read_any_more_stay_in_effect(
    mw: Any, settings: Callable[..., None], call: Callable[..., Any], windows: Any, meta: bytes
) -> None:
    settings(apiKey="secret")
    file: Path = mw.ankiconnect.stored.file
    before = file.read_bytes()
    file.write_bytes(meta)

    mw.ankiconnect._apply_settings()

    assert call({**VERSION, "key": "secret"}).json["result"] == 6
    assert call(VERSION).json["error"] == "valid api key must be provided"
    file.write_bytes(before)
    settings()
    assert call(VERSION).json["result"] == 6


@pytest.mark.parametrize("meta", [b'{"config": {"apiKey": "sec', b'{"config": 5}'])
def test_settings_that_could_not_be_read_when_anki_started_let_nobody_in_until_they_are_saved_anew(
    mw: Any, anki: Any, settings: Callable[..., None], call: Callable[..., Any], windows: Any, meta: bytes
) -> None:
    addon = mw.ankiconnect
    file: Path = addon.stored.file
    before, kept = file.read_bytes(), addon.stored
    port = addon.settings.webBindPort
    fresh = type(kept)(mw, PACKAGE, addon._apply_settings, addon._settings_not_stored)
    file.write_bytes(meta)
    addon.stored = fresh

    addon.settings, problems = addon._read_settings()

    assert f"cannot read its settings, so no request is let in: {file}: " in problems[0]
    assert len(addon.settings.apiKey) > 30
    assert addon.settings.webBindPort == 8765
    mw.addonManager.writeConfig(PACKAGE, {"webBindPort": port})
    addon.settings, problems = addon._read_settings()
    assert (problems, addon.settings.apiKey) == ([], None)
    file.write_bytes(before)
    addon.stored = kept
    settings()


def test_the_status_window_uses_the_settings_that_hold(mw: Any, unwritable: Callable[[], Any]) -> None:
    with unwritable():
        mw.ankiconnect.origins.allow(ORIGIN)
        mw.ankiconnect.status.open()

        window = mw.ankiconnect.status.window
        tree = window.callers.list
        names = [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]

        assert ORIGIN in names
    assert sys.modules[f"{PACKAGE}.desktop.status.origin_settings"].allowed(mw.ankiconnect.stored.read())[-1] == ORIGIN
