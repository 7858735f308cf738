"""`pip install .` gives the command that serves a collection, and docs/headless tells systemd and containers of it."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plugin.headless.command import parser
from plugin.headless.configuration import read_environment
from tests.deadlines import DEADLINE
from tests.headless_process import HeadlessServer
from tools import ROOT

DOCS = ROOT / "docs" / "headless"
COMMAND = "ankiconnect-server"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the checkout was installed into, without what it depends on."""
    target = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    subprocess.run([*pip, "--target", str(target), str(ROOT)], check=True, timeout=5 * DEADLINE)
    return target


def test_the_command_serves_a_collection(site: Path, tmp_path: Path) -> None:
    [script] = (site / "bin").glob(f"{COMMAND}*")
    env = {"PYTHONPATH": str(site)}

    with HeadlessServer(
        tmp_path / "collection.anki2", "--new", env=env, command=(sys.executable, str(script))
    ) as server:
        assert server.wait_until_ready().invoke("deckNames") == ["Default"]
        assert server.end(signal.SIGTERM) == (0, "")


def test_no_window_is_installed(site: Path) -> None:
    installed = {path.relative_to(site).parts[0] for path in site.rglob("*.py")}

    assert installed == {"ankiconnect"}
    assert not (site / "ankiconnect" / "desktop").exists()


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment]
    read.read(DOCS / "ankiconnect.service", encoding="utf-8")
    return read


def test_the_unit_starts_the_command_that_there_is() -> None:
    program, *arguments = unit()["Service"]["ExecStart"].split()

    assert Path(program).name == COMMAND
    given = parser(COMMAND).parse_args(arguments)
    assert given.new
    assert given.collection == Path("/var/lib", unit()["Service"]["StateDirectory"], "collection.anki2")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    # only the program is put where there is one
    text = (DOCS / "ankiconnect.service").read_text(encoding="utf-8")
    file = tmp_path / "ankiconnect.service"
    file.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=DEADLINE,
    )

    assert (done.returncode, done.stderr) == (0, "")


def compose_file() -> str:
    return (DOCS / "compose.yaml").read_text(encoding="utf-8")


def test_the_container_is_told_what_the_server_reads() -> None:
    [line] = re.findall(r"^ENV (.*)$", _dockerfile(), re.MULTILINE)
    variables = dict(pair.split("=", 1) for pair in line.split())
    in_compose = dict(re.findall(r"^ +(ANKICONNECT_\w+): (\S+)$", compose_file(), re.MULTILINE))

    assert set(variables) == {"ANKICONNECT_COLLECTION", "ANKICONNECT_BIND_ADDRESS"}
    assert set(read_environment(variables)) == set(variables)
    assert set(in_compose) == {"ANKICONNECT_API_KEY_FILE"}


def _dockerfile() -> str:
    return (DOCS / "Dockerfile").read_text(encoding="utf-8")


def test_the_container_runs_the_command_and_copies_what_there_is() -> None:
    [entry] = re.findall(r"^ENTRYPOINT \[(.*)\]$", _dockerfile(), re.MULTILINE)
    program, *arguments = [part.strip().strip('"') for part in entry.split(",")]

    assert Path(program).name == COMMAND
    assert parser(COMMAND).parse_args(arguments).new
    assert [file for file in re.findall(r"/source/(\S+)", _dockerfile()) if not (ROOT / file).exists()] == []
    [context] = re.findall(r"context: (\S+)", compose_file())
    [dockerfile] = re.findall(r"dockerfile: (\S+)", compose_file())
    assert (DOCS / context).resolve() == ROOT
    assert (ROOT / dockerfile).is_file()


@pytest.mark.skipif(shutil.which("docker") is None, reason="Docker is not installed here")
def test_docker_understands_the_compose_file(tmp_path: Path) -> None:
    probe = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("Docker has no Compose here")
    (tmp_path / "compose.yaml").write_text(compose_file(), encoding="utf-8")
    (tmp_path / "anki-key.txt").write_text("key", encoding="utf-8")

    done = subprocess.run(
        ["docker", "compose", "--file", str(tmp_path / "compose.yaml"), "config", "--quiet"],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=DEADLINE,
    )

    assert (done.returncode, done.stderr) == (0, "")
