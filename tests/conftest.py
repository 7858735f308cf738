"""What holds for the tests of all tiers."""

from __future__ import annotations

import pytest

from tests import options
from tools.run.anki_process import without_backtraces

without_backtraces()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say what options there are."""
    parser.addoption(options.OVER_HTTP, action="store_true", help="reach the collection through a socket")


def pytest_configure(config: pytest.Config) -> None:
    """Take note of the options."""
    options.over_http = config.getoption(options.OVER_HTTP)
