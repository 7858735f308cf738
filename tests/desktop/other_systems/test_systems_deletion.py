"""The add-on can be deleted while it runs: nothing of its folder is open then, and nothing is there afterwards.

Windows deletes no folder with an open file in it: send2trash fails, and then shutil.rmtree(), which Anki calls next,
stops half-way (cpython gh-77421; Anki's send_to_trash()).
"""

from __future__ import annotations

import http.client
import json
import os
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from anki_process import AnkiProcess

from tests.deadlines import DEADLINE

NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front", "Back": ""}}
MISSING = {"filename": "cat.png", "path": "/nowhere/cat.png", "fields": ["Back"]}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a program has open")

# An add-on that stands for the person, who deletes ours in Anki's window as soon as there is a file "go". In place of
# Windows it deletes no folder in which something is open
PERSON = """
import json, logging, os, shutil
from pathlib import Path
import aqt.addons
from aqt import mw
from aqt.qt import QTimer, qconnect

here = Path(__file__).parent
ours = here.with_name("ankiconnect")
guard = logging.getLogger("ankiconnect.guard")
seen = {"open": [], "bugs": [], "warnings": []}

class Bugs(logging.Handler):
    def emit(self, record):
        seen["bugs"].append(self.format(record))

def open_files():
    found = set()
    for number in os.listdir("/proc/self/fd"):
        try:
            found.add(os.readlink(f"/proc/self/fd/{number}"))
        except FileNotFoundError:
            pass
    for line in Path("/proc/self/maps").read_text().splitlines():
        found.update(line.split()[5:6])
    found.add(os.getcwd())
    return sorted(one for one in found if Path(one) == ours or ours in Path(one).parents)

def delete(path):
    guard.error("in between")
    seen["open"] = open_files()
    if seen["open"]:
        raise PermissionError(32, "The process cannot access the file", seen["open"][0])
    shutil.rmtree(path)

def look():
    if not (here / "go").exists():
        return
    timer.stop()
    guard.addHandler(Bugs())
    aqt.addons.send_to_trash = delete
    aqt.addons.askUser = lambda *_, **__: True
    aqt.addons.showWarning = lambda text, *_, **__: seen["warnings"].append(text)
    dialog = aqt.addons.AddonsDialog(mw.addonManager)
    row = [one.dir_name for one in dialog.addons].index("ankiconnect")
    dialog.form.addonList.setCurrentRow(row)
    dialog.onDelete()
    dialog.close()
    mw.ankiconnect.status.open()
    mw.ankiconnect.status.window.callers.give_agent.click()
    mw.ankiconnect.status.window.child_windows.dialog.reject()
    mw.ankiconnect.status.window.reject()
    (here / "seen.part").write_text(json.dumps(seen))
    (here / "seen.part").rename(here / "seen")

timer = QTimer(mw)
qconnect(timer.timeout, look)
timer.start(20)
"""


@pytest.fixture
def person(
    subprocess_anki: Callable[..., AnkiProcess], wait_until: Callable[..., Any], tmp_path: Path, addon_folder: Path
) -> Callable[..., tuple[AnkiProcess, Callable[[], dict[str, list[str]]]]]:
    """Start an Anki with somebody who deletes the add-on; give it, and what deletes the add-on and tells of that."""

    def start(**config: Any) -> tuple[AnkiProcess, Callable[[], dict[str, list[str]]]]:
        folder = tmp_path / "base" / "addons21" / "person"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(PERSON)
        anki = subprocess_anki(base=tmp_path / "base", config=config)
        anki.wait_for_collection()

        def delete() -> dict[str, list[str]]:
            (folder / "go").touch()
            wait_until(lambda: (folder / "seen").exists(), what="the add-on to be deleted")
            seen: dict[str, list[str]] = json.loads((folder / "seen").read_text())
            return seen

        return anki, delete

    return start


def page_at(anki: AnkiProcess, path: str) -> str:
    """What a browser is shown, whatever its status."""
    connection = http.client.HTTPConnection("127.0.0.1", anki.port, timeout=DEADLINE)
    connection.request("GET", path, headers={"Accept": "text/html"})
    text = connection.getresponse().read().decode()
    connection.close()
    return text


@pytest.mark.parametrize("log", [None, "user_files/requests.log", "requests.log", "../requests.log"])
def test_windows_nothing_of_the_addon_is_open_when_a_person_deletes_it_and_it_serves_until_anki_ends(
    person: Callable[..., tuple[AnkiProcess, Callable[[], dict[str, list[str]]]]],
    wait_until: Callable[..., Any],
    tmp_path: Path,
    log: str | None,
) -> None:
    folder = tmp_path / "base" / "addons21" / PACKAGE
    anki, delete = person(apiPollInterval=0, apiLogPath=log and str(folder / log))  # a mistake is noted in bugs.log
    anki.client.invoke("addNote", note={**NOTE, "picture": MISSING})
    assert "apiPollInterval" in (folder / "user_files" / "bugs.log").read_text()

    seen = delete()

    assert seen["open"] == []
    assert seen["warnings"] == []
    assert seen["bugs"] == ["in between"]
    assert not folder.exists()
    # what is noted from now on does not make a folder that Anki would take for an add-on, or the person for a leftover
    assert anki.client.invoke("version") == 6
    anki.client.invoke("addNote", note={**NOTE, "fields": {"Front": "second", "Back": ""}, "picture": MISSING})
    assert len(anki.client.invoke("findNotes", query="")) == 2
    assert "Let an agent use this Anki" in page_at(anki, "/mcp")
    assert page_at(anki, "/docs") == "the files of AnkiConnect are not there any more: start Anki again\n"
    assert not folder.exists()
    if log == "../requests.log":  # a request is noted when it has been answered
        written = tmp_path / "base" / "addons21" / "requests.log"
        wait_until(lambda: " findNotes v6 " in written.read_text(), what="a log elsewhere to go on")


def test_windows_a_log_in_the_addons_folder_is_open_only_while_it_is_written(
    anki: InProcessAnki,
    mw: Any,
    settings: Callable[..., None],
    windows: Callable[[], list[Any]],
    invoke: Callable[..., Any],
) -> None:
    user_files = Path(mw.addonManager.addonsFolder(PACKAGE)) / "user_files"
    settings(apiPollInterval="often", apiLogPath=str(user_files / "requests.log"))
    invoke("version")
    open_files = {os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")}

    assert "apiPollInterval" in (user_files / "bugs.log").read_text()
    assert " version v6 " in (user_files / "requests.log").read_text()
    assert [one for one in open_files if "addons21" in one] == []
    settings()
    (user_files / "requests.log").unlink()
