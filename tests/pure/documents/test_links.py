"""Every link of a document leads somewhere, as far as one can tell without the network."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from document_parts import DOCUMENTS, NAMES, anchors, links, read

from tools import ROOT

# Sites that documents may lead to; a new one is added by hand, after somebody has looked at it
SITES = {
    "apps.ankiweb.net",
    "docs.ankiweb.net",
    "keepachangelog.com",
    "killergerbah.github.io",
    "localhost:8765",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_relative_link_leads_to_a_file_and_a_heading(name: str) -> None:
    wrong = []
    for link in links(name):
        if "://" in link:
            continue
        target, _, heading = link.partition("#")
        path = ((ROOT / name).parent / target).resolve() if target else ROOT / name
        if not path.exists() or (heading and heading not in anchors(path)):
            wrong.append(link)

    assert not wrong


@pytest.mark.parametrize("name", NAMES)
def test_a_link_to_the_web_is_well_formed_and_of_a_known_site(name: str) -> None:
    for link in links(name):
        if "://" in link:
            parts = urlsplit(link)
            assert parts.scheme in ("http", "https"), link
            assert parts.netloc in SITES, link
            assert parts.scheme == "https" or parts.hostname == "localhost", link


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, left = set(), {ROOT / "README.md"}
    while left:
        path = left.pop()
        reached.add(path)
        for link in links(path.relative_to(ROOT).as_posix()):
            target = (path.parent / link.partition("#")[0]).resolve()
            if "://" not in link and target.suffix == ".md" and target.exists() and target not in reached:
                left.add(target)

    assert {path for path in DOCUMENTS if path.parent.name == "docs"} <= reached


def test_a_picture_is_small_and_says_what_it_shows() -> None:
    [line] = [line for line in read("README.md").splitlines() if line.startswith("![")]
    text, _, file = line[2:-1].partition("](")

    assert len(text) > 40
    assert (ROOT / file).stat().st_size < 150_000
    assert (ROOT / file).read_bytes().startswith(b"\x89PNG")
