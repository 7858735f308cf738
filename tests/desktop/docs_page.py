"""A server of its own for the page that tries actions, and what a test does there again and again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from driven_page import DrivenPage

from anki.collection import Collection

from tests.headless_process import HeadlessServer

# The name of a deck that is there
MARKUP = "<img src=x onerror=alert(1)>'&amp;"


@contextmanager
def served(folder: Path, **config: Any) -> Iterator[HeadlessServer]:
    """A server on a collection with a note."""
    file = folder / "User 1" / "collection.anki2"
    file.parent.mkdir()
    col = Collection(str(file))
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = "front"
    col.add_note(note, col.decks.id("Default"))
    col.decks.id(MARKUP)
    col.close()
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with HeadlessServer(file, "--settings", str(folder / "config.json")) as server:
        yield server.wait_until_ready()
        server.end()


@contextmanager
def opened(server: HeadlessServer, folder: Path) -> Iterator[Collection]:
    """The collection, once the server has ended."""
    server.end()
    col = Collection(str(folder / "User 1" / "collection.anki2"))
    try:
        yield col
    finally:
        col.close()


def address(server: HeadlessServer, path: str = "/docs", host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.port}{path}"


def open_action(page: DrivenPage, server: HeadlessServer, action: str, host: str = "127.0.0.1") -> None:
    """Open the page, and choose an action in its list."""
    page.open(address(server, host=host))
    # what comes late would move what is clicked
    told = "document.querySelector('#state').innerText + document.querySelector('#blocked').innerText"
    page.wait_until(f"/^(?!Asking)./.test({told})")
    page.click(f'#list a[href="#{action}"]')
    page.wait_for_text("main h2", action)


def field(label: str) -> str:
    """The selector of what is typed into for a member that is called so."""
    return f'main [aria-label="{label}"]'


def fill_json(page: DrivenPage, body: Any) -> None:
    page.click_text("as JSON")
    page.type_into("main textarea.json", body if isinstance(body, str) else json.dumps(body, ensure_ascii=False))
