"""Anki installs the archive anywhere, under any name, over an older build; switched off, nothing stays behind."""

from __future__ import annotations

import json
import shutil
import socket
import zipfile
from pathlib import Path
from typing import Any, Callable

import addon_archive
import pytest
from addon_archive import PACKAGE
from anki_process import AnkiProcess
from client import Client
from hand import Hand
from ports import free_port

NUMBER = "1800000003"
ASK = {"action": "requestPermission", "version": 6}
PAGE = {"Origin": "https://notes.example"}

Start = Callable[[], AnkiProcess]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "Meine Karten – 日本語 é"


@pytest.fixture
def hand(base: Path) -> Hand:
    return Hand(base)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def archive(addon_folder: Path, tmp_path: Path) -> Path:
    """The archive, in a folder whose name is as a person writes it."""
    return packed(addon_folder, tmp_path / "Heruntergeladenes – ダウンロード" / "ankiconnect 1.ankiaddon")


def packed(addon: Path, archive: Path, **changed: str) -> Path:
    """The add-on as one file, some of its own changed or added."""
    archive.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(archive, "w") as made:
        for path in sorted(addon.rglob("*")):
            name = path.relative_to(addon).as_posix()
            if path.is_file() and "user_files" not in path.parts and name not in changed:
                made.write(path, name)
        for name, contents in changed.items():
            made.writestr(name, contents)
    return archive


@pytest.fixture
def start(subprocess_anki: Callable[..., AnkiProcess], base: Path, hand: Hand, port: int) -> Start:
    """Start Anki with the add-ons that are in its folder."""

    def run() -> AnkiProcess:
        anki = subprocess_anki(base=base, port=port, addon=False)
        hand.wait_for_collection()
        return anki

    return run


def install(hand: Hand, archive: Path, package: str) -> str:
    """Have Anki install an archive as its own window does, or as it comes from AnkiWeb under a number."""
    manifest = {"package": package}
    done = f"mw.addonManager.install({str(archive)!r}, manifest={manifest}, force_enable=True)"
    return str(hand.do(f"result = type({done}).__name__"))


def set_port(hand: Hand, package: str, port: int) -> None:
    hand.do(f"mw.addonManager.writeConfig({package!r}, {{'webBindPort': {port}}})")


def meta(base: Path, package: str) -> dict[str, Any]:
    contents: dict[str, Any] = json.loads((base / "addons21" / package / "meta.json").read_text())
    return contents


