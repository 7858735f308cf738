"""What holds for the tests of all tiers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.run.anki_process import without_backtraces

without_backtraces()

# So that what they assert is checked without assert statements, too (PYTHONOPTIMIZE), and shows its values
_HELPERS = [path.stem for path in Path(__file__).parent.glob("*/**/*.py") if path.stem not in ("conftest", "__init__")]
pytest.register_assert_rewrite("tests", *_HELPERS)

from tests import options  # noqa: E402 - rewritten
from tests.deprecations import watched_for_complaints  # noqa: E402 - rewritten


@pytest.fixture(scope="session", autouse=True)
def _complaints_of_anki() -> Iterator[list[str]]:
    with watched_for_complaints() as complaints:
        yield complaints


@pytest.fixture(autouse=True)
def _nothing_deprecated_is_used(_complaints_of_anki: list[str]) -> Iterator[None]:
    """Fail the test in which Anki complains about our code, or the first after that."""
    yield
    complaints = list(_complaints_of_anki)
    _complaints_of_anki.clear()
    assert not complaints, "\n".join(complaints)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say what options there are."""
    parser.addoption(options.OVER_HTTP, action="store_true", help="reach the collection through a socket")


def pytest_configure(config: pytest.Config) -> None:
    """Take note of the options."""
    options.over_http = config.getoption(options.OVER_HTTP)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Through a socket, run only what uses the API: the rest would be the same again."""
    if options.over_http:
        left = [item for item in items if "api" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if "api" not in getattr(item, "fixturenames", ())])
        items[:] = left
