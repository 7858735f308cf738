"""Errors of backups."""

from __future__ import annotations

from .backend_words import in_plain_words
from .base import ApiError, reason_line


class BackupFailed(ApiError):
    """Anki could not make a backup.

    Args:
        action: that needs one
        reason: why not, in Anki's or the system's words
    """

    code = "unavailable"

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(f"{action}: no backup could be made: {reason_line(in_plain_words(reason))}")
