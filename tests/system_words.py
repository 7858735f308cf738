"""What a system says in words of its own, for tests of texts that repeat them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Union


def why_not_there(path: Union[str, Path]) -> str:
    """What this system says of a file that is not there."""
    try:
        os.stat(path)
    except OSError as error:
        return error.strerror or ""
    raise AssertionError(f"{path} is there")
