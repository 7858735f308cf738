"""Fetches files for the media folder: from base64 in the request, from a path on this machine, or from a URL."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Collection, Coroutine, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Optional, Union

from ...api.futures import Future, gather
from ...api.host import Host
from ...api.rights import Grant, Reach
from ...errors import (
    ApiError,
    CollectionUnavailable,
    DataNotBase64,
    FileRefused,
    FileUnreadable,
    MediaError,
    MediaSourceMissing,
    code_of_file,
)
from ...gil import releasing_gil
from ..files import opening
from ..files.anki_files import AnkiFiles
from ..files.path_text import check_path
from .download import MAX_BYTES, download
from .names import base_name, is_plain, stored_name
from .replacing import Contents

# Characters of base64 that are decoded in one call, which holds the GIL; a multiple of four. More than that in a
# request, or many files, are decoded on a thread.
_CHUNK = 256 * 1024
_FEW = 20
# A few downloads in parallel are faster; many would be rude to the host
_MAX_PARALLEL = 4
# Writing this many bytes takes as long as working on one note (the items of host.read), and making a file as long as
# working on so many: a virus scanner looks at it each time that it is opened, linked or renamed
_BYTES_PER_ITEM = 10_000
ITEMS_PER_FILE = 25

_WHITE_SPACE = {ord(blank): None for blank in " \t\r\n"}

# The contents of a file, None if it has the hash that is to be skipped, or the error
Fetched = Union[Contents, None, MediaError]


class Source(NamedTuple):
    """A media file as a request has it; the first given of data, path and url counts.

    Args:
        filename: under which it is to be stored
        data: the contents in base64
        path: of a file on this machine
        url: http or https
        skip_hash: MD5 in hexadecimal digits; a file with this hash is not stored
    """

    filename: str
    data: Optional[str] = None
    path: Optional[str] = None
    url: Optional[str] = None
    skip_hash: Optional[str] = None

    def check_rights(self, grant: Grant) -> None:
        """Raise FilesForbidden or SharesForbidden if it is a path that a caller may not name.

        Args:
            grant: what the caller may do
        """
        if self.data is None and self.path:
            check_path(self.path, grant)


class Means(NamedTuple):
    """What files that are not sent themselves are fetched by.

    Args:
        seconds: that a download may take
        reach: which addresses are allowed
        anki_files: that are not read
    """

    seconds: float
    reach: Reach
    anki_files: AnkiFiles


def source_of(sent: Mapping[str, Any]) -> Source:
    """Read a wire.Media."""
    return Source(sent["filename"], sent.get("data"), sent.get("path"), sent.get("url"), sent.get("skipHash"))


async def fetch(host: Host, sources: Sequence[Source], grant: Grant) -> list[Fetched]:
    """Fetch files, several in parallel; return them in order, each one or its error.

    Raises FilesForbidden or SharesForbidden before anything is fetched, if the caller may not name one of them.

    Args:
        host: the program around
        sources: of the files
        grant: what the caller may do
    """
    for source in sources:
        source.check_rights(grant)
    col = host.col
    means = Means(host.download_seconds, grant.reach, AnkiFiles(col.path))
    fetched: dict[int, Fetched] = {}
    errors: list[ApiError] = []
    sent = {position: source for position, source in enumerate(sources) if source.data is not None}
    remaining = ((position, source) for position, source in enumerate(sources) if position not in sent)

    def decode() -> dict[int, Fetched]:
        return {position: contents_of(source) for position, source in releasing_gil(sent.items())}

    async def decode_sent() -> None:
        try:
            fetched.update(decode() if _is_quick(sent.values()) else await host.run_in_thread(decode))
        except ApiError as error:
            errors.append(error.with_traceback(None))

    async def fetch_remaining() -> None:
        try:
            for position, source in remaining:
                fetched[position] = await _fetch_one(host, source, means)
        except ApiError as error:  # the profile closes
            errors.append(error.with_traceback(None))

    workers: list[Coroutine[Future[Any], None, None]] = [
        fetch_remaining() for _ in range(min(_MAX_PARALLEL, len(sources) - len(sent)))
    ]
    await gather([decode_sent(), *workers])
    if errors:
        raise errors.pop()
    if host.col is not col:  # another profile has been opened meanwhile
        raise CollectionUnavailable
    return [fetched[position] for position in range(len(sources))]


def size_in_items(files: Sequence[Fetched]) -> int:
    """The size of files to be stored, in items of an operation (host.change)."""
    stored = [contents for contents in files if isinstance(contents, (bytes, bytearray))]
    return sum(ITEMS_PER_FILE + len(contents) // _BYTES_PER_ITEM for contents in stored)


def _is_quick(sent: Collection[Source]) -> bool:
    """Whether files that were sent themselves are so few and small that decoding them blocks nobody."""
    return (
        len(sent) <= _FEW
        and sum(len(source.data or "") for source in sent) < _CHUNK
        and all(is_plain(base_name(source.filename)) for source in sent)
    )


async def _fetch_one(host: Host, source: Source, means: Means) -> Fetched:
    work = partial(contents_of, source, means)
    return await (host.run_in_thread(work) if source.path else host.download(work))


def contents_of(source: Source, means: Optional[Means] = None) -> Fetched:
    """Fetch one file, on any thread.

    Args:
        source: of the file
        means: to do so, needed for all but data
    """
    try:
        stored_name(source.filename)  # raises for an unusable name before anything is downloaded
        if source.data is not None:
            contents: Contents = _decode_base64(source.data)
        elif source.path and means:
            contents = _read_file(source.path, means.anki_files)
        elif source.url and means:
            contents = download(source.url, means.seconds, means.reach)
        else:
            raise MediaSourceMissing
    except MediaError as error:
        return error.with_traceback(None)  # its frames refer to what keeps the error: a cycle
    if source.skip_hash and _md5(contents) == source.skip_hash.strip().lower():
        return None
    return contents


def _decode_base64(data: str) -> bytearray:
    """Decode base64, in which white space is ignored and any other character is an error."""
    decoded = bytearray()  # grows, because to put chunks together at the end would hold the GIL
    count, rest, last = 0, "", ""
    for chunk in releasing_gil(_chunks(data)):
        text = rest + (chunk.translate(_WHITE_SPACE) if _has_white_space(chunk) else chunk)
        whole = len(text) // 4 * 4
        try:
            decoded += binascii.a2b_base64(text[:whole])
        except ValueError as error:
            raise DataNotBase64(str(error)) from None
        count += whole
        rest, last = text[whole:], text[:whole][-4:] or last
    # a2b_base64() ignores other characters, so the length tells whether there were any
    padding = len(last) - len(last.rstrip("="))
    if rest or len(decoded) != count // 4 * 3 - padding:
        raise DataNotBase64("it holds other characters, or ends too early")
    return decoded


def _has_white_space(text: str) -> bool:
    return any(chr(blank) in text for blank in _WHITE_SPACE)


def _chunks(text: str) -> Iterator[str]:
    """Split a text into chunks, because working on one holds the GIL."""
    return (text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))


def _read_file(path: str, anki_files: AnkiFiles) -> bytes:
    try:
        return opening.read(path, anki_files, MAX_BYTES)
    except FileRefused as error:
        raise FileUnreadable(path, str(error), error.code) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or "the system does not tell why", code_of_file(error)) from None
    except ValueError:
        raise FileUnreadable(path, "this is no path", "invalid") from None


def _md5(contents: Contents) -> str:
    # not for security: clients send it as skipHash
    return hashlib.md5(contents, usedforsecurity=False).hexdigest()
