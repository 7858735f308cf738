"""A client that a public generator makes of openapi.json: it is made without a warning, has sound types, and works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from document_parts import blocks
from http_api import HttpApi

from anki.collection import Collection

from plugin.config.settings import Settings
from tools import ROOT
from tools.environment.environments import OPENAPI, Environment

CALLS = Path(__file__).with_name("generated_calls.py")
PYTHON = Environment(OPENAPI).python
DOCUMENT = ROOT / "plugin" / "web" / "pages" / "openapi.json"

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason=".env/openapi is not there: `python3 tools/dev.py test --tier collection` makes it"
)


def run(*command: object, folder: Path = ROOT, codes: Sequence[int] = (0,)) -> str:
    """Run a program of the environment that has the generator; give what it prints."""
    env = {**os.environ, "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONWARNDEFAULTENCODING": ""}
    done = subprocess.run(
        [str(one) for one in command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in codes, done.stdout[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that has the client, as the package anki_client."""
    folder = tmp_path_factory.mktemp("generated")
    generate = [PYTHON.with_name("openapi-python-client"), "generate", "--path", DOCUMENT, "--meta", "none"]
    run(*generate, "--fail-on-warning", "--output-path", folder / "anki_client")
    shutil.copy(CALLS, folder)
    return folder


def test_the_document_is_valid() -> None:
    assert run(PYTHON.with_name("openapi-spec-validator"), "--errors", "all", DOCUMENT).strip().endswith("OK")


def test_there_is_a_call_for_each_action(client: Path) -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))

    modules = {path.stem.replace("_", "") for path in (client / "anki_client" / "api").glob("*/*.py")}

    assert {one["post"]["operationId"].lower() for one in document["paths"].values()} <= modules


@pytest.mark.skipif(sys.version_info < (3, 11), reason="mypy is in the developers' environment")
def test_its_types_are_sound_and_so_are_the_calls(client: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--python-executable", PYTHON, "--config-file=", "--cache-dir=cache"]

    said = run(*command, "-p", "anki_client", "-m", CALLS.stem, folder=client, codes=(0, 1)).splitlines()

    assert re.search(r"checked \d{3} source files|no issues found in \d{3} source files", said[-1])
    # the generator's own file, which is the same in all its clients
    assert [one for one in said[:-1] if not one.startswith(str(Path("anki_client", "client.py")))] == []


def test_the_lines_in_the_document_print_the_decks(client: Path, col: Collection) -> None:
    [block] = [one for one in blocks("docs/openapi.md") if one.language == "python"]

    with closing(HttpApi(col)) as server:
        lines = block.text.replace("localhost:8765", f"localhost:{server.port}")
        (client / "lines.py").write_text(lines, encoding="utf-8")
        assert run(PYTHON, client / "lines.py") == "['Default']\n"


def test_ten_actions_do_what_they_are_called_for(client: Path, col: Collection) -> None:
    with closing(HttpApi(col, Settings(apiKey="secret"))) as server:
        url = f"http://127.0.0.1:{server.port}"
        said: dict[str, Any] = json.loads(run(PYTHON, client / CALLS.name, url, "secret"))

    note = col.get_note(said["note"])
    first_card = note.cards()[0]
    assert note.fields == ["猫", '<b>"cat"</b>']
    assert note.tags == ["one", "three", "two"] == said["tags"]
    assert (first_card.did, first_card.queue, first_card.user_flag()) == (said["deck"], -1, 3)
    assert col.decks.name(said["deck"]) == "Made by a client::子"
    assert said["duplicate"] == "cannot create note because it is a duplicate"
    assert said["statuses"] == ["added", "added", "duplicate"]
    assert said["saved"][2] == said["note"]
    assert [col.get_note(said["saved"][0])["Word"], said["word"]] == ["犬", "猫"]
    assert sorted(col.find_notes("")) == sorted([said["note"], said["saved"][0]])
    assert (said["suspended"], said["flagged"], said["found"]) == (True, 1, [3, 2, True])
    assert said["decks"] == ["Default", "Made by a client"]
    assert said["refused"] == "valid api key must be provided"
