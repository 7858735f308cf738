"""Origins as text: compares them, tells which name a site, and writes them for a person's eyes."""

from __future__ import annotations

import re

from ..config.origin_text import normal_origin as normal_origin

# Only what a browser can send of a site or an extension: nobody can judge `https://good.example@evil.example`
_NAMES_A_SITE = re.compile(r"[a-z][a-z0-9+.-]*://(\[[0-9a-f:.]+\]|[^/\s@:?#%\\\[\]\"'<>]+)(:[0-9]{1,5})?")
_PARTS = re.compile(r"([^/]*://)(.*)", re.DOTALL)

SHOWN_LENGTH = 200
# Of one that is longer the end matters: it says whose the site is
_BEGINNING = 60
# What is between the beginning and the end of a longer one is not looked at
_LOOKED_AT = 1000
_LONGEST_LABEL = 63  # of a host name, RFC 1035; Python's punycode takes minutes for thousands of letters


def names_a_site(origin: str) -> bool:
    """Whether a person could say what is being allowed; `null` and file:// name nobody.

    Args:
        origin: from normal_origin()
    """
    return not origin.startswith("file:") and _NAMES_A_SITE.fullmatch(origin) is not None


def shown_origin(origin: str, length: int = SHOWN_LENGTH) -> str:
    """An origin for a person's eyes: plain ASCII of few characters, with nothing that looks alike.

    Args:
        origin: as it arrived, each byte of the header a character
        length: of what is shown at most
    """
    text = normal_origin(_from_utf8(origin))
    if len(text) > _LOOKED_AT:
        text = text[:_BEGINNING] + text[_BEGINNING - _LOOKED_AT :]
    parts = _PARTS.fullmatch(text)
    scheme, host = parts.groups() if parts else ("", text)
    labels = [_ascii_label(label) for label in host.split(".")]
    shown = _escaped(scheme) + ".".join(labels)
    if len(shown) > length:
        shown = shown[:_BEGINNING] + "..." + shown[_BEGINNING + 3 - length :]
    return shown


def _from_utf8(origin: str) -> str:
    try:
        return origin.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return origin


def _ascii_label(label: str) -> str:
    if label.isascii() or len(label) > _LONGEST_LABEL:
        return _escaped(label)
    try:
        # not the codec for whole host names, which writes letters that look like others as those others
        return "xn--" + _escaped(label.lower().encode("punycode").decode("ascii"))
    except UnicodeError:
        return _escaped(label)


def _escaped(text: str) -> str:
    return "".join(one if "!" <= one <= "~" else f"\\u{ord(one):04x}" for one in text)
