"""Logs on Windows, which renames and deletes no file that somebody has open: stubs, each with the source that says so.

os.rename(), in logging's doRollover(), raises PermissionError while another process has the log open (marimo #6735,
pymmcore-plus #621): a viewer, or a second Anki with the same apiLogPath.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plugin import guard
from plugin.api.host import Caller
from plugin.api.records import Record
from plugin.log import file_log
from plugin.log.file_log import FileLog

CALLER = Caller("127.0.0.1", None, True, ())
LIMIT = 20_000  # bytes, until a file is renamed
MOST = 10 * LIMIT


class Renaming:
    """os.rename(), refused for a number of times or, if that is None, for good."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refusals: int | None = 0
        self.refused = 0
        self._rename = os.rename
        monkeypatch.setattr(os, "rename", self)

    def __call__(self, source: Any, target: Any) -> None:
        if self.refusals is None or self.refusals > 0:
            self.refused += 1
            if self.refusals:
                self.refusals -= 1
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")
        self._rename(source, target)


@pytest.fixture
def renaming(monkeypatch: pytest.MonkeyPatch) -> Renaming:
    monkeypatch.setattr(file_log, "_BYTES", LIMIT)
    monkeypatch.setattr(file_log, "_MOST_BYTES", MOST)
    monkeypatch.setattr(file_log, "_TRY_AFTER", LIMIT // 10)
    return Renaming(monkeypatch)


class Written:
    """A log, and what was written to it.

    Args:
        folder: for both files
    """

    def __init__(self, folder: Path) -> None:
        self.bugs, self.requests = folder / "user_files" / "bugs.log", folder / "requests.log"
        self.log = FileLog(self.bugs, self.requests)
        self.count = 0

    def request(self) -> int:
        """Note a request with a number of its own."""
        self.count += 1
        self.log.request(Record(CALLER, "version", 6, 1.0, f"number {self.count};", 1))
        return self.count

    def until(self, size: int) -> None:
        """Note requests until the file would be so large."""
        while self.requests.stat().st_size < size - 200 if self.requests.exists() else True:
            self.request()

    def numbers(self, *files: Path) -> list[int]:
        """The numbers of the requests in these files."""
        return [int(one) for file in files for one in re.findall(r"number (\d+);", file.read_text(encoding="utf-8"))]

    @property
    def older(self) -> Path:
        return self.requests.with_name("requests.log.1")


@pytest.fixture
def written(tmp_path: Path, renaming: Renaming) -> Iterator[Written]:
    one = Written(tmp_path)
    yield one
    one.log.close()


# The request log ----------------------------------------------------------------


def test_windows_a_file_that_is_not_renamed_once_loses_no_record(written: Written, renaming: Renaming) -> None:
    renaming.refusals = 1
    written.until(LIMIT)
    for _ in range(100):
        written.request()

    assert renaming.refused == 1
    assert written.numbers(written.older, written.requests) == [*range(1, written.count + 1)]
    assert LIMIT < written.older.stat().st_size < LIMIT * 1.2


def test_windows_a_file_that_is_never_renamed_has_every_record_until_it_is_too_large(
    written: Written, renaming: Renaming
) -> None:
    renaming.refusals = None
    written.until(MOST)

    assert 80 < renaming.refused < 100  # it is not tried for each record
    assert written.numbers(written.requests) == [*range(1, written.count + 1)]
    assert not written.older.exists()

    noted = written.count
    for _ in range(50):
        written.request()
    text = written.requests.read_text(encoding="utf-8")
    assert written.requests.stat().st_size < MOST * 1.01
    assert text.splitlines()[-1].endswith("nothing more is noted until it can.")
    assert text.count("nothing more is noted") == 1
    assert noted <= written.numbers(written.requests)[-1] < noted + 10


def test_windows_a_file_that_was_too_large_is_renamed_as_soon_as_it_can_be(
    written: Written, renaming: Renaming
) -> None:
    renaming.refusals = None
    written.until(MOST)
    for _ in range(50):
        written.request()

    renaming.refusals = 0
    next_number = written.request()

    assert written.numbers(written.requests) == [next_number]
    assert written.older.stat().st_size > MOST * 0.99
    written.until(LIMIT)
    written.request()
    written.request()
    assert written.requests.stat().st_size < LIMIT


def test_windows_an_old_file_that_a_viewer_has_open_keeps_nothing_from_being_noted(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DeleteFile of requests.log.1 is refused, which comes before the file itself is renamed."""
    remove = os.remove
    held = [True]

    def odd(path: Any) -> None:
        if held:
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")
        remove(path)

    for _ in range(3):
        written.until(LIMIT)
        written.request()
        written.request()
    monkeypatch.setattr(os, "remove", odd)
    first = written.numbers(written.requests)[0]
    written.until(2 * LIMIT)

    assert written.numbers(written.requests) == [*range(first, written.count + 1)]
    held.clear()
    for _ in range(30):
        written.request()
    assert written.numbers(written.older, written.requests) == [*range(first, written.count + 1)]


def test_a_full_disk_that_lets_no_file_close_keeps_none_from_being_written_later(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    written.until(LIMIT)
    handler = written.log._requests
    assert handler is not None
    stream = handler.stream

    class Full:
        def __getattr__(self, name: str) -> Any:
            return getattr(stream, name)

        def close(self) -> None:
            stream.close()
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(handler, "stream", Full())
    for _ in range(5):
        written.request()

    assert written.numbers(written.older, written.requests) == [*range(1, written.count + 1)]


# The log of bugs, which is in the add-on's folder -------------------------------
# Windows deletes no folder with an open file in it: shutil.rmtree() stops half-way (cpython gh-77421)


def open_files(folder: Path) -> list[str]:
    """What this process has open below a folder."""
    found = []
    for number in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{number}"))
        except FileNotFoundError:  # that of the list itself
            continue
    return [one for one in found if one.startswith(f"{folder}{os.sep}")]


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells what is open")


@needs_proc
def test_windows_the_log_of_bugs_is_closed_after_each_record(written: Written, tmp_path: Path) -> None:
    for number in range(3):
        written.log.notice(f"notice {number}")
        guard.bugs.error("bug %s", number)

        assert open_files(written.bugs.parent) == []
    assert len(written.bugs.read_text(encoding="utf-8").splitlines()) == 6


@needs_proc
def test_windows_a_request_log_beside_the_log_of_bugs_is_closed_too(written: Written) -> None:
    requests = written.bugs.with_name("requests.log")
    log = FileLog(written.bugs, requests)

    for _ in range(3):
        log.request(Record(CALLER, "version", 6, 1.0, None, 1))
        assert open_files(written.bugs.parent) == []
    log.close()

    assert len(requests.read_text(encoding="utf-8").splitlines()) == 3


@needs_proc
def test_windows_the_log_of_bugs_is_closed_even_if_it_cannot_be_renamed(written: Written, renaming: Renaming) -> None:
    renaming.refusals = None
    for _ in range(MOST // 5000 + 10):
        written.log.notice("x" * 10_000)
        assert open_files(written.bugs.parent) == []

    assert written.bugs.stat().st_size < MOST * 1.1


@pytest.fixture
def busy_threads() -> Iterator[None]:
    """Threads take turns as often as Python can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("busy_threads")
def test_records_of_several_threads_are_all_written_though_the_file_closes_after_each(written: Written) -> None:
    def note(kind: str) -> None:
        for number in range(200):
            guard.bugs.error("%s %s;", kind, number)

    threads = [threading.Thread(target=note, args=(kind,)) for kind in ("one", "two")]
    for thread in threads:
        thread.start()
    for number in range(200):
        written.log.notice(f"three {number};")
    for thread in threads:
        thread.join()

    files = [written.bugs, *(written.bugs.with_name(f"bugs.log.{number}") for number in (1, 2))]
    text = "".join(file.read_text(encoding="utf-8") for file in files if file.exists())
    assert sorted(re.findall(r"(\w+ \d+);", text)) == sorted(
        f"{kind} {number}" for kind in ("one", "two", "three") for number in range(200)
    )


def test_windows_nothing_is_written_to_a_folder_that_is_about_to_be_deleted(written: Written) -> None:
    written.log.notice("before")
    folder = written.bugs.parent

    written.log.leave(folder)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    written.log.notice("after")
    guard.bugs.error("a bug")

    assert not folder.exists()
    assert written.requests.read_text(encoding="utf-8").count("after") == 1


@needs_proc
def test_windows_a_request_log_in_a_folder_that_is_about_to_be_deleted_is_closed(written: Written) -> None:
    number = written.request()
    assert open_files(written.requests.parent) == [str(written.requests)]

    written.log.leave(written.requests.parent)
    written.request()

    assert open_files(written.requests.parent) == []
    assert written.numbers(written.requests) == [number]
    assert logging.getLogger(guard.bugs.name).handlers  # else Anki would show a box for each bug
