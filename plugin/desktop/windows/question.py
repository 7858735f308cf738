"""Questions to the person at Anki: windows that wait for nobody, one at a time."""

from __future__ import annotations

import enum
import textwrap
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

from ... import guard
from ...api.futures import Future
from ...api.host import WhenGone
from .. import messages
from ..entries import call_later, connect, timer
from .widgets import bold_label, text_label

# A page may make somebody click or type where the window is about to appear
_YES_DELAY = 700  # ms
# Somebody who owns a domain owns any number of origins
_MAX_QUESTIONS = 10
_MAX_QUESTIONS_OF_A_SITE = 2
_LINE_LENGTH = 64
_INDENT = "    "
_WIDTH = 440


class Answer(enum.Enum):
    """What the person decided."""

    YES = enum.auto()
    ALWAYS = enum.auto()  # yes, and do not ask again for some time
    NO = enum.auto()
    NEVER = enum.auto()  # no, and do not ask again
    WITHDRAWN = enum.auto()  # nobody decided: who had asked went away when it was on the screen
    NONE = enum.auto()  # nobody decided


class Wording(NamedTuple):
    """A question.

    Args:
        asker: whose question it is; a second question of the same asker is answered with the first
        headline: the question itself
        subject: what it is about, shown in a frame
        explanation: what the answer means
        checkbox: says what else No does while it is checked; None for no checkbox
        allow: says what else Yes does while its box is checked; None for no box
        is_prose: whether the subject has words, at which its lines can be broken
        site: whose question it is in the end; what one asker of it was refused, all others are
    """

    asker: str
    headline: str
    subject: str
    explanation: str
    checkbox: str | None
    allow: str | None = None
    is_prose: bool = False
    site: str = ""


class _Question:
    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.futures: list[Future[Answer]] = []

    def resolve(self, answer: Answer) -> None:
        for future in self.futures:
            guard.call(future.set_result, answer)


