"""Which addresses a file may be downloaded from, and for whom.

The ranges stand here because ipaddress.is_private differs between Pythons. They are those of RFC 6890 and of IANA's two
registries of addresses for special purposes.
"""

from __future__ import annotations

import ipaddress
from typing import NamedTuple, Optional, Union

from ...api.rights import Reach

_Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
_Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


def _networks(words: str, *networks: str) -> list[tuple[_Network, str]]:
    return [(ipaddress.ip_network(one), words) for one in networks]


_LOOPBACK = _networks("an address of this computer", "127.0.0.0/8", "::1/128", "0.0.0.0/32", "::/128")

# Nobody has a file there
_NEVER = [
    *_networks(
        "the address at which a computer in a data centre learns its passwords",
        "169.254.169.254/32",  # nearly everybody
        "169.254.170.2/32",  # Amazon's containers
        "fd00:ec2::/32",  # Amazon: ::254, ::23
        "100.100.100.200/32",  # Alibaba
        "192.0.0.192/32",  # Oracle
        "168.63.129.16/32",  # Azure
        "fd20:ce::254/128",  # Google
        "fd00:42::42/128",  # Scaleway
    ),
    *_networks("a link-local address", "169.254.0.0/16", "fe80::/10"),
    *_networks("an address of many computers", "224.0.0.0/4", "ff00::/8"),
    *_networks("an address of no computer", "0.0.0.0/8", "240.0.0.0/4", "100::/64"),
]

_PRIVATE = [
    *_networks("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
    *_networks("an address within a provider's network", "100.64.0.0/10"),
    *_networks(
        "an address for special purposes",
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("64:ff9b:1::/48", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"),
    ),
]

# In these the last 32 bits are an IPv4 address: mapped, translated (RFC 2765), NAT64, compatible
_ENDS_IN_IPV4 = [ipaddress.IPv6Network(one) for one in ("::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "::/96")]
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")

# What only a resolver of the place knows (RFC 6762, appendix G, and RFC 8375)
_LOCAL_ENDINGS = (
    *(".localhost", ".local", ".internal", ".intranet", ".private", ".corp", ".home", ".lan", ".home.arpa"),
)
_METADATA_NAMES = {"metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal"}


class Target(NamedTuple):
    """Where a download is about to connect to.

    Args:
        host: of the URL
        address: that it stands for
        port: of the server
        is_own: whether it is known to be an address of this computer
    """

    host: str
    address: str
    port: int
    is_own: bool = False


def refusal(target: Target, reach: Reach) -> Optional[str]:
    """Why nothing is fetched from an address, None if it may be.

    Args:
        target: of the download
        reach: of the caller
    """
    address = _judged(target.address)
    if address is None:
        return f"{target.address} is no address of the internet"
    is_loopback = _words(address, _LOOPBACK)
    if (is_loopback or target.is_own) and target.port in reach.closed_ports:
        return f"port {target.port} of this computer is Anki's own"
    if is_loopback:
        may = not reach.is_page or reach.from_loopback or _is_own_host(target.host, reach, by_loopback=True)
        return None if may else _not_for_pages(target, is_loopback)
    never = _words(address, _NEVER)
    if never:
        return f"{target.address} is {never}"
    private = _words(address, _PRIVATE)
    if private and reach.is_page and not _is_own_host(target.host, reach):
        return _not_for_pages(target, private)
    return None


def name_refusal(host: str, reach: Reach) -> Optional[str]:
    """Why nothing is fetched from a host whose address only a proxy server knows, None if it may be.

    Args:
        host: of the URL
        reach: of the caller
    """
    name = host.lower().rstrip(".")
    if name in _METADATA_NAMES:
        return f"{host} is the name at which a computer in a data centre learns its passwords"
    is_local = "." not in name or name.endswith(_LOCAL_ENDINGS)
    if is_local and reach.is_page and not _is_own_host(host, reach):
        return f"{host} is a name of a private network, which a web page may not have files fetched from"
    return None


def _is_own_host(host: str, reach: Reach, *, by_loopback: bool = False) -> bool:
    """Whether a host is the one that the page is from.

    A name of the internet that stands for this computer's loopback may be an attacker's, who is elsewhere.
    """
    own = reach.own_host.strip("[]").lower().rstrip(".")
    if not own or host.strip("[]").lower().rstrip(".") != own:
        return False
    return not by_loopback or "." not in own or own.endswith(_LOCAL_ENDINGS)


def _judged(text: str) -> Optional[_Address]:
    """An address without its zone; of one that holds an IPv4 address, that one."""
    try:
        address: _Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address) or _words(address, _LOOPBACK):
        return address
    number = int(address)
    if any(address in network for network in _ENDS_IN_IPV4):
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return ipaddress.IPv4Address(number >> 80 & 0xFFFFFFFF)
    return address


def _words(address: _Address, networks: list[tuple[_Network, str]]) -> str:
    return next((words for network, words in networks if address in network), "")


def _not_for_pages(target: Target, words: str) -> str:
    return f"{target.address} is {words}, which a web page may not have files fetched from"
