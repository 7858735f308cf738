"""An empty in-memory collection, on which Anki itself shows how it stores something or why it refuses it.

A backend call that fails ends the undo history of its collection, and leaves what earlier calls of the same request
have changed. So what Anki may refuse is tried here first. It takes three milliseconds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from anki._backend import RustBackend


@contextlib.contextmanager
def in_memory_collection() -> Iterator[RustBackend]:
    """Open an empty collection in memory; yield its backend."""
    backend = RustBackend()
    backend.open_collection(collection_path=":memory:", media_folder_path="", media_db_path="")
    try:
        yield backend
    finally:
        backend.close_collection(downgrade_to_schema11=False)
