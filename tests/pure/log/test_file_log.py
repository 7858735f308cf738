"""The files in which requests and bugs are noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin import guard
from plugin.api.host import Caller
from plugin.api.records import Record
from plugin.log.file_log import FileLog

CALLER = Caller("127.0.0.1", "http://localhost:3000", True, ("secret",))


def test_a_request_is_a_line_with_who_what_and_how_it_ended(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", str(tmp_path / "requests.log"))

    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.request(Record(CALLER._replace(origin=None), "addNote", 6, 1.25, "100 % wrong\nin two lines", 40))
    log.close()

    done, failed = (tmp_path / "requests.log").read_text().splitlines()
    assert done.endswith("127.0.0.1 http://localhost:3000 addNote v6 1.2 ms 40 bytes ok")
    assert failed.endswith("127.0.0.1 - addNote v6 1.2 ms 40 bytes error: 100 % wrong in two lines")
    assert "secret" not in done + failed


def test_without_a_path_no_request_is_noted(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", None)

    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.close()

    assert list(tmp_path.iterdir()) == []


def test_the_request_log_rotates(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", str(tmp_path / "requests.log"))

    for _ in range(3000):
        log.request(Record(CALLER, "addNotes", 6, 1.0, "e" * 1000, 1))
    log.close()

    sizes = [path.stat().st_size for path in tmp_path.glob("requests.log*")]
    assert 1 < len(sizes) <= 3
    assert max(sizes) <= 1024 * 1024


def test_a_line_is_short_whatever_a_client_sends(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", str(tmp_path / "requests.log"))
    caller = CALLER._replace(origin="http://" + "o" * 60_000)

    log.request(Record(caller, "a" * 1_000_000, 10**300, 1.0, "e" * 1_000_000, 1))
    log.close()

    [line] = (tmp_path / "requests.log").read_text().splitlines()
    assert len(line) < 2000
    assert " aaaa" in line
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

    text = (tmp_path / "folder" / "bugs.log").read_text()
    assert "bug in addNote" in text
    assert "Traceback" in text
    assert "ZeroDivisionError: of ours" in text
    assert capfd.readouterr() == ("", "")


def test_a_bug_that_holds_a_long_value_is_cut_in_the_middle(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", None)

    try:
        raise ValueError("v" * 5_000_000 + " the end")
    except ValueError:
        guard.report("addNote")
    log.close()

    text = (tmp_path / "bugs.log").read_text()
    assert len(text) < 25_000
    assert "bug in addNote" in text
    assert text.endswith(" the end\n")


def test_what_cannot_be_seen_in_the_name_of_an_action_is_seen_in_the_log(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", str(tmp_path / "requests.log"))

    log.request(Record(CALLER, "version\ufeff\x1b[2J", 6, 1.0, "unsupported action", 1))
    log.close()

    assert r" version\ufeff\u001b[2J v6 " in (tmp_path / "requests.log").read_text()


def test_a_log_that_cannot_be_written_harms_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = FileLog(tmp_path / "bugs.log", str(tmp_path))  # a folder is no file

    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.close()

    assert capfd.readouterr() == ("", "")


def test_what_the_person_was_told_is_noted_in_both_files(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "bugs.log", str(tmp_path / "requests.log"))

    log.notice("cat.jpg: it could not\nbe downloaded")
    log.close()

    assert (tmp_path / "bugs.log").read_text().endswith(" cat.jpg: it could not be downloaded\n")
    assert (tmp_path / "requests.log").read_text().endswith(" cat.jpg: it could not be downloaded\n")


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
    log = FileLog(tmp_path / "bugs.log", str(tmp_path / "requests.log"))

    log.request(Record(CALLER, "\ud83d", 6, 1.25, "\udc00", 40))
    log.request(Record(CALLER, "addNote", 6, 1.25, None, 40))
    log.close()

    assert (tmp_path / "requests.log").read_text().endswith(" addNote v6 1.2 ms 40 bytes ok\n")
    assert capfd.readouterr() == ("", "")
