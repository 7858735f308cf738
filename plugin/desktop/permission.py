"""Lets the person at Anki decide which origins may use the API, and remembers the decision."""

from __future__ import annotations

from ..api.host import Caller
from ..server.peers import is_loopback
from ..web.origins import normal_origin, shown_origin
from ..web.sites import site_of_origin
from . import messages
from .permission_words import question, what_permission_means
from .question_pauses import QuestionPauses
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
        self.pauses = QuestionPauses()

    async def ask(self, caller: Caller, *, has_key: bool) -> bool:
        """Ask whether an origin may use the API, unless it must not ask now.

        Args:
            caller: with the origin; the question is cancelled with it
            has_key: whether a right key came with the request
        """
        origin = caller.origin or ""
        site = site_of_origin(normal_origin(origin))
        # anybody on the network could fill the screen; there is a row of it that the person can allow
        may_ask = has_key or caller.on_this_computer
        if not may_ask or self.pauses.paused(site):
            return False
        answer = await self._questions.ask(_wording(caller, origin, site), caller.when_gone)
        if answer is Answer.YES:
            self.pauses.allowed(site)
            return self._origins.allow(origin)
        if answer is Answer.WITHDRAWN:
            self.pauses.withdrawn(site)
        elif answer is not Answer.NONE:
            self.pauses.refused(site)
            if answer is Answer.NEVER:
                self._origins.ignore(origin)
        return False


def _wording(caller: Caller, origin: str, site: str) -> Wording:
    normal = normal_origin(origin)
    paragraphs = [what_permission_means(normal)]
    if not caller.on_this_computer:
        is_proxy = is_loopback(caller.address)
        where = messages.THROUGH_A_PROXY if is_proxy else messages.from_another_computer(shown_origin(caller.address))
        paragraphs.insert(0, where)
    return Wording(
        asker=f"origin {normal}",
        headline=question(normal),
        subject=shown_origin(origin),
        explanation="\n\n".join(paragraphs),
        checkbox=messages.IGNORE_FROM_NOW_ON,
        site=site,
    )
