"""An empty collection in memory, on which Anki itself shows what it makes of a thing or why it refuses it.

A backend call that fails ends the undo history of the collection it is made on, and leaves what earlier calls of
the same request had changed. So what Anki may refuse is tried here first. It takes three milliseconds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from anki._backend import RustBackend


@contextlib.contextmanager
def scratch_collection() -> Iterator[RustBackend]:
    """Anki's backend with an empty collection, which is gone afterwards."""
    backend = RustBackend()
    backend.open_collection(collection_path=":memory:", media_folder_path="", media_db_path="")
    try:
        yield backend
    finally:
        backend.close_collection(downgrade_to_schema11=False)
