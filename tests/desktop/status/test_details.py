"""The button "Copy details": what a report of a problem needs is on the clipboard, and nothing that is secret."""

from __future__ import annotations

import platform
import sys
from typing import Any, Callable

from anki_app import InProcessAnki
from client import Client

from anki.utils import version_with_build
from aqt.qt import PYQT_VERSION_STR, QApplication, qVersion

KEY = "SECRET-KEY"


def copied(status: Any) -> str:
    """What is on the clipboard once the button was pressed."""
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    clipboard.clear()
    status.copy_details.click()
    return clipboard.text()


def test_versions_and_addresses_are_copied(anki: InProcessAnki, status: Any) -> None:
    text = copied(status)

    assert text.startswith("AnkiConnect ")
    for part in (
        f"Anki {version_with_build()}\n",
        f"Python {platform.python_version()}, Qt {qVersion()}, PyQt {PYQT_VERSION_STR}\n",
        platform.platform(),
        f"Serves at http://127.0.0.1:{anki.port}",
        "The last requests that failed: none\n",
    ):
        assert part in text
    assert status.copy_details.text() != "Copy &details"  # it says that it has been done


def test_what_failed_is_copied_without_who_asked(
    status: Any, settings: Callable[..., None], call: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    call({"action": "getDecks", "version": 6, "params": {"cards": "SECRET"}})
    call({"action": "deckNames"}, headers={"Origin": "https://secret-site.example"})
    call({"action": "deckNames"}, headers={"Host": "secret-host.example"})
    wait_until(lambda: len(status._status.recent.entries) == 3)

    text = copied(status)

    assert " getDecks: cards must be a list" in text
    assert "getDecks: getDecks" not in text
    assert "this page may not use Anki" in text
    assert "a host that is not allowed" in text
    assert "secret" not in text.lower()


def test_no_key_and_no_site_of_the_settings_is_copied(
    anki: InProcessAnki, status: Any, settings: Callable[..., None]
) -> None:
    settings(
        apiKey=KEY,
        apiLogPath=None,
        webCorsOriginList=["http://localhost", "https://SECRET-SITE.example", "SECRET-MISTAKE"],
        accessRules=[
            {"name": "SECRET-NAME", "key": "SECRET-RULE", "rights": ["read"]},
            {"name": "x", "rights": ["SECRET-RIGHT"]},
        ],
        webCompression="SECRET-WORD",
    )
    assert Client(anki.port)  # it serves on

    text = copied(status)

    assert 'apiKey: "(hidden)"' in text
    assert 'webCompression: "(has a mistake)"' in text
    assert "Settings with a mistake:\n  accessRules\n  webCompression\n  webCorsOriginList\n" in text
    assert "SECRET" not in text


def test_a_port_that_is_taken_and_a_pause_are_copied(
    status: Any, settings: Callable[..., None], wait_until: Callable[..., Any]
) -> None:
    status.pause.click()
    assert "Paused by the person at Anki\n" in copied(status)
    status.pause.click()

    settings(webBindAddress="192.0.2.1")

    assert "Serves nobody\nAnkiConnect cannot listen at 192.0.2.1" in copied(status)


def test_the_last_bugs_are_copied_without_values(status: Any, mw: Any) -> None:
    guard = sys.modules[f"{type(mw.ankiconnect).__module__.rpartition('.')[0]}.guard"]
    assert "about bugs in" in copied(status)

    guard.call(int, KEY)

    text = copied(status)
    assert "Traceback (most recent call last):" in text
    assert "ValueError: invalid literal for int() with base 10: '…'" in text
    assert "SECRET" not in text
    [file] = [line for line in text.splitlines() if line.startswith("The last entries about bugs in ")]
    assert file.endswith("bugs.log:")
