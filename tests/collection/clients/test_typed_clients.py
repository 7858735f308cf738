"""Every sample, sent by the clients that are made from the reference, gets the reply that the reference prints."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from blanks import blank
from http_api import HttpApi
from sample_collection import fill

from anki.collection import Collection

from plugin.config.settings import Settings
from tests.typed_clients import (
    CLIENTS,
    MISSING,
    NEEDS_WINDOW,
    Perform,
    can_be_sent,
    compile_typescript,
    node,
    perform_in_python,
    python_module,
)
from tools.clients.latest import latest_actions

EXAMPLES = Path(__file__).parents[2] / "examples"
_needs_node = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

ALL = [
    pytest.param(sample, id=f"{path.stem}-{number}-{sample['request']['action']}")
    for path in sorted(EXAMPLES.glob("*.json"))
    for number, sample in enumerate(json.loads(path.read_text(encoding="utf-8")))
    if can_be_sent(sample)
]
SAMPLES = [one for one in ALL if not one.id.startswith(("gui-", "anki-")) and not one.id.endswith(NEEDS_WINDOW)]
REFERENCE = json.loads((CLIENTS.parents[1] / "plugin" / "api" / "reference.json").read_text(encoding="utf-8"))


@pytest.fixture
def server(col: Collection) -> Iterator[HttpApi]:
    fill(col)
    with closing(HttpApi(col)) as api:
        yield api


@pytest.fixture(scope="module")
def perform_in_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Perform]:
    with node(tmp_path_factory.mktemp("typescript")) as perform:
        yield perform


def url(server: HttpApi) -> str:
    return f"http://127.0.0.1:{server.port}"


def check(sample: dict[str, Any], server: HttpApi, perform: Perform) -> None:
    """Perform a sample with a client, and compare what it gives."""
    for request in sample.get("given", ()):
        server.reply(request)

    given = perform(url(server), sample["request"])

    reply, expected = {"result": given["result"], "error": given["error"]}, sample["reply"]
    for path in sample.get("varies", ()):
        blank(reply, path)
        blank(expected := json.loads(json.dumps(expected)), path)
    assert reply == expected


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_sent_in_python_gets_its_reply(sample: dict[str, Any], server: HttpApi) -> None:
    check(sample, server, perform_in_python)


@_needs_node
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_sent_in_typescript_gets_its_reply(
    sample: dict[str, Any], server: HttpApi, perform_in_node: Perform
) -> None:
    check(sample, server, perform_in_node)


# Types -----------------------------------------------------------------------


def succeeds(sample: dict[str, Any]) -> bool:
    return sample["reply"]["error"] is None


@_needs_node
def test_the_samples_have_the_types_of_the_client_for_typescript(tmp_path: Path) -> None:
    lines = ['import { AnkiConnect } from "./ankiconnect";', "const anki = new AnkiConnect();"]
    # what is there at the end of the pages is taken as nothing given
    lines.append('anki.searchNotes({ query: "", cursor: (await anki.searchNotes({ query: "" })).cursor });')
    for number, one in enumerate(ALL):
        [sample] = one.values
        if succeeds(sample):
            action, params = sample["request"]["action"], sample["request"].get("params")
            lines.append(f"anki.{action}({'' if params is None else json.dumps(params)});")
            if sample["reply"]["result"] is not None:
                kind = f"Awaited<ReturnType<AnkiConnect[{json.dumps(action)}]>>"
                lines.append(f"export const result{number}: {kind} = {json.dumps(sample['reply']['result'])};")
    (tmp_path / "ankiconnect.ts").write_bytes((CLIENTS / "ankiconnect.ts").read_bytes())
    (tmp_path / "samples.ts").write_text("\n".join(lines), encoding="utf-8")

    assert compile_typescript(tmp_path / "samples.ts", tmp_path / "out") == ""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="mypy is in the developers' environment")
def test_the_samples_have_the_types_of_the_client_for_python(tmp_path: Path) -> None:
    lines = ["from ankiconnect import AnkiConnect", "anki = AnkiConnect()"]
    lines.append('anki.searchNotes("", cursor=anki.searchNotes("")["cursor"])')
    for one in ALL:
        [sample] = one.values
        if succeeds(sample):
            params = sample["request"].get("params", {})
            arguments = ", ".join(f"{name}={value!r}" for name, value in params.items())
            lines.append(f"anki.{sample['request']['action']}({arguments})")
    (tmp_path / "ankiconnect.py").write_bytes((CLIENTS / "ankiconnect.py").read_bytes())
    (tmp_path / "samples.py").write_text("\n".join(lines), encoding="utf-8")

    command = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", "--config-file", "", "samples.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout


def test_each_action_is_a_method_with_its_parameters() -> None:
    client = python_module().AnkiConnect

    for entry in latest_actions(REFERENCE):
        code = vars(client)[entry["action"]].__code__
        names = code.co_varnames[1 : code.co_argcount]
        assert sorted(names) == sorted(one["name"] for one in entry["parameters"])


# What else happens -------------------------------------------------------------


def test_a_key_goes_with_the_request_and_a_wrong_one_is_an_error(col: Collection) -> None:
    with closing(HttpApi(col, Settings(apiKey="secret"))) as server:
        module = python_module()

        assert module.AnkiConnect(url(server), key="secret").deckNames() == ["Default"]
        with pytest.raises(module.AnkiConnectError, match=r"^valid api key must be provided$"):
            module.AnkiConnect(url(server), key="wrong").deckNames()


def test_requests_are_put_together_for_multi(server: HttpApi) -> None:
    anki = python_module().AnkiConnect(url(server))

    replies = anki.multi([anki.request("findNotes", query="猫"), anki.request("cardsInfo", cards=None)])

    assert replies[0] == {"result": [1514547547030], "error": None}
    assert "cards" in replies[1]["error"]


def test_what_http_refuses_is_an_error_that_tells_the_status(server: HttpApi) -> None:
    module = python_module()
    anki = module.AnkiConnect(url(server))
    anki._opener.addheaders = [("Origin", "https://elsewhere.example")]  # as a page would

    with pytest.raises(module.AnkiConnectError, match=r"^HTTP status 403"):
        anki.deckNames()


def test_nobody_there_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="refused"):
        python_module().AnkiConnect("http://127.0.0.1:1").version()
