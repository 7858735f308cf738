"""What the documents say of the checkout is there."""

from __future__ import annotations

import re

import pytest

from tools import ROOT

PATH = re.compile(r"`((?:plugin|tests|tools|dist)/[\w./*-]*|\w+\.(?:json|md|sh|ini|toml))`")
MADE_WHEN_NEEDED = re.compile(r"dist/|bugs\.log")


@pytest.mark.parametrize("document", ["README.md", "config.md", "CHANGELOG.md"])
def test_a_file_or_folder_that_is_named_is_there(document: str) -> None:
    named = set(PATH.findall((ROOT / document).read_text(encoding="utf-8")))

    absent = [path for path in named if not (ROOT / path).exists() and not MADE_WHEN_NEEDED.match(path)]

    assert not absent


def test_the_readme_tells_where_each_kind_of_addition_goes() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    for kind in ("A request's way", "An action", "An endpoint", "A window", "A setting", "The checks"):
        assert f"**{kind}" in text
    assert {"plugin/server/", "plugin/web/", "plugin/actions/", "plugin/desktop/windows/"} <= set(PATH.findall(text))
