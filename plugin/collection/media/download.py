"""Downloads a file with the library requests, which Anki ships, within limits of time and size.

The timeouts of requests are for each read: a host that sends a byte now and then would never exceed them. So the
download runs on a thread of its own, whose connections are shut down when the time is over, which ends it. Only while
the system looks up a name it cannot be ended, and goes when that is done.
"""

from __future__ import annotations

import errno
import re
import sys
import threading
import time
from http.cookiejar import DefaultCookiePolicy
from queue import Empty, SimpleQueue
from typing import Union
from urllib.parse import urljoin, urlsplit

import requests
import requests.auth
import requests.utils
import urllib3

from anki.httpclient import HttpClient

from ...api.rights import Reach
from ...errors import DownloadFailed, NotConnected, shown_url
from .connections import Connections
from .replacing import Contents

# The same as the default of webMaxBodyBytes
MAX_BYTES = 256 * 1024 * 1024
# For a caller whom nothing restricts
EVERYWHERE = Reach()

_MAX_REDIRECTS = 5
_CHUNK = 64 * 1024
_NO_FILE = (204, 206)  # No Content, Partial Content
_NOT_THERE = (404, 410)  # Not Found, Gone
# macOS 15 answers so until a program may use the local network: Apple, Technote TN3179
_LOCAL_NETWORK = " (if it is in your own network, allow Anki there: System Settings, Privacy & Security, Local Network)"
_WITHOUT_SCHEME = re.compile(r"//[^/]")
_PATH = re.compile(r"file:|[a-z]:[\\/]|%\w+%[\\/]|[\\/~.]", re.IGNORECASE)
_DATA = re.compile("data:", re.IGNORECASE)
# What only the page or the extension can read that made it
_OF_A_BROWSER = re.compile(r"blob:|filesystem:|[a-z-]+-extension:", re.IGNORECASE)
# Some hosts refuse the User-Agent of requests; this is that of Anki's editor
_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; Anki)"}


def download(url: str, seconds: float, reach: Reach = EVERYWHERE) -> Contents:
    """Return the contents of a URL.

    Args:
        url: http or https
        seconds: for the whole download, redirects included
        reach: which addresses are allowed
    """
    result: SimpleQueue[Union[Contents, DownloadFailed]] = SimpleQueue()
    end = time.monotonic() + seconds
    connections = Connections(reach, end)

    def run() -> None:
        try:
            result.put(_result(url, seconds, end, connections))
        finally:
            connections.close()

    threading.Thread(target=run, daemon=True, name="download").start()
    try:
        contents = result.get(timeout=seconds)
    except Empty:
        connections.give_up()
        raise _too_slow(url, seconds) from None
    if isinstance(contents, DownloadFailed):
        raise contents
    return contents


class _NameOfUrl(requests.auth.AuthBase):
    """Sends the name and the password that stand in a URL, and none that .netrc has for its host."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        name, password = requests.utils.get_auth_from_url(request.url or "")
        return requests.auth.HTTPBasicAuth(name, password)(request) if name or password else request


def _result(url: str, seconds: float, end: float, connections: Connections) -> Union[Contents, DownloadFailed]:
    try:
        with HttpClient() as client:  # Anki's, because it trusts the certificates that Anki trusts
            client.session.auth = _NameOfUrl()
            client.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            connections.attach(client.session)
            return _get(client.session, url, end)
    except DownloadFailed as error:
        return error.with_traceback(None)
    except NotConnected as error:
        return DownloadFailed(url, str(error), error.code)
    except requests.Timeout:
        return _too_slow(url, seconds)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        if error.args and isinstance(error.args[0], urllib3.exceptions.ReadTimeoutError):
            return _too_slow(url, seconds)
        return DownloadFailed(url, _reason(error))


def _get(session: requests.Session, url: str, end: float) -> Contents:
    """Get a URL, following redirects; the scheme of each is checked, which requests itself does not do."""
    current = url.strip()
    for _ in range(_MAX_REDIRECTS + 1):
        if urlsplit(current).scheme.lower() not in ("http", "https"):
            is_first = current == url.strip()
            reason = _instead_of(current) if is_first else f"it redirects to {shown_url(current)}"
            raise DownloadFailed(url, reason, "invalid" if is_first else "forbidden")
        left = max(0.001, end - time.monotonic())
        with session.get(current, headers=_HEADERS, timeout=left, stream=True, allow_redirects=False) as response:
            target = session.get_redirect_target(response)
            if not target:
                return _read_body(response, url, end)
            current = urljoin(current, target)
    raise DownloadFailed(url, f"it redirects more than {_MAX_REDIRECTS} times")


def _instead_of(url: str) -> str:
    if _WITHOUT_SCHEME.match(url):
        return 'it has no scheme: send it with "https:" before it'
    if _PATH.match(url):
        return 'it is a file of this computer: send it as "path"'
    if _DATA.match(url):
        return 'it holds the contents itself: send them as "data"'
    if _OF_A_BROWSER.match(url):
        return 'only the browser has it: send the contents as "data"'
    return "only http and https are served"


def _read_body(response: requests.Response, url: str, end: float) -> Contents:
    # nor is the body of a redirect the file, and these two say that there is none, or a part of one
    if not 200 <= response.status_code < 300 or response.status_code in _NO_FILE:
        reason = f"the server answers {response.status_code} {response.reason or ''}".rstrip()
        raise DownloadFailed(url, reason, "not_found" if response.status_code in _NOT_THERE else "unavailable")
    # WORKAROUND https://nvd.nist.gov/vuln/detail/CVE-2025-66471: until Anki 26.05, with urllib3 2.6. Before, each layer
    # is decompressed at once, so that a few kilobytes become gigabytes.
    if "," in response.headers.get("Content-Encoding", ""):
        raise DownloadFailed(url, "it is compressed several times")
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise _too_large(url)
    contents = bytearray()
    for chunk in response.iter_content(_CHUNK):
        contents += chunk
        if len(contents) > MAX_BYTES:
            raise _too_large(url)
        if time.monotonic() > end:
            raise requests.Timeout
    return contents


def _too_slow(url: str, seconds: float) -> DownloadFailed:
    return DownloadFailed(url, f"it takes longer than {seconds:g} seconds")


def _too_large(url: str) -> DownloadFailed:
    return DownloadFailed(url, f"it is larger than {MAX_BYTES // 1024 // 1024} MB", "limit")


def _reason(error: Exception) -> str:
    """The reason of an error that requests wraps several times, in plain words."""
    if isinstance(error, ValueError):
        return "this is no valid URL"
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate is not trusted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy server does not answer"
    if isinstance(error, (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)):
        return "it arrives damaged"
    if isinstance(error, OSError):
        return f"there is no connection to the server{_system_reason(error)}"
    return "the server's answer cannot be read"


def _system_reason(error: BaseException | None) -> str:
    """The reason that the operating system gives, such as that a connection is refused."""
    while error is not None:
        if isinstance(error, OSError) and error.strerror:
            may_be_forbidden = sys.platform == "darwin" and error.errno == errno.EHOSTUNREACH
            return f": {error.strerror}{_LOCAL_NETWORK if may_be_forbidden else ''}"
        error = error.__context__
    return ""
