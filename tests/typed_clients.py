"""The clients in docs/clients, as programs use them: the one for Python here, the one for TypeScript in Node.js."""

from __future__ import annotations

import functools
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

from plugin.api.registry import LATEST_VERSION
from tools import ROOT

CLIENTS = ROOT / "docs" / "clients"
TSC = [
    "tsc",
    "--strict",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom",
    "--module",
    "es2022",
    "--moduleResolution",
    "node",
]
MISSING = [name for name in ("node", "tsc") if shutil.which(name) is None]

# Samples of these actions, and those of actions on windows, are sent to a real Anki: by
# tests/desktop/windows/test_samples_of_clients.py
NEEDS_WINDOW = ("getProfiles", "loadProfile")

# Performs an action at an address; gives {"result": …, "error": …, "code": …}
Perform = Callable[[str, dict[str, Any]], dict[str, Any]]


@functools.lru_cache(maxsize=1)
def python_module() -> ModuleType:
    """The client for Python."""
    spec = importlib.util.spec_from_file_location("ankiconnect_client", CLIENTS / "ankiconnect.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its types look for their names
    spec.loader.exec_module(module)
    return module


def perform_in_python(url: str, request: dict[str, Any]) -> dict[str, Any]:
    """Perform a sample's request with the client for Python."""
    module = python_module()
    try:
        result = getattr(module.AnkiConnect(url), request["action"])(**request.get("params", {}))
    except module.AnkiConnectError as error:
        return {"result": None, "error": str(error), "code": error.code}
    return {"result": result, "error": None, "code": None}


@contextmanager
def node(folder: Path) -> Iterator[Perform]:
    """The client for TypeScript, compiled, in a process that performs one request after the other."""
    assert compile_typescript(CLIENTS / "ankiconnect.ts", folder) == ""
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    script = shutil.copy(Path(__file__).with_suffix(".mjs"), folder)
    process = subprocess.Popen(
        ["node", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdin is not None
    assert process.stdout is not None
    lines_in, lines_out = process.stdin, process.stdout

    def perform(url: str, request: dict[str, Any]) -> dict[str, Any]:
        sent = {"url": url, "action": request["action"]}
        if "params" in request:
            sent["params"] = request["params"]
        lines_in.write(json.dumps(sent) + "\n")
        lines_in.flush()
        reply: dict[str, Any] = {"code": None, **json.loads(lines_out.readline())}
        return reply

    try:
        yield perform
    finally:
        lines_in.close()
        lines_out.close()
        process.wait()
    assert process.returncode == 0


def compile_typescript(file: Path, folder: Path) -> str:
    """Make JavaScript of a file, in a folder; return what is wrong with its types."""
    command = [*TSC, "--outDir", str(folder), str(file)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False).stdout


def can_be_sent(sample: dict[str, Any]) -> bool:
    """Whether a client can send a sample: they speak the latest version of the API only."""
    return bool(sample["request"].get("version") == LATEST_VERSION)