def is_listened_at(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.mark.parametrize("package", [PACKAGE, NUMBER])
def test_it_is_installed_upgraded_switched_off_and_on_wherever_it_is_and_whatever_it_is_called(
    hand: Hand, start: Start, base: Path, port: int, addon_folder: Path, archive: Path, package: str
) -> None:
    older_manifest = {**json.loads((addon_folder / "manifest.json").read_text()), "human_version": "0.9.0"}
    changed = {"manifest.json": json.dumps(older_manifest), "gone.py": ""}
    older = packed(addon_folder, archive.with_name("older build.ankiaddon"), **changed)
    folder = base / "addons21" / package
    anki = start()
    assert install(hand, older, package) == "InstallOk"
    set_port(hand, package, port)
    assert not is_listened_at(port)  # an add-on begins with Anki
    anki.stop()

    # installed
    anki = start()
    assert anki.client.invoke("addNote", note=NOTE)
    assert hand.do("result = mw.ankiconnect.status.headline") == (
        f"AnkiConnect 0.9.0 serves at http://127.0.0.1:{port}{second_address(port)}."
    )
    hand.do("mw.ankiconnect.stored.change(lambda config: config.update(webTimeout=1234, apiPollInterval='often'))")
    assert "apiPollInterval must be" in (folder / "user_files" / "bugs.log").read_text()
    (folder / "user_files" / "mine.txt").write_text("kept")

    # upgraded while it runs
    assert install(hand, archive, package) == "InstallOk"
    assert meta(base, package)["config"]["webTimeout"] == 1234
    assert (folder / "user_files" / "mine.txt").read_text() == "kept"
    assert "apiPollInterval must be" in (folder / "user_files" / "bugs.log").read_text()
    assert not (folder / "gone.py").exists()
    assert anki.client.invoke("findNotes", query="")
    anki.stop()
    anki = start()
    version = json.loads((addon_folder / "manifest.json").read_text())["human_version"]
    assert f"AnkiConnect {version} serves at" in hand.do("result = mw.ankiconnect.status.headline")
    assert hand.do("result = mw.ankiconnect.settings.webTimeout") == 1234

    # switched off and on: the one that runs goes on, as Anki says, until Anki is started again
    for enabled in (False, True, False):
        hand.do(f"mw.addonManager.toggleEnabled({package!r}, {enabled})")
        assert anki.client.invoke("version") == 6
        assert hand.do("result = len(mw.ankiconnect.server.addresses)") == len(second_address(port).split()) // 2 + 1
    anki.stop()
    assert not is_listened_at(port)
    anki = start()
    assert hand.do("result = hasattr(mw, 'ankiconnect')") is False
    assert not is_listened_at(port)
    hand.do(f"mw.addonManager.toggleEnabled({package!r}, True)")
    anki.stop()
    anki = start()
    assert anki.client.invoke("findNotes", query="")

    # deleted while it runs
    hand.do(f"mw.addonManager.deleteAddon({package!r})")
    assert anki.client.invoke("version") == 6
    anki.stop()
    assert not is_listened_at(port)
    assert not folder.exists()


NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front", "Back": ""}}


def second_address(port: int) -> str:
    """What the window says of the other loopback address, where this machine has it."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return ""
    return f" and http://[::1]:{port}"


RELOADS = {
    "the module": "import importlib, sys; importlib.reload(sys.modules['ankiconnect'])",
    "all modules": (
        "import sys\n"
        "for one in list(sys.modules):\n"
        "    if one.split('.')[0] == 'ankiconnect':\n"
        "        del sys.modules[one]\n"
        "import ankiconnect"
    ),
}


def test_modules_that_are_loaded_anew_start_no_second_server(
    hand: Hand, subprocess_anki: Callable[..., AnkiProcess], base: Path
) -> None:
    anki = subprocess_anki(base=base)
    hand.wait_for_collection()
    counts = (
        "result = [len(mw.ankiconnect.server.addresses), [one.text() for one in mw.form.menuTools.actions()],"
        " id(mw.ankiconnect)]"
    )
    before = hand.do(counts)

    for reload in RELOADS.values():
        hand.do(reload)

        assert hand.do(counts) == before
        assert anki.client.invoke("deckNames") == ["Default"]
    assert hand.do("result = notices()") == []


@pytest.mark.parametrize("what", ["ankiconnect", ""], ids=["its folder", "the folder of all add-ons"])
def test_it_answers_from_a_folder_that_is_read_only_and_what_a_person_decides_holds_for_the_run(
    hand: Hand, subprocess_anki: Callable[..., AnkiProcess], base: Path, port: int, addon_folder: Path, what: str
) -> None:
    addon_archive.install(addon_folder, base, {"webBindPort": port})
    folder = base / "addons21" / PACKAGE
    shutil.rmtree(folder / "user_files", ignore_errors=True)
    before = (folder / "meta.json").read_bytes()
    hand.make_read_only(base / "addons21" / what)
    anki = subprocess_anki(base=base, port=port, addon=False)
    anki.wait_for_answer()
    hand.wait_for_collection()
    assert anki.client.invoke("addNote", note=NOTE)
    hand.do(SAYS_YES)

    reply = anki.client.call(ASK, headers=PAGE)

    assert reply.json == {"result": {"permission": "granted", **VERSIONS}, "error": None}
    assert anki.client.call({"action": "version"}, headers=PAGE).json == 6
    assert "cannot write its settings, so this holds only until Anki is closed" in hand.notices()
    assert "AnkiConnect cannot write its settings" in anki.stdout  # there is no bugs.log
    assert hand.do("result = mw.ankiconnect.status.headline").startswith("AnkiConnect ")
    assert (folder / "meta.json").read_bytes() == before
    assert not (folder / "user_files").exists()


VERSIONS = {"requireApiKey": False, "requireApikey": False, "version": 6}
SAYS_YES = """
from aqt.qt import QTimer, QApplication, qconnect

def look():
    for window in QApplication.topLevelWidgets():
        if type(window).__name__ == "QuestionWindow" and window.isVisible() and window.yes.isEnabled():
            window.yes.click()

mw.says_yes = QTimer(mw)
qconnect(mw.says_yes.timeout, look)
mw.says_yes.start(20)
"""


def test_a_folder_that_is_read_only_tells_pages_that_nobody_trusts_nothing(
    hand: Hand, subprocess_anki: Callable[..., AnkiProcess], base: Path, port: int, addon_folder: Path
) -> None:
    addon_archive.install(addon_folder, base, {"webBindPort": port, "apiLogPath": str(base / "addons21" / "log.txt")})
    hand.make_read_only(base / "addons21")
    anki = subprocess_anki(base=base, port=port, addon=False)
    anki.wait_for_answer()
    hand.wait_for_collection()

    for request in ({"action": "version"}, {"action": "multi", "params": {"actions": [ASK]}}, b"{", {**ASK, "x": "y"}):
        reply = anki.client.call(request, headers={"Origin": "null"})

        assert str(base) not in str(reply)
        assert "Errno" not in str(reply.json)
    assert Client(port).invoke("version") == 6
