"""Where a file for the media folder comes from: base64 in the request, a file of this machine, or a URL."""

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

# Of base64, from which on it is decoded aside; a multiple of four, because so much is decoded at once, too
_LARGE = 256 * 1024
# Some downloads beside each other are faster; many would be taken amiss by the host
_AT_ONCE = 4
# Writing this much takes as long as working on one note (host.read)
_BYTES_PER_ITEM = 10_000

_WHITE_SPACE = {ord(blank): None for blank in " \t\r\n"}

# The contents of a file; None for a file that is not wanted, because it has the hash that is to be skipped
Fetched = Union[bytes, None, MediaError]


class Source(NamedTuple):
    """A file that is wanted, and where it comes from; the first given of data, path and url counts.

    Args:
        filename: that it should get
        data: the contents, base64
        path: of a file on this machine
        url: http or https
        skip_hash: MD5 in hexadecimal digits; a file with this hash is not wanted
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
    """Get files, several at the same time; in order, an error in the place of each that cannot be had.

    Args:
        host: the program around
        sources: of the files
    """
    col = host.col
    fetched: dict[int, Fetched] = {}
    given_up: list[ApiError] = []
    waiting = iter(enumerate(sources))

    async def one_after_another(each: Iterator[tuple[int, Source]]) -> None:
        try:
            for position, source in each:
                fetched[position] = await _fetch_one(host, source)
        except ApiError as error:  # the profile closes
            given_up.append(error.with_traceback(None))

    lanes: list[Coroutine[Future[Any], None, None]] = [
        one_after_another(waiting) for _ in range(min(_AT_ONCE, len(sources)))
    ]
    await gather(lanes)
    if given_up:
        raise given_up.pop()
    if host.col is not col:  # the person has opened another profile meanwhile
        raise CollectionUnavailable
    return [fetched[position] for position in range(len(sources))]


def size_in_items(files: Sequence[Fetched]) -> int:
    """What storing files counts for, in items that an operation works on."""
    return sum(1 + len(contents) // _BYTES_PER_ITEM for contents in files if isinstance(contents, bytes))


async def _fetch_one(host: Host, source: Source) -> Fetched:
    work = partial(_contents, source, host.download_seconds)
    if source.data is not None and len(source.data) < _LARGE:
        return work()
    return await host.run_in_thread(work)


def _contents(source: Source, seconds: float) -> Fetched:
    """Get one file, on whatever thread."""
    try:
        stored_name(source.filename)  # raises where there is none, before anything is downloaded for it
        if source.data is not None:
            contents = _decoded(source.data)
        elif source.path:
            contents = _read(source.path)
        elif source.url:
            contents = download(source.url, seconds)
        else:
            raise MediaSourceMissing
    except MediaError as error:
        return error.with_traceback(None)  # the traceback would hold what holds the error
    if source.skip_hash and _md5(contents) == source.skip_hash.strip().lower():
        return None
    return contents


def _decoded(data: str) -> bytes:
    """Decode base64; blanks and line breaks in it are all right, anything else is not."""
    text = data
    if any(chr(blank) in data for blank in _WHITE_SPACE):
        text = "".join(part.translate(_WHITE_SPACE) for part in releasing_gil(_parts(data)))
    try:
        parts = [binascii.a2b_base64(part) for part in releasing_gil(_parts(text))]
    except ValueError as error:
        raise DataNotBase64(str(error)) from None
    decoded = b"".join(parts)
    # What does not belong to base64 has been passed over without a word
    padding = len(text[-4:]) - len(text[-4:].rstrip("="))
    if len(text) % 4 or len(decoded) != len(text) // 4 * 3 - padding:
        raise DataNotBase64("it holds other characters, or ends too early")
    return decoded


def _parts(text: str) -> Iterator[str]:
    """A text in parts, because working on it holds the GIL."""
    return (text[at : at + _LARGE] for at in range(0, len(text), _LARGE))


def _read(path: str) -> bytes:
    try:
        about = os.stat(path)
        if stat.S_ISDIR(about.st_mode):
            raise FileUnreadable(path, "it is a folder")
        if not stat.S_ISREG(about.st_mode):
            raise FileUnreadable(path, "it is no ordinary file")
        if about.st_size > MAX_BYTES:
            raise FileUnreadable(path, f"it is larger than {MAX_BYTES // 1024 // 1024} MB")
        if is_anki_database(path):
            raise FileUnreadable(path, "it is a database of Anki")
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise FileUnreadable(path, error.strerror or "the system does not tell why") from None
    except ValueError:
        raise FileUnreadable(path, "this is no path") from None


def _md5(contents: bytes) -> str:
    # not for security: it is how clients name files that they do not want
    return hashlib.md5(contents, usedforsecurity=False).hexdigest()
