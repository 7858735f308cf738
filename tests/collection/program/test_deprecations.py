"""What Anki says about a caller of something deprecated is noted when that caller is the add-on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import anki.decks
import anki.lang
import anki.utils
from anki.collection import Collection

from tests.deprecations import INSTALLED, OURS, watched_for_complaints

PLACES = {
    "in the checkout": Path(OURS) / "collection" / "ours.py",
    "installed": Path("/base") / INSTALLED / "2055492159" / "ours.py",
}
CALLS = {
    "a deprecated name of an object": "col.findCards('')",
    "a deprecated method": "col.save()",
    "a deprecated keyword": "col.media.files_in_str(col.models.by_name('Basic')['id'], 'x', includeRemote=True)",
    "a deprecated name of a module": "anki.utils.stripHTML",
    "a name with a warning of its own": "anki.decks.defaultDeck",
    "an object that warns for its caller": "col.decks.decks['1']",
    "a function with a line of its own": "anki.lang._('x')",
    "an attribute that shows the stack": "col.backend",
}


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    with watched_for_complaints() as found:
        yield found


def run_from(place: Path, text: str, col: Collection) -> None:
    exec(compile(text, str(place), "exec"), {"col": col, "anki": anki, "__name__": place.stem})


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_deprecated_call_of_ours_is_noted(call: str, place: Path, complaints: list[str], col: Collection) -> None:
    run_from(place, call, col)

    assert complaints
    assert all(one.startswith("ours.py:1: ") for one in complaints)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_one_of_somebody_else_is_not(call: str, complaints: list[str], col: Collection) -> None:
    run_from(Path("/elsewhere/theirs.py"), call, col)

    assert not complaints


def test_what_is_not_deprecated_is_not_noted(complaints: list[str], col: Collection) -> None:
    run_from(PLACES["installed"], "col.find_cards('')", col)

    assert not complaints
