"""What a request may do: the rights that actions need, and what a caller has been granted."""

from __future__ import annotations

from typing import NamedTuple

from ..config.rights import ADMIN, ALL, FILES, GUI, NONE, READ, RIGHTS, WRITE, Rights, in_order

__all__ = [
    "ADMIN",
    "ALL",
    "EVERYTHING",
    "FILES",
    "GUI",
    "NONE",
    "READ",
    "RIGHTS",
    "WRITE",
    "Grant",
    "Reach",
    "Rights",
    "in_order",
]


class Reach(NamedTuple):
    """Which addresses may be fetched for a caller.

    Args:
        is_page: whether a web page asks: of private addresses it reaches only what it is served from itself
        own_host: that the page is from, without port, in lower case
        from_loopback: whether the page is from this computer: then it reaches any loopback port
        closed_ports: of this computer, that nobody reaches: those of this server and of Anki's web server
    """

    is_page: bool = False
    own_host: str = ""
    from_loopback: bool = False
    closed_ports: frozenset[int] = frozenset()


class Grant(NamedTuple):
    """What a request may do.

    Args:
        name: of the rule that names its caller; empty if none does
        rights: that it has
        files: whether it may name paths of this computer, which takes more than the right
        shares: whether these may be on other computers (UNC paths)
        reach: which addresses may be fetched for it
        confirm: whether a person decides about what it deletes
        is_card: whether a script in a card sent it, of which no rule says what it may do
        may_replace: names of media files about whose replacement a person has decided
    """

    name: str = ""
    rights: Rights = ALL
    files: bool = True
    shares: bool = True
    reach: Reach = Reach()
    confirm: bool = False
    is_card: bool = False
    may_replace: frozenset[str] = frozenset()


NOBODY = Grant(rights=NONE, files=False, shares=False)
EVERYTHING = Grant()  # for a caller whom nothing restricts
