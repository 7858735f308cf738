"""A fresh collection, without Qt, for each test of this tier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from api import Api
from http_api import HttpApi

from anki.collection import Collection

from tests import options


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    """A fresh and empty collection."""
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


@pytest.fixture
def api(col: Collection) -> Iterator[Api]:
    """The API on that collection: straight, or through a socket of the server without a window."""
    if not options.over_http:
        yield Api(col)
        return
    with closing(HttpApi(col)) as api:
        yield api
