"""Deletions that a person decides about: who waits for which question, and what became of it.

A question belongs to a rule, an action and its parameters. It stays when the client has been told that nobody has
answered yet, and is performed at Yes whether the client still waits or not; the reply is kept for the same request.
"""

from __future__ import annotations

import enum
import time
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine, Hashable
from functools import partial
from typing import Any, Callable, NamedTuple, Protocol

from ..errors import ApiError, PersonBusy, PersonSaidNo, PersonSilent
from .deletions import Subject
from .envelope import failure
from .futures import Future, start
from .host import Outcome, WhenGone

_ANSWER_SECONDS = 50.0  # that a client waits
_QUESTION_SECONDS = 600.0  # that a question stays
_ALLOWED_SECONDS = 600.0
_KEPT_SECONDS = 600.0
_MOST_KEPT = 100
_FIRST_REFUSAL = 60.0  # seconds
_LONGEST_REFUSAL = 3600.0


class Decision(enum.Enum):
    """What the person decided."""

    YES = enum.auto()
    YES_TO_THIS_KIND = enum.auto()  # for ten minutes
    NO = enum.auto()
    NONE = enum.auto()  # nobody did


class Asked(NamedTuple):
    """What is asked about.

    Args:
        rule: the name of the caller's rule
        action: its name
        params: that stands for the same parameters in the same version
        agent: what the caller calls itself, which nobody has checked; None if it did not come over /mcp
    """

    rule: str
    action: str
    params: Hashable
    agent: str | None = None


class Person(Protocol):
    """Whoever can be asked."""

    def decide(self, request: Asked, subject: Subject, when_gone: WhenGone) -> Awaitable[Decision]:
        """Ask whether a request may delete something.

        Args:
            request: that would delete
            subject: what
            when_gone: calls what it is given when nobody wants to know any more
        """


class _Question:
    """A question that is open, and the clients that wait for its answer."""

    def __init__(self, request: Asked) -> None:
        self.request = request
        self.waiters: list[Future[Outcome | ApiError]] = []
        self.answer: Outcome | ApiError | None = None
        self.outlives_its_clients = False  # one has been told to come back
        self.withdraw: Callable[[], None] = lambda: None
        self.is_withdrawn = False

    def when_gone(self, withdraw: Callable[[], None]) -> None:
        """Have a window closed when nobody wants to know any more."""
        self.withdraw = withdraw
        if self.is_withdrawn:
            withdraw()

    def end(self) -> None:
        """Nobody wants to know any more."""
        self.is_withdrawn = True
        self.withdraw()

    def resolve(self, answer: Outcome | ApiError) -> bool:
        """Tell those who wait; whether anybody did."""
        self.answer = answer
        waiters, self.waiters = self.waiters, []
        for waiter in waiters:
            waiter.set_result(answer)
        return bool(waiters)


class _Kept(NamedTuple):
    answer: Outcome
    until: float
    state: Hashable  # of the collection, which must not have changed since; None if the client has not had it yet


class _Refusal(NamedTuple):
    until: float
    seconds: float


