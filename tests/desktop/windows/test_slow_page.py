"""Changing a note whose editor is slow to answer, as on a machine with much else to do."""

from __future__ import annotations

import socket
import sys
from typing import Any, Callable

import pytest
from test_open_notes import browser, fields, make_note, type_into, wait_for_fields

__all__ = ["browser"]

Waiting = Callable[..., Any]


def test_what_was_typed_into_a_page_that_answers_late_is_kept_and_so_is_the_request(
    mw: Any, browser: Any, invoke: Any, wait_until: Waiting
) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])
    type_into(wait_until, window.editor.web, 1, "typed back")
    window.editor.web.eval("for (const end = Date.now() + 2500; Date.now() < end; );")

    invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "new front"}})

    wait_until(
        lambda: fields(mw, note_id) == ["new front", "typed back"], 10, lambda: f"both, not {fields(mw, note_id)}"
    )
    wait_for_fields(wait_until, window.editor.web, ["new front", "typed back"])


def test_a_page_that_never_answers_is_waited_for_once(
    mw: Any, anki: Any, browser: Any, invoke: Any, wait_until: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])
    editors = sys.modules[f"{type(mw.ankiconnect).__module__.rsplit('.', 1)[0]}.desktop.windows.open_editors"]
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        hang(window.editor.web, listener.getsockname()[1])
        monkeypatch.setattr(editors, "_PATIENCE", 100)
        invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "new"}})
        monkeypatch.setattr(editors, "_PATIENCE", 3_600_000)

        invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "newer"}})

    assert fields(mw, note_id) == ["newer", "old back"]


def hang(web: Any, port: int) -> None:
    """Have a page do nothing until a server that never answers closes the connection."""
    web.eval(f"""
      const request = new XMLHttpRequest();
      request.open("GET", "http://127.0.0.1:{port}/", false);
      try {{ request.send(); }} catch (closed) {{ }}
    """)
