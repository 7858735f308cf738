"""Reads from the head of a request who has sent it: a page, a page that does not say which, or a program, and where.

What a page embeds, a picture or a script, is asked for without an Origin. Of these requests browsers say in headers of
their own, which no page can set (https://www.w3.org/TR/fetch-metadata/), whether they are for another site.
"""

from __future__ import annotations

from typing import NamedTuple

from ..server.messages import Request, RequestHead
from ..server.peers import is_loopback

# "same-site" is another port of this computer, which may be anybody's; "none" is a person or an extension
_OTHER_SITES = (b"cross-site", b"same-site")
# What a person may follow a link to
_LINKED = ("/", "/docs", "/mcp")
_FOLLOWING = ("GET", "HEAD")
_WINDOW = (b"document", None)  # and no frame within a page; not all browsers have said so

# What proxies say, the last ones those of companies through whose tunnels the whole internet may come
_PROXIES = {
    *(b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip", b"x-original-forwarded-for"),
    *(b"true-client-ip", b"cf-connecting-ip", b"fastly-client-ip", b"cdn-loop", b"tailscale-user-login"),
}
_PROXY = b"x-forwarded-"


class Sender(NamedTuple):
    """Who has sent a request.

    Args:
        origin: as it was sent, each byte a character; None if there is none
        is_unnamed_page: whether a page of another site has, which no Origin names
        on_this_computer: whether it came from this computer, and not through a proxy
    """

    origin: str | None
    is_unnamed_page: bool
    on_this_computer: bool


def sender_of(request: Request | RequestHead) -> Sender:
    """Who has sent a request."""
    origins: list[bytes] = []
    is_from_other_site = is_proxied = False
    for name, value in request.headers:
        if name == b"origin":
            origins.append(value)
        elif name == b"sec-fetch-site":
            is_from_other_site = is_from_other_site or value in _OTHER_SITES
        elif name in _PROXIES or name.startswith(_PROXY):
            is_proxied = True
    # no browser sends several; together they are no origin that anybody trusts
    origin = b", ".join(origins).decode("latin-1") if origins else None
    is_unnamed_page = origin is None and is_from_other_site and not _follows_a_link(request)
    return Sender(origin, is_unnamed_page, not is_proxied and is_loopback(request.client))


def _follows_a_link(request: Request | RequestHead) -> bool:
    return (
        request.method in _FOLLOWING
        and request.header(b"sec-fetch-mode") == b"navigate"
        and request.header(b"sec-fetch-dest") in _WINDOW
        and request.target.partition("?")[0] in _LINKED
    )