class Questions:
    """A queue of questions, the first of which is shown in a window."""

    def __init__(self) -> None:
        self._queue: list[_Question] = []
        self.window: QuestionWindow | None = None

    async def ask(self, wording: Wording, when_gone: WhenGone) -> Answer:
        """Ask, when it is this question's turn, and wait for the answer; NONE if the queue is full.

        Args:
            wording: of the question
            when_gone: of the caller; its question is cancelled with it
        """
        question = next((one for one in self._queue if one.wording.asker == wording.asker), None)
        if question is None:
            if len(self._queue) == _MAX_QUESTIONS or len(self._of_site(wording)) == _MAX_QUESTIONS_OF_A_SITE:
                return Answer.NONE
            question = _Question(wording)
            self._queue.append(question)
        future: Future[Answer] = Future()
        question.futures.append(future)
        try:
            self._show_first()
        except Exception:
            self.cancel_all()  # nobody sees them
            raise
        when_gone(partial(self._cancel, question, future))
        return await future

    def cancel_all(self) -> None:
        """Leave all questions without an answer, and close the window."""
        questions, self._queue = self._queue, []
        self._close_window()
        for question in questions:
            question.resolve(Answer.NONE)

    def _of_site(self, wording: Wording) -> list[_Question]:
        return [one for one in self._queue if wording.site and one.wording.site == wording.site]

    def _show_first(self) -> bool:
        if self.window is None and self._queue:
            question = self._queue[0]
            window = QuestionWindow(question.wording, partial(self._on_answer, question))
            window.pop_up()
            self.window = window
        if self.window is not None:
            self.window.show_queue_length(len(self._queue) - 1)
        return True

    def _on_answer(self, question: _Question, answer: Answer) -> None:
        if question not in self._queue:
            return  # it has been cancelled, but its window could not be closed
        self._queue.remove(question)
        # the next name of somebody who has just been refused
        others = [] if answer is Answer.YES else self._of_site(question.wording)
        self._queue = [one for one in self._queue if one not in others]
        self._close_window()
        question.resolve(answer)
        for other in others:
            other.resolve(Answer.NO)
        if not guard.call(self._show_first, default=False):
            self.cancel_all()  # nobody sees them

    def _cancel(self, question: _Question, future: Future[Answer]) -> None:
        if future.done:
            return
        question.futures.remove(future)
        answer = Answer.NONE
        if not question.futures:
            if self._queue[0] is question:
                answer = Answer.WITHDRAWN
                self._close_window()
            self._queue.remove(question)
            self._show_first()
        future.set_result(answer)

    def _close_window(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            guard.call(window.dismiss)


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
        # a screen reader tells them when the window comes up
        self.setAccessibleName(wording.headline)
        self.setAccessibleDescription(f"{wording.subject}\n{wording.explanation}")
        # what is being typed elsewhere must not answer it
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.checkbox = QCheckBox(wording.checkbox or "")
        self.checkbox.setVisible(wording.checkbox is not None)
        self.allow = QCheckBox(wording.allow or "")
        self.allow.setVisible(wording.allow is not None)
        self.queue_length = text_label("")
        self.queue_length.hide()
        self._button_box = QDialogButtonBox(QDialogButtonBox.StandardButton.Yes | QDialogButtonBox.StandardButton.No)
        self.yes = _button(self._button_box, QDialogButtonBox.StandardButton.Yes)
        self.no = _button(self._button_box, QDialogButtonBox.StandardButton.No)
        self._lay_out(wording)
        self._yes_timer = timer(self, self._update_yes, single_shot=True)
        self._set_up_buttons()

    def _lay_out(self, wording: Wording) -> None:
        explanation = text_label(wording.explanation)
        explanation.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for text in (bold_label(wording.headline), _subject(wording), explanation):
            layout.addWidget(text)
        for widget in (self.checkbox, self.allow, self.queue_length, self._button_box):
            layout.addWidget(widget)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def _set_up_buttons(self) -> None:
        self.yes.setAutoDefault(False)
        self.yes.setEnabled(False)
        self.no.setDefault(True)
        self.no.setFocus()
        connect(self._button_box.accepted, self._on_yes)
        connect(self._button_box.rejected, self._on_no)
        connect(self.checkbox.toggled, self._update_yes)

    def pop_up(self) -> None:
        """Show the window above others, without taking the keyboard from them."""
        self._yes_timer.start(_YES_DELAY)
        self.show()
        self.raise_()
        QApplication.alert(self)

    def dismiss(self) -> None:
        """Close the window without an answer."""
        self._answered = None
        self._yes_timer.stop()
        self.hide()
        call_later(0, self.deleteLater)  # not at once: one of its buttons may be at work

    def show_queue_length(self, count: int) -> None:
        """Say how many other questions wait for this one."""
        self.queue_length.setText(messages.questions_waiting(count))
        self.queue_length.setVisible(count > 0)

    @guard.guarded()
    def reject(self) -> None:
        """Answer No, by the Escape key or the window's frame."""
        self._answer(Answer.NO)

    def _on_yes(self) -> None:
        self._answer(Answer.ALWAYS if self.allow.isChecked() else Answer.YES)

    def _on_no(self) -> None:
        self._answer(Answer.NEVER if self.checkbox.isChecked() else Answer.NO)

    def _update_yes(self) -> None:
        self.yes.setEnabled(not self.checkbox.isChecked() and not self._yes_timer.isActive())

    def _answer(self, answer: Answer) -> None:
        answered, self._answered = self._answered, None
        self.hide()  # whatever becomes of the answer
        if answered is not None:
            answered(answer)


def _button(buttons: QDialogButtonBox, which: QDialogButtonBox.StandardButton) -> QPushButton:
    button = buttons.button(which)
    if button is None:
        raise RuntimeError("a box of buttons lacks one of them")
    return button


def _broken(line: str) -> str:
    """A line in several, which are indented so that none looks like the next thing."""
    first, rest = line[:_LINE_LENGTH], line[_LINE_LENGTH:]
    length = _LINE_LENGTH - len(_INDENT)
    return "\n".join([first, *(_INDENT + rest[at : at + length] for at in range(0, len(rest), length))])


def _subject(wording: Wording) -> QLabel:
    lines = wording.subject.split("\n")
    if wording.is_prose:
        # at blanks where there are any; what follows is indented, too
        label = text_label("\n".join(textwrap.fill(one, _LINE_LENGTH, subsequent_indent=_INDENT) for one in lines))
        label.setMinimumWidth(_WIDTH)
    else:
        # there is nothing in an origin at which Qt would break a line
        label = text_label("\n".join(map(_broken, lines)))
        label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    label.setWordWrap(False)
    label.setFrameShape(QFrame.Shape.StyledPanel)
    label.setMargin(8)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
