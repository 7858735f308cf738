"""Sentences that clients compare, and Anki's messages in plain text."""

from __future__ import annotations

import importlib
import pkgutil
import typing
from collections.abc import Iterator

import pytest

import plugin.errors
import plugin.web
from plugin import errors

# Their members share the code; of any other class of an error, each that is made of it says its own
FAMILIES = {"NotFound", "ValueRefused", "WrongKey", "MalformedRequest", "_FileError"}


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


def classes(base: type[errors.ApiError] = errors.ApiError) -> Iterator[type[errors.ApiError]]:
    """All classes of errors of the add-on."""
    for package in (plugin.errors, plugin.web):
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    for one in base.__subclasses__():
        if one.__module__.startswith("plugin."):
            yield one
            yield from classes(one)


def test_every_error_says_its_code_itself_or_belongs_to_a_family_that_does() -> None:
    known = {*classes()}

    silent = [one for one in known if "code" not in vars(one) and one.__subclasses__() == []]
    forgotten = {one.__name__ for one in silent if not {base.__name__ for base in one.__mro__} & FAMILIES}

    assert len(known) > 80
    assert not forgotten
    assert not hasattr(errors.ApiError, "code")
    assert {one.code for one in known if hasattr(one, "code")} | {"internal"} == {*typing.get_args(errors.Code)}
    assert {*FAMILIES} <= {one.__name__ for one in known if "code" in vars(one)}


def test_every_code_is_described() -> None:
    assert [*errors.CODES] == [*typing.get_args(errors.Code)]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("No such deck: 'x'", "not_found"),
        ("CollectionNotOpen", "unavailable"),
        ("Existing", "duplicate"),
        (
            'DbError { info: "SqliteFailure(Error { code: DiskFull }, None)", kind: Other }',
            "unavailable",
        ),
        ('DbError { info: "SqliteFailure(Error { code: TooBig }, None)", kind: Other }', "limit"),
        ('DbError { info: "", kind: Corrupt }', "unavailable"),
        ('Os { code: 28, kind: StorageFull, message: "No space left" }', "unavailable"),
        ("the front of this card has no field", "invalid"),
    ],
)
def test_what_anki_refuses_has_the_code_of_what_it_says(message: str, code: str) -> None:
    assert errors.code_of(message) == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileNotFoundError(), "not_found"),
        (PermissionError(), "forbidden"),
        (OSError(28, "No space left on device"), "unavailable"),
        (ValueError("embedded null byte"), "invalid"),
        (errors.FileRefused("it is larger than 1 MB", "limit"), "limit"),
    ],
)
def test_what_is_wrong_with_a_file_has_the_code_of_its_reason(error: Exception, code: str) -> None:
    assert errors.code_of_file(error) == code


def test_of_several_notes_that_are_refused_the_first_gives_the_code() -> None:
    refused = errors.SeveralNotesRefused([errors.DuplicateNote(), errors.DeckNotFound("x")])

    assert refused.code == "duplicate"
    assert errors.SeveralNotesRefused.code == "invalid"
