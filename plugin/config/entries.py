"""Says which entries of the lists of origins and hosts can never match, and what to write instead.

What is compared: an origin as a browser sends it, scheme, host and the port if it is not the usual one; a host without
its port. Case, blanks around an entry and a final slash do not count. An entry that is refused here stays in its list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import escaped
from .origin_text import normal_host, normal_origin

_SHOWN = 200  # characters of an entry
_TOLD = 10  # entries of a list
_LAST_PORT = 65_535
_USUAL_PORTS = {"http": "80", "https": "443"}

# What stands for more than one origin, or for those without a name
EVERYBODY = "*"
_WITHOUT_A_NAME = ("null", "file:")
_LOCAL = re.compile(r"localhost|.*\.localhost|[0-9.]+|\[[0-9a-f:.]+\]")
_EXTENSION = re.compile(r"[a-z-]+-extension")

_SCHEME = r"(?P<scheme>[a-z][a-z0-9+.-]*)://"
_AUTHORITY = r"(?P<host>\[[^\]/?#]*\]|[^/?#:]*)(?::(?P<port>[^/?#]*))?"
_ORIGIN = re.compile(rf"{_SCHEME}{_AUTHORITY}(?P<rest>[/?#].*)?", re.DOTALL)
_HOST = re.compile(rf"(?:{_SCHEME})?{_AUTHORITY}(?P<rest>[/?#].*)?", re.DOTALL)
_NAME = re.compile(r"[^\s\x00-\x20\"'<>\\%\[\]*@,;]+|\[[0-9a-f:.]+\]")

_AN_ORIGIN = "an origin is a scheme, a host and perhaps a port, as in https://example.org:8080"
_A_HOST = "an entry is a name, as in anki.example.org"


def notices_of_origins(setting: str, entries: Sequence[str], *, everybody: bool) -> list[str]:
    """A sentence for each origin that no page can have.

    Args:
        setting: its name, for the sentences
        entries: as they are stored
        everybody: whether an asterisk stands for everybody there
    """
    return _told(setting, ((one, _wrong_origin(normal_origin(one), everybody=everybody)) for one in entries))


def notices_of_hosts(setting: str, entries: Sequence[str]) -> list[str]:
    """A sentence for each host that no request can name.

    Args:
        setting: its name, for the sentences
        entries: as they are stored
    """
    return _told(setting, ((one, _wrong_host(normal_host(one))) for one in entries))


def _told(setting: str, judged: Iterator[tuple[str, str | None]]) -> list[str]:
    wrong = [(entry, advice) for entry, advice in judged if advice is not None]
    told = [f'{setting}: "{escaped(entry, _SHOWN)}" never matches: {advice}' for entry, advice in wrong[:_TOLD]]
    return told if len(wrong) <= _TOLD else [*told, f"{setting}: {len(wrong) - _TOLD} more entries never match"]


# Origins ---------------------------------------------------------------------


def _wrong_origin(origin: str, *, everybody: bool) -> str | None:
    """What to do about an origin that can never match; None for one that can.

    Args:
        origin: in lower case, without a final slash
        everybody: whether an asterisk stands for everybody
    """
    if origin in _WITHOUT_A_NAME or (origin == EVERYBODY and everybody):
        return None
    if not origin:
        return "it is empty, take it out"
    if origin.startswith("file:"):
        return 'write "file://", which is all that a browser says of a file'
    if "," in origin:
        return "write each origin as an entry of its own"
    if EVERYBODY in origin:
        return _instead_of_asterisk(origin)
    match = _ORIGIN.fullmatch(origin)
    if match is None:
        meant = _ORIGIN.fullmatch(f"https://{origin}")
        is_page = meant is not None and _NAME.fullmatch(meant["host"]) and "." in meant["host"]
        if meant is None or not (is_page or _LOCAL.fullmatch(meant["host"])):
            return _AN_ORIGIN
        scheme = "http" if _LOCAL.fullmatch(meant["host"]) else "https"
        match = _ORIGIN.fullmatch(f"{scheme}://{origin}")
    return _corrected_origin(origin, match) if match is not None else _AN_ORIGIN


def _instead_of_asterisk(origin: str) -> str:
    match = _ORIGIN.fullmatch(origin)
    if match is not None and (_LOCAL.fullmatch(match["host"]) or _EXTENSION.fullmatch(match["scheme"])):
        return 'write "http://localhost", which stands for every page of this computer and every extension'
    return "an asterisk stands for nothing there, list each origin by itself, as in https://www.example.org"


def _corrected_origin(origin: str, match: re.Match[str]) -> str | None:
    host, port = _ascii(match["host"]), match["port"]
    if host is None:
        return _AN_ORIGIN
    if port and not _is_port(port):
        return f"the port must be a number from 1 to {_LAST_PORT}"
    suffix = f":{int(port)}" if port and port != _USUAL_PORTS.get(match["scheme"]) else ""
    meant = f"{match['scheme']}://{host}{suffix}"
    return None if meant == origin else f'write "{meant}"'


def _is_port(port: str) -> bool:
    return re.fullmatch("[0-9]{1,5}", port) is not None and 0 < int(port) <= _LAST_PORT


# Hosts -----------------------------------------------------------------------


def _wrong_host(host: str) -> str | None:
    """What to do about a host that can never match; None for one that can.

    Args:
        host: in lower case
    """
    if not host:
        return "it is empty, take it out"
    if "," in host:
        return "write each name as an entry of its own"
    if EVERYBODY in host:
        return "an asterisk stands for nothing there, list each name by itself, as in anki.example.org"
    match = _HOST.fullmatch(host)
    name = _ascii(match["host"].removesuffix(".")) if match is not None else None
    if match is None or name is None:
        return _A_HOST
    has_port = match["port"] is not None and re.fullmatch("[0-9]{0,5}", match["port"]) is not None
    understood = f"{match['host']}:{match['port']}" if has_port else match["host"]
    return None if understood == host and name == match["host"].removesuffix(".") else f'write "{name}"'


def _ascii(name: str) -> str | None:
    """A host as browsers send it; None if it is none."""
    if not _NAME.fullmatch(name) or len(name) > _SHOWN:
        return None
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return None
