"""Counts hosts and origins by whom they belong to, as somebody who owns a domain has any number of names in it."""

from __future__ import annotations

import ipaddress
import re

_LONGEST_SITE = 253  # of a host name, RFC 1035
# The second-last label of a site that has three: co.uk, com.br
_LONGEST_REGISTRY = 3
_ORIGIN = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>\[[^\]]*\]|[^:]*)(:[0-9]*)?")


def site_of(host: str) -> str:
    """What belongs to one owner: the last two labels of a name, or three if the second-last is short; an IP address.

    Args:
        host: in lower case, without port
    """
    host = host[-_LONGEST_SITE:]
    if _is_ip_address(host):
        return host
    labels = host.split(".")
    count = 3 if len(labels) > 1 and len(labels[-2]) <= _LONGEST_REGISTRY else 2
    return ".".join(labels[-count:])


def site_of_origin(origin: str) -> str:
    """The site of a page; another program or an extension is one by itself.

    Args:
        origin: from normal_origin()
    """
    match = _ORIGIN.fullmatch(origin)
    if match is None or match["scheme"] not in ("http", "https"):
        return origin[-_LONGEST_SITE:]
    return site_of(match["host"].removesuffix("."))


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
