"""What is noted of a request once it has been answered."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from .host import Caller


class Record(NamedTuple):
    """What happened to one request. Nothing in it comes from the contents of a note, or is the key.

    Args:
        milliseconds: from the arrival of the whole request to its reply
        error: what may be kept of the error, None on success
        size: bytes of the reply's body
        refused_host: that the request was refused for, None if it was not
        rule: the name of the rule that names its caller; empty if none does
    """

    caller: Caller
    action: str
    version: int
    milliseconds: float
    error: str | None
    size: int
    refused_host: str | None = None
    rule: str = ""


class Log(Protocol):
    """Where requests are noted."""

    def request(self, record: Record) -> None:
        """Note a request that was answered."""
