"""The page at /mcp for a person: all lines to copy, nothing of the person, and nothing that is fetched or run."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser

import pytest

from plugin.mcp.setup_lines import setups
from plugin.mcp.setup_page import HEADERS, setup_page

ADDRESS = "http://127.0.0.1:8765"


class Page(HTMLParser):
    """The page taken apart: the text of each element, by its name, and the names of attributes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {}
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(page.decode())
        assert not self.open, "each element is closed"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.attributes.update(name for name, _ in attributes)
        if tag != "meta":
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]][-1] += data

    @property
    def words(self) -> str:
        return " ".join(" ".join(texts) for tag, texts in self.texts.items() if tag != "style")


def test_it_has_the_lines_of_every_agent() -> None:
    without, with_key = Page(setup_page(ADDRESS, needs_key=False)), Page(setup_page(ADDRESS, needs_key=True))

    assert without.texts["pre"] == [one.text for one in setups(ADDRESS)]
    assert with_key.texts["pre"] == [one.text for one in setups(ADDRESS, "KEY")]
    assert with_key.texts["h3"] == [one.agent for one in setups(ADDRESS)]


def test_it_says_whether_a_key_is_needed() -> None:
    without, with_key = Page(setup_page(ADDRESS, needs_key=False)), Page(setup_page(ADDRESS, needs_key=True))

    assert "No key is needed" in without.words
    assert "A key is needed" in with_key.words
    assert "No key is needed" not in with_key.words
    assert all("Give an agent access…" in one.words for one in (without, with_key))


def test_it_says_what_an_agent_may_not_do() -> None:
    words = Page(setup_page(ADDRESS, needs_key=False)).words

    assert "Delete anything before you have said Yes" in words
    assert "Read or write files of this computer" in words


def test_it_shows_the_address_that_it_was_asked_at() -> None:
    page = Page(setup_page("http://[::1]:9000", needs_key=False))

    assert "http://[::1]:9000/mcp" in page.words
    assert "8765" not in page.words


@pytest.mark.parametrize("host", ["<script>alert()</script>", "$HOME", "anki cards", "", "\x00"])
def test_an_address_cannot_bring_anything_along(host: str) -> None:
    strange = setup_page(f"http://{host}", needs_key=False) if host else setup_page("", needs_key=False)

    assert strange == setup_page(ADDRESS, needs_key=False)


def test_it_fetches_and_runs_nothing() -> None:
    page = Page(setup_page(ADDRESS, needs_key=True))

    assert not {"script", "link", "img", "iframe", "form", "object", "a"} & page.texts.keys()
    assert not {one for one in page.attributes if one.startswith("on") or one in ("src", "href", "style", "action")}
    assert "url(" not in page.texts["style"][0]
    assert "@import" not in page.texts["style"][0]


def test_its_policy_allows_its_own_style_and_nothing_else() -> None:
    page = Page(setup_page(ADDRESS, needs_key=True))
    hashed = base64.b64encode(hashlib.sha256(page.texts["style"][0].encode()).digest()).decode()

    policy = dict(HEADERS)[b"Content-Security-Policy"].decode()

    assert [one.strip() for one in policy.split(";")] == [
        "default-src 'none'",
        f"style-src 'sha256-{hashed}'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]


def test_it_is_for_small_screens_and_for_the_keyboard() -> None:
    page = setup_page(ADDRESS, needs_key=True).decode()

    assert 'name="viewport" content="width=device-width, initial-scale=1"' in page
    assert page.count('<pre tabindex="0" aria-label="For ') == len(setups(ADDRESS))
