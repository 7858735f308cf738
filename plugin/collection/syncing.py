"""What a sync came to, in words; and the sync of media, which goes on behind that of the collection."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NamedTuple

from anki.collection import Collection
from anki.errors import BackendError, Interrupted, NetworkError, SyncError, SyncErrorKind
from anki.sync import SyncOutput

from ..errors import SyncFailed, in_plain_words

DOWNLOAD, UPLOAD = "download", "upload"

_MEDIA_INTERVAL = 0.1  # seconds


class Advice(NamedTuple):
    """What somebody can do when a sync fails.

    Args:
        login: if the login is not accepted
        otherwise: if nothing better is known
    """

    login: str
    otherwise: str


class FullSync(NamedTuple):
    """Why one of two collections must replace the other.

    Args:
        reason: why they cannot be merged
        download: whether the one here may be replaced without a loss
        upload: whether the one on the server may be
    """

    reason: str
    download: bool
    upload: bool

    def allows(self, direction: str | None) -> bool:
        """Whether one may replace the other in that direction: never one that is empty one that is not."""
        return (direction == DOWNLOAD and not self.upload) or (direction == UPLOAD and not self.download)


def sync_failed(error: BackendError, advice: Advice, beginning: str = "") -> SyncFailed:
    """The error for a client.

    Args:
        error: that Anki raised
        advice: for whoever reads it
        beginning: what has been done before
    """
    reason = beginning + in_plain_words(str(error))
    if isinstance(error, Interrupted):
        return SyncFailed(f"{beginning}it was aborted")
    if isinstance(error, NetworkError):
        return SyncFailed(reason, "try again when the sync server can be reached")
    if isinstance(error, SyncError) and error.kind is SyncErrorKind.AUTH:
        return SyncFailed(f"{beginning}the sync server does not accept the login", advice.login)
    return SyncFailed(reason, advice.otherwise)


def full_sync(output: SyncOutput) -> FullSync:
    """Why a full sync is needed, if `output.required` says that one is."""
    if output.required == output.FULL_DOWNLOAD:
        return FullSync("the collection here is empty", download=True, upload=False)
    if output.required == output.FULL_UPLOAD:
        return FullSync("the collection on the server is empty", download=False, upload=True)
    return FullSync("this collection and the one on the server cannot be merged", download=False, upload=False)


def how_to_ask(ways: Sequence[str]) -> str:
    """How a client has one collection replace the other."""
    return f"""sync with onConflict {" or ".join(f'"{way}"' for way in ways)}"""


def follow_media(col: Collection, advice: Advice) -> None:
    """Wait, on a thread that nobody else needs, until the media are in step, or raise SyncFailed."""
    pause = threading.Event()
    try:
        while col.media_sync_status().active:
            pause.wait(_MEDIA_INTERVAL)
    except BackendError as error:
        raise sync_failed(error, advice, "the collection is in step, but not the media: ") from None
