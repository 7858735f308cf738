"""Which addresses are listened on for a setting, and where a program on this computer finds them."""

from __future__ import annotations

import errno

from ..config.settings import Settings

IPV4_LOOPBACK = "127.0.0.1"
IPV6_LOOPBACK = "::1"
# All addresses of the machine. Neither can be opened: Windows refuses to connect to it
_IPV4_WILDCARD = "0.0.0.0"  # noqa: S104 - only if the person sets it
_IPV6_WILDCARD = "::"
_LOOPBACKS = {_IPV4_WILDCARD: IPV4_LOOPBACK, _IPV6_WILDCARD: IPV6_LOOPBACK}
_SECONDS = {IPV4_LOOPBACK: IPV6_LOOPBACK, _IPV4_WILDCARD: IPV6_LOOPBACK, _IPV6_WILDCARD: IPV4_LOOPBACK}
_MACHINE_LACKS_IT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)

Address = tuple[str, int]


def addresses_of(settings: Settings) -> list[Address]:
    """Where to listen: one that must be, and the other loopback address.

    A program that says localhost may try either of them first. On Windows it waits two seconds at one that nobody
    listens on.
    """
    host, port = settings.webBindAddress, settings.webBindPort
    host = IPV4_LOOPBACK if host == "localhost" else host
    return [(host, port), *([(_SECONDS[host], port)] if host in _SECONDS else [])]


def is_lacking(error: OSError) -> bool:
    """Whether the machine has no such address, as one without IPv6; otherwise it may be free another time."""
    return error.errno in _MACHINE_LACKS_IT


def reachable(address: Address) -> Address:
    """Where a program on this computer reaches what listens at an address."""
    host, port = address
    return _LOOPBACKS.get(host, host), port


def url(address: Address) -> str:
    """What a program on this computer can open."""
    return f"http://{authority(address)}"


def authority(address: Address) -> str:
    """What stands for an address in a URL that a program on this computer can open."""
    host, port = reachable(address)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
