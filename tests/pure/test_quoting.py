"""What cannot be seen in a value is escaped in an error; what can be seen stays as it is."""

from __future__ import annotations

import time

import pytest

from plugin import errors
from plugin.errors import escaped, shown
from plugin.errors.quoting import CUT, MOST_SHOWN


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Basic",
        "Basic (and reversed card)",
        "Japanese::01 \u65e5\u672c\u8a9e",
        "caf\u00e9",
        "cafe\u0301",
        "two  blanks",
        "a\\b <b>bold</b> 'q' \"q\" {{x}}",
        "\u2764\ufe0f heart",
        "1\ufe0f\u20e3 key",
        "\u2122\ufe0f",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\u2764\ufe0f\u200d\U0001f525",
        "\U0001f469\U0001f3fd\u200d\U0001f4bb",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\u845b\U000e0100",
        "\U0001fae9 newer than this Python",
        "\ue000 of an own font",
    ],
)
def test_an_ordinary_name_stays_as_it_is(name: str) -> None:
    assert shown(name) == escaped(name) == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Basic\ufeff", r"Basic\ufeff"),
        ("\ufeffBasic", r"\ufeffBasic"),
        ("Ba\u200bsic", r"Ba\u200bsic"),
        ("Ba\u200csic", r"Ba\u200csic"),
        ("Ba\u200dsic", r"Ba\u200dsic"),
        ("Basic\u200d", r"Basic\u200d"),
        ("\u200cBasic", r"\u200cBasic"),
        ("\U0001f468\u200d", "\U0001f468" + r"\u200d"),
        ("Ba\u2060sic", r"Ba\u2060sic"),
        ("Ba\u00adsic", r"Ba\u00adsic"),
        ("Ba\u200esic\u200f", r"Ba\u200esic\u200f"),
        ("\u2068Basic\u2069", r"\u2068Basic\u2069"),
        ("\u202eBasic", r"\u202eBasic"),
        ("Basic\ufe0f", r"Basic\ufe0f"),
        ("\ufe0f", r"\ufe0f"),
        ("\u2764\ufe0f\ufe0f", "\u2764\ufe0f" + r"\ufe0f"),
        ("Basic\U000e0100", r"Basic\U000e0100"),
        ("Basic\U000e0041", r"Basic\U000e0041"),
        ("Ba\u00a0sic", r"Ba\u00a0sic"),
        ("Ba\u3000sic", r"Ba\u3000sic"),
        ("Ba\u202fsic", r"Ba\u202fsic"),
        ("Basic\n", r"Basic\n"),
        ("Ba\r\n\tsic", r"Ba\r\n\tsic"),
        ("Ba\0sic\x7f\x85", r"Ba\u0000sic\u007f\u0085"),
        ("Ba\u2028\u2029sic", r"Ba\u2028\u2029sic"),
        ("Ba\ud83dsic", r"Ba\ud83dsic"),
        ("Ba\u3164sic\u2800", r"Ba\u3164sic\u2800"),
        ("Ba\u034fsic", r"Ba\u034fsic"),
    ],
)
def test_what_cannot_be_seen_is_escaped(name: str, words: str) -> None:
    assert shown(name) == escaped(name) == words


@pytest.mark.parametrize("name", ["Deck ", " Deck", "  ", " Deck "])
def test_a_blank_at_an_end_is_seen_by_quotes(name: str) -> None:
    assert shown(name) == f'"{name}"'
    assert escaped(name) == name


def test_a_long_value_is_cut_and_takes_no_time() -> None:
    long = "x" * 50_000_000
    began = time.perf_counter()

    error = str(errors.NoteTypeNotFound(long))

    assert error == "model was not found: " + "x" * MOST_SHOWN + CUT
    assert time.perf_counter() - began < 1


def test_a_list_that_stands_where_a_name_should_is_cut_too() -> None:
    nested: list[object] = []
    for _ in range(900):
        nested = [nested]

    assert len(shown(list(range(100_000)))) < MOST_SHOWN
    assert len(shown(nested)) < MOST_SHOWN
    assert shown(["flags"]) == "['flags']"


def test_of_many_names_some_are_listed() -> None:
    error = str(errors.EmptyNote("Basic", ["Front", "Back\u200b"], [f"name {number}" for number in range(10_000)]))

    assert len(error) < 2000
    assert "name 0, name 1, " in error
    assert error.endswith(r" and 9950 more, but Front, Back\u200b")


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("is: \u2068x\ufeff\u2069", r"is: x\ufeff"),
        ("\u2068field \u2068Fr\u00a0ont\u2069 is\u00a0: \u2068x\n\u2069\u2069", r"field Fr\u00a0ont is : x\n"),
        ("recherche\u00a0: \u00ab\u202fx\u202f\u00bb", "recherche : \u00ab x \u00bb"),
        ("two\nlines <b>bold</b>", "two lines bold"),
        ("Ba\u200bsic", r"Ba\u200bsic"),
        ("\u05d0\u200f: \u2068\u200fx\u2069", "\u05d0: " + r"\u200fx"),
    ],
)
def test_what_ankis_message_repeats_of_a_request_is_seen(message: str, line: str) -> None:
    assert errors.reason_line(message) == line
    assert str(errors.RefusedByAnki(message)) == line


def test_a_label_of_anki_is_not_escaped() -> None:
    assert errors.plain_line("\u206810\u00a0min\u2069") == "10 min"


def test_a_long_message_of_anki_is_cut() -> None:
    assert len(errors.reason_line("<p>" + "x <b>" * 10_000_000)) <= MOST_SHOWN + len(CUT)
