"""Lets the person at Anki decide which origins may use the API, and remembers the decision."""

from __future__ import annotations

from ..host import WhenGone
from ..origin import normal_origin, shown_origin
from . import texts
from .origins import Origins
from .question import Answer, Questions, Wording


class Permissions:
    """Asks about origins.

    Args:
        questions: the windows
        origins: where decisions are kept
    """

    def __init__(self, questions: Questions, origins: Origins) -> None:
        self._questions = questions
        self._origins = origins

    async def ask(self, origin: str, when_gone: WhenGone) -> bool:
        """Ask whether pages of an origin may use the API.

        Args:
            origin: as it arrived
            when_gone: of the caller, with whom the question goes
        """
        wording = Wording(
            asker=f"origin {normal_origin(origin)}",
            headline=texts.MAY_USE_ANKI,
            subject=shown_origin(origin),
            explanation=texts.WHAT_PERMISSION_MEANS,
            box=texts.IGNORE_ORIGIN,
        )
        answer = await self._questions.ask(wording, when_gone)
        if answer is Answer.YES:
            self._origins.allow(origin)
        elif answer is Answer.NEVER:
            self._origins.ignore(origin)
        return answer is Answer.YES
