"""Which origins are trusted, and what kind of caller an origin is: a web page, an extension, a program, a card."""

from __future__ import annotations

import re
from typing import Callable, NamedTuple

from ..config.settings import Settings
from .origins import names_a_site, normal_origin

# With this entry in webCorsOriginList, the default, everything that runs on this machine is trusted
LOCAL_ORIGIN = "http://localhost"
_LOCAL = re.compile(
    r"https?://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?"
    r"|(chrome|moz|safari-web)-extension://[a-z0-9-]+"
)

# Schemes of what a browser shows, which is a web page whoever made it
_OF_A_PAGE = re.compile(r"(https?|file|data|blob|about|filesystem):.*|null|", re.DOTALL)
_OF_AN_EXTENSION = re.compile(r"[a-z0-9+.-]*-extension:.*", re.DOTALL)
_OWN_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://.+", re.DOTALL)

_PAGE_OF_A_SERVER = re.compile(r"https?://(?P<host>\[[0-9a-f:.]+\]|[^/:@\s]+)(?::(?P<port>[0-9]{1,5}))?")
_LOOPBACK = re.compile(r"localhost|(.+\.)?localhost|127\.[0-9.]+|\[::1\]")


class Ports(NamedTuple):
    """The ports of this computer that matter to who may do what.

    Args:
        own: gives that of this server, None if it is closed
        cards: gives that of Anki's web server, None without one
    """

    own: Callable[[], int | None] = lambda: None
    cards: Callable[[], int | None] = lambda: None


NO_PORTS = Ports()


class Permission(NamedTuple):
    """What is known of an origin without asking anybody."""

    trusted: bool
    may_ask: bool


class Trust:
    """The lists of origins in force.

    Args:
        settings: of which the lists and the rules count
        ports: of this computer
    """

    def __init__(self, settings: Settings, ports: Ports) -> None:
        self.listed = {normal_origin(one) for one in settings.origins} - {""}
        self._trusted = self.listed | {one.origin for one in settings.accessRules if one.origin is not None}
        self._cards_have_a_rule = any(one.is_of_cards for one in settings.accessRules)
        self._ignored = {normal_origin(one) for one in settings.ignoreOriginList}
        self._ports = ports

    @property
    def trusts_all(self) -> bool:
        return "*" in self.listed

    def permission(self, origin: str) -> Permission:
        """What is known of an origin.

        Args:
            origin: as it arrived
        """
        normal = normal_origin(origin)
        trusted = (
            self.trusts_all
            or normal in self._trusted
            or (LOCAL_ORIGIN in self.listed and _LOCAL.fullmatch(normal) is not None)
            or (self._cards_have_a_rule and self.is_card(normal))
        )
        may_ask = not trusted and normal not in self._ignored and names_a_site(normal)
        return Permission(trusted, may_ask)

    def is_card(self, origin: str) -> bool:
        """Whether an origin is that of Anki's own web server: a script of a card, which a shared deck may bring.

        Args:
            origin: from normal_origin()
        """
        match = _PAGE_OF_A_SERVER.fullmatch(origin)
        if match is None or match["port"] is None or not _LOOPBACK.fullmatch(match["host"]):
            return False
        return int(match["port"]) == self._ports.cards()


def is_page(origin: str) -> bool:
    """Whether an origin is that of a web page, or of nobody in particular; an extension is none.

    Args:
        origin: from normal_origin()
    """
    return _OF_A_PAGE.fullmatch(origin) is not None


def is_extension(origin: str) -> bool:
    """Whether an origin is that of a browser's extension.

    Args:
        origin: from normal_origin()
    """
    return _OF_AN_EXTENSION.fullmatch(origin) is not None


def is_own_scheme(origin: str) -> bool:
    """Whether an origin is that of a program with a scheme of its own, such as app://obsidian.md.

    Args:
        origin: from normal_origin()
    """
    return _OWN_SCHEME.fullmatch(origin) is not None and not is_page(origin) and not is_extension(origin)


def page_host(origin: str) -> str:
    """The host that a page is from, without its port; nothing if it is from none.

    Args:
        origin: from normal_origin()
    """
    match = _PAGE_OF_A_SERVER.fullmatch(origin)
    return match["host"] if match is not None else ""


def is_loopback_host(host: str) -> bool:
    """Whether a host of an origin is this computer itself."""
    return _LOOPBACK.fullmatch(host) is not None
