"""`tools/dev.py run` has Anki close by itself, also where no signal could ask it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from ports import free_port

from tools.package.command import build, python_with_pip
from tools.run.addon_link import PACKAGE
from tools.run.anki_process import Anki
from tools.run.filling import fill_base_folder


def test_windows_anki_is_asked_through_its_add_on_with_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, base, port = tmp_path / "addon.ankiaddon", tmp_path / "base", free_port()
    base.mkdir()
    build(archive, python_with_pip())
    fill_base_folder(Path(sys.executable), base, archive, port, "filling")
    meta = base / "addons21" / PACKAGE / "meta.json"
    kept = json.loads(meta.read_text(encoding="utf-8"))
    kept["config"].update(apiKey="secret", apiLogPath=str(tmp_path / "requests.log"))
    meta.write_text(json.dumps(kept), encoding="utf-8")
    anki = Anki(Path(sys.executable), base, port)
    anki.wait_until_it_answers()
    monkeypatch.setattr(sys, "platform", "win32")

    anki.end()

    assert anki._process.returncode == 0
    [line] = (tmp_path / "requests.log").read_text(encoding="utf-8").splitlines()
    assert " guiExitAnki v6 " in line
    assert line.endswith(" ok")
