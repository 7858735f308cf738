"""Leaves out of a text what may be secret in its URLs: name and password, what stands behind the path, `data:`."""

from __future__ import annotations

import re

from .quoting import CUT

# Up to a blank, or to what a sentence puts behind a URL in quotes; where one was taken for a path, with one slash
_URL = re.compile(r"(?P<start>\b[A-Za-z][A-Za-z0-9+.-]{1,30}:[\\/]+|(?<![:\w])//)(?P<rest>[^\s\"'<>`]+)")
_DATA = re.compile(r"\bdata:[^\s\"'<>`]*", re.IGNORECASE)
# What libraries write of a URL whose host they name elsewhere: `with url: /path?token=…`
_BEHIND_PATH = re.compile(r"(?<=[\w/])[?#][^\s\"'<>`=]{0,200}=[^\s\"'<>`]*")
_AUTHORITY_END = re.compile(r"[/\\?#]")
_HOST = re.compile(r"(?:\[[^\]]*\]|[^:\[\]]*)(?::[0-9]*)?")
_PATH_END = re.compile(r"[?#;]")


def without_url_secrets(text: str) -> str:
    """The text with a mark where something may be secret."""
    if ":" not in text and "//" not in text and "=" not in text:
        return text
    masked = _DATA.sub(f"data:{CUT}", text)
    masked = _URL.sub(lambda match: match["start"] + _masked(match["rest"]), masked)
    return _BEHIND_PATH.sub(lambda match: f"{match[0][0]}{CUT}", masked)


def _masked(rest: str) -> str:
    """What follows the scheme of a URL."""
    authority = _AUTHORITY_END.split(rest, maxsplit=1)[0]
    start = ""
    if "@" in authority:
        start, rest = f"{CUT}@", rest[authority.rindex("@") + 1 :]
        authority = _AUTHORITY_END.split(rest, maxsplit=1)[0]
    if "@" in rest and not _HOST.fullmatch(authority):  # a password with a / that was not escaped
        start, rest = f"{CUT}@", rest.rpartition("@")[2]
    path = _PATH_END.split(rest, maxsplit=1)[0]
    more = f"{rest[len(path)]}{CUT}" if len(path) < len(rest) else ""
    return f"{start}{path}{more}"
