"""A person who decides about deletions, for tests: answers when a test says so, by a clock that a test turns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from api import HOST, Api

from anki.collection import Collection

from plugin.api.confirmations import Asked, Confirmations, Decision
from plugin.api.deletions import Subject
from plugin.api.futures import Future
from plugin.api.host import WhenGone
from plugin.collection.change_state import change_state
from plugin.config.settings import read_settings
from plugin.headless.host import HeadlessHost
from plugin.server.messages import Exchange, Request, Response
from tests.declared_results import check_reply

Headers = tuple[tuple[bytes, bytes], ...]

AGENT = {"name": "agent", "key": "agent's", "rights": ["read", "write", "files", "admin"], "confirm": True}


class Question:
    """What the person is asked, until it is answered or withdrawn."""

    def __init__(self, asked: Asked, subject: Subject) -> None:
        self.asked = asked
        self.subject = subject
        self.future: Future[Decision] = Future()

    def answer(self, decision: Decision) -> None:
        self.future.set_result(decision)

    def withdraw(self) -> None:
        if not self.future.done:
            self.answer(Decision.NONE)


class Client:
    """A request, and its reply once there is one."""

    def __init__(
        self, api: Api, action: str, params: dict[str, Any], key: str = "agent's", headers: Headers = ()
    ) -> None:
        self.replies: list[Response] = []
        self._request = {"action": action, "version": 6, "params": params, "key": key}
        body = json.dumps(self._request).encode()
        self.exchange = Exchange(Request("POST", "/", (HOST, *headers), body, "127.0.0.1"), self.replies.append)
        api.router.answer(self.exchange)

    @property
    def reply(self) -> Any:
        """The reply, None while there is none."""
        if not self.replies:
            return None
        reply = json.loads(bytes(self.replies[0].body))
        check_reply(self._request, reply)
        return reply

    def leave(self) -> None:
        self.exchange.disconnected()


class World(HeadlessHost):
    """A collection with a person beside it, and a clock."""

    def __init__(self, col: Collection, rule: Mapping[str, Any] = AGENT) -> None:
        super().__init__(col, profile="User 1")
        self.now = 1000.0
        self.questions: list[Question] = []
        self._timers: list[tuple[float, Future[None]]] = []
        self._confirmations = Confirmations(self, self.wait, lambda: change_state(col), lambda: self.now)
        self.api = Api(col)
        self.api.connect(self, read_settings({"accessRules": [rule]}, {}).settings)

    @property
    def confirmations(self) -> Any:
        return self._confirmations

    @property
    def open(self) -> list[Question]:
        """The questions that wait for an answer."""
        return [one for one in self.questions if not one.future.done]

    async def decide(self, asked: Asked, subject: Subject, when_gone: WhenGone) -> Decision:
        question = Question(asked, subject)
        self.questions.append(question)
        when_gone(question.withdraw)
        return await question.future

    async def wait(self, seconds: float) -> None:
        waited: Future[None] = Future()
        self._timers.append((self.now + seconds, waited))
        await waited

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        due = [one for one in self._timers if one[0] <= self.now]
        self._timers = [one for one in self._timers if one[0] > self.now]
        for _, waited in due:
            waited.set_result(None)

    def send(self, action: str, /, **params: Any) -> Client:
        return Client(self.api, action, params)

    def send_from(self, origin: str, action: str, /, **params: Any) -> Client:
        return Client(self.api, action, params, key="", headers=((b"origin", origin.encode()),))

    def performed(self, action: str, /, decision: Decision = Decision.YES, **params: Any) -> Any:
        """Send a request, have the person decide about it, and give the reply."""
        client = self.send(action, **params)
        [question] = self.open
        question.answer(decision)
        return client.reply
