"""Asks the person at Anki before a program deletes something, in a window that waits for nobody."""

from __future__ import annotations

from ..api.confirmations import Asked, Decision
from ..api.deletions import Subject
from ..api.host import WhenGone
from ..errors import quoted, shown
from .windows.question import Answer, Questions, Wording

_DECISIONS = {
    Answer.YES: Decision.YES,
    Answer.ALWAYS: Decision.YES_TO_THIS_KIND,
    Answer.NO: Decision.NO,
}
_LONGEST_NAME = 60
_BULLET = "\u2022"


class DeletionQuestions:
    """Whom to ask (an api.confirmations.Person).

    Args:
        questions: the windows
    """

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    async def decide(self, asked: Asked, subject: Subject, when_gone: WhenGone) -> Decision:
        """Ask whether a request may delete something.

        Args:
            asked: the request
            subject: what it would delete
            when_gone: calls what it is given when nobody wants to know any more
        """
        from . import deletion_messages as messages  # needed when somebody asks, not when Anki starts

        rule = shown(asked.rule, _LONGEST_NAME)
        agent = quoted(asked.agent, _LONGEST_NAME) if asked.agent else None
        wording = Wording(
            asker=f"rule {asked.rule}",
            headline=messages.may_delete(messages.asker(rule, agent)),
            subject="\n".join([subject.what, *(f"{_BULLET} {one.replace(_BULLET, '.')}" for one in subject.examples)]),
            explanation=messages.what_deleting_means(asked.action, is_agent=asked.agent is not None),
            checkbox=None,
            is_prose=True,
            allow=messages.allow_for_ten_minutes(rule, asked.action),
        )
        answer = await self._questions.ask(wording, when_gone)
        return _DECISIONS.get(answer, Decision.NONE)
