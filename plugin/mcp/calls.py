"""Performs tools/call: an action, as an API call of version 6 would, with a text for a model as its result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple

from .. import guard
from ..api import envelope
from ..api.dispatch import Dispatcher
from ..api.host import Caller, Host, Outcome
from ..api.registry import LATEST_VERSION
from ..api.rights import READ, Grant, in_order
from ..errors import (
    ApiError,
    Code,
    MissingArguments,
    NotWithinCallAction,
    ProtocolError,
    RightMissing,
    UnknownArgument,
    UnsupportedAction,
    WrongArgument,
    escaped,
    reason_line,
)
from ..server.messages import LargeBody
from .describe import describe_actions
from .hints import hint
from .messages import INVALID_PARAMS
from .results import Encoded, encoded, size_in_words
from .tool_words import CALL, DESCRIBE, OWN
from .tools import Tools

# They may be called by no other: what they hide must be seen, or is none of an agent's business
_NOT_WITHIN = ("requestPermission", "multi", *OWN)
# What has pages, which may be made shorter
_PAGED = ("searchNotes", "searchCards")
_TOTAL = re.compile(rb'\{"result":\{"total":(\d+),')
_USUAL_PAGE, _LONGEST_PAGE = 100, 1000
# Of what would just fit, so that a page that is about as large does
_SHARE = 0.9

_SHOWN = 60
_NOTHING = Outcome(None)


class ToolResult(NamedTuple):
    """What a call of a tool ends in.

    Args:
        text: for the model
        action: that was performed
        is_error: whether it failed
        code: of what kind the error is
        noted: what may be kept of the error, None on success
        locked_out: whether the caller guesses keys
        hangs_up: whether its connection is closed
    """

    text: str
    action: str
    is_error: bool = False
    code: Code | None = None
    noted: str | None = None
    locked_out: bool = False
    hangs_up: bool = False


class Calls:
    """Performs the calls of tools.

    Args:
        dispatcher: performs the actions
        tools: which there are
        host: has threads
        most_bytes: gives the setting mcpMaxResultBytes
    """

    def __init__(self, dispatcher: Dispatcher, tools: Tools, host: Host, most_bytes: Callable[[], int]) -> None:
        self.dispatcher = dispatcher
        self._tools = tools
        self._host = host
        self._most_bytes = most_bytes

    async def call(self, params: Mapping[str, Any], caller: Caller, grant: Grant) -> ToolResult:
        """Perform the call of a tool; raises ProtocolError if the caller has no such tool.

        Args:
            params: of tools/call
            caller: who sent it
            grant: what it may do
        """
        name, arguments = params.get("name"), params.get("arguments")
        if not isinstance(name, str):
            raise ProtocolError(INVALID_PARAMS, 'tools/call needs "name", a string')
        if not self._tools.may_use(name, grant.rights):
            raise self._unknown(name, grant)
        try:
            arguments = _object(name, "arguments", arguments)
            if name == DESCRIBE:
                return await self._described(arguments, grant)
            if name == CALL:
                name, arguments = self._within(arguments, grant)
            if "key" in arguments:  # in a request object it would be one to be let in by
                raise UnknownArgument(name, "key")
        except ApiError as error:
            guard.forget(error)
            return self._failed(name, str(error), error.code, error.noted)
        return await self._performed(name, arguments, caller, grant)

    def _unknown(self, name: str, grant: Grant) -> ProtocolError:
        """What is said of a tool that a caller has not: to the caller that there is none, to the person why."""
        found = self._tools.action(name)
        missing = () if found is None else in_order(found.needs - grant.rights)
        noted = f"{name}: {RightMissing(missing[0])}" if missing else None
        return ProtocolError(INVALID_PARAMS, f"Unknown tool: {escaped(name, _SHOWN)}", noted=noted)

    # Tools of our own ----------------------------------------------------------

    async def _described(self, arguments: Mapping[str, Any], grant: Grant) -> ToolResult:
        self._check_own(DESCRIBE, arguments)
        result = describe_actions(self._tools, arguments, grant.rights)
        written = await encoded(self._host, envelope.success(result, LATEST_VERSION))
        return await self._fitting(DESCRIBE, written, _NOTHING, changes=False)

    def _within(self, arguments: Mapping[str, Any], grant: Grant) -> tuple[str, Mapping[str, Any]]:
        self._check_own(CALL, arguments)
        if "action" not in arguments:
            raise MissingArguments(CALL, ["action"])
        name = arguments["action"]
        if not isinstance(name, str):
            raise WrongArgument(CALL, "action", "must be a string")
        if name in _NOT_WITHIN:
            raise NotWithinCallAction(name)
        found = self._tools.action(name)
        if found is None:
            raise UnsupportedAction(name)
        missing = found.needs - grant.rights
        if missing:
            raise RightMissing(in_order(missing)[0])
        return name, _object(CALL, "params", arguments.get("params"))

    def _check_own(self, name: str, arguments: Mapping[str, Any]) -> None:
        known = {one["name"] for one in self._tools.parameters(name)}
        unknown = next((one for one in arguments if one not in known), None)
        if unknown is not None:
            raise UnknownArgument(name, unknown)

    # Actions -------------------------------------------------------------------

    async def _performed(self, name: str, arguments: Mapping[str, Any], caller: Caller, grant: Grant) -> ToolResult:
        found = self._tools.action(name)
        changes = found is not None and (name == "multi" or not found.needs <= {READ})
        outcome = await self._outcome(name, arguments, caller, grant)
        if outcome.error is not None:
            return self._failed(name, outcome.shaped["error"], outcome.code, outcome.error, outcome)
        try:
            written = await encoded(self._host, outcome.shaped)
            if written.size > self._most_bytes() and name in _PAGED:
                return await self._shorter_page(name, arguments, caller, grant, written)
            return await self._fitting(name, written, outcome, changes=changes)
        except TypeError as error:  # orjson: something in the result has no place in JSON
            guard.report("encode")
            message = "the result cannot be written as JSON"
            return self._failed(name, f"{message}: {reason_line(str(error))}", "internal", message, outcome)

    async def _outcome(self, name: str, arguments: Mapping[str, Any], caller: Caller, grant: Grant) -> Outcome:
        entry = {"action": name, "version": LATEST_VERSION, "params": dict(arguments)}
        return await self.dispatcher.perform(entry, caller, around=grant)

    async def _shorter_page(
        self, name: str, arguments: Mapping[str, Any], caller: Caller, grant: Grant, written: Encoded
    ) -> ToolResult:
        """A page that fits: as if the caller had asked for one of that length, so that its cursor goes on behind it."""
        length = _length(arguments, written)
        outcome = _NOTHING
        while written.size > self._most_bytes() and length > 1:
            length = max(1, min(length - 1, int(length * self._most_bytes() / written.size * _SHARE)))
            outcome = await self._outcome(name, {**arguments, "limit": length}, caller, grant)
            if outcome.error is not None:
                return self._failed(name, outcome.shaped["error"], outcome.code, outcome.error, outcome)
            written = await encoded(self._host, outcome.shaped)
        return await self._fitting(name, written, outcome, changes=False)

    # Results -------------------------------------------------------------------

    async def _fitting(self, name: str, written: Encoded, outcome: Outcome, *, changes: bool) -> ToolResult:
        if written.size <= self._most_bytes():
            text = await self._host.finish_in_thread(written.text) if written.takes_long else written.text()
            return ToolResult(text, name, locked_out=outcome.locked_out, hangs_up=outcome.hangs_up)
        size = size_in_words(written.size)
        if changes:
            # an error would have a model do it once more
            text = f'{{"done":true,"result":"left out, as it has {size}: do not repeat the call"}}'
            return ToolResult(text, name, locked_out=outcome.locked_out, hangs_up=outcome.hangs_up)
        message = f"the answer has {size}; ask for less: limit, include, excerpt"
        return self._failed(name, message, "limit", message, outcome)

    def _failed(
        self, name: str, message: str, code: Code | None, noted: str | None, outcome: Outcome = _NOTHING
    ) -> ToolResult:
        more = hint(name, message, code, self._parameters_of(name))
        text = f"{message}\n{more}" if more else message
        return ToolResult(text, name, True, code, noted, outcome.locked_out, outcome.hangs_up)

    def _parameters_of(self, name: str) -> list[str]:
        if name in OWN or self._tools.action(name) is not None:
            return [one["name"] for one in self._tools.parameters(name)]
        return []


def _object(name: str, path: str, value: Any) -> Mapping[str, Any]:
    if value is None or value == []:  # as the API takes it
        return {}
    if not isinstance(value, dict):
        raise WrongArgument(name, path, "must be an object")
    return value


def _length(arguments: Mapping[str, Any], written: Encoded) -> int:
    """How many things a page has at most that was written."""
    limit = arguments.get("limit")
    length = int(limit) if isinstance(limit, (int, float)) else _USUAL_PAGE
    body = written.body
    total = _TOTAL.match(b"".join(body.pieces[:2]) if isinstance(body, LargeBody) else body)
    return max(1, min(length, _LONGEST_PAGE if total is None else int(total[1])))
