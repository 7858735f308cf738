"""Everything in the windows of the add-on is reachable by keyboard and named for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable

import pytest

from aqt.qt import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QEvent,
    QKeyEvent,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    Qt,
    QTabBar,
    QTextBrowser,
    QWidget,
)

INTERACTIVE = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTextBrowser, QTabBar)


@pytest.fixture
def status(mw: Any, settings: Callable[..., None]) -> Iterator[Any]:
    """The window, with something of everything in it."""
    settings(
        apiKey="a key",
        webCorsOriginList=["http://localhost", "https://friend.example"],
        accessRules=[{"name": "agent", "keySha256": "0" * 64, "rights": ["read"]}],
    )
    mw.ankiconnect.status.open()
    window = mw.ankiconnect.status.window
    yield window
    if mw.ankiconnect.status.window is window:
        window.reject()


def interactive(window: QWidget) -> list[QWidget]:
    """The widgets of a window that a person can do something with; parts of other widgets are theirs."""
    found = [one for one in window.findChildren(QWidget) if isinstance(one, INTERACTIVE) and one.isVisibleTo(window)]
    return [
        one for one in found if one.isEnabled() and not _is_part(one, found) and not one.objectName().startswith("qt_")
    ]


def _is_part(widget: QWidget, others: list[QWidget]) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if parent in others or isinstance(parent, (QComboBox, QAbstractItemView)):
            return True
        parent = parent.parentWidget() if not parent.isWindow() else None
    return False


def tab_chain(window: QWidget) -> list[QWidget]:
    """What the Tab key comes by."""
    chain = [window.nextInFocusChain()]
    while chain[-1] is not window and len(chain) < 10_000:
        chain.append(chain[-1].nextInFocusChain())
    return [one for one in chain if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def name_of(widget: QWidget, window: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    if isinstance(widget, QTabBar):
        return widget.tabText(0)
    buddies = [label for label in window.findChildren(QLabel) if label.buddy() is widget]
    return buddies[0].text() if buddies else ""


def check(window: QWidget) -> None:
    widgets = interactive(window)
    chain = tab_chain(window)
    assert widgets
    assert [f"{one} {one.objectName()}" for one in widgets if not name_of(one, window).strip()] == []
    proxies = [one.focusProxy() or one for one in widgets]
    assert [f"{one} {name_of(one, window)}" for one in proxies if one not in chain] == []
    mnemonics = [text[text.index("&") + 1].lower() for text in _marked(window, widgets) if "&" in text]
    assert sorted(mnemonics) == sorted(set(mnemonics))


def _marked(window: QWidget, widgets: list[QWidget]) -> list[str]:
    labels = [one for one in window.findChildren(QLabel) if one.buddy() is not None and one.isVisibleTo(window)]
    bars = [one for one in widgets if isinstance(one, QTabBar)]
    return [
        *(label.text() for label in labels),
        *(one.text() for one in widgets if isinstance(one, QAbstractButton)),
        *(bar.tabText(index) for bar in bars for index in range(bar.count())),
    ]


@pytest.mark.parametrize("tab", ["requests", "callers"])
def test_the_window_itself(status: Any, tab: str) -> None:
    status.tabs.setCurrentWidget(getattr(status, tab))
    if tab == "callers":
        tree = status.callers.list
        tree.setCurrentItem(tree.topLevelItem(1))
        status.callers.key.show_key.click()

    check(status)


@pytest.mark.parametrize("opens", ["make", "remove", "give", "give_agent", "change", "narrow"])
def test_every_dialog_of_the_window(mw: Any, status: Any, opens: str) -> None:
    callers = status.callers
    tree = callers.list
    tree.setCurrentItem(tree.topLevelItem(1 if opens == "narrow" else 3))
    mw.ankiconnect.recent.trusted_origins["moz-extension://seen"] = None

    getattr(callers.key if opens in ("make", "remove") else callers, opens).click()

    dialog = status.child_windows.dialog
    check(dialog)
    assert dialog.accessibleName()
    QApplication.sendEvent(
        dialog, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape.value, Qt.KeyboardModifier.NoModifier)
    )
    assert status.child_windows.dialog is None
    assert status.isVisible()


def test_the_dialog_with_a_new_key(status: Any) -> None:
    status.callers.give.click()
    status.child_windows.dialog.name.setText("another")
    status.child_windows.dialog.make.click()

    check(status.child_windows.dialog)


def test_the_dialog_that_sets_up_an_agent(status: Any) -> None:
    status.callers.give_agent.click()
    status.child_windows.dialog.make.click()

    dialog = status.child_windows.dialog
    check(dialog)
    assert dialog.accessibleName() == "Set up My agent"
    assert dialog.text.tabChangesFocus()


def test_the_question_to_the_person(mw: Any, status: Any) -> None:
    import sys

    package = type(mw.ankiconnect).__module__.rpartition(".")[0]
    wording = sys.modules[f"{package}.desktop.windows.question"].Wording("test", "headline", "subject", "text", "&box")
    questions = mw.ankiconnect.host.questions
    answers: list[Any] = []
    sys.modules[f"{package}.api.futures"].start(questions.ask(wording, lambda _callback: None), answers.append)

    check(questions.window)
    assert questions.window.accessibleName() == "headline"
    questions.window.reject()
    assert len(answers) == 1


@pytest.mark.parametrize("what", ["name", "focus"])
def test_the_check_itself_finds_what_is_missing(status: Any, what: str) -> None:
    if what == "name":
        status.requests.table.setAccessibleName("")
        next(one for one in status.findChildren(QLabel) if one.buddy() is status.requests.table).setBuddy(status.pause)
    else:
        status.requests.filter.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    with pytest.raises(AssertionError):
        check(status)


def test_rows_have_a_menu_that_the_keyboard_opens(status: Any) -> None:
    table = status.requests.table

    assert table.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
    assert [one.text() for one in table.actions()] == ["&Allow…", "Show only this caller"]
    assert table.accessibleName() == "Last requests"


def test_the_escape_key_closes_the_window(status: Any) -> None:
    QApplication.sendEvent(
        status, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape.value, Qt.KeyboardModifier.NoModifier)
    )

    assert not status.isVisible()
