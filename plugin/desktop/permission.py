"""Lets the person at Anki decide which origins may use the API, and remembers the decision."""

from __future__ import annotations

from ..api.host import WhenGone
from ..web.origins import normal_origin, shown_origin
from . import messages
from .status.origin_settings import Origins
from .windows.question import Answer, Questions, Wording


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
            when_gone: of the caller; the question is cancelled with it
        """
        wording = Wording(
            asker=f"origin {normal_origin(origin)}",
            headline=messages.MAY_USE_ANKI,
            subject=shown_origin(origin),
            explanation=messages.WHAT_PERMISSION_MEANS,
            checkbox=messages.IGNORE_ORIGIN,
        )
        answer = await self._questions.ask(wording, when_gone)
        if answer is Answer.YES:
            self._origins.allow(origin)
        elif answer is Answer.NEVER:
            self._origins.ignore(origin)
        return answer is Answer.YES
