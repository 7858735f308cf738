"""The official test suite of MCP servers finds nothing wrong: all that fits passes, and nothing of it is unknown."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conformance_scenarios import EXTENSIONS, FITTING, NOT_APPLICABLE, REVISIONS, SCHEMA

from tests.deadlines import DEADLINE
from tests.headless_process import HeadlessServer
from tools.environment.agents import NODE_MODULES, ensure_agents, node

SUITE = NODE_MODULES / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
EACH = [(revision, name) for revision in REVISIONS for name in sorted({*FITTING[revision], *NOT_APPLICABLE[revision]})]

Checks = list[dict[str, Any]]


def run_suite(*arguments: str) -> str:
    ensure_agents()
    command = [str(node()), str(SUITE), *arguments]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=5 * DEADLINE, encoding="utf-8", check=False
    )
    return done.stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeadlessServer]:
    with HeadlessServer(tmp_path_factory.mktemp("conformance") / "collection.anki2", "--new") as running:
        yield running.wait_until_ready()


@pytest.fixture(scope="module")
def found(server: HeadlessServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Checks]]:
    """What each check of each scenario came to, by revision and scenario."""
    url = f"http://127.0.0.1:{server.port}/mcp"
    return {revision: performed(url, revision, tmp_path_factory.mktemp(revision)) for revision in REVISIONS}


def performed(url: str, revision: str, folder: Path) -> dict[str, Checks]:
    said = run_suite("server", "--url", url, "--suite", "all", "--spec-version", revision, "--output-dir", str(folder))
    checks = {}
    for file in folder.glob("*/checks.json"):
        # server-NAME-TIME
        name = re.sub(r"^server-(.*)-\d{4}-\d\d-\d\dT[-\d]+Z$", r"\1", file.parent.name)
        checks[name] = json.loads(file.read_text(encoding="utf-8"))
    assert checks, said
    return checks


def judged(checks: Checks) -> Checks:
    """The checks that say whether something is right; the others only tell what happened."""
    return [one for one in checks if one["status"] != "INFO"]


def test_every_scenario_that_the_suite_has_is_known() -> None:
    listed = dict(re.findall(r"^  - (\S+) \[(.*)\]$", run_suite("list", "--server"), re.MULTILINE))

    in_revisions = {name for name, where in listed.items() if not {"extension"} & set(where.split(","))}
    assert listed.keys() - in_revisions == EXTENSIONS.keys()
    assert in_revisions == {name for _, name in EACH}


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_scenarios_of_a_revision_are_those_that_are_known(
    revision: str, found: dict[str, dict[str, Checks]]
) -> None:
    assert found[revision].keys() == {name for which, name in EACH if which == revision}
    assert not FITTING[revision] & NOT_APPLICABLE[revision].keys()


@pytest.mark.parametrize(("revision", "name"), [(one, name) for one in REVISIONS for name in sorted(FITTING[one])])
def test_a_scenario_that_fits_passes(revision: str, name: str, found: dict[str, dict[str, Checks]]) -> None:
    checks = judged(found[revision][name])

    assert [one for one in checks if one["status"] != "SUCCESS"] == []
    assert checks


@pytest.mark.parametrize(
    ("revision", "name"), [(one, name) for one in REVISIONS for name in sorted(NOT_APPLICABLE[one])]
)
def test_of_other_scenarios_that_alone_does_not_pass_which_cannot(
    revision: str, name: str, found: dict[str, dict[str, Checks]]
) -> None:
    reasons = NOT_APPLICABLE[revision][name]

    left = [one for one in judged(found[revision][name]) if one["status"] != "SUCCESS"]

    for reason in reasons:
        concerned = [one for one in left if reason.checks is None or one["id"] in reason.checks]
        for one in concerned:
            assert reason.said in (one.get("errorMessage") or json.dumps(one.get("details", {})))
            left.remove(one)
        assert concerned or not reason.said, f"passes now: {reason}"
    assert left == []


@pytest.mark.parametrize(("revision", "name"), EACH)
def test_every_message_in_a_scenario_is_as_the_schema_of_its_revision_has_it(
    revision: str, name: str, found: dict[str, dict[str, Checks]]
) -> None:
    assert [one for one in found[revision][name] if one["id"] == SCHEMA and one["status"] != "SUCCESS"] == []


def test_the_suite_does_judge_messages_by_the_schema(found: dict[str, dict[str, Checks]]) -> None:
    judged_by_schema = {
        revision: [name for name, checks in scenarios.items() if SCHEMA in {one["id"] for one in checks}]
        for revision, scenarios in found.items()
    }

    # the others send bytes that the suite does not look at in this way
    assert {revision: len(names) for revision, names in judged_by_schema.items()} == {
        "2025-11-25": 29,
        "2026-07-28": 37,
    }
