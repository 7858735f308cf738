"""Fixtures for questions to the person, and the window behind Tools → AnkiConnect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable

import pytest
from anki_app import InProcessAnki
from permission_desk import Desk, Page


@pytest.fixture
def desk(anki: InProcessAnki, mw: Any) -> Desk:
    return Desk(anki)


@pytest.fixture
def page(anki: InProcessAnki, settings: Any) -> Iterator[Callable[[str], Page]]:
    """Have a page ask for permission; afterwards all settings are as they were."""
    pages: list[Page] = []

    def ask(origin: str) -> Page:
        pages.append(Page(anki.port, origin))
        return pages[-1]

    yield ask
    for one in pages:
        one.leave()


@pytest.fixture
def status(mw: Any) -> Iterator[Any]:
    """The window, opened through the menu."""
    mw.ankiconnect.recent.entries.clear()
    mw.ankiconnect.status.action.trigger()
    window = mw.ankiconnect.status.window
    yield window
    if mw.ankiconnect.status.window is window:
        window.reject()


@pytest.fixture
def window(mw: Any, settings: Callable[..., None]) -> Iterator[Any]:
    """The window with the tab that tells who may do what."""
    mw.ankiconnect.status.open()
    window = mw.ankiconnect.status.window
    window.tabs.setCurrentWidget(window.callers)
    yield window
    if mw.ankiconnect.status.window is window:
        window.reject()
