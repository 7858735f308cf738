"""A disk that is full, for as long as a request takes: what the test runner writes would not fit either."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import pytest


@contextlib.contextmanager
def full_disk(largest: int) -> Iterator[None]:
    """In the block no file can grow beyond a size, in bytes; larger ones can be read, and written within."""
    if sys.platform == "win32":
        pytest.skip("the size of files cannot be limited there")
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
