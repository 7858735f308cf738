"""Origins as text: the same ones, those that name somebody, and how they look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.web.origins import SHOWN_LENGTH, names_a_site, normal_origin, shown_origin


def arrived(origin: str) -> str:
    """An origin as it is read from a header: a character for each byte."""
    return origin.encode().decode("latin-1")


@pytest.mark.parametrize(
    "origin",
    [
        "https://notes.example",
        "http://localhost:3000",
        "http://[::1]:8080",
        "chrome-extension://abcdefghijklmnop",
        "moz-extension://3f2c1a00-0000-4000-8000-000000000000",
        "app://obsidian.md",
        "capacitor://localhost",
        "https://xn--mnchen-3ya.example",
        arrived("https://münchen.example"),
    ],
)
def test_sites_and_extensions_have_a_name(origin: str) -> None:
    assert names_a_site(normal_origin(origin))


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "file://",
        "file://host",
        "nonsense",
        "https://",
        "https://good.example@evil.example",
        "https://good.example/path",
        "https://good.example?x=evil.example",
        "https://good.example#evil.example",
        "https://good.example\\evil.example",
        "https://good.example evil.example",
        "https://<b>good</b>.example",
        "https://good.example%00.evil.example",
        "https://good.example:port",
    ],
)
def test_what_no_browser_sends_of_a_site_names_nobody(origin: str) -> None:
    assert not names_a_site(normal_origin(origin))


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("https://Notes.example/", "https://notes.example"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("https://sub.МОСКВА.example:8080", "https://sub.xn--80adxhks.example:8080"),
        ("https://ｇood.example", "https://xn--ood-c86s.example"),
        ("https://a\u202eb.example", "https://xn--ab-g4t.example"),
        ("https://a b.example", "https://a\\u0020b.example"),
    ],
)
def test_what_looks_like_something_else_is_shown_as_what_it_is(origin: str, shown: str) -> None:
    assert shown_origin(arrived(origin)) == shown


def test_of_a_long_one_both_ends_are_shown() -> None:
    shown = shown_origin("https://good.example." + "x" * 500 + ".evil.example")

    assert len(shown) == SHOWN_LENGTH
    assert shown.startswith("https://good.example.xxx")
    assert shown.endswith("xxx.evil.example")


@given(st.binary(max_size=400))
def test_whatever_arrives_is_shown_in_plain_short_ascii(header: bytes) -> None:
    shown = shown_origin(header.decode("latin-1"))

    assert len(shown) <= SHOWN_LENGTH
    assert all("!" <= one <= "~" for one in shown)


@pytest.mark.parametrize("between", ["", "."])
def test_an_origin_of_thousands_of_letters_is_shown_at_once(between: str) -> None:
    letters = between.join(chr(0x4E00 + number) for number in range(20_000))

    shown = shown_origin(f"https://{letters}.example".encode().decode("latin-1"))

    assert shown.startswith("https://")
    assert shown.endswith(".example")
    assert len(shown) <= SHOWN_LENGTH
