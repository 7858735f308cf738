"""Fetches files for the media folder: from base64 in the request, from a path on this machine, or from a URL."""

from __future__ import annotations

import binascii
import hashlib
import os
import stat
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Optional, Union

from ...api.futures import Future, gather
from ...api.host import Host
from ...errors import ApiError, CollectionUnavailable, DataNotBase64, FileUnreadable, MediaError, MediaSourceMissing
from ...gil import releasing_gil
from ..database_files import is_anki_database
from .download import MAX_BYTES, download
from .names import stored_name
from .replacing import Contents

# Characters of base64 that are decoded in one call, which holds the GIL; a multiple of four. More than that are decoded
# on a thread.
_CHUNK = 256 * 1024
# A few downloads in parallel are faster; many would be rude to the host
_MAX_PARALLEL = 4
# Writing this many bytes takes as long as working on one note (the items of host.read)
_BYTES_PER_ITEM = 10_000

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


def source_of(sent: Mapping[str, Any]) -> Source:
    """Read a wire.Media."""
    return Source(sent["filename"], sent.get("data"), sent.get("path"), sent.get("url"), sent.get("skipHash"))


async def fetch(host: Host, sources: Sequence[Source]) -> list[Fetched]:
    """Fetch files, several in parallel; return them in order, each one or its error.

    Args:
        host: the program around
        sources: of the files
    """
    col = host.col
    fetched: dict[int, Fetched] = {}
    errors: list[ApiError] = []
    remaining = iter(enumerate(sources))

    async def fetch_remaining() -> None:
        try:
            for position, source in remaining:
                fetched[position] = await _fetch_one(host, source)
        except ApiError as error:  # the profile closes
            errors.append(error.with_traceback(None))

    workers: list[Coroutine[Future[Any], None, None]] = [
        fetch_remaining() for _ in range(min(_MAX_PARALLEL, len(sources)))
    ]
    await gather(workers)
    if errors:
        raise errors.pop()
    if host.col is not col:  # another profile has been opened meanwhile
        raise CollectionUnavailable
    return [fetched[position] for position in range(len(sources))]


def size_in_items(files: Sequence[Fetched]) -> int:
    """The size of files to be stored, in items of an operation (host.change)."""
    return sum(1 + len(contents) // _BYTES_PER_ITEM for contents in files if isinstance(contents, (bytes, bytearray)))


async def _fetch_one(host: Host, source: Source) -> Fetched:
    work = partial(contents_of, source, host.download_seconds)
    if source.data is not None and len(source.data) < _CHUNK:
        return work()
    return await host.run_in_thread(work)


def contents_of(source: Source, seconds: float = 0.0) -> Fetched:
    """Fetch one file, on any thread.

    Args:
        source: of the file
        seconds: that a download may take
    """
    try:
        stored_name(source.filename)  # raises for an unusable name before anything is downloaded
        if source.data is not None:
            contents: Contents = _decode_base64(source.data)
        elif source.path:
            contents = _read_file(source.path)
        elif source.url:
            contents = download(source.url, seconds)
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


def _read_file(path: str) -> bytes:
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise FileUnreadable(path, "it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise FileUnreadable(path, "it is no ordinary file")
        if status.st_size > MAX_BYTES:
            raise FileUnreadable(path, f"it is larger than {MAX_BYTES // 1024 // 1024} MB")
        if is_anki_database(path):
            raise FileUnreadable(path, "it is a database of Anki")
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise FileUnreadable(path, error.strerror or "the system does not tell why") from None
    except ValueError:
        raise FileUnreadable(path, "this is no path") from None


def _md5(contents: Contents) -> str:
    # not for security: clients send it as skipHash
    return hashlib.md5(contents, usedforsecurity=False).hexdigest()
