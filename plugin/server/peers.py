"""Tells from the address of a peer whether it is on this computer."""

from __future__ import annotations

import ipaddress
from functools import lru_cache


@lru_cache(maxsize=64)  # most peers are this computer
def is_loopback(address: str) -> bool:
    """Whether an address is one of this computer's own, that no other can use.

    Args:
        address: of a peer; one of version 4 may be written as one of version 6
    """
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
