"""upgrade: asks, and then has Anki's own updater look for a newer version of this add-on."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, Optional

import addon_archive
import pytest
from anki_app import InProcessAnki
from anki_process import AnkiProcess
from ankiweb import AnkiWeb
from client import ApiError
from ports import free_port

from aqt.qt import QLabel

NUMBER = 1_800_000_001

# An add-on that stands for the person: presses a button of our question as soon as it can be pressed
PERSON = """
from aqt import mw
from aqt.qt import QTimer, QApplication, qconnect
from pathlib import Path

def look():
    for window in QApplication.topLevelWidgets():
        if type(window).__name__ == "QuestionWindow" and window.isVisible():
            button = getattr(window, "ANSWER")
            if button.isEnabled():
                Path(__file__).with_name("pressed").write_text("yes")
                button.click()

timer = QTimer(mw)
qconnect(timer.timeout, look)
timer.start(20)
"""


def packed(addon: Path) -> bytes:
    """The add-on as AnkiWeb would send it, with a file that the installed one lacks."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in addon.rglob("*"):
            if path.is_file() and "user_files" not in path.parts:
                archive.write(path, path.relative_to(addon))
        archive.writestr("newer.txt", "yes")
    return content.getvalue()


@pytest.fixture
def from_ankiweb(
    subprocess_anki: Callable[..., AnkiProcess], addon_folder: Path, tmp_path: Path
) -> Iterator[Callable[..., tuple[AnkiProcess, Path, AnkiWeb]]]:
    """Start an Anki into which the add-on was installed from AnkiWeb, with a person who answers."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    sites: list[AnkiWeb] = []

    def start(archive: Optional[bytes], answer: str = "yes") -> tuple[AnkiProcess, Path, AnkiWeb]:
        site = AnkiWeb(tmp_path / "certificate", NUMBER, archive)
        sites.append(site)
        base, port = tmp_path / "base", free_port()
        addon_archive.install(addon_folder, base, {"webBindPort": port})
        folder = base / "addons21" / str(NUMBER)
        (base / "addons21" / addon_archive.PACKAGE).rename(folder)
        person = base / "addons21" / "person"
        person.mkdir()
        (person / "__init__.py").write_text(PERSON.replace("ANSWER", answer))
        anki = subprocess_anki(base=base, port=port, addon=False, env=site.environment)
        anki.wait_for_answer()
        anki.wait_for_collection()
        return anki, folder, site

    yield start
    for one in sites:
        one.close()


def test_a_newer_version_is_installed_when_the_person_agrees(
    from_ankiweb: Callable[..., tuple[AnkiProcess, Path, AnkiWeb]], addon_folder: Path
) -> None:
    anki, folder, site = from_ankiweb(packed(addon_folder))
    (folder / "user_files").mkdir(exist_ok=True)
    (folder / "user_files" / "kept.txt").write_text("mine")

    assert anki.client.invoke("upgrade") is True

    assert (folder.parent / "person" / "pressed").exists()
    assert (folder / "newer.txt").read_text() == "yes"
    assert (folder / "user_files" / "kept.txt").read_text() == "mine"
    assert f"/shared/download/{NUMBER}" in " ".join(site.paths)
    assert anki.client.invoke("version") == 6
    assert anki.client.invoke("upgrade") is False  # nothing newer any more


def test_without_a_newer_version_nothing_is_installed(
    from_ankiweb: Callable[..., tuple[AnkiProcess, Path, AnkiWeb]],
) -> None:
    anki, folder, site = from_ankiweb(None)

    assert anki.client.invoke("upgrade") is False

    assert any("addon-info" in path for path in site.paths)
    assert not any("download" in path for path in site.paths)
    assert not (folder / "newer.txt").exists()


def test_a_no_is_a_no(from_ankiweb: Callable[..., tuple[AnkiProcess, Path, AnkiWeb]], addon_folder: Path) -> None:
    anki, folder, _ = from_ankiweb(packed(addon_folder), answer="no")

    assert anki.client.invoke("upgrade") is False

    assert (folder.parent / "person" / "pressed").exists()
    assert not (folder / "newer.txt").exists()


def test_a_download_that_is_no_add_on_changes_nothing(
    from_ankiweb: Callable[..., tuple[AnkiProcess, Path, AnkiWeb]],
) -> None:
    anki, folder, _ = from_ankiweb(b"no archive at all")

    assert anki.client.invoke("upgrade") is False

    assert (folder / "__init__.py").exists()
    assert anki.client.invoke("version") == 6


def test_ankiweb_out_of_reach_is_a_false(
    from_ankiweb: Callable[..., tuple[AnkiProcess, Path, AnkiWeb]],
) -> None:
    anki, _, site = from_ankiweb(None)
    site.close()

    assert anki.client.invoke("upgrade") is False


def test_an_add_on_that_is_not_from_ankiweb_is_not_asked_about(
    anki: InProcessAnki, mw: Any, call: Callable[..., Any]
) -> None:
    samples = json.loads((addon_archive.CHECKOUT / "tests" / "examples" / "anki.json").read_text())
    sample = next(one for one in samples if one["request"]["action"] == "upgrade")

    assert call(sample["request"]).json == sample["reply"]

    notices = [w for w in anki.app.topLevelWidgets() if isinstance(w, QLabel) and w.isVisible()]
    assert any("not installed from AnkiWeb" in label.text() for label in notices)
    assert mw.ankiconnect.host.questions.window is None


def test_without_a_profile_it_is_refused(mw: Any, invoke: Callable[..., Any], anki: InProcessAnki) -> None:
    anki.close_profile()

    with pytest.raises(ApiError, match="collection is not available"):
        invoke("upgrade")

    anki.open_profile()
