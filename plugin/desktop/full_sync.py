"""Has one of two collections replace the other, as Anki does when its person has chosen."""

from __future__ import annotations

from concurrent import futures
from typing import TYPE_CHECKING, NamedTuple

from anki.sync import SyncAuth
from aqt import gui_hooks

from ..api.futures import Future
from ..threads.outcome import Outcome
from . import messages
from .entries import guarded

if TYPE_CHECKING:
    from aqt.main import AnkiQt


class FullSyncRequest(NamedTuple):
    """Which collection replaces the other.

    Args:
        auth: of the account
        server_usn: where the media on the server are; None if they are not synced
        upload: whether the one here replaces the one on the server
    """

    auth: SyncAuth
    server_usn: int | None
    upload: bool


async def replace(mw: AnkiQt, request: FullSyncRequest) -> None:
    """Replace a collection, behind Anki's window of progress: meanwhile there is none that the person could use.

    Raises what Anki raises; then the collection here is open, as it was.

    Args:
        mw: Anki's main window
        request: what is replaced
    """
    col = mw.col
    ended: Future[None] = Future()
    outcome: Outcome[None] = Outcome()

    def work() -> None:
        col.close_for_full_sync()
        col.full_upload_or_download(auth=request.auth, server_usn=request.server_usn, upload=request.upload)

    def finish(_: futures.Future[None]) -> None:
        try:
            mw.reopen(after_full_sync=True)
        finally:
            outcome.hand_over(ended)

    gui_hooks.collection_will_temporarily_close(col)
    mw.taskman.with_progress(lambda: outcome.run(work), guarded(finish), label=messages.FULL_SYNC)
    await ended
