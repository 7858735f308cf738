"""The last bugs are read from their file, and nothing else that stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin import guard
from plugin.log.bugs_file import last_bugs
from plugin.log.file_log import FileLog


def fail(text: str) -> None:
    raise ValueError(text)


def test_the_last_bugs_are_read_and_no_notice(tmp_path: Path) -> None:
    file = tmp_path / "bugs.log"
    log = FileLog(file, None)
    for number in range(5):
        log.notice(f"AnkiConnect refused https://site-{number}.example")
        guard.call(fail, f"'SECRET {number}'")
    log.close()

    bugs = last_bugs(file)

    assert len(bugs) == 3
    for bug in bugs:
        assert "bug in fail\nTraceback (most recent call last):" in bug
        assert bug.endswith("ValueError: '…'")
        assert "site-" not in bug


def test_without_a_file_there_were_no_bugs(tmp_path: Path) -> None:
    assert last_bugs(tmp_path / "bugs.log") == []


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    [told] = last_bugs(tmp_path)

    assert told.startswith("the file cannot be read: ")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"no date\nTraceback (most recent call last):\n"])
def test_what_is_no_record_is_passed_over(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bugs.log"
    file.write_bytes(content)

    assert last_bugs(file) == []


def test_of_a_long_one_the_end_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "bugs.log"
    frames = "  File x\n" * 2000
    file.write_text(
        f"2026-01-02 03:04:05,678 bug in x\nTraceback (most recent call last):\n{frames}ValueError: it\n",
        encoding="utf-8",
    )

    [bug] = last_bugs(file)

    assert bug.startswith("...")
    assert bug.endswith("ValueError: it")
    assert len(bug) < 5000
