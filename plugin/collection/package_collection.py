"""Opens the collection that is in a package, as a copy: Anki's import reads it in one go, and nobody can look before.

Since 2.1.50 it is compressed with zstd, which Python cannot read. But Anki can replace a whole collection by what is in
a package. So here it makes one of what is to be imported, without the media, in a folder that is deleted again.
"""

from __future__ import annotations

import contextlib
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from anki._backend import RustBackend
from anki.collection import Collection

from .files.held import remove, temporary_folder

_MODERN = "collection.anki21b"
_COLLECTIONS = ("collection.anki2", "collection.anki21", _MODERN)
_META, _MEDIA_LIST = "meta", "media"
# No media: a frame of zstd with nothing in it, or JSON
_NO_MEDIA_MODERN, _NO_MEDIA = bytes.fromhex("28b52ffd2000010000"), b"{}"


class _UnstudiedCollection(Collection):
    """A collection whose scheduler is not needed: of one of no known version Anki imports the notes all the same."""

    def _load_scheduler(self) -> None:
        """Load none."""


@contextlib.contextmanager
def collection_of(package: Path) -> Iterator[Collection]:
    """A copy of the collection in a package; raises BackendError if Anki cannot read it.

    Args:
        package: which has been found undamaged, and not too large
    """
    with temporary_folder() as folder:
        without_media = folder / "package.colpkg"
        _copy(package, without_media)
        path = folder / "collection.anki2"
        RustBackend().import_collection_package(
            col_path=str(path),
            backup_path=str(without_media),
            media_folder=str(folder / "media"),
            media_db=str(folder / "media.db"),
        )
        remove(without_media)
        col = _UnstudiedCollection(str(path))
        try:
            yield col
        finally:
            col.close()


def _copy(package: Path, target: Path) -> None:
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(target, "w") as copy:
        names = source.namelist()
        for name in (_META, *_COLLECTIONS):
            if name in names:
                with source.open(name) as part, copy.open(name, "w") as copied:
                    shutil.copyfileobj(part, copied, 1024 * 1024)
        copy.writestr(_MEDIA_LIST, _NO_MEDIA_MODERN if _MODERN in names else _NO_MEDIA)
