"""Changing a note whose editor is slow to answer, as on a machine with much else to do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from background_request import BackgroundRequest
from pages import hang, type_into, wait_for_fields
from test_open_notes import browser, fields, make_note

__all__ = ["browser"]

Waiting = Callable[..., Any]
Begin = Callable[..., BackgroundRequest]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """What never answers, and hangs up at the end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def test_what_was_typed_into_a_page_that_answers_late_is_kept_and_so_is_the_request(
    mw: Any, anki: Any, browser: Any, begin: Begin, wait_until: Waiting, listener: socket.socket
) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])
    type_into(wait_until, window.editor.web, 1, "typed back")
    hang(window.editor.web, listener.getsockname()[1])

    request = begin("updateNoteFields", note={"id": note_id, "fields": {"Front": "new front"}})
    wait_until(anki.waiting, what="the request to wait for the page")
    assert not request.done
    listener.close()
    request.answer()

    wait_until(
        lambda: fields(mw, note_id) == ["new front", "typed back"], what=lambda: f"both, not {fields(mw, note_id)}"
    )
    wait_for_fields(wait_until, window.editor.web, ["new front", "typed back"])


def test_a_page_that_never_answers_is_waited_for_once(
    mw: Any, anki: Any, browser: Any, invoke: Any, begin: Begin, wait_until: Waiting, listener: socket.socket
) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])
    hang(window.editor.web, listener.getsockname()[1])
    first = begin("updateNoteFields", note={"id": note_id, "fields": {"Front": "new"}})
    wait_until(anki.waiting, what="the request to wait for the page")
    anki.expire()
    first.answer()

    invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "newer"}})  # would take longer than a test may

    assert fields(mw, note_id) == ["newer", "old back"]
