"""Reads the file of bugs: the last ones, for a report."""

from __future__ import annotations

import re
from pathlib import Path

# Within the add-on's folder; Anki keeps what is in user_files when the add-on is updated
BUGS_FILE = Path("user_files", "bugs.log")

_MOST = 3
_BYTES_READ = 100_000
_LONGEST = 4000  # characters of one
_RECORD = re.compile(r"^(?=[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3} )", re.MULTILINE)
_BUG = "\nTraceback (most recent call last):\n"


def last_bugs(file: Path) -> list[str]:
    """The last bugs, oldest first; what the person was told is left out, as it may name sites.

    Args:
        file: of bugs; there need not be one
    """
    try:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - _BYTES_READ))
            text = opened.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        return [f"the file cannot be read: {error.strerror or error}"]
    bugs = [record.rstrip() for record in _RECORD.split(text)[1:] if _BUG in record]
    return [one if len(one) <= _LONGEST else f"...{one[-_LONGEST:]}" for one in bugs[-_MOST:]]
