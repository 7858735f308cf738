"""Actions on the media folder."""

from __future__ import annotations

from typing import Literal, Union

from anki.collection import Collection

from ..api.deletions import IF_IT_REPLACES_A_FILE, Deletion
from ..api.preencoded import PreencodedJson
from ..api.registry import action
from ..api.rights import READ, WRITE
from ..collection import deletion_subjects
from ..collection.media import folder as media_folder
from ..collection.media.source import Source, fetch, size_in_items
from ..collection.media.unconfirmed import Replacing, check_replacing
from ..errors import MediaError
from .group import Group


class Media(Group):
    """Actions on the media folder."""

    @action(needs=WRITE, deletes=IF_IT_REPLACES_A_FILE)
    async def storeMediaFile(
        self,
        filename: str,
        data: Union[str, None] = None,
        path: Union[str, None] = None,
        url: Union[str, None] = None,
        skipHash: Union[str, None] = None,
        deleteExisting: bool = True,
    ) -> Union[str, None]:
        """Store a file in the media folder; return its name there, which Anki may have changed.

        The first given of data, path and url counts. The result is null for a file that skipHash matches.

        Args:
            filename: under which to store it; if it begins with _, Anki keeps the file even if no note uses it
            data: the contents in base64
            path: of a file on the machine that runs Anki, for callers that may name files
            url: http or https; for a web page not of a private network, but for its own host
            skipHash: MD5 in hexadecimal digits; a file with this hash is not stored
            deleteExisting: move an existing file of that name to the trash; otherwise a free name is chosen
        """
        [contents] = await fetch(self._host, [Source(filename, data, path, url, skipHash)], self._call.grant)
        if isinstance(contents, MediaError):
            raise contents
        if contents is None:
            return None
        await check_replacing(self._host, [Replacing(filename, contents, deleteExisting)], self._call.grant)
        kept = contents

        def store(col: Collection) -> str:
            return media_folder.store(col, filename, kept, replace=deleteExisting).name

        return await self._read(store, size_in_items([contents]))

    @action(needs=READ, deletes=False)
    async def retrieveMediaFile(self, filename: str) -> Union[PreencodedJson[str], Literal[False]]:
        """Return the contents of a file of the media folder in base64; false if it does not exist.

        Args:
            filename: its name
        """
        folder = media_folder.path_of(self._host.col)
        return await self._host.read_file(lambda: media_folder.read(folder, filename))

    @action(needs=READ, deletes=False)
    async def getMediaFilesNames(self, pattern: str = "*") -> list[str]:
        """Return the names of the files in the media folder, sorted.

        Args:
            pattern: with * for any characters, ? for one, [abc] for one of these
        """
        folder = media_folder.path_of(self._host.col)
        return await self._host.run_in_thread(lambda: media_folder.names(folder, pattern))

    @action(needs=READ, deletes=False)
    async def getMediaDirPath(self) -> str:
        """Return the full path of the media folder."""
        return str(media_folder.path_of(self._host.col))

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.media_file))
    async def deleteMediaFile(self, filename: str) -> None:
        """Move a file of the media folder to the trash; an unknown name is skipped.

        Args:
            filename: its name
        """
        await self._read(lambda col: media_folder.delete(col, filename))
