"""Actions about the program itself: its version, its actions, permission, several requests in one."""

from __future__ import annotations

from typing import Any, Literal

from ..errors import ActionsInvalid, ScopesInvalid
from ..host import JoinedUndo
from ..registry import LATEST_VERSION, action
from .group import Group

_SCOPES = ("actions",)


class Program(Group):
    """Actions about the program itself."""

    @action()
    def version(self) -> int:
        """Give the latest version of the API that this add-on serves."""
        return LATEST_VERSION

    @action()
    async def requestPermission(self) -> dict[str, Any]:
        """Ask for permission to use the API; needs no key and may come from any origin.

        An untrusted origin is put to the person at Anki, unless that person has said not to be asked again.
        """
        caller, program = self._call.caller, self._call.program
        granted = caller.trusted
        if caller.origin is not None and program.may_ask(caller.origin):
            granted = await self._host.ask_permission(caller.origin)
        if not granted:
            return {"permission": "denied"}
        needed = program.requires_key
        # both spellings are read by clients
        return {
            "permission": "granted",
            "requireApiKey": needed,
            "requireApikey": needed,
            "version": LATEST_VERSION,
        }

    @action()
    def apiReflect(self, scopes: Any, actions: Any = None) -> dict[str, Any]:
        """Tell which actions there are.

        Args:
            scopes: what to tell about; of these only "actions" is known
            actions: names to check; those that are unknown are left out of the reply
        """
        if not isinstance(scopes, list):
            raise ScopesInvalid
        if actions is not None and not isinstance(actions, list):
            raise ActionsInvalid
        known = [scope for scope in scopes if scope in _SCOPES]
        told: dict[str, Any] = {"scopes": known}
        if "actions" in known:
            names = self._call.program.action_names
            told["actions"] = names if actions is None else [name for name in names if name in actions]
        return told

    @action()
    async def multi(self, actions: list[Any], undo: Literal["one"] | None = None) -> list[Any]:
        """Perform several requests in order and give their replies; one that fails does not stop the others.

        Args:
            actions: request objects, each with its own version (4 if it has none) and, if it differs, its own key
            undo: "one" makes all changes one entry of the Undo menu, unless somebody else changes something meanwhile
        """
        perform, caller, joined = self._call.program.perform, self._call.caller, self._call.joined
        if undo == "one" and joined is None:
            joined = JoinedUndo(self._call.undo_name)
        return [await perform(entry, caller, admitted=True, joined=joined) for entry in actions]