class Confirmations:
    """Asks a person before something is deleted.

    Args:
        person: who decides
        wait: lets seconds pass
        state: changes when the collection does
        clock: seconds
    """

    def __init__(
        self,
        person: Person,
        wait: Callable[[float], Awaitable[None]],
        state: Callable[[], Hashable],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._person = person
        self._wait = wait
        self._state = state
        self._clock = clock
        self._open: dict[Asked, _Question] = {}
        self._kept: OrderedDict[Asked, _Kept] = OrderedDict()
        self._allowed: dict[tuple[str, str], float] = {}
        self._refused: dict[tuple[str, str], _Refusal] = {}

    def allows(self, rule: str, action: str) -> bool:
        """Whether the person has allowed this kind of request, for ten minutes."""
        return self._allowed.get((rule, action), 0.0) > self._clock()

    def forget(self) -> None:
        """Forget what was decided so far; questions that are open stay."""
        for decided in (self._kept, self._allowed, self._refused):
            decided.clear()

    def forget_allowed(self) -> None:
        """Ask about every kind again: the rules have changed, and a name may be another caller's now."""
        self._allowed.clear()

    async def run(
        self,
        request: Asked,
        look: Callable[[], Awaitable[Subject]],
        perform: Callable[[], Coroutine[Future[Any], None, Outcome]],
        when_gone: WhenGone,
    ) -> Outcome:
        """Perform a request if the person says yes, and give its outcome, or raise why not.

        Args:
            request: that would delete something
            look: what
            perform: does it
            when_gone: of the client
        """
        kept = self._kept_answer(request)
        if kept is not None:
            return kept
        question = self._open.get(request)
        if question is None:
            if self.allows(request.rule, request.action):
                return await perform()
            question = self._opened(request, look, perform)
        return await self._answer(question, when_gone)

    # Questions -----------------------------------------------------------------

    def _opened(
        self,
        request: Asked,
        look: Callable[[], Awaitable[Subject]],
        perform: Callable[[], Coroutine[Future[Any], None, Outcome]],
    ) -> _Question:
        refusal = self._refused.get((request.rule, request.action))
        if refusal is not None and refusal.until > self._clock():
            raise PersonSaidNo
        if any(one.rule == request.rule for one in self._open):
            raise PersonBusy
        question = self._open[request] = _Question(request)
        bug = Outcome(failure(f"{request.action}: internal error"), "internal error", "internal")
        failed = partial(self._close, question, bug)
        start(self._decide(question, look, perform), failed=failed)
        start(self._end_later(question))
        return question

    async def _decide(
        self,
        question: _Question,
        look: Callable[[], Awaitable[Subject]],
        perform: Callable[[], Coroutine[Future[Any], None, Outcome]],
    ) -> None:
        try:
            decision = await self._decision(question, look)
        except ApiError as error:  # such as an unknown deck: there is nothing to decide about
            self._close(question, error.with_traceback(None))
            return
        kind = question.request.rule, question.request.action
        if decision is Decision.NONE:
            self._close(question, PersonSilent())
        elif decision is Decision.NO:
            before = self._refused.get(kind)
            seconds = _FIRST_REFUSAL if before is None else min(2 * before.seconds, _LONGEST_REFUSAL)
            self._refused[kind] = _Refusal(self._clock() + seconds, seconds)
            self._close(question, PersonSaidNo())
        else:
            self._refused.pop(kind, None)
            if decision is Decision.YES_TO_THIS_KIND:
                self._allowed[kind] = self._clock() + _ALLOWED_SECONDS
            outcome = await perform()
            delivered = self._close(question, outcome)
            if outcome.error is None or not delivered:
                self._keep(question.request, outcome, delivered=delivered)

    async def _decision(self, question: _Question, look: Callable[[], Awaitable[Subject]]) -> Decision:
        """What the person says to what there is when they say it."""
        subject = await look()
        while True:
            decision = await self._person.decide(question.request, subject, question.when_gone)
            if decision not in (Decision.YES, Decision.YES_TO_THIS_KIND):
                return decision
            now = await look()
            if now.contents == subject.contents:
                return decision
            subject = now

    def _close(self, question: _Question, answer: Outcome | ApiError) -> bool:
        """End a question; whether a client was there to hear it."""
        self._open.pop(question.request, None)
        return question.resolve(answer)

    async def _end_later(self, question: _Question) -> None:
        await self._wait(_QUESTION_SECONDS)
        if self._open.get(question.request) is question:
            question.end()

    # Clients -------------------------------------------------------------------

    async def _answer(self, question: _Question, when_gone: WhenGone) -> Outcome:
        answer = question.answer  # what there was to delete could not even be described
        if answer is None:
            waiter: Future[Outcome | ApiError] = Future()
            question.waiters.append(waiter)
            start(self._give_up_later(question, waiter))
            when_gone(partial(self._left, question, waiter))
            answer = await waiter
        if isinstance(answer, ApiError):
            raise answer
        return answer

    async def _give_up_later(self, question: _Question, waiter: Future[Outcome | ApiError]) -> None:
        await self._wait(_ANSWER_SECONDS)
        if not waiter.done:
            question.outlives_its_clients = True
            question.waiters.remove(waiter)
            waiter.set_result(PersonSilent())

    def _left(self, question: _Question, waiter: Future[Outcome | ApiError]) -> None:
        if waiter.done:
            return
        question.waiters.remove(waiter)
        waiter.set_result(PersonSilent())
        if not question.waiters and not question.outlives_its_clients:
            question.end()

    # Answers -------------------------------------------------------------------

    def _keep(self, request: Asked, outcome: Outcome, *, delivered: bool) -> None:
        state = self._state() if delivered else None
        self._kept[request] = _Kept(outcome, self._clock() + _KEPT_SECONDS, state)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)

    def _kept_answer(self, request: Asked) -> Outcome | None:
        """The outcome of the same request, if it was performed, and asking again would not mean something else."""
        kept = self._kept.get(request)
        if kept is None:
            return None
        if kept.until < self._clock() or kept.state not in (None, self._state()):
            del self._kept[request]
            return None
        if kept.answer.error is None:
            self._kept[request] = kept._replace(state=self._state())
        else:
            del self._kept[request]  # told once: what hindered it may be over
        return kept.answer
