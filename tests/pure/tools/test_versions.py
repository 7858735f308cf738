"""Which versions of Anki the developer's commands take, and what they say of others."""

from __future__ import annotations

import pytest

from tools.environment.progress import Stop
from tools.environment.versions import DEFAULT_ANKI, anki_version


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("26.09.3", "26.9.3"),
        ("26.9.3", "26.9.3"),
        ("26.9.4", "26.9.4"),
        ("25.02", "25.2"),
        ("25.02.7", "25.2.7"),
        ("23.10.1", "23.10.1"),
        ("26.05b1", "26.5b1"),
        (DEFAULT_ANKI, DEFAULT_ANKI),
    ],
)
def test_a_version_of_anki_may_be_written_as_anki_shows_it(written: str, meant: str) -> None:
    assert anki_version(written) == meant


@pytest.mark.parametrize(
    "other", ["2.1.66", "1.0", "99.1", "23.10", "23.9.1", "26.10", "", "26", "../x", "26.9.3; rm", "latest", "٢٦.٩"]
)
def test_other_versions_are_refused_in_a_line_that_says_which_ones_there_are(other: str) -> None:
    with pytest.raises(
        Stop, match=r"^AnkiConnect is for Anki 23\.10\.1 to 26\.9\.3, and .+ is none of these versions$"
    ):
        anki_version(other)
