"""guiAddCards and guiImportFile of callers who may name files of this computer, and of others."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from client import ApiError
from gui_notes import window

Invoke = Callable[..., Any]

FORBIDDEN = 'may not use files of this computer: send "data" or "url" instead'


@pytest.fixture
def stranger(mw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every request come from a caller who may do everything but name files."""
    group: Any = importlib.import_module(f"{PACKAGE}.actions.group").Group
    real = group.__init__

    def restricted(self: Any, call: Any) -> None:
        real(self, call._replace(grant=call.grant._replace(files=False, shares=False)))

    monkeypatch.setattr(group, "__init__", restricted)


def note(path: Path, **options: Any) -> dict[str, Any]:
    picture = {"filename": "cat.png", "path": str(path), "fields": ["Back"]}
    return {
        "deckName": "Default",
        "modelName": "Basic",
        "fields": {"Front": "asked"},
        "picture": [picture],
        "options": options,
    }


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("mode", ["keep", "fail"])
def test_the_add_window_does_not_open_for_a_path_of_a_stranger(
    mode: str, mw: Any, windows: Any, invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "cat.png").write_bytes(b"cat")

    with pytest.raises(ApiError) as refused:
        invoke("guiAddCards", note=note(tmp_path / "cat.png", mediaErrors=mode))

    assert str(refused.value) == FORBIDDEN
    assert window("AddCards") is None
    assert not mw.col.media.have("cat.png")


def test_the_add_window_fills_with_a_file_of_who_may(mw: Any, windows: Any, invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "cat.png").write_bytes(b"cat")

    invoke("guiAddCards", note=note(tmp_path / "cat.png"))

    assert window("AddCards").editor.note.fields[1] == '<img src="cat.png">'


@pytest.mark.usefixtures("stranger")
def test_no_import_dialog_opens_for_a_path_of_a_stranger(invoke: Invoke, modals: list[str], tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text("one;two\n")

    with pytest.raises(ApiError) as refused:
        invoke("guiImportFile", path=str(tmp_path / "cards.csv"))

    assert str(refused.value) == FORBIDDEN
    assert modals == []


@pytest.mark.parametrize("kind", ["database", "made up", "settings"])
def test_no_import_dialog_opens_for_what_is_anki_s_or_the_system_s(
    kind: str, mw: Any, invoke: Invoke, modals: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "cards.txt"
    if kind == "database":
        os.link(mw.col.path, path)
    elif kind == "made up":
        path.symlink_to("/proc/self/environ")
    else:
        settings = Path(mw.addonManager.addonsFolder(), "another", "meta.txt")
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("secret")
        path.symlink_to(settings)

    with pytest.raises(ApiError, match="cannot be imported: it (is|belongs)"):
        invoke("guiImportFile", path=str(path))

    assert modals == []
