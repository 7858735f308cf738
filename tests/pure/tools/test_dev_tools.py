"""The developer's commands leave alone what is not theirs, and count right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[3] / "tools"
sys.path.insert(0, str(TOOLS))

import addon_link  # noqa: E402 (the folder is not a package: dev.py is run as a script)
import checks  # noqa: E402
from archive import PLUGIN, ROOT  # noqa: E402
from environment import anki_version  # noqa: E402
from progress import Stop  # noqa: E402


@pytest.fixture
def addon(tmp_path: Path) -> Path:
    """Where a reader's Anki would have the add-on."""
    return tmp_path / "addons21" / "ankiconnect"


def test_each_entry_of_the_add_on_becomes_a_link(addon: Path) -> None:
    addon_link.make_links(addon)

    assert (addon / "__init__.py").resolve() == PLUGIN / "__init__.py"
    assert (addon / "actions").resolve() == PLUGIN / "actions"
    assert (addon / "config.json").resolve() == ROOT / "config.json"


def test_what_anki_writes_stays_out_of_the_checkout(addon: Path) -> None:
    addon_link.make_links(addon)

    (addon / "meta.json").write_text('{"config": {}}')
    addon_link.make_links(addon)

    assert not (PLUGIN / "meta.json").exists()
    assert (addon / "meta.json").read_text() == '{"config": {}}'


def test_linking_again_removes_what_the_checkout_no_longer_has(addon: Path) -> None:
    addon_link.make_links(addon)
    (addon / "gone.py").symlink_to(PLUGIN / "gone.py")

    addon_link.make_links(addon)

    assert not (addon / "gone.py").is_symlink()
    assert (addon / "__init__.py").is_symlink()


def test_a_file_that_is_no_link_is_not_overwritten(addon: Path) -> None:
    addon.mkdir(parents=True)
    (addon / "__init__.py").write_text("# somebody else's")

    with pytest.raises(Stop, match="no link of this command"):
        addon_link.make_links(addon)

    assert (addon / "__init__.py").read_text() == "# somebody else's"
    assert len(list(addon.iterdir())) == 1


def test_links_to_another_checkout_are_not_overwritten(addon: Path, tmp_path: Path) -> None:
    addon.mkdir(parents=True)
    (addon / "__init__.py").symlink_to(tmp_path / "other" / "plugin" / "__init__.py")

    with pytest.raises(Stop, match="another checkout"):
        addon_link.make_links(addon)

    assert len(list(addon.iterdir())) == 1


def test_a_report_of_pytest_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>')

    line = str(checks.read_counts(report))

    assert line == "total: 3 passed, 3 failed, 3 skipped"


def test_a_run_that_left_no_report_counts_as_a_failure(tmp_path: Path) -> None:
    line = str(checks.read_counts(tmp_path / "none.xml"))

    assert line == "total: 0 passed, 1 failed"


def check_of(folder: Path, body: str) -> checks.Check:
    """A check that runs tests of a file of its own, beside one that passes."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    tests = folder / "test_it.py"
    tests.write_text(f"from pathlib import Path\n\ndef test_other(): pass\n\n{body}\n")
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(folder / "pytest.ini"), str(tests)]
    return checks.Check("some", command, {}, counts=True, second_try=True)


def test_a_test_that_passes_on_the_second_try_has_passed_and_is_told(tmp_path: Path) -> None:
    met = tmp_path / "met"
    body = f"def test_once():\n    seen, _ = Path({str(met)!r}).exists(), Path({str(met)!r}).touch()\n    assert seen"
    check = check_of(tmp_path, body)

    outcome = checks.run_check(check, tmp_path / "report.xml")

    assert outcome.succeeded
    assert str(outcome.counts) == "total: 2 passed, 0 failed (1 passed on the second try)"


def test_a_test_that_fails_twice_has_failed(tmp_path: Path) -> None:
    outcome = checks.run_check(check_of(tmp_path, "def test_never(): assert False"), tmp_path / "report.xml")

    assert not outcome.succeeded
    assert str(outcome.counts) == "total: 1 passed, 1 failed"


def test_one_that_is_not_found_for_a_second_try_has_failed(tmp_path: Path) -> None:
    check = check_of(tmp_path, "def test_never(): assert False")
    (tmp_path / "conftest.py").write_text(
        "import pytest\n\n@pytest.hookimpl(trylast=True)\n"
        "def pytest_sessionfinish(session):\n    session.config.cache.set('cache/lastfailed', {})\n"
    )

    outcome = checks.run_check(check, tmp_path / "report.xml", may_choose_nothing=True)

    assert not outcome.succeeded
    assert str(outcome.counts) == "total: 1 passed, 1 failed"


def test_many_that_fail_are_not_tried_again(tmp_path: Path) -> None:
    body = "".join(f"def test_{number}(): assert False\n" for number in range(4))

    outcome = checks.run_check(check_of(tmp_path, body), tmp_path / "report.xml")

    assert str(outcome.counts) == "total: 1 passed, 4 failed"
    assert not (tmp_path / "report.again.xml").exists()


def test_one_that_is_never_tried_again_fails_at_once(tmp_path: Path) -> None:
    check = check_of(tmp_path, "def test_never(): assert False")._replace(second_try=False)

    outcome = checks.run_check(check, tmp_path / "report.xml")

    assert str(outcome.counts) == "total: 1 passed, 1 failed"
    assert not (tmp_path / "report.again.xml").exists()


@pytest.mark.parametrize(("written", "meant"), [("26.09.3", "26.9.3"), ("26.9.3", "26.9.3"), ("25.02", "25.2")])
def test_a_version_of_anki_may_be_written_as_anki_shows_it(written: str, meant: str) -> None:
    assert anki_version(written) == meant


@pytest.mark.parametrize("nonsense", ["", "26", "../x", "26.9.3; rm", "latest"])
def test_what_is_no_version_is_refused(nonsense: str) -> None:
    with pytest.raises(Stop, match="is no version of Anki"):
        anki_version(nonsense)
