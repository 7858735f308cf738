"""Performs request objects: finds the action, checks rights and arguments, calls it, and shapes its reply.

It knows nothing of HTTP: an endpoint hands it a request object and who sent it. Everything that a station on the way
refuses becomes a reply here, and only here.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Awaitable, Coroutine, Mapping
from contextlib import nullcontext, suppress
from typing import Any, Callable, NamedTuple, Protocol

from .. import guard
from ..errors import (
    ApiError,
    CollectionUnavailable,
    KeyMissing,
    MustBeAskedAlone,
    NeedsPerson,
    ReplacingUnconfirmed,
    RightMissing,
    WrongKey,
    in_plain_words,
    reason_line,
)
from . import envelope
from .arguments import ArgumentSchemas
from .confirmations import Asked
from .deletions import IF_IT_REPLACES_A_FILE, Deletion, Subject
from .futures import Future
from .host import Call, Caller, CutShort, Host, Key, Outcome, UndoEntry
from .reference import Reference
from .registry import LATEST_VERSION, Action, Registry
from .rights import NOBODY, Grant, in_order
from .weight import weigh
from .wrong_keys import WrongKeys

# To check arguments that weigh more takes more than a few milliseconds
_HEAVY = 100
# What would be deleted is looked for in the background: nobody knows before how much it is
_UNKNOWN_SIZE = 1_000_000

# Needs no key, and may come from any origin
FREE_ACTION = "requestPermission"


class AccessRules(Protocol):
    """Who may do what, as the settings say."""

    @property
    def requires_key(self) -> bool:
        """Whether apiKey is set."""

    @property
    def has_keys(self) -> bool:
        """Whether any key is set, be it apiKey or that of a rule."""

    def grant(self, caller: Caller, key: Key) -> Grant:
        """What a request may do; raises WrongKey.

        Args:
            caller: who sent it
            key: that was sent
        """

    def may_ask(self, origin: str) -> bool:
        """Whether an untrusted origin may ask the person at Anki for permission."""


class _Prepared(NamedTuple):
    """A request that may be performed.

    Args:
        found: the action
        arguments: checked
        call: what the action is told of the request
        request: as it was sent
    """

    found: Action
    arguments: dict[str, Any]
    call: Call
    request: envelope.RequestObject


class Dispatcher:
    """Performs request objects.

    Args:
        registry: the actions
        reference: their parameters' schemas
        access: who may call; replaced when the settings change
        host: the program around
    """

    def __init__(self, registry: Registry, reference: Reference, access: AccessRules, host: Host) -> None:
        self.access = access
        self._registry = registry
        self._schemas = ArgumentSchemas(reference)
        self._host = host
        self._wrong_keys = WrongKeys()

    async def outcome(self, entry: Any, caller: Caller) -> Outcome:
        """Perform one request object; errors and bugs are outcomes too.

        Args:
            entry: the request object as it was sent
            caller: who sent it
        """
        return await self.perform(entry, caller, around=None)

    async def perform(
        self,
        entry: Any,
        caller: Caller,
        *,
        around: Grant | None,
        shared_undo: UndoEntry | None = None,
        depth: int = 0,
    ) -> Outcome:
        """The same for one within another (host.Program), or one that has been judged by judge()."""
        name = entry.get("action") if isinstance(entry, dict) else None
        rules: list[str] = []
        answer = self._answer(entry, caller, around, shared_undo, depth, rules.append)
        outcome = await self._outcome_of(answer, name if isinstance(name, str) else "request", caller)
        return outcome._replace(rule=rules[0]) if rules and rules[0] else outcome

    async def judge(self, caller: Caller) -> Grant | Outcome:
        """What a caller may do by the key beside the body, before that is looked at; or the answer to a wrong key.

        Args:
            caller: who sent the request
        """
        try:
            return self.access.grant(caller, caller.key)
        except WrongKey as error:
            guard.forget(error)
            return await self._refused_key(error, caller)

    async def _outcome_of(self, answer: Coroutine[Future[Any], None, Outcome], action: str, caller: Caller) -> Outcome:
        try:
            return await answer
        except WrongKey as error:
            guard.forget(error)
            return await self._refused_key(error, caller)
        except ApiError as error:
            guard.forget(error)
            return Outcome(envelope.failure(str(error)), error.noted, error.code)
        except Exception as error:  # noqa: BLE001 - a bug of ours: the client gets one line, the log the traceback
            guard.report(action)
            guard.forget(error)
            # whoever may only ask learns nothing of this computer
            words = _words_for_bug(action, error) if caller.trusted else f"{action}: internal error"
            return Outcome(envelope.failure(words), "internal error", "internal")

    def _grant(self, request: envelope.RequestObject, caller: Caller, around: Grant | None) -> Grant:
        if request.key:
            return self.access.grant(caller, request.key)
        return self.access.grant(caller, caller.key) if around is None else around

    async def _refused_key(self, error: WrongKey, caller: Caller) -> Outcome:
        """The answer to a wrong key, which those wait for who try many."""
        outcome = Outcome(envelope.failure(str(error)), error.noted, error.code)
        seconds = 0.0 if isinstance(error, KeyMissing) else self._wrong_keys.pause(caller.address)
        if not seconds:
            return outcome
        if not self._wrong_keys.begin_wait(caller.address):
            return outcome._replace(locked_out=True, hangs_up=True)
        try:
            await self._host.wait(seconds)
        finally:
            self._wrong_keys.end_wait(caller.address)
        return outcome._replace(locked_out=True)

    async def _answer(
        self,
        entry: Any,
        caller: Caller,
        around: Grant | None,
        shared_undo: UndoEntry | None,
        depth: int,
        note_rule: Callable[[str], None],
    ) -> Outcome:
        request = envelope.read(entry)
        grant = NOBODY if _needs_no_key(request, caller) else self._grant(request, caller, around)
        note_rule(grant.name)
        if not self._registry.is_loaded:
            await self.load_actions()
        found = self._registry.find(request.action, request.version)
        missing = found.needed_for(request.params) - grant.rights
        if missing:
            right = in_order(missing)[0]
            if grant.is_card:
                self._host.tell_cards_refused(right)
            raise RightMissing(right)
        weight = weigh(request.params)
        arguments = await self._bound(found, request.params, weight)
        version = min(request.version, LATEST_VERSION)
        call = Call(found.name, version, self._host, caller, self, shared_undo, depth, weight, grant)
        prepared = _Prepared(found, arguments, call, request)
        if isinstance(found.deletes, Deletion) and found.deletes.applies(arguments):
            found.deletes.check(arguments, grant)
            return await self._deleted(prepared, found.deletes)
        if grant.confirm and found.deletes == IF_IT_REPLACES_A_FILE:
            return await self._perhaps_replaced(prepared)
        return await _performed(prepared)

    # Deleting ------------------------------------------------------------------

    async def _deleted(self, prepared: _Prepared, deletion: Deletion) -> Outcome:
        call = prepared.call
        if not call.grant.confirm:
            return await self._backed_up(prepared)

        async def look() -> Subject:
            return await self._host.read(lambda col: deletion.describe(col, prepared.arguments), _UNKNOWN_SIZE)

        return await self._confirmed(prepared, look, call.grant._replace(confirm=False))

    async def _perhaps_replaced(self, prepared: _Prepared) -> Outcome:
        try:
            return await _performed(prepared)
        except ReplacingUnconfirmed as error:
            describe, names = error.describe, error.names
            guard.forget(error)

        async def look() -> Subject:
            subject: Subject = await self._host.read(describe, _UNKNOWN_SIZE)
            return subject

        # a server may give other contents the second time, that would replace other files
        allowed = prepared.call.grant._replace(may_replace=names)
        return await self._confirmed(prepared, look, allowed)

    async def _confirmed(
        self, prepared: _Prepared, look: Callable[[], Awaitable[Subject]], allowed_grant: Grant
    ) -> Outcome:
        """Perform a request, with another grant, if a person says yes."""
        call, request = prepared.call, prepared.request
        confirmations = self._host.confirmations
        if confirmations is None:
            raise NeedsPerson
        if call.depth and not confirmations.allows(call.grant.name, call.action):
            raise MustBeAskedAlone
        allowed = prepared._replace(call=call._replace(grant=allowed_grant))
        # what is asked about is performed whether the client still waits for it or not
        params = await self._host.run_in_thread(lambda: _digest(request.params))
        caller = call.caller
        with nullcontext() if confirmations.allows(call.grant.name, call.action) else caller.while_asked():
            return await confirmations.run(
                Asked(call.grant.name, call.action, (request.version, params), caller.agent),
                look,
                lambda: self._outcome_of(self._backed_up(allowed), call.action, caller),
                caller.when_gone,
            )

    async def _backed_up(self, prepared: _Prepared) -> Outcome:
        if isinstance(prepared.found.deletes, Deletion):
            caller, grant = prepared.call.caller, prepared.call.grant
            await self._host.back_up(grant.name or caller.origin or caller.address)
        return await _performed(prepared)

    # Arguments -----------------------------------------------------------------

    async def _bound(self, found: Action, params: Mapping[str, Any], weight: int) -> dict[str, Any]:
        arguments = self._schemas.of(found)
        if weight > _HEAVY:
            return await self._host.run_in_thread(lambda: arguments.bind(params))
        return arguments.bind(params)

    async def load_actions(self) -> None:
        """Import the actions, on a thread: the first time, when Python compiles them, it takes a tenth of a second."""
        with suppress(CollectionUnavailable):  # the profile closes, and nobody waits for threads
            await self._host.run_in_thread(self._registry.import_groups)
        self._registry.load()

    # What actions ask of the program (host.Program) ------------------------------

    @property
    def action_names(self) -> list[str]:
        return self._registry.names

    @property
    def requires_key(self) -> bool:
        return self.access.requires_key

    def may_ask(self, origin: str) -> bool:
        return self.access.may_ask(origin)

    def checked(self, type_name: str, value: Any, action: str, path: str) -> Any:
        return self._schemas.checked(type_name, value, action, path)


def _needs_no_key(request: envelope.RequestObject, caller: Caller) -> bool:
    """Whether a request may be performed without a key.

    A page that is not trusted, on another computer, may have the person asked only if it brings a right one; then a
    wrong one is refused like any other, or keys could be tried here.
    """
    if request.action != FREE_ACTION:
        return False
    return caller.trusted or caller.on_this_computer or not (request.key or caller.key)


async def _performed(prepared: _Prepared) -> Outcome:
    found = prepared.found
    result = found.method(found.group(prepared.call), **prepared.arguments)
    value = await result if inspect.iscoroutine(result) else result
    outcome = Outcome(envelope.success(value, prepared.request.version))
    if isinstance(value, CutShort):  # nor is what comes after it in a request around it
        return outcome._replace(locked_out=True, hangs_up=value.hangs_up)
    return outcome


def _digest(params: Mapping[str, Any]) -> bytes:
    """The same for the same parameters, in whatever order they are written."""
    text = json.dumps(params, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _words_for_bug(action: str, error: Exception) -> str:
    # str() of a system's error has its number, and the paths of files of this computer
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{action}: internal error: {reason_line(in_plain_words(words)) or 'without a message'}"
