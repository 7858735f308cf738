"""Questions to the person at Anki: windows that wait for nobody, one at a time."""

from __future__ import annotations

import enum
from functools import partial
from typing import Callable, NamedTuple

from aqt.qt import (
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFontDatabase,
    QFrame,
    QLabel,
    QPushButton,
    Qt,
    QVBoxLayout,
)

from ...api.futures import Future
from ...api.host import WhenGone
from .. import messages
from ..entries import call_later, connect, timer

# A page may make somebody click or type where the window is about to appear
_READ_FIRST = 700  # ms
# Somebody who owns a domain owns any number of origins
_MOST_WAITING = 10
_LINE = 64
_WIDTH = 440


class Answer(enum.Enum):
    """What the person decided."""

    YES = enum.auto()
    NO = enum.auto()
    NEVER = enum.auto()  # no, and do not ask again


class Wording(NamedTuple):
    """A question.

    Args:
        asker: whose question it is; the same asker asks once at a time
        headline: the question itself
        subject: what it is about, shown apart
        explanation: what the answer means
        box: says what else No does while it is checked; None for no such box
    """

    asker: str
    headline: str
    subject: str
    explanation: str
    box: str | None


class _Question:
    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.waiting: list[Future[Answer]] = []


class Questions:
    """The questions that wait for an answer, the first of them in a window."""

    def __init__(self) -> None:
        self._questions: list[_Question] = []
        self.window: QuestionWindow | None = None

    async def ask(self, wording: Wording, when_gone: WhenGone) -> Answer:
        """Ask, when it is this question's turn, and wait for the answer; NO if nobody can be asked.

        Args:
            wording: of the question
            when_gone: of the caller, with whom the question goes
        """
        question = next((one for one in self._questions if one.wording.asker == wording.asker), None)
        if question is None:
            if len(self._questions) == _MOST_WAITING:
                return Answer.NO
            question = _Question(wording)
            self._questions.append(question)
        future: Future[Answer] = Future()
        question.waiting.append(future)
        self._show_first()
        when_gone(partial(self._leave, question, future))
        return await future

    def withdraw(self) -> None:
        """Take all questions back, as if each had been answered with No."""
        questions, self._questions = self._questions, []
        self._close_window()
        for question in questions:
            _tell(question, Answer.NO)

    def _show_first(self) -> None:
        if self.window is None and self._questions:
            self.window = QuestionWindow(self._questions[0].wording, self._answered)
            self.window.appear()
        if self.window is not None:
            self.window.say_how_many_wait(len(self._questions) - 1)

    def _answered(self, answer: Answer) -> None:
        question = self._questions.pop(0)
        self._close_window()
        _tell(question, answer)
        self._show_first()

    def _leave(self, question: _Question, future: Future[Answer]) -> None:
        if future.done:
            return
        question.waiting.remove(future)
        if not question.waiting:
            if self._questions[0] is question:
                self._close_window()
            self._questions.remove(question)
            self._show_first()
        future.set_result(Answer.NO)

    def _close_window(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.disappear()


def _tell(question: _Question, answer: Answer) -> None:
    for future in question.waiting:
        future.set_result(answer)


class QuestionWindow(QDialog):
    """One question.

    Args:
        wording: what to ask
        answered: is given the answer, once
    """

    silentlyClose = True  # noqa: N815 - Anki's name for a window that it may close without asking

    def __init__(self, wording: Wording, answered: Callable[[Answer], None]) -> None:
        # without a parent: with one that is minimized or hidden it would be so too
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint)
        self._answered: Callable[[Answer], None] | None = answered
        self.setWindowTitle(messages.NAME)
        self.setWindowModality(Qt.WindowModality.NonModal)
        # what is being typed elsewhere must not answer it
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.box = QCheckBox(wording.box or "")
        self.box.setVisible(wording.box is not None)
        self.waiting = _label("")
        self.waiting.hide()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Yes | QDialogButtonBox.StandardButton.No)
        explanation = _label(wording.explanation)
        explanation.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for widget in (
            _headline(wording.headline),
            _subject(wording.subject),
            explanation,
            self.box,
            self.waiting,
            self._buttons,
        ):
            layout.addWidget(widget)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self._read = timer(self, self._allow_yes, single_shot=True)
        self._set_up_buttons()

    def _set_up_buttons(self) -> None:
        self.yes = _button(self._buttons, QDialogButtonBox.StandardButton.Yes)
        self.no = _button(self._buttons, QDialogButtonBox.StandardButton.No)
        self.yes.setAutoDefault(False)
        self.yes.setEnabled(False)
        self.no.setDefault(True)
        self.no.setFocus()
        connect(self._buttons.accepted, self._say_yes)
        connect(self._buttons.rejected, self._say_no)
        connect(self.box.toggled, self._allow_yes)

    def appear(self) -> None:
        """Show the window above others, without taking the keyboard from them."""
        self._read.start(_READ_FIRST)
        self.show()
        self.raise_()
        QApplication.alert(self)

    def disappear(self) -> None:
        """Take the window away without an answer."""
        self._answered = None
        self._read.stop()
        self.hide()
        # not at once: one of its buttons may be at work
        call_later(0, self.deleteLater)

    def say_how_many_wait(self, count: int) -> None:
        """Say how many other questions wait for this one."""
        self.waiting.setText(messages.questions_waiting(count))
        self.waiting.setVisible(count > 0)

    def reject(self) -> None:
        """Be closed by the Escape key or the window's frame."""
        self._answer(Answer.NO)

    def _say_yes(self) -> None:
        self._answer(Answer.YES)

    def _say_no(self) -> None:
        self._answer(Answer.NEVER if self.box.isChecked() else Answer.NO)

    def _allow_yes(self) -> None:
        self.yes.setEnabled(not self.box.isChecked() and not self._read.isActive())

    def _answer(self, answer: Answer) -> None:
        answered, self._answered = self._answered, None
        if answered is not None:
            answered(answer)


def _button(buttons: QDialogButtonBox, which: QDialogButtonBox.StandardButton) -> QPushButton:
    button = buttons.button(which)
    if button is None:
        raise RuntimeError("a box of buttons lacks one of them")
    return button


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _headline(text: str) -> QLabel:
    label = _label(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _subject(text: str) -> QLabel:
    # there is nothing in an origin at which Qt would break a line
    label = _label("\n".join(text[at : at + _LINE] for at in range(0, len(text), _LINE)))
    label.setWordWrap(False)
    label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    label.setFrameShape(QFrame.Shape.StyledPanel)
    label.setMargin(8)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
