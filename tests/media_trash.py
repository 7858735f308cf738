"""A trash for media files that cannot be used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def file_in_place_of_trash(media_folder: str) -> Iterator[None]:
    """In the block a file is in place of the folder for deleted media: nothing can be replaced."""
    trash = Path(media_folder).with_name("media.trash")
    aside = trash.with_name("aside")
    trash.mkdir(exist_ok=True)
    trash.rename(aside)
    trash.write_bytes(b"")
    try:
        yield
    finally:
        trash.unlink()
        aside.rename(trash)
