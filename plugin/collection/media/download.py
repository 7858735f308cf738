"""Downloads a file with requests, which Anki ships, within a time and a size.

The timeouts of requests are those of one read: a host that sends a byte now and then would never meet them. So the
download runs on a thread of its own, which is given up when the time is over.
"""

from __future__ import annotations

import threading
import time
from queue import Empty, SimpleQueue
from typing import Union
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from anki.httpclient import HttpClient

from ...errors import DownloadFailed

# As much as a request may have by default
MAX_BYTES = 256 * 1024 * 1024

_MOST_REDIRECTS = 5
_CHUNK = 64 * 1024
# Some hosts refuse the name that requests gives itself; this is that of Anki's own editor
_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; Anki)"}


def download(url: str, seconds: float) -> bytes:
    """Give what is at a URL.

    Args:
        url: http or https
        seconds: for all of it, redirects included
    """
    outcome: SimpleQueue[Union[bytes, DownloadFailed]] = SimpleQueue()
    threading.Thread(target=lambda: outcome.put(_outcome(url, seconds)), daemon=True, name="download").start()
    try:
        had = outcome.get(timeout=seconds)
    except Empty:
        raise _too_slow(url, seconds) from None
    if isinstance(had, DownloadFailed):
        raise had
    return had


def _outcome(url: str, seconds: float) -> Union[bytes, DownloadFailed]:
    end = time.monotonic() + seconds
    try:
        with HttpClient() as client:  # Anki's, because it trusts the certificates that Anki trusts
            return _followed(client.session, url, end)
    except DownloadFailed as error:
        return error.with_traceback(None)
    except requests.Timeout:
        return _too_slow(url, seconds)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        if error.args and isinstance(error.args[0], urllib3.exceptions.ReadTimeoutError):
            return _too_slow(url, seconds)
        return DownloadFailed(url, _words_for(error))


def _followed(session: requests.Session, url: str, end: float) -> bytes:
    """Follow redirects, each of which may lead elsewhere than requests itself would check, and read the body."""
    here = url
    for _ in range(_MOST_REDIRECTS + 1):
        if urlsplit(here).scheme.lower() not in ("http", "https"):
            raise DownloadFailed(url, "only http and https are served" if here == url else f"it redirects to {here}")
        left = max(0.001, end - time.monotonic())
        with session.get(here, headers=_HEADERS, timeout=left, stream=True, allow_redirects=False) as response:
            target = session.get_redirect_target(response)
            if not target:
                return _body(response, url, end)
            here = urljoin(here, target)
    raise DownloadFailed(url, f"it redirects more than {_MOST_REDIRECTS} times")


def _body(response: requests.Response, url: str, end: float) -> bytes:
    if not 200 <= response.status_code < 300:  # nor is what comes with a redirect to nowhere the file
        raise DownloadFailed(url, f"the server answers {response.status_code} {response.reason or ''}".rstrip())
    # WORKAROUND https://nvd.nist.gov/vuln/detail/CVE-2025-66471: until Anki 26.05, with urllib3 2.6. Before, each layer
    # is unpacked whole, so that a few kilobytes become gigabytes in the second.
    if "," in response.headers.get("Content-Encoding", ""):
        raise DownloadFailed(url, "it is compressed several times")
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise _too_large(url)
    chunks, size = [], 0
    for chunk in response.iter_content(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_BYTES:
            raise _too_large(url)
        if time.monotonic() > end:
            raise requests.Timeout
    return b"".join(chunks)


def _too_slow(url: str, seconds: float) -> DownloadFailed:
    return DownloadFailed(url, f"it takes longer than {seconds:g} seconds")


def _too_large(url: str) -> DownloadFailed:
    return DownloadFailed(url, f"it is larger than {MAX_BYTES // 1024 // 1024} MB")


def _words_for(error: Exception) -> str:
    """Say in plain words what requests wraps several times over."""
    if isinstance(error, ValueError):
        return "this is no valid URL"
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate is not trusted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy server does not answer"
    if isinstance(error, (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)):
        return "it arrives damaged"
    if isinstance(error, OSError):
        return f"there is no connection to the server{_words_of_the_system(error)}"
    return "the server's answer cannot be read"


def _words_of_the_system(error: BaseException | None) -> str:
    """What the operating system says of it, such as that a connection is refused."""
    while error is not None:
        if isinstance(error, OSError) and error.strerror:
            return f": {error.strerror}"
        error = error.__context__
    return ""
