"""What a page of another site learns of Anki in a browser: nothing but time; and what must go on working there."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_process import AnkiProcess
from browsers import CHROMIUM, CLIENTS, chromium, site
from firefox import FIREFOX, firefox
from ports import free_port

from tests.deadlines import DEADLINE

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
needs_firefox = pytest.mark.skipif(FIREFOX is None, reason="firefox is not installed")

LINK = '<a href="http://127.0.0.1:PORT/">Anki</a><script>CLICK</script>'


@pytest.fixture
def anki_of_its_own(subprocess_anki: Callable[..., AnkiProcess]) -> AnkiProcess:
    process = subprocess_anki()
    process.wait_for_collection()
    return process


@contextlib.contextmanager
def shown_in_chromium(url: str, folder: Path) -> Iterator[None]:
    with chromium(url, folder / "profile"):
        yield


@contextlib.contextmanager
def shown_in_firefox(url: str, folder: Path) -> Iterator[None]:
    with firefox(folder / "profile") as browser:
        browser.open(url)
        yield


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        # that there is a server which refuses, as a page may also ask for permission, and then learns the answer
        pytest.param(shown_in_chromium, {"events"}, marks=needs_chromium, id="chromium"),
        pytest.param(shown_in_firefox, set(), marks=needs_firefox, id="firefox"),
    ],
)
def test_to_a_page_of_another_site_anki_looks_like_a_closed_port(
    anki_of_its_own: AnkiProcess, tmp_path: Path, shown: Any, known: set[str]
) -> None:
    ports = [anki_of_its_own.port, free_port()]
    page = (CLIENTS / "probe.html").read_text().replace("of PORTS", f"of {json.dumps(ports)}")

    with site(page) as served, shown(f"http://evil.localhost:{served.port}/", tmp_path):
        anki, closed = served.outcome()

    assert len(anki["outcomes"]) > 20
    differing = {way for way, outcome in anki["outcomes"].items() if outcome != closed["outcomes"][way]}
    assert differing == known, {way: (anki["outcomes"][way], closed["outcomes"][way]) for way in differing}
    assert [told for told in (*anki["told"], *closed["told"]) if told] == []


@needs_chromium
def test_a_link_of_another_site_opens_in_chromium(anki_of_its_own: AnkiProcess, tmp_path: Path) -> None:
    page = LINK.replace("PORT", str(anki_of_its_own.port)).replace("CLICK", "document.querySelector('a').click()")

    with site(page) as served, chromium(f"http://evil.localhost:{served.port}/", tmp_path / "profile") as browser:
        browser.wait_for_title("AnkiConnect", DEADLINE)


@needs_firefox
def test_a_link_of_another_site_opens_in_firefox(anki_of_its_own: AnkiProcess, tmp_path: Path) -> None:
    with site(LINK.replace("PORT", str(anki_of_its_own.port))) as served, firefox(tmp_path / "profile") as browser:
        browser.open(f"http://evil.localhost:{served.port}/")
        browser.click("a")

        assert browser.title == "AnkiConnect"


@needs_firefox
def test_an_extension_of_firefox_is_served(anki_of_its_own: AnkiProcess, tmp_path: Path) -> None:
    extension = tmp_path / "extension"
    extension.mkdir()
    manifest = {
        "manifest_version": 2,
        "name": "A dictionary, for tests",
        "version": "1.0",
        "background": {"scripts": ["worker.js"]},
        "permissions": ["http://127.0.0.1/*"],
        "browser_specific_settings": {"gecko": {"id": "dictionary@example.org"}},
    }
    (extension / "manifest.json").write_text(json.dumps(manifest))
    worker = (CLIENTS / "extension" / "worker.js").read_text().replace("ANKI", str(anki_of_its_own.port))

    with site() as served, firefox(tmp_path / "profile") as browser:
        (extension / "worker.js").write_text(worker.replace("TEST", f"http://127.0.0.1:{served.port}/outcome"))
        browser.install(extension)
        outcome = served.outcome()

    assert outcome == {
        "greeting": [200, {"apiVersion": "AnkiConnect v.6"}],
        "version": 6,
        "decks": {"result": ["Default"], "error": None},
    }
