"""Fixtures of the tests with clients: a page in Chromium that complains about nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsers import CHROMIUM
from driven_page import DrivenPage, driven_page


@pytest.fixture(scope="module")
def _driven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrivenPage]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with driven_page(tmp_path_factory.mktemp("chromium") / "profile") as driven:
        yield driven


@pytest.fixture
def page(_driven: DrivenPage) -> Iterator[DrivenPage]:
    """An empty page; what its policy refuses, and what it complains about, fails the test."""
    _driven.complaints.clear()
    _driven.look(1000, 800)
    yield _driven
    assert _driven.violations == []
    # what is refused on purpose is told to the console, too
    assert [one for one in _driven.complaints if "/actions/" not in one] == []
