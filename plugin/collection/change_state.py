"""Tells whether a collection or its media have changed since a reply was given."""

from __future__ import annotations

import os
from collections.abc import Hashable

from anki.collection import Collection


def change_state(col: Collection) -> Hashable:
    """What changes when the collection does, or a file of the media folder, of which the collection knows nothing."""
    try:
        media = os.stat(col.media.dir()).st_mtime_ns
    except OSError:  # Anki makes the folder anew
        media = 0
    return col.mod, media
