"""The checks that are run are those that were asked for, and what they say is counted right."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tools import ROOT
from tools.checks.command import generates_clients
from tools.checks.report import read_counts
from tools.checks.runner import Check, Outcome, run_check
from tools.checks.selection import TIERS, select
from tools.environment.progress import Stop

# Which -----------------------------------------------------------------------


def test_everything_is_run_when_nothing_is_asked_for() -> None:
    selection = select(None, [])

    assert tuple(selection.tiers) == TIERS
    folders = {"headless": "collection", **{tier: tier for tier in ("pure", "collection", "agents", "desktop")}}
    assert selection.paths == {tier: [f"tests/{folder}"] for tier, folder in folders.items()}


def test_a_path_is_run_in_the_tier_that_it_belongs_to_and_nothing_else_is() -> None:
    selection = select(None, ["-x", "tests/desktop/status", "tests/pure/api/test_schema.py::test_it"])

    assert selection.tiers == ["pure", "desktop"]
    assert selection.paths == {"desktop": ["tests/desktop/status"], "pure": ["tests/pure/api/test_schema.py::test_it"]}
    assert selection.options == ["-x"]


def test_a_path_is_run_through_a_socket_only_if_that_is_asked_for() -> None:
    assert select(None, ["tests/collection/decks"]).paths == {"collection": ["tests/collection/decks"]}
    assert select(["headless"], ["tests/collection/decks"]).paths == {"headless": ["tests/collection/decks"]}


def test_the_folder_of_all_tests_has_tests_of_all_tiers() -> None:
    assert select(None, ["tests"]).paths == select(None, []).paths
    assert select(["pure"], ["tests/"]).paths == {"pure": ["tests/pure"]}


@pytest.mark.parametrize(
    ("tiers", "paths", "expected"),
    [
        (None, [], True),
        (["collection"], [], True),
        (None, ["tests/collection/openapi/test_generated_client.py"], True),
        (None, ["tests/collection/decks"], False),
        (["pure", "lint"], [], False),
    ],
)
def test_a_generator_of_clients_is_installed_only_for_its_tests(tiers: Any, paths: list[str], expected: bool) -> None:
    assert generates_clients(select(tiers, paths)) is expected


def test_a_path_is_taken_from_where_the_command_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "tests" / "pure")

    assert select(None, ["api/test_schema.py"]).paths == {"pure": ["tests/pure/api/test_schema.py"]}
    assert select(None, ["tests/pure/api"]).paths == {"pure": ["tests/pure/api"]}
    assert select(None, [str(ROOT / "tests" / "pure" / "api")]).paths == {"pure": ["tests/pure/api"]}


@pytest.mark.parametrize(
    "options", [["-k", "tests"], ["-k", "tests/pure or origin"], ["--ignore", "tests/pure"], ["--maxfail", "3"]]
)
def test_the_value_of_an_option_is_no_path(options: list[str]) -> None:
    selection = select(["pure"], options)

    assert selection.options == options
    assert selection.paths == {"pure": ["tests/pure"]}


@pytest.mark.parametrize(
    ("tiers", "path", "reason"),
    [
        (None, "tests/pure/nothing.py", "there is no tests/pure/nothing.py"),
        (None, "test_nothing.py::test_it", "there is no test_nothing.py"),
        (None, "plugin/addon.py", "plugin/addon.py is no test"),
        (None, "tests/examples", "tests/examples is no test"),
        (["collection"], "tests/pure/api", "tests/pure/api is in none of the tiers collection"),
        (["lint"], "tests", "tests is in none of the tiers lint"),
    ],
)
def test_a_path_that_cannot_be_run_is_refused(tiers: list[str], path: str, reason: str) -> None:
    with pytest.raises(Stop, match=reason):
        select(tiers, [path])


# What came of them -----------------------------------------------------------


def test_a_report_of_pytest_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>', encoding="utf-8"
    )

    line = str(read_counts(report))

    assert line == "total: 3 passed, 3 failed, 3 skipped"


def test_a_run_that_left_no_report_counts_as_a_failure(tmp_path: Path) -> None:
    line = str(read_counts(tmp_path / "none.xml"))

    assert line == "total: 0 passed, 1 failed"


def outcome_of(folder: Path, body: str, *options: str) -> Outcome:
    """What comes of a check that runs tests of a file of its own, beside one that passes."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    tests = folder / "test_it.py"
    tests.write_text(f"import os\n\ndef test_other(): pass\n\n{body}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(folder / "pytest.ini"), str(tests), *options]
    return run_check(Check("some", command, {"OURS": "1"}, is_pytest=True), folder / "report.xml")


def test_a_check_whose_tests_pass_has_succeeded(tmp_path: Path) -> None:
    outcome = outcome_of(tmp_path, "def test_with_its_variables(): assert os.environ['OURS'] == '1'")

    assert outcome.succeeded
    assert str(outcome.counts) == "total: 2 passed, 0 failed"


def test_a_test_that_fails_once_has_failed(tmp_path: Path) -> None:
    body = "def test_once():\n    seen = os.path.exists('met')\n    open('met', 'w').close()\n    assert seen"
    body = body.replace("met", (tmp_path / "met").as_posix())

    outcome = outcome_of(tmp_path, body)

    assert not outcome.succeeded
    assert str(outcome.counts) == "total: 1 passed, 1 failed"


def test_a_crash_is_a_failure(tmp_path: Path) -> None:
    outcome = outcome_of(tmp_path, "def test_crash(): os._exit(0)")

    assert not outcome.succeeded
    assert str(outcome.counts) == "total: 0 passed, 1 failed"


def test_a_run_that_has_no_test_of_the_chosen_kind_does_not_fail_the_others(tmp_path: Path) -> None:
    outcome = outcome_of(tmp_path, "", "-k", "nothing")

    assert outcome.succeeded
    assert str(outcome.counts) == "total: 0 passed, 0 failed"
