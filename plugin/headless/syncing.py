"""Syncs a collection with AnkiWeb, or a server of one's own, with a login from the environment.

Nothing is decided here: one collection replaces the other only if a request says so, or the server was started with a
direction for that.
All of it runs on the thread of the collection, but for the media, which are followed on another one.
"""

from __future__ import annotations

from typing import NamedTuple

from anki.collection import Collection
from anki.errors import BackendError, SyncError, SyncErrorKind
from anki.sync import SyncAuth, SyncOutput

from ..collection.backups import folder_beside, make_backup
from ..collection.syncing import DOWNLOAD, UPLOAD, Advice, follow_media, full_sync, how_to_ask, sync_failed
from ..errors import CollectionUnavailable, FullSyncNeeded, SyncNotConfigured
from .configuration import SYNC_PASSWORD, SYNC_USERNAME

_ADVICE = Advice(
    f"correct {SYNC_USERNAME} and {SYNC_PASSWORD}", "open the collection in Anki and press Sync to see what is needed"
)


class Login(NamedTuple):
    """An account on a sync server.

    Args:
        username: of AnkiWeb, or the server
        password: of that account
        endpoint: the address of a server of one's own, None for AnkiWeb
    """

    username: str
    password: str
    endpoint: str | None = None


class Syncing:
    """Syncs.

    Args:
        login: None if there is none
        direction: DOWNLOAD or UPLOAD if one collection may replace the other, once; else None
    """

    def __init__(self, login: Login | None, direction: str | None = None) -> None:
        self._login = login
        self.direction = direction
        self._auth: SyncAuth | None = None
        self._aborted = False
        self.runs = False  # and so the collection is in use

    def sync_collection(self, col: Collection, direction: str | None = None) -> str:
        """Bring the collection into step, and begin with its media; raise SyncFailed if that cannot be.

        Args:
            col: the collection
            direction: that a request says, and which then counts

        Returns:
            what the server has to say, mostly nothing
        """
        self.runs = True
        try:
            return self._sync(col, direction or self.direction)
        except BackendError as error:
            if isinstance(error, SyncError) and error.kind is SyncErrorKind.AUTH:
                self._auth = None  # the password may have been changed
            raise sync_failed(error, _ADVICE) from None
        finally:
            self.runs = False

    def _sync(self, col: Collection, direction: str | None) -> str:
        if self._login is None:
            raise SyncNotConfigured
        if self._aborted:
            raise CollectionUnavailable
        if self._auth is None:
            self._auth = col.sync_login(self._login.username, self._login.password, self._login.endpoint)
            if self._login.endpoint:
                self._auth.endpoint = self._login.endpoint
        output = col.sync_collection(self._auth, sync_media=True)
        if output.new_endpoint:
            self._auth.endpoint = output.new_endpoint
        col._load_scheduler()
        col.models._clear_cache()
        if output.required != output.NO_CHANGES:
            self._replace(col, self._auth, output, direction)
        return output.server_message

    def _replace(self, col: Collection, auth: SyncAuth, output: SyncOutput, direction: str | None) -> None:
        """Have one collection replace the other."""
        needed = full_sync(output)
        if not needed.allows(direction):
            raise FullSyncNeeded(needed.reason, _how(needed.download, needed.upload))
        upload = direction == UPLOAD
        if not upload:
            make_backup(col, folder_beside(col), now=True, wait=True)
        col.close_for_full_sync()
        try:
            col.full_upload_or_download(auth=auth, server_usn=output.server_media_usn, upload=upload)
        finally:
            col.reopen(after_full_sync=True)
            col.models._clear_cache()
        self.direction = None

    def follow_media(self, col: Collection) -> None:
        """Wait until the media are in step, or raise SyncFailed."""
        follow_media(col, _ADVICE)

    def abort(self, col: Collection) -> None:
        """Have a sync end soon; may be called on another thread than that of the collection."""
        self._aborted = True
        col.abort_sync()
        col.abort_media_sync()


def _how(download: bool, upload: bool) -> str:
    """How a full sync is begun."""
    ways = [one for one, possible in ((DOWNLOAD, download), (UPLOAD, upload)) if possible] or [DOWNLOAD, UPLOAD]
    options = " or ".join(f"--full-sync {way}" for way in ways)
    return f"start this server once with {options}, or {how_to_ask(ways)}"
