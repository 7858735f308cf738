"""The files in which requests and bugs are noted."""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from plugin import guard
from plugin.api.host import Caller
from plugin.api.records import Record
from plugin.log.file_log import FileLog

CALLER = Caller("127.0.0.1", "http://localhost:3000", True, ("secret",))


def test_a_request_is_a_line_with_who_what_and_how_it_ended(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")

    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.request(Record(CALLER._replace(origin=None), "addNote", 6, 1.25, "100 % wrong\nin two lines", 40))
    log.close()

    done, failed = (tmp_path / "requests.log").read_text(encoding="utf-8").splitlines()
    assert done.endswith("127.0.0.1 http://localhost:3000 addNote v6 1.2 ms 40 bytes ok")
    assert failed.endswith("127.0.0.1 - addNote v6 1.2 ms 40 bytes error: 100 % wrong in two lines")
    assert "secret" not in done + failed


def test_without_a_path_no_request_is_noted(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", None)

    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.close()

    assert list(tmp_path.iterdir()) == []


def test_the_request_log_rotates(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")

    for _ in range(3000):
        log.request(Record(CALLER, "addNotes", 6, 1.0, "e" * 1000, 1))
    log.close()

    sizes = [path.stat().st_size for path in tmp_path.glob("requests.log*")]
    assert 1 < len(sizes) <= 3
    assert max(sizes) <= 1024 * 1024


def test_a_line_is_short_whatever_a_client_sends(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")
    caller = CALLER._replace(origin="http://" + "o" * 60_000)

    log.request(Record(caller, "a" * 1_000_000, 10**300, 1.0, "e" * 1_000_000, 1))
    log.close()

    [line] = (tmp_path / "requests.log").read_text(encoding="utf-8").splitlines()
    assert len(line) < 2000
    assert ' "aaaa' in line
    assert " error: eeee" in line


def test_a_bug_is_noted_with_its_traceback_and_nothing_on_stderr(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = FileLog(tmp_path / "folder" / "bugs.log", None)

    try:
        raise ZeroDivisionError("of ours")
    except ZeroDivisionError:
        guard.report("addNote")
    log.close()

    text = (tmp_path / "folder" / "bugs.log").read_text(encoding="utf-8")
    assert "bug in addNote" in text
    assert "Traceback" in text
    assert "ZeroDivisionError: of ours" in text
    assert capfd.readouterr() == ("", "")


def test_a_bug_with_a_long_traceback_is_cut_in_the_middle(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", None)

    try:
        fail = compile("\n" * 9 + "def fail(depth):\n    fail(depth - 1) if depth else 1 / 0", "f" * 30_000, "exec")
        namespace: dict[str, Any] = {}
        exec(fail, namespace)
        namespace["fail"](5)
    except ZeroDivisionError:
        guard.report("addNote")
    log.close()

    text = (tmp_path / "bugs.log").read_text(encoding="utf-8")
    assert len(text) < 25_000
    assert "bug in addNote" in text
    assert text.endswith("ZeroDivisionError: division by zero\n")


def test_what_cannot_be_seen_in_the_name_of_an_action_is_seen_in_the_log(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")

    log.request(Record(CALLER, "version\ufeff\x1b[2J", 6, 1.0, "unsupported action", 1))
    log.close()

    assert r' "version\ufeff\u001b[2J" v6 ' in (tmp_path / "requests.log").read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_harms_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = FileLog(tmp_path / "bugs.log", str(tmp_path))  # a folder is no file

    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.close()

    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_noted_is_printed_for_whoever_has_no_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "user_files").touch()  # no folder can be made there
    log = FileLog(tmp_path / "user_files" / "bugs.log", None)

    log.notice("AnkiConnect cannot write its settings")
    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.close()

    out, err = capfd.readouterr()
    assert out.startswith("AnkiConnect: ")
    assert out.endswith(" AnkiConnect cannot write its settings\n")
    assert (len(out.splitlines()), err) == (1, "")


@pytest.mark.parametrize("stdout", [None, "closed", "ascii"])
def test_a_program_that_cannot_print_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], stdout: str | None
) -> None:
    stream = None if stdout is None else io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    if stdout == "closed" and stream is not None:
        stream.close()
    monkeypatch.setattr(sys, "stdout", stream)  # None: a program of Windows without a console
    (tmp_path / "user_files").touch()
    log = FileLog(tmp_path / "user_files" / "bugs.log", None)

    log.notice("猫 →")
    log.close()

    assert capfd.readouterr() == ("", "")


def test_what_the_person_was_told_is_noted_in_both_files(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")

    log.notice("cat.jpg: it could not\nbe downloaded")
    log.close()

    assert (tmp_path / "bugs.log").read_text(encoding="utf-8").endswith(" cat.jpg: it could not be downloaded\n")
    assert (tmp_path / "requests.log").read_text(encoding="utf-8").endswith(" cat.jpg: it could not be downloaded\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_harms_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = FileLog(tmp_path / "bugs.log", "/dev/full")

    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.release()
    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.close()

    assert capfd.readouterr() == ("", "")


def test_half_a_character_in_the_name_of_an_action_harms_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")

    log.request(Record(CALLER, "\ud83d", 6, 1.25, "\udc00", 40))
    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.close()

    assert (tmp_path / "requests.log").read_text(encoding="utf-8").endswith(" addNote v6 1.2 ms 40 bytes ok\n")
    assert capfd.readouterr() == ("", "")


# What a client sends to be mistaken for something else ---------------------------


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ("addNote", "addNote"),
        ("", "-"),
        ("version v6 0.1 ms 1 bytes ok", '"version v6 0.1 ms 1 bytes ok"'),
        ('a" v6 0.1 ms 1 bytes ok', r'"a\" v6 0.1 ms 1 bytes ok"'),
        ('a\\" v6', r'"a\\\" v6"'),
        ("a\n2026-01-01 00:00:00,000 127.0.0.1 - b", r'"a\n2026-01-01 00:00:00,000 127.0.0.1 - b"'),
        ("a\\n", r'"a\\n"'),
        ("a\u2028b\u0085c\x0bd", r'"a\u2028b\u0085c\u000bd"'),
        ("\u202esnoisrev", r'"\u202esnoisrev"'),
        ("\x1b]0;title\x07", r'"\u001b]0;title\u0007"'),
        ("https://me:password@host/x?token=1", '"https://…@host/x?…"'),
    ],
)
def test_a_name_that_is_none_stands_in_quotes_and_is_escaped(tmp_path: Path, action: str, shown: str) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")

    log.request(Record(CALLER, action, 6, 1.25, None, 40))
    log.close()

    [line] = (tmp_path / "requests.log").read_text(encoding="utf-8").splitlines()
    assert line.endswith(f" http://localhost:3000 {shown} v6 1.2 ms 40 bytes ok")


def test_an_error_or_an_origin_makes_no_record_of_its_own(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")
    origin = "http://a ok\n2026 127.0.0.1 - b \x1b[2J"

    log.request(Record(CALLER._replace(origin=origin), "addNote", 6, 1.0, "no\u202e\n2026 127.0.0.1\x1b[2J", 1))
    log.close()

    [line] = (tmp_path / "requests.log").read_text(encoding="utf-8").splitlines()
    assert line.isprintable()
    _, _, _, origin, name, *_ = line.split(" ")
    assert origin.startswith(r"http://a\u0020ok\u000a2026\u0020")
    assert name == "addNote"


@pytest.mark.parametrize("version", [10**9, -(10**9), 10**5000], ids=["high", "low", "long"])
def test_a_version_that_is_none_is_a_question_mark(tmp_path: Path, version: int) -> None:
    log = FileLog(tmp_path / "bugs.log", tmp_path / "requests.log")

    log.request(Record(CALLER, "addNote", version, 1.0, None, 1))
    log.close()

    assert " addNote v? 1.0 ms " in (tmp_path / "requests.log").read_text(encoding="utf-8")


def test_what_the_person_is_told_is_noted_without_passwords_and_on_one_line(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", None)

    log.notice("a.jpg: https://me:secret@host/a.jpg?token=secret cannot be had\u2028\x1b[2J data:text/plain,secret")
    log.close()

    [line] = (tmp_path / "bugs.log").read_text(encoding="utf-8").splitlines()
    assert "secret" not in line
    assert line.isprintable()


class BackendError(Exception):
    """As Anki's, which quotes what it was given."""


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (ValueError("invalid literal for int() with base 10: 'my diary'"), "ValueError: invalid literal for int()"),
        (KeyError("my diary"), "KeyError: '…'"),
        (RuntimeError("it's \"my diary\", isn't it"), "RuntimeError: it'…'t it"),
        (TypeError("an integer is required\n2026 my".removesuffix("my")), "TypeError: an integer is required\\n2026"),
        (BackendError("my diary is no search"), "BackendError: (a message of 21 characters)"),
        (
            BackendError('DbError { info: "SqliteFailure(Error { code: DiskFull, extended_code: 13 }, my diary'),
            "BackendError: (SQLite: DiskFull)",
        ),
        (Exception("my diary"), "Exception: (a message of 8 characters)"),
        (FileNotFoundError(2, "No such file or directory", "my diary"), "[Errno 2] No such file or directory\n"),
    ],
)
def test_a_bug_is_noted_without_what_was_in_the_request(tmp_path: Path, error: Exception, kept: str) -> None:
    log = FileLog(tmp_path / "bugs.log", None)

    for cause in (None, error):
        try:
            raise ZeroDivisionError if cause is not None else error from cause
        except (ZeroDivisionError, type(error)):
            guard.report("addNote\n2026")
    log.close()

    text = (tmp_path / "bugs.log").read_text(encoding="utf-8")
    assert "diary" not in text
    assert text.count(kept) == 2
    assert "ZeroDivisionError: \n" in text + "\n"
    assert "\n2026 " not in text


def test_a_bug_that_another_log_has_written_out_is_still_noted_without_values(tmp_path: Path) -> None:
    class Elsewhere(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            self.format(record)

    elsewhere = Elsewhere()
    guard.bugs.addHandler(elsewhere)
    log = FileLog(tmp_path / "bugs.log", None)

    try:
        {}["".join(["my di", "ary"])]
    except KeyError:
        guard.report("addNote")
    log.close()
    guard.bugs.removeHandler(elsewhere)

    assert "diary" not in (tmp_path / "bugs.log").read_text(encoding="utf-8")
