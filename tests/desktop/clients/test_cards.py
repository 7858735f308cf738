"""Scripts in cards are pages: in the real reviewer they may read, and change something only once a person allows it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, Optional

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from gui_notes import add_note
from pages import javascript

from aqt.qt import QApplication, QMessageBox

REFUSED = 'not allowed: this needs the right "write"'
DATA = base64.b64encode(b"cat").decode()

SCRIPT = """
<script>
window.answers = {};
window.ask = (name, request) =>
  fetch("http://127.0.0.1:PORT", {method: "POST", body: JSON.stringify({version: 6, ...request})})
    .then((response) => response.json())
    .then((reply) => { window.answers[name] = reply; })
    .catch((failure) => { window.answers[name] = {failure: String(failure)}; });
</script>
"""


class Script:
    """A script in a card that is being reviewed.

    Args:
        mw: Anki's main window, whose page shows the card
        wait_until: waits for a condition
    """

    def __init__(self, mw: Any, wait_until: Callable[..., Any]) -> None:
        self._mw = mw
        self._wait_until = wait_until
        self._asked = 0

    def ask(self, action: str, /, **params: Any) -> Any:
        """Have the script send a request; gives the reply that it could read."""
        self._asked += 1
        name = f"request {self._asked}"
        self._mw.web.eval(f"ask({json.dumps(name)}, {json.dumps({'action': action, 'params': params})})")
        read = f"JSON.stringify(window.answers[{json.dumps(name)}] ?? null)"
        met: list[Any] = []

        def answered() -> bool:
            met.append(json.loads(javascript(self._wait_until, self._mw.web, read)))
            return met[-1] is not None

        self._wait_until(answered, what=f"the reply to {action}")
        return met[-1]


@pytest.fixture
def script(
    mw: Any,
    anki: InProcessAnki,
    settings: Any,
    windows: Any,
    wait_until: Callable[..., Any],
    invoke: Callable[..., Any],
) -> Iterator[Script]:
    """A deck that somebody else has made is reviewed: a script is in the template of its cards."""
    note_type = mw.col.models.copy(mw.col.models.by_name("Basic"))
    note_type["tmpls"][0]["qfmt"] += SCRIPT.replace("PORT", str(anki.port))
    mw.col.models.save(note_type)
    add_note(mw, "shared", kind=note_type["name"])
    mw.ankiconnect.status._cards_were_refused = False
    assert invoke("guiDeckReview", name="Default") is True
    wait_until(lambda: javascript(wait_until, mw.web, "typeof window.ask") == "function", what="the script of the card")
    yield Script(mw, wait_until)
    invoke("guiDeckBrowser")


def notice() -> Optional[Any]:
    """What the person is told of scripts in cards."""
    boxes = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]
    told = [one for one in boxes if "A script in one of your cards" in one.text()]
    assert len(told) <= 1
    return told[0] if told else None


def press(box: Any, text: str) -> None:
    next(one for one in box.buttons() if one.text() == text).click()


def test_a_script_in_a_card_may_read_and_use_windows(mw: Any, script: Script) -> None:
    assert script.ask("deckNames") == {"result": ["Default"], "error": None}
    assert script.ask("guiReviewActive") == {"result": True, "error": None}
    assert script.ask("apiReflect", scopes=["rights"])["result"]["rights"] == ["read", "gui"]
    assert notice() is None


def test_a_script_in_a_card_changes_nothing(mw: Any, script: Script) -> None:
    [nid] = mw.col.find_notes("")

    replies = [
        script.ask("deleteNotes", notes=[nid]),
        script.ask("updateNoteFields", note={"id": nid, "fields": {"Front": "changed"}}),
        script.ask("storeMediaFile", filename="cat.txt", data=DATA),
        script.ask("multi", actions=[{"action": "deleteNotes", "version": 6, "params": {"notes": [nid]}}])["result"][0],
        script.ask("sync"),
    ]

    assert [one["error"] for one in replies] == [*[REFUSED] * 4, 'not allowed: this needs the right "admin"']
    assert mw.col.get_note(nid).fields[0] == "shared"
    assert not mw.col.media.have("cat.txt")


def test_the_person_is_told_once_and_can_allow_it(mw: Any, script: Script, anki: InProcessAnki) -> None:
    [nid] = mw.col.find_notes("")
    changed = {"note": {"id": nid, "fields": {"Front": "changed"}}}
    script.ask("updateNoteFields", **changed)
    box = notice()
    assert box is not None
    assert "add, change and delete" in box.text()

    press(box, "Allow it")
    reply = script.ask("updateNoteFields", **changed)

    assert reply == {"result": None, "error": None}
    assert mw.col.get_note(nid).fields[0] == "changed"
    assert mw.addonManager.getConfig(PACKAGE)["accessRules"] == [
        {"name": "anki-cards", "rights": ["read", "write", "gui"]}
    ]
    assert script.ask("sync")["error"] == 'not allowed: this needs the right "admin"'
    anki.drain()
    assert notice() is None


def test_a_person_who_only_closes_the_notice_is_not_told_again(mw: Any, script: Script, anki: InProcessAnki) -> None:
    script.ask("storeMediaFile", filename="cat.txt", data=DATA)
    box = notice()
    assert box is not None

    box.close()
    reply = script.ask("storeMediaFile", filename="cat.txt", data=DATA)

    anki.drain()
    assert reply["error"] == REFUSED
    assert notice() is None
    assert mw.addonManager.getConfig(PACKAGE)["accessRules"] == []


# What it may not have even so ------------------------------------------------


def test_a_script_that_may_write_reads_no_file_of_this_computer(
    mw: Any, script: Script, settings: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    settings(accessRules=[{"name": "anki-cards", "rights": ["read", "write", "gui", "files"]}])

    reply = script.ask("storeMediaFile", filename="secret.txt", path=str(tmp_path / "secret.txt"))

    assert reply["error"] == 'may not use files of this computer: send "data" or "url" instead'
    assert not mw.col.media.have("secret.txt")


def test_a_script_that_may_write_fetches_nothing_of_a_private_network_nor_from_anki(
    mw: Any, script: Script, settings: Callable[..., None], anki: InProcessAnki
) -> None:
    settings(accessRules=[{"name": "anki-cards", "rights": ["read", "write", "gui"]}])
    own = [f"http://127.0.0.1:{port}/" for port in (anki.port, mw.mediaServer.getPort())]

    errors = [
        script.ask("storeMediaFile", filename="page.txt", url=url)["error"]
        for url in (*own, "http://192.168.0.1/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/")
    ]

    assert ["is Anki's own" in one for one in errors] == [True, True, False, False, False]
    assert ["is a private address" in one for one in errors] == [False, False, True, True, False]
    assert "at which a computer in a data centre learns its passwords" in errors[-1]
    assert not mw.col.media.have("page.txt")
