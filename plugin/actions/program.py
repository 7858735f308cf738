"""Actions about the program itself: version and actions, permission, several requests in one, profiles, packages."""

from __future__ import annotations

import time
from typing import Any, Literal

from anki.collection import Collection

from ..api.host import UndoEntry
from ..api.registry import LATEST_VERSION, action
from ..collection import packages
from ..errors import ActionsInvalid, NestedTooDeeply, ScopesInvalid
from .group import WHOLE_COLLECTION, Group

_SCOPES = ("actions",)

# Entries that wait for nothing would hold Anki's main thread, and everybody else, until the last is done
_AT_A_STRETCH = 0.025  # seconds
# Beyond it Python's stack or the JSON of the reply could give out, with half of the entries performed
_MOST_NESTED = 32


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
            granted = await self._host.ask_permission(caller.origin, caller.when_gone)
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
        if self._call.depth == _MOST_NESTED:
            raise NestedTooDeeply(_MOST_NESTED)
        shared_undo = self._call.shared_undo
        if undo == "one" and shared_undo is None:
            shared_undo = UndoEntry(self._call.undo_name)
        return await self._perform_all(actions, shared_undo)

    async def _perform_all(self, entries: list[Any], shared_undo: UndoEntry | None) -> list[Any]:
        call, replies = self._call, []
        began = time.monotonic()
        for entry in entries:
            if time.monotonic() - began > _AT_A_STRETCH:
                await self._host.yield_to_event_loop()
                began = time.monotonic()
            reply = await call.program.perform(
                entry, call.caller, admitted=True, shared_undo=shared_undo, depth=call.depth + 1
            )
            replies.append(reply)
        return replies

    # Profiles ------------------------------------------------------------------

    @action()
    def getProfiles(self) -> list[str]:
        """Give the names of all profiles."""
        return self._host.profiles

    @action()
    async def getActiveProfile(self) -> str:
        """Give the name of the profile that is open; an error if none is."""
        await self._read(_nothing)
        return self._host.profile

    @action()
    async def loadProfile(self, name: str) -> bool:
        """Open a profile in place of the one that is open; true once it is open, false for an unknown name.

        Work that goes on for other requests, a sync among it, is finished before. Until the new profile is open,
        requests that need a collection are refused.

        Args:
            name: of the profile
        """
        return await self._host.load_profile(name)

    @action()
    async def reloadCollection(self) -> None:
        """Have Anki's windows read the collection again, for programs that changed it without Anki."""
        await self._read(_nothing)
        self._host.reload()

    # The program ---------------------------------------------------------------

    @action()
    async def sync(self) -> None:
        """Bring the collection, and media if Anki is set so, into step with the sync server, as Anki's Sync does.

        Nothing is overwritten: where the person must choose between two collections, the error says so.
        """
        await self._host.sync()

    @action()
    async def upgrade(self) -> bool:
        """Ask the person at Anki whether to look for a newer version of this add-on; true if one was installed."""
        return await self._host.upgrade(self._call.caller.when_gone)

    # Packages ------------------------------------------------------------------

    @action()
    async def exportPackage(self, deck: str, path: str, includeSched: bool = False) -> bool:
        """Write a deck with its subdecks, notes and media into a package (.apkg); false for an unknown deck.

        The package has the format that all versions of Anki read. A file that cannot be written is an error, and
        nothing is left of it; a file that is there is replaced once the new one is complete. A file in Anki's own
        folders is only replaced if its name ends in .apkg.

        Args:
            deck: full name
            path: of the file, on the machine that Anki runs on; a relative one begins at the media folder
            includeSched: include scheduling, review log and deck options
        """
        return await self._read(
            lambda col: packages.export_package(col, deck, path, with_scheduling=includeSched),
            WHOLE_COLLECTION,
        )

    @action()
    async def importPackage(self, path: str) -> bool:
        """Add the notes, decks and media of a package (.apkg) to the collection; true, or an error and no change.

        Scheduling and deck options come along if the package has them. Notes and note types that are there already
        are updated where those of the package are newer; note types that differ in structure are kept apart. Undoing
        it leaves the media files where they are, as Anki does.

        Args:
            path: of the file, on the machine that Anki runs on; a relative one begins at the media folder
        """
        package = packages.package_path(self._host.col, path)
        await self._host.run_in_thread(lambda: packages.check_package(package))
        await self._change(lambda col: packages.import_package(col, package), WHOLE_COLLECTION)
        return True


def _nothing(col: Collection) -> None:
    """Do nothing, which only an open collection lets one do."""
