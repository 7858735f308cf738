"""Performs request objects: finds the action, checks key and arguments, calls it, and shapes its reply.

It knows nothing of HTTP: an endpoint hands it a request object and who sent it. Everything that a station on the way
refuses becomes a reply here, and only here.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from .. import guard
from ..errors import ApiError, CollectionUnavailable, WrongKey, in_plain_words, reason_line
from . import envelope
from .arguments import ArgumentSchemas
from .host import Call, Caller, Host, UndoEntry
from .reference import Reference
from .registry import LATEST_VERSION, Action, Registry
from .weight import weigh

# To check arguments that weigh more takes more than a few milliseconds
_HEAVY = 100

# Needs no key, and may come from any origin
FREE_ACTION = "requestPermission"


class AccessRules(Protocol):
    """Who may do what, as the settings say."""

    @property
    def requires_key(self) -> bool:
        """Whether a key is set."""

    def admits(self, keys: Sequence[str | None]) -> bool:
        """Whether one of the keys that were sent is the key, or none is needed."""

    def may_ask(self, origin: str) -> bool:
        """Whether an untrusted origin may ask the person at Anki for permission."""


class Outcome(NamedTuple):
    """How the performance of a request object ended.

    Args:
        shaped: the reply
        error: what may be kept of the error, None on success
    """

    shaped: Any
    error: str | None = None


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

    async def outcome(
        self,
        entry: Any,
        caller: Caller,
        *,
        admitted: bool = False,
        shared_undo: UndoEntry | None = None,
        depth: int = 0,
    ) -> Outcome:
        """Perform one request object; errors and bugs are outcomes too.

        Args:
            entry: the request object as it was sent
            caller: who sent it
            admitted: whether the key of the multi around it lets it in
            shared_undo: the undo entry of the multi around it
            depth: how many requests are around it
        """
        action = "request"
        try:
            request = envelope.read(entry)
            action = request.action
            if action != FREE_ACTION:
                self._check_key(request.keys, caller, admitted)
            result = await self._call(request, caller, shared_undo, depth)
        except ApiError as error:
            guard.forget(error)
            return Outcome(envelope.failure(str(error)), error.noted)
        except Exception as error:  # noqa: BLE001 - a bug of ours: the client gets one line, the log the traceback
            guard.report(action)
            guard.forget(error)
            return Outcome(envelope.failure(_words_for_bug(action, error)), "internal error")
        return Outcome(envelope.success(result, request.version))

    def _check_key(self, keys: Sequence[str | None], caller: Caller, admitted: bool) -> None:
        own = keys if admitted else (*keys, *caller.keys)
        if admitted and not own:
            return
        if not self.access.admits(own):
            raise WrongKey

    async def _call(
        self, request: envelope.RequestObject, caller: Caller, shared_undo: UndoEntry | None, depth: int
    ) -> Any:
        if not self._registry.is_loaded:
            await self.load_actions()
        found = self._registry.find(request.action, request.version)
        weight = weigh(request.params)
        arguments = await self._bound(found, request.params, weight)
        version = min(request.version, LATEST_VERSION)
        call = Call(found.name, version, self._host, caller, self, shared_undo, depth, weight)
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

    async def perform(
        self, entry: Any, caller: Caller, *, admitted: bool, shared_undo: UndoEntry | None = None, depth: int = 0
    ) -> Any:
        outcome = await self.outcome(entry, caller, admitted=admitted, shared_undo=shared_undo, depth=depth)
        return outcome.shaped

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
