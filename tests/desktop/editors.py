"""The two editors that Anki has since 26.8, of which the person chooses one for each collection."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

OLD, NEW = "old editor", "new editor"
_SETTING = "experimentalFeatures"
_ON = {"1": True}  # ExperimentFlag.SVELTE_EDITOR
# `tools/dev.py test --new-editor` has all tests run with the new one
CHOSEN = bool(os.environ.get("ANKICONNECT_TEST_NEW_EDITOR"))


def choose(mw: Any, kind: str) -> None:
    """Have Anki open windows with this editor from now on; skip the test where there is only one."""
    if not hasattr(mw.col, "experiment_enabled"):
        if kind == NEW:
            pytest.skip("this Anki has only one editor")
        return
    mw.col._experiments = _ON if kind == NEW else {}  # what it reads from the collection when that is opened


def make_collection(path: Path) -> None:
    """Make a collection with the editor of this run as the person's choice, before Anki opens it."""
    from anki.collection import Collection

    if not CHOSEN or path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    collection = Collection(str(path))
    collection.set_config(_SETTING, _ON)
    collection.close()
