"""What has to hold on each Anki, in a minute: its own installer takes the archive, and every action on windows works.

The replies to the other actions are looked at in the collection tier, which runs on each Anki, too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Callable

import addon_archive
import editors
from anki_app import COLLECTION, PROFILE, make_profile
from anki_process import AnkiProcess
from ports import free_port

from anki.collection import Collection

sys.path.insert(0, str(addon_archive.CHECKOUT / "tests" / "collection"))

from sample_collection import fill

SAMPLES = json.loads((addon_archive.CHECKOUT / "tests" / "examples" / "gui.json").read_text(encoding="utf-8"))
# What brings up a dialog, with the name of its class
DIALOGS = {"guiImportFile": "ImportDialog", "guiCheckDatabase": "QDialog"}

# An add-on that stands for the person: installs an archive as Anki's window for add-ons does, and closes each dialog
PERSON = """
from pathlib import Path
from aqt import mw
from aqt.qt import QApplication, QTimer, qconnect

HERE = Path(__file__).parent
ARCHIVE = HERE / "ankiconnect.ankiaddon"
manager = mw.addonManager

if ARCHIVE.exists():
    outcome = manager.install(str(ARCHIVE))
    manager.writeConfig("ankiconnect", {**manager.getConfig("ankiconnect"), "webBindPort": PORT})
    ARCHIVE.unlink()
    HERE.joinpath("installed").write_text(repr(outcome))

def look():
    dialog = QApplication.activeModalWidget()
    if dialog is not None and type(dialog).__name__ != "ProgressDialog":
        HERE.joinpath("dialogs", type(dialog).__name__).touch()
        dialog.reject()

timer = QTimer(mw)
qconnect(timer.timeout, look)
timer.start(20)
"""


def with_samples(base: Path) -> None:
    """Make the profile, with the collection that the samples are about."""
    make_profile(base)
    path = base / PROFILE / COLLECTION
    path.parent.mkdir(exist_ok=True)
    editors.make_collection(path)
    collection = Collection(str(path))
    fill(collection)
    # a fault, so that a check of the database shows a dialog in each Anki
    collection.db.execute("update cards set due = 2000000 where id = 1494723142483")
    collection.close()


def with_person(base: Path, port: int, archive: Path) -> Path:
    folder = base / "addons21" / "person"
    (folder / "dialogs").mkdir(parents=True)
    (folder / "__init__.py").write_text(PERSON.replace("PORT", str(port)), encoding="utf-8")
    archive.rename(folder / "ankiconnect.ankiaddon")
    return folder


def requests(folder: Path) -> list[dict[str, Any]]:
    """The samples of actions on windows, and what is given before each."""
    cards = folder / "cards.csv"
    cards.write_text("one;two\n", encoding="utf-8")
    asked = [request for sample in SAMPLES for request in (*sample.get("given", ()), sample["request"])]
    for request in asked:
        if "path" in request.get("params", {}):
            request["params"]["path"] = str(cards)
    return asked


def test_ankis_own_installer_takes_the_archive_and_every_action_on_windows_works(
    subprocess_anki: Callable[..., AnkiProcess], tmp_path: Path
) -> None:
    base, port = tmp_path / "base", free_port()
    base.mkdir()
    with_samples(base)
    person = with_person(base, port, addon_archive.built_archive(tmp_path))
    installing = subprocess_anki(base=base, port=port, addon=False)
    installing.wait_for_file(person / "installed")
    assert installing.stop() == 0

    anki = subprocess_anki(base=base, port=port, addon=False)
    anki.wait_for_answer()
    anki.wait_for_collection()
    actions = anki.client.invoke("apiReflect", scopes=["actions"])["actions"]
    replies: list[tuple[str, Any]] = []
    for request in requests(tmp_path):
        action = request["action"]
        replies.append((action, anki.client.call(request).json))
        if action in DIALOGS:
            anki.wait_for_file(person / "dialogs" / DIALOGS[action])

    assert anki.wait_for_end() == 0
    assert "InstallOk(name='AnkiConnect', conflicts=set(), compatible=True)" in (person / "installed").read_text()
    assert [(action, reply) for action, reply in replies if reply["error"] is not None] == []
    assert {action for action in actions if action.startswith("gui")} <= {action for action, _ in replies}
    assert {path.name for path in (person / "dialogs").iterdir()} == set(DIALOGS.values())
