"""Performs request objects: finds the action, checks rights and arguments, calls it, and shapes its reply.

It knows nothing of HTTP: an endpoint hands it a request object and who sent it. Everything that a station on the way
refuses becomes a reply here, and only here.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Mapping
from typing import Any, Protocol

from .. import guard
from ..errors import ApiError, CollectionUnavailable, KeyMissing, RightMissing, WrongKey, in_plain_words, reason_line
from . import envelope
from .arguments import ArgumentSchemas
from .host import Call, Caller, Host, Key, Outcome, UndoEntry
from .reference import Reference
from .registry import LATEST_VERSION, Action, Registry
from .rights import NOBODY, Grant, in_order
from .weight import weigh
from .wrong_keys import WrongKeys

# To check arguments that weigh more takes more than a few milliseconds
_HEAVY = 100

# Needs no key, and may come from any origin
FREE_ACTION = "requestPermission"


class AccessRules(Protocol):
    """Who may do what, as the settings say."""

    @property
    def requires_key(self) -> bool:
        """Whether apiKey is set."""

    def grant(self, caller: Caller, key: Key) -> Grant:
        """What a request may do; raises WrongKey.

        Args:
            caller: who sent it
            key: that was sent
        """

    def may_ask(self, origin: str) -> bool:
        """Whether an untrusted origin may ask the person at Anki for permission."""


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
        """The same for one within another (host.Program)."""
        action = "request"
        try:
            request = envelope.read(entry)
            action = request.action
            grant = NOBODY if action == FREE_ACTION else self._grant(request, caller, around)
            result = await self._call(request, caller, grant, shared_undo, depth)
        except WrongKey as error:
            guard.forget(error)
            return await self._refused_key(error, caller)
        except ApiError as error:
            guard.forget(error)
            return Outcome(envelope.failure(str(error)), error.noted)
        except Exception as error:  # noqa: BLE001 - a bug of ours: the client gets one line, the log the traceback
            guard.report(action)
            guard.forget(error)
            return Outcome(envelope.failure(_words_for_bug(action, error)), "internal error")
        return Outcome(envelope.success(result, request.version))

    def _grant(self, request: envelope.RequestObject, caller: Caller, around: Grant | None) -> Grant:
        if request.key:
            return self.access.grant(caller, request.key)
        return self.access.grant(caller, caller.key) if around is None else around

    async def _refused_key(self, error: WrongKey, caller: Caller) -> Outcome:
        """The answer to a wrong key, which those wait for who try many."""
        outcome = Outcome(envelope.failure(str(error)), error.noted)
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

    async def _call(
        self, request: envelope.RequestObject, caller: Caller, grant: Grant, shared_undo: UndoEntry | None, depth: int
    ) -> Any:
        if not self._registry.is_loaded:
            await self.load_actions()
        found = self._registry.find(request.action, request.version)
        missing = found.needs - grant.rights
        if missing:
            raise RightMissing(in_order(missing)[0])
        weight = weigh(request.params)
        arguments = await self._bound(found, request.params, weight)
        version = min(request.version, LATEST_VERSION)
        call = Call(found.name, version, self._host, caller, self, shared_undo, depth, weight, grant)
        result = found.method(found.group(call), **arguments)
        return await result if inspect.iscoroutine(result) else result

    async def _bound(self, found: Action, params: Mapping[str, Any], weight: int) -> dict[str, Any]:
        arguments = self._schemas.of(found)
        if weight > _HEAVY:
            return await self._host.run_in_thread(lambda: arguments.bind(params))
        return arguments.bind(params)

    async def load_actions(self) -> None:
        """Import the actions, on a thread: the first time, when Python compiles them, it takes a tenth of a second."""
        with contextlib.suppress(CollectionUnavailable):  # the profile closes, and nobody waits for threads
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


def _words_for_bug(action: str, error: Exception) -> str:
    return f"{action}: internal error: {reason_line(in_plain_words(str(error))) or 'without a message'}"
