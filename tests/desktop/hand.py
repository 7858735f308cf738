"""Somebody who does things in an Anki of its own: an add-on that performs what a test sends it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from tests.deadlines import DEADLINE

LOOK_SECONDS = 0.02

CODE = """
import json, traceback
from pathlib import Path
from aqt import mw
from aqt.qt import QApplication, QMessageBox, QTimer, qconnect

folder = Path(mw.pm.base) / "hand"

def notices():
    boxes = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]
    return [box.text() for box in boxes]

def look():
    order = folder / "order"
    if not order.exists():
        return
    text = order.read_text(encoding="utf-8")
    order.unlink()
    names = {"mw": mw, "notices": notices, "result": None}
    error = None
    try:
        exec(text, names)
    except Exception:
        error = traceback.format_exc()
    (folder / "part").write_text(json.dumps({"result": names["result"], "error": error}), encoding="utf-8")
    (folder / "part").rename(folder / "answer")

timer = QTimer(mw)
qconnect(timer.timeout, look)
timer.start(20)
"""

# An add-on that Anki loads before all others; below a folder nothing can be written any more, as on a disk that is
# read-only: every way by which Python opens or changes a file is audited (PEP 578), and root may do no more
READ_ONLY = """
import errno, os, sys

FOLDER = {folder!r}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.utime")

def refuse(event, arguments):
    if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING):
        for path in arguments:
            if isinstance(path, (str, os.PathLike)) and os.path.abspath(path).startswith(FOLDER):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), os.fspath(path))

sys.addaudithook(refuse)
"""


class Hand:
    """What the test tells the add-on to do.

    Args:
        base: Anki's base folder, before Anki starts
    """

    def __init__(self, base: Path) -> None:
        self._folder = base / "hand"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._addons = base / "addons21"
        _make_addon(self._addons / "zz_hand", CODE)

    def make_read_only(self, folder: Path) -> None:
        """Have nothing written below a folder from the next start of Anki on."""
        _make_addon(self._addons / "00_read_only", READ_ONLY.format(folder=str(folder)))

    def make_writable(self) -> None:
        """Have it as it was, from the next start of Anki on."""
        (self._addons / "00_read_only" / "__init__.py").unlink()

    def do(self, code: str) -> Any:
        """Perform Python code in Anki, with `mw` and `notices()`; give what it assigns to `result`."""
        answer = self._folder / "answer"
        (self._folder / "part").write_text(code, encoding="utf-8")
        (self._folder / "part").rename(self._folder / "order")
        deadline = time.monotonic() + DEADLINE
        while not answer.exists():
            assert time.monotonic() < deadline, f"not done: {code}"
            time.sleep(LOOK_SECONDS)
        done = json.loads(answer.read_text(encoding="utf-8"))
        answer.unlink()
        assert done["error"] is None, done["error"]
        return done["result"]

    def notices(self) -> str:
        """What the notices on the screen say, as soon as there is one."""
        return "\n".join(self._wait_for("notices()"))

    def wait_for_collection(self) -> None:
        """Wait until the profile is open: before, Anki does not end when it is asked to."""
        self._wait_for("mw.col is not None and mw.state == 'deckBrowser'")

    def _wait_for(self, condition: str) -> Any:
        deadline = time.monotonic() + DEADLINE
        while True:
            value = self.do(f"result = {condition}")
            if value:
                return value
            assert time.monotonic() < deadline, f"not so: {condition}"
            time.sleep(LOOK_SECONDS)


def _make_addon(folder: Path, code: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").write_text(code, encoding="utf-8")
