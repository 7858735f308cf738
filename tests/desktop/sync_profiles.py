"""Collections and profiles that have an account on a sync server."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anki_app import PROFILE, make_profile
from sync_server import PASSWORD, USER, SyncServer

from anki.collection import Collection
from anki.sync import SyncAuth
from aqt.profiles import ProfileManager

from tests.deadlines import DEADLINE


def key_for(col: Collection, server: SyncServer) -> str:
    return str(col.sync_login(USER, PASSWORD, server.url).hkey)


def add_note(col: Collection, front: str) -> int:
    note_type = col.models.by_name("Basic")
    assert note_type is not None
    note = col.new_note(note_type)
    note["Front"] = front
    deck = col.decks.id("Default")
    assert deck is not None
    col.add_note(note, deck)
    return int(note.id)


def replace(col: Collection, auth: SyncAuth, *, upload: bool) -> None:
    """Do what the person chooses in Anki's question about a full sync."""
    col.close_for_full_sync()
    try:
        col.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
    finally:
        col.reopen(after_full_sync=True)


def prepare_profile(base: Path, server: SyncServer, *, upload: bool) -> None:
    """Make a profile that is logged in, and has chosen once which collection to keep."""
    base.mkdir()
    make_profile(base)
    manager = ProfileManager(base)
    manager.setupMeta()
    manager.openProfile(PROFILE)
    col = Collection(manager.collectionPath())
    try:
        key = key_for(col, server)
        if upload:
            add_note(col, "first")
        replace(col, SyncAuth(hkey=key, endpoint=server.url), upload=upload)
    finally:
        col.close()
    assert manager.profile is not None
    manager.profile["syncKey"] = key
    manager.profile["customSyncUrl"] = server.url
    manager.save()
    manager.db.close()


def log_in(mw: Any, url: str, key: str = "0123456789") -> None:
    """Give the open profile of an Anki an account."""
    mw.pm.set_custom_sync_url(url)
    mw.pm.set_sync_key(key)
    mw.pm.set_sync_username(USER)


@contextlib.contextmanager
def other_device(folder: Path, server: SyncServer) -> Iterator[tuple[Collection, SyncAuth]]:
    """A collection elsewhere that has the same account."""
    folder.mkdir(exist_ok=True)
    col = Collection(str(folder / "collection.anki2"))
    try:
        yield col, SyncAuth(hkey=key_for(col, server), endpoint=server.url)
    finally:
        col.close()


def sync_media(col: Collection, auth: SyncAuth) -> None:
    """Bring the media of another device into step."""
    col.sync_media(auth)
    pause, deadline = threading.Event(), time.monotonic() + DEADLINE
    while col.media_sync_status().active:
        assert time.monotonic() < deadline, "the media of the other device"
        pause.wait(0.01)
