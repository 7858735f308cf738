"""Actions on the program itself: version, permission, several requests in one, profiles, sync, packages."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union

from anki.collection import Collection

from ..api import envelope
from ..api.deletions import Deletion
from ..api.host import CutShort, UndoEntry
from ..api.registry import LATEST_VERSION, action
from ..api.rights import ADMIN, FILES, READ, WRITE, Grant, in_order
from ..api.wire.marks import Documented
from ..api.wire.program import PermissionDenied, PermissionGranted, Reflection, RequestObject
from ..collection import deletion_subjects, packages
from ..collection.files.path_text import check_path
from ..errors import ActionsInvalid, CollectionUnavailable, NestedTooDeeply, ScopesInvalid, WrongKey
from ..notes.package_limits import check_contents
from .group import WHOLE_COLLECTION, Group

_SCOPES = ("actions", "rights")
# To look up so many takes a millisecond
_MANY_NAMES = 10_000

# Entries that never wait would block Anki's main thread, and all clients, until the last is done
_MAX_SECONDS_WITHOUT_YIELDING = 0.025
# Deeper, Python's stack or the encoder of the reply could fail when half of the entries have been performed
_MAX_DEPTH = 32


def _check_path(params: Mapping[str, Any], grant: Grant) -> None:
    check_path(params["path"], grant)


def _resolves_conflict(params: Mapping[str, Any]) -> bool:
    return params.get("onConflict") is not None


class Program(Group):
    """Actions on the program itself."""

    @action(needs=(), deletes=False)
    def version(self) -> int:
        """Return the latest version of the API that this add-on serves."""
        return LATEST_VERSION

    @action(needs=(), deletes=False)
    async def requestPermission(self) -> Union[PermissionGranted, PermissionDenied]:
        """Ask for permission to use the API; needs no key and may come from any origin.

        For an untrusted origin the person at Anki is asked, unless they chose not to be asked about it again.
        """
        caller, program = self._call.caller, self._call.program
        granted = caller.trusted
        if caller.origin is not None and program.may_ask(caller.origin):
            # a rule names a caller whose origin is not trusted by its key
            granted = await self._host.ask_permission(caller, has_key=bool(self._call.grant.name))
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

    @action(needs=(), deletes=False)
    async def apiReflect(
        self,
        scopes: Annotated[Any, Documented(list[Literal["actions", "rights"]])],
        actions: Annotated[Any, Documented(list[str])] = None,
    ) -> Reflection:
        """Return which actions there are, and what the caller may do.

        Args:
            scopes: what to return: "actions", "rights" (those that the request has: read, write, gui, files, admin)
            actions: names to look up; unknown ones are left out of the reply
        """
        if not isinstance(scopes, list):
            raise ScopesInvalid
        if actions is not None and not isinstance(actions, list):
            raise ActionsInvalid
        names = self._call.program.action_names
        rights = in_order(self._call.grant.rights)
        if len(scopes) + len(actions or ()) > _MANY_NAMES:
            return await self._host.run_in_thread(lambda: _reflected(names, rights, scopes, actions))
        return _reflected(names, rights, scopes, actions)

    @action(needs=(), deletes=False)
    async def multi(
        self, actions: list[Annotated[Any, Documented(RequestObject)]], undo: Literal["one"] | None = None
    ) -> list[Any]:
        """Perform several requests in order and return their replies; one that fails does not stop the others.

        Each entry is a change of its own: if Anki ends in between, those before are done, also with `undo`.

        Args:
            actions: request objects, each with its own version (4 if it has none) and, if it differs, its own key
            undo: "one" makes all changes one undo entry, unless something else changes in between; insertReviews among
                them ends the undo history, and what was done before it cannot be undone
        """
        if self._call.depth == _MAX_DEPTH:
            raise NestedTooDeeply(_MAX_DEPTH)
        shared_undo = self._call.shared_undo
        if undo == "one" and shared_undo is None:
            shared_undo = UndoEntry(self._call.undo_name)
        return await self._perform_all(actions, shared_undo)

    async def _perform_all(self, entries: list[Any], shared_undo: UndoEntry | None) -> list[Any]:
        call = self._call
        replies: list[Any] = []
        last_yield = time.perf_counter()
        for entry in entries:
            if time.perf_counter() - last_yield > _MAX_SECONDS_WITHOUT_YIELDING:
                try:
                    await self._host.yield_to_event_loop()
                except CollectionUnavailable as error:  # the profile closes: what was performed is answered
                    refused = envelope.failure(str(error))
                    return _filled(replies, refused, entries)
                last_yield = time.perf_counter()
            outcome = await call.program.perform(
                entry, call.caller, around=call.grant, shared_undo=shared_undo, depth=call.depth + 1
            )
            replies.append(outcome.shaped)
            if outcome.locked_out:
                # the reply itself may be that of a request around the guess, which is none for others
                refused = envelope.failure(str(WrongKey()))
                return CutShort(_filled(replies, refused, entries), hangs_up=outcome.hangs_up)
        return replies

    # Profiles ------------------------------------------------------------------

    @action(needs=READ, deletes=False)
    def getProfiles(self) -> list[str]:
        """Return the names of all profiles."""
        return self._host.profiles

    @action(needs=READ, deletes=False)
    async def getActiveProfile(self) -> str:
        """Return the name of the open profile; an error if none is open."""
        await self._read(_require_collection)
        return self._host.profile

    @action(needs=ADMIN, deletes=Deletion(deletion_subjects.profile))
    async def loadProfile(self, name: str) -> bool:
        """Close the open profile and open another; true once it is open, false for an unknown name.

        A backup, a check of the database, a sync or a window that asks something is waited for, for 30 seconds; then
        the error names it. What is being done for other requests is finished. Until the new profile is open, requests
        that need a collection are refused.

        Args:
            name: of the profile
        """
        return await self._host.load_profile(name)

    @action(needs=ADMIN, deletes=False)
    async def reloadCollection(self) -> None:
        """Refresh Anki's windows, for programs that changed the collection without Anki."""
        await self._read(_require_collection)
        self._host.reload()

    # The program ---------------------------------------------------------------

    @action(needs=ADMIN, deletes=Deletion(deletion_subjects.replaced_collection, _resolves_conflict))
    async def sync(self, onConflict: Literal["upload", "download"] | None = None) -> None:
        """Sync the collection, and media if that is enabled in Anki, as Anki's Sync does.

        If the collection here and the one on the server cannot be merged, one must replace the other. Without
        onConflict nothing is replaced, and the error says so. A collection that is not empty never gets replaced by
        one that is.

        Args:
            onConflict: "upload" puts the collection here in place of the one on the server, "download" the one on the
                server in place of this one, of which a backup is made before; only if they cannot be merged
        """
        await self._host.sync(onConflict)

    @action(needs=ADMIN, deletes=False)
    async def createBackup(self, force: bool = True) -> bool:
        """Make a backup of the collection where Anki keeps them; true once it is written.

        The result is false, and no backup is made, if nothing has changed since the last one. Media are not part of
        it. Old backups are removed as it is set in Anki's preferences.

        Args:
            force: though the last one is more recent than Anki's preferences want
        """
        return await self._host.make_backup(now=force)

    @action(needs=ADMIN, deletes=False)
    async def upgrade(self) -> bool:
        """Ask the person at Anki whether to look for a newer version of this add-on; true if one was installed."""
        return await self._host.upgrade(self._call.caller.when_gone)

    # Packages ------------------------------------------------------------------

    @action(needs=(FILES, READ), deletes=False)
    async def exportPackage(self, deck: str, path: str, includeSched: bool = False) -> bool:
        """Export a deck with its subdecks, notes and media as a package (.apkg); false for an unknown deck.

        All versions of Anki can read the package. If it cannot be written, the result is an error, and no file is left
        behind. An existing file is replaced once the new one is complete, and only if it is a package.

        Args:
            deck: full name
            path: of the package, on the machine that runs Anki, for callers that may name files; its name ends in
                .apkg, and a relative one begins at the media folder
            includeSched: include scheduling, review log and deck options
        """
        check_path(path, self._call.grant)
        return await self._read(
            lambda col: packages.export_package(col, deck, path, with_scheduling=includeSched),
            WHOLE_COLLECTION,
        )

    @action(needs=(FILES, WRITE), deletes=Deletion(deletion_subjects.package, check=_check_path))
    async def importPackage(self, path: str) -> bool:
        """Import the notes, decks and media of a package (.apkg); true, or an error and no change.

        Scheduling and deck options are imported if the package has them. Existing notes and note types are updated if
        those of the package are newer; a note type whose structure differs is added beside the existing one. Undo does
        not remove the imported media files, as in Anki. A package that would become a hundred times as large when it is
        unpacked, or whose collection would become fifty times as large, is refused, small ones aside. So is one that
        brings what other actions refuse: a deck, a tag, a template or cloze deletions that are nested too deeply.

        Args:
            path: of the package, on the machine that runs Anki, for callers that may name files; a relative one begins
                at the media folder
        """
        check_path(path, self._call.grant)
        col = self._host.col
        package = packages.package_path(col, path)
        checked = await self._host.run_in_thread(lambda: packages.check_package(col, package))
        await self._host.run_in_thread(lambda: check_contents(package))
        await self._change(lambda col: packages.import_package(col, package, checked), WHOLE_COLLECTION)
        return True


def _filled(replies: list[Any], last: Any, entries: list[Any]) -> list[Any]:
    """Replies, with the last one for all entries that have none."""
    return [*replies, *[last] * (len(entries) - len(replies))]


def _reflected(names: list[str], rights: list[str], scopes: list[Any], actions: list[Any] | None) -> Reflection:
    known = [scope for scope in scopes if scope in _SCOPES]
    reply: Reflection = {"scopes": known}
    if "actions" in known:
        wanted = names if actions is None else {one for one in actions if isinstance(one, str)}
        reply["actions"] = [name for name in names if name in wanted]
    if "rights" in known:
        reply["rights"] = rights
    return reply


def _require_collection(col: Collection) -> None:
    """Do nothing: the host raises CollectionUnavailable before it calls this without a collection."""
