"""The beginning of a field as plain text."""

from __future__ import annotations

import time

import pytest

from plugin.collection.searching.excerpts import excerpt

LONG = 1_000_000


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<b>Hello</b> w<i>or</i>ld", "Hello world"),
        ("a<br>b<div>c</div>d<p>e", "a b c d e"),
        ("&nbsp;&nbsp;a  b\n\nc ", "a b c"),
        ("x &lt;b&gt; &amp;amp; &#x732b;", "x <b> &amp; 猫"),
        ("a < b > c <3", "a < b > c <3"),
        ("<style>p {}</style>t<!-- <b> --> u<STYLE>x</Style >v<script>y", "t uvy"),
        ("<img src='cat.png'> <IMG alt=1 src=dog.png> <img src=\"a&amp;b.png\">", "cat.png dog.png a&b.png"),
        ('<img src="data:image/png;base64,iVBORw0KGgo=">t', "t"),
        ("cat [sound:cat.mp3] {{c1::Madrid}}", "cat [sound:cat.mp3] {{c1::Madrid}}"),
        ("漢字<ruby>か<rt>な</rt></ruby>", "漢字かな"),
        ("unclosed <b", "unclosed <b"),
        ("<", "<"),
        ("<!-- never", "<!-- never"),
        ("</b>x<!DOCTYPE html>y<?xml?>z", "xyz"),
    ],
)
def test_an_excerpt_is_the_text_without_its_markup(field: str, text: str) -> None:
    assert excerpt(field, 100) == text


@pytest.mark.parametrize(
    ("field", "most", "text"),
    [
        ("abcdef", 3, "abc…"),
        ("abc", 3, "abc"),
        ("abc<br>", 3, "abc"),
        ("abc def", 4, "abc…"),
        ("&amp;&amp;&amp;&amp;", 3, "&&&…"),
        ("<b>ab</b>cd", 3, "abc…"),
        ("猫" * 9, 2, "猫猫…"),
        ("😀😀", 1, "😀…"),
    ],
)
def test_an_excerpt_is_cut_by_characters(field: str, most: int, text: str) -> None:
    assert excerpt(field, most) == text


@pytest.mark.parametrize("place", range(4_080, 4_110))
def test_an_entity_or_a_tag_is_whole_wherever_it_stands(place: int) -> None:
    field = "x" * place + "&amp;<br>&lt;<style>p</style>y"

    assert excerpt(field, LONG) == "x" * place + "& <y"


@pytest.mark.parametrize(
    "part",
    [
        "word ",
        "x",
        "<",
        "<a",
        "<!--",
        "<style>x",
        "</style",
        "<img src='",
        "&",
        "&amp",
        " ",
        "<b",
        "<script></script",
        "<?",
    ],
)
def test_a_field_of_megabytes_is_read_no_further_than_needed(part: str) -> None:
    field = part * (5 * LONG // len(part))

    began = time.thread_time()
    assert len(excerpt(field, 200)) <= 201

    assert time.thread_time() - began < 2
