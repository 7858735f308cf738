"""Takes the host of a request apart, and tells which hosts nobody can have made point to this computer."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from ..config.origin_text import lower, normal_host
from ..server.messages import Request, RequestHead

_HOST_WITH_PORT = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(:(?P<port>[0-9]{0,5}))?")
# A single label, or a name below one of those that nobody can own
_UNOWNED_NAME = re.compile(r"[a-z0-9_-]{1,63}|(?:[a-z0-9_-]{1,63}\.){1,100}(?:localhost|internal)")
_IPV4 = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
# Python's clients send the zone of an address that is valid on one network only; no browser has such an address
_IPV6 = re.compile(r"\[(?P<address>[0-9a-f:.]{2,45})(?:%[a-z0-9._~-]{1,40})?\]")
_ABSOLUTE_TARGET = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(?P<authority>[^/?#]*)")
_LONGEST_NAME = 253  # RFC 1035
_HTTP_PORT = "80"


def authorities(request: Request | RequestHead) -> list[str]:
    """The hosts, perhaps with ports, that a request names: in its header, and in its target if that is a whole URL."""
    found = [value.decode("latin-1") for name, value in request.headers if name == b"host"]
    absolute = _ABSOLUTE_TARGET.match(request.target)
    return [*found, absolute["authority"]] if absolute else found


def host_of(authority: str) -> str:
    """The host of an authority, without port, in lower case; nothing if it is malformed."""
    match = _HOST_WITH_PORT.fullmatch(authority)
    return lower(match["host"]).removesuffix(".") if match else ""


def host_of_setting(entry: str) -> str:
    """The same of an entry of the settings."""
    return host_of(normal_host(entry))


def is_owned_by_nobody(host: str) -> bool:
    """Whether a host is an IP address, a name of one label or one that is reserved for machines near by.

    Args:
        host: from host_of()
    """
    return len(host) <= _LONGEST_NAME and _is_owned_by_nobody(host)


@lru_cache(maxsize=64)  # nearly all requests name the same host, and to parse it costs as much as half of an action
def _is_owned_by_nobody(host: str) -> bool:
    return _UNOWNED_NAME.fullmatch(host) is not None or is_ip_address(host)


def is_ip_address(host: str) -> bool:
    """Whether a host is an IP address, one of version 6 in brackets.

    Args:
        host: from host_of()
    """
    match = _IPV6.fullmatch(host)
    try:
        if match is not None:
            ipaddress.IPv6Address(match["address"])
        elif _IPV4.fullmatch(host):
            ipaddress.IPv4Address(host)
        else:
            return False
    except ValueError:
        return False
    return True


def is_own_page(origin: str, request: Request | RequestHead, port: int) -> bool:
    """Whether an origin is that of a page that this server has served, by an address or as localhost.

    Never by a name, which somebody else may have made point to this computer.

    Args:
        origin: from normal_origin()
        request: that it came with
        port: of this server
    """
    hosts = [value for name, value in request.headers if name == b"host"]
    if len(hosts) != 1:
        return False
    authority = lower(hosts[0].decode("latin-1"))
    match = _HOST_WITH_PORT.fullmatch(authority)
    if match is None or (match["port"] or _HTTP_PORT) != str(port):
        return False
    return origin == f"http://{authority}" and (match["host"] == "localhost" or is_ip_address(match["host"]))
