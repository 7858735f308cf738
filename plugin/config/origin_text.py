"""Compares origins and hosts as browsers write them: only letters and blanks of ASCII have another form."""

from __future__ import annotations

import string

_BLANKS = " \t\r\n"
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def lower(text: str) -> str:
    """The text with the capital letters of ASCII as small ones.

    Not str.lower(), which makes a k of the sign for Kelvin, so that one name would be another.
    """
    return text.translate(_LOWER)


def normal_origin(origin: str) -> str:
    """The text that is the same for the same origin.

    Not str.strip(), which takes blanks away that no browser sends: an origin with one is another.
    """
    return lower(origin.strip(_BLANKS)).rstrip("/")


def normal_host(host: str) -> str:
    """The same of a host as it stands in the settings."""
    return lower(host.strip(_BLANKS))
