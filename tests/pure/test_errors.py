"""Sentences that clients compare, and Anki's messages in plain text."""

from __future__ import annotations

import pytest

from plugin import errors


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["a"], "f() missing 1 required positional argument: 'a'"),
        (["a", "b"], "f() missing 2 required positional arguments: 'a' and 'b'"),
        (["a", "b", "c"], "f() missing 3 required positional arguments: 'a', 'b', and 'c'"),
    ],
)
def test_missing_arguments_are_worded_as_python_words_them(names: list[str], words: str) -> None:
    parameters = ", ".join(names)
    function = eval(f"lambda {parameters}: None")
    with pytest.raises(TypeError) as from_python:
        function()

    assert str(errors.MissingArguments("f", names)) == words
    assert str(from_python.value).replace("<lambda>", "f") == words


def test_an_error_is_one_line_whatever_the_name_that_was_sent() -> None:
    error = errors.DeckNotFound("first\nsecond")

    assert str(error) == error.noted == "deck was not found: first\\nsecond"


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("plain", "plain"),
        ("<p>Invalid search: \u2068<code>\u2068is:\u2069</code>\u2069 &gt; x</p>", "Invalid search: is: > x"),
        ("two\nlines\r\n  and more", "two lines and more"),
        ("a<br>b", "a b"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("&amp; stays without tags", "&amp; stays without tags"),
    ],
)
def test_what_anki_writes_for_a_window_becomes_one_plain_line(message: str, line: str) -> None:
    assert errors.plain_line(message) == line


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.UnknownArgument("addNote", "first\r\nsecond"), "keyword argument 'first\\r\\nsecond'"),
        (errors.MissingArguments("addNote", ["first\nsecond"]), "argument: 'first second'"),
        (errors.OrderInvalid("first\x85second"), "invalid card order: first\\u0085second"),
        (errors.FieldNotFound("Basic", "first\u2028second"), "in Basic: first\\u2028second"),
    ],
)
def test_a_name_with_several_lines_does_not_make_several_of_a_message(error: errors.ApiError, words: str) -> None:
    assert str(error).endswith(words)
    assert str(error) == error.message == error.args[0]
