"""A fresh collection, without Qt, for each test of this tier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api import Api

from anki.collection import Collection


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    """A fresh and empty collection."""
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


@pytest.fixture
def api(col: Collection) -> Api:
    """The API on that collection."""
    return Api(col)
