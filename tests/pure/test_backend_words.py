"""What Anki's backend says for developers, and what is made of it."""

from __future__ import annotations

import pytest

from plugin.errors import disk_problem, in_plain_words, reason_line, what_is_missing

_DAMAGED = "the collection is damaged: Tools, Check Database in Anki may help"
_IN_USE = "the collection is in use by another program"
_REFUSED = "Anki's database refused this"
_CANNOT_READ = "Anki cannot read a value"
_TOO_LARGE = "the regular expression is too large"
_UNCLOSED = "the regular expression is not valid: unclosed character class"
_TOO_MANY = "the search has too many parts: at most some 1000 may be joined by AND or OR"
_ADVICE = "Your database appears to be in an inconsistent state. Please use the Check Database action."


def failure(code: str, reason: str = "reason") -> str:
    error = f"Error {{ code: {code}, extended_code: 1 }}"
    return rf'DbError {{ info: "SqliteFailure({error}, Some(\"{reason}\"))", kind: Other }}'


def refused(reason: str, sql: str = "select 1") -> str:
    error = "error: Error { code: Unknown, extended_code: 1 }"
    info = rf"SqlInputError {{ {error}, msg: \"{reason}\", sql: \"{sql}\", offset: -1 }}"
    return f'DbError {{ info: "{info}", kind: Other }}'


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (failure("DiskFull"), "the disk is full"),
        (failure("SystemIoFailure"), "the disk is full, or cannot be read or written"),
        (failure("ReadOnly"), "the collection cannot be written: its file is read-only"),
        (failure("CannotOpen"), "the collection cannot be written: its file, or one beside it, cannot be opened"),
        (failure("DatabaseBusy"), _IN_USE),
        (failure("DatabaseCorrupt"), _DAMAGED),
        (failure("TooBig"), "a text is longer than the database takes"),
        (failure("Unknown", "Compiled regex exceeds size limit of 10485760 bytes."), _TOO_LARGE),
        (
            failure("ConstraintViolation", "UNIQUE constraint failed: notes.id"),
            f"{_REFUSED}: UNIQUE constraint failed: notes.id",
        ),
        (failure("Unknown", "Foo { bar: 1 }"), _REFUSED),
        (refused("Expression tree is too large (maximum depth 1000)"), _TOO_MANY),
        (refused("LIKE or GLOB pattern too complex"), "a word of the search is too long"),
        (refused("no such table: cards", "code: DiskFull, ReadOnly, DbError {"), f"{_REFUSED}: no such table: cards"),
        ('DbError { info: "", kind: Locked }', _IN_USE),
        ('DbError { info: "InvalidColumnType(0, \\"x\\", Text)", kind: Other }', _REFUSED),
        ('DbError { info: "", kind: FileTooNew }', "the collection was made by a newer version of Anki"),
        ('JsonError { info: "missing field `id` at line 1 column 2" }', f"{_CANNOT_READ}: missing field `id`"),
        (
            'JsonError { info: "integer `300`, expected u8 at line 1 column 9" }',
            f"{_CANNOT_READ}: integer `300`, expected an integer of 8 bits",
        ),
        (
            'JsonError { info: "invalid type: null, expected f32" }',
            f"{_CANNOT_READ}: invalid type: null, expected a number",
        ),
        (
            'JsonError { info: "decoding models: JsonError { info: \\"EOF\\" }" }',
            f"{_CANNOT_READ}: decoding models: EOF",
        ),
        ('ProtoError { info: "invalid varint" }', f"{_CANNOT_READ}: invalid varint"),
        ('HttpError { code: 404, context: "not found", source: None }', "the server answers 404: not found"),
        ('HttpError { code: 502, context: "", source: None }', "the server answers 502"),
        ('Custom { kind: PermissionDenied, error: "x" }', "permission denied"),
        ("FilteredDeckError { source: FilteredDeckRequired }", "something in Anki went wrong"),
        ("Existing", "it exists already"),
        ("CollectionNotOpen", "collection is not available"),
        ("Interrupted", "it was interrupted"),
        ("<pre>regex parse error:\n    [\n    ^\nerror: unclosed character class</pre>", _UNCLOSED),
        ("<pre>Compiled regex exceeds size limit of 10485760 bytes.</pre>", _TOO_LARGE),
        (
            "Failed to open '/x': No such file or directory (os error 2)",
            "Failed to open '/x': No such file or directory",
        ),
        (f"{_ADVICE} No such notetype>: '5'", "No such notetype: '5'"),
    ],
)
def test_debug_output_becomes_plain_words(message: str, words: str) -> None:
    assert reason_line(in_plain_words(message)) == words


@pytest.mark.parametrize(
    "message",
    [
        "Invalid search: `is:` was given an invalid argument '`DbError { info: \"x\", kind: Locked }`'.",
        "Invalid search: `Existing`",
        "Found '{{regex parse error: error: x}}', but there is no field called 'x'",
        "Found '{{JsonError { info: 1 }}', but there is no field",
        "A filtered deck cannot have subdecks.",
    ],
)
def test_what_a_client_has_sent_is_not_taken_for_debug_output(message: str) -> None:
    assert in_plain_words(message) == message


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (failure("DiskFull"), "the disk is full"),
        ("Failed to write '/x': No space left on device (os error 28)", "the disk is full"),
        ("Failed to write '/x': Disk quota exceeded (os error 122)", "the disk is full"),
        ("Failed to write '/x': File too large (os error 27)", "a file would be larger than the disk takes"),
        (failure("DatabaseCorrupt", "DiskFull"), None),
        (refused("no such table", "ReadOnly"), None),
        ("the package is damaged", None),
    ],
)
def test_a_problem_of_the_disk_is_told_from_one_of_a_package(message: str, words: str | None) -> None:
    assert disk_problem(message) == words


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (_ADVICE, "something that this needs is not in the collection"),
        (f"{_ADVICE} No such note: '1'", "No such note: '1'"),
        ("Die Datenbank ist inkonsistent. No such deck: 'it's'", "No such deck: 'it's'"),
        ("", "something that this needs is not in the collection"),
    ],
)
def test_nobody_is_advised_to_check_the_database_for_an_unknown_id(message: str, words: str) -> None:
    assert what_is_missing(message) == words


def test_a_message_of_many_megabytes_is_read_at_once() -> None:
    long = "x" * 20_000_000

    assert in_plain_words(refused("Expression tree is too large", long)) == _TOO_MANY
    assert len(reason_line(in_plain_words(f"<pre>regex parse error:\n{long}\nerror: no</pre>"))) < 1100
    assert in_plain_words(f"Invalid search: {long}").startswith("Invalid search")
