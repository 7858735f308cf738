"""What files add to the fields of notes: files that are stored, or those that would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional, Protocol

from anki.collection import Collection

from ...collection.media.folder import path_of
from ...collection.media.names import stored_name
from ...collection.media.source import Fetched, Source, contents_of
from ...errors import MediaError
from ..media import MediaFailure, NoteFile, StoredFiles, likely_text, markup_of, store_files

# A file of a note, and what it adds to each of its fields
Added = Sequence[tuple[NoteFile, str]]


class Files(Protocol):
    """Finds what the files of a note add to its fields."""

    def added(self, files: Sequence[NoteFile], fetched: Optional[Sequence[Fetched]], *, required: bool) -> Added:
        """What the files of a note add to its fields.

        Args:
            files: of the note
            fetched: for each file its contents or its error, None before they are fetched
            required: whether a file that cannot be had raises MediaError
        """

    def drop_last(self) -> None:
        """Do as if those of the last note had not been asked about."""


class NoFiles:
    """Nothing is added, where it is only asked whose files are to be fetched."""

    def added(
        self,
        files: Sequence[NoteFile],  # noqa: ARG002 - they are looked at later
        fetched: Optional[Sequence[Fetched]],  # noqa: ARG002
        *,
        required: bool,  # noqa: ARG002
    ) -> Added:
        return ()

    def drop_last(self) -> None:
        """Nothing has been stored."""


class GuessedFiles:
    """What is likely to be added, without fetching or storing anything.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._folder = path_of(col)

    def added(
        self,
        files: Sequence[NoteFile],
        fetched: Optional[Sequence[Fetched]],  # noqa: ARG002 - nothing has been fetched
        *,
        required: bool,
    ) -> Added:
        found: list[tuple[NoteFile, str]] = []
        for file in files:
            error = _known_error(file.source)
            if error is None:
                found.append((file, likely_text(self._folder, file)))
            elif required:
                raise error
        return found

    def drop_last(self) -> None:
        """Nothing has been stored."""


def _known_error(source: Source) -> Optional[MediaError]:
    """Why a file cannot be had, as far as that is known before it is fetched."""
    if source.data is not None or not (source.path or source.url):
        contents = contents_of(source)
        return contents if isinstance(contents, MediaError) else None
    try:
        stored_name(source.filename)
    except MediaError as error:
        return error
    return None


class StoringFiles:
    """Stores files, and can take all of them back.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._kept: list[StoredFiles] = []

    def added(self, files: Sequence[NoteFile], fetched: Optional[Sequence[Fetched]], *, required: bool) -> Added:
        stored = store_files(self._col, files, fetched or (), required=required)
        self._kept.append(stored)
        return [(file, markup_of(file, one.name)) for file, one in stored.stored]

    def drop_last(self) -> None:
        self._kept.pop().take_back(self._col)

    def take_back(self) -> None:
        """Undo the storing of all files."""
        while self._kept:
            self.drop_last()

    @property
    def failures(self) -> list[MediaFailure]:
        """The files that could not be had."""
        return [failure for stored in self._kept for failure in stored.failures]
