"""The page at /mcp in a real browser: its style is let in by its own policy, in light and in dark."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_process import AnkiProcess
from browsers import CHROMIUM

from aqt.qt import QImage

from tests.deadlines import DEADLINE

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


def picture(anki: AnkiProcess, folder: Path, *switches: str) -> QImage:
    """What Chromium shows of the page, and what it complains of."""
    file = folder / "page.png"
    shown = subprocess.run(
        [
            *(str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--no-first-run", "--disable-background-networking", f"--user-data-dir={folder / 'profile'}"),
            *("--hide-scrollbars", "--enable-logging=stderr", "--window-size=900,1400", f"--screenshot={file}"),
            *(*switches, f"http://127.0.0.1:{anki.port}/mcp"),
        ],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=DEADLINE,
        check=True,
    )
    assert "Content Security Policy" not in shown.stderr
    return QImage(str(file))


@pytest.mark.parametrize(
    ("switches", "back"),
    [([], "#ffffff"), (["--blink-settings=preferredColorScheme=0"], "#17191c")],
    ids=["light", "dark"],
)
def test_it_is_shown_in_its_own_colours(
    subprocess_anki: Callable[..., AnkiProcess], tmp_path: Path, switches: list[str], back: str
) -> None:
    anki = subprocess_anki()
    anki.wait_for_answer()

    shown = picture(anki, tmp_path, *switches)

    assert (shown.width(), shown.height()) == (900, 1400)
    assert shown.pixelColor(3, 3).name() == back
    colours = {shown.pixelColor(x, y).name() for x in range(100, 800, 2) for y in range(0, 1400, 3)}
    assert len(colours) > 10


def test_a_program_that_is_no_browser_gets_no_page(
    subprocess_anki: Callable[..., AnkiProcess], tmp_path: Path
) -> None:
    anki = subprocess_anki()
    anki.wait_for_answer()

    def get(accept: str) -> Any:
        return anki.client.call(method="GET", path="/mcp", headers={"Accept": accept})

    assert get("text/event-stream").status == 405
    page = get("text/html,application/xhtml+xml,*/*;q=0.8")
    assert page.status == 200
    assert f"http://127.0.0.1:{anki.port}/mcp" in page.json
    assert "style-src 'sha256-" in page.headers["Content-Security-Policy"]
