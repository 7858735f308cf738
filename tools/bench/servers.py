"""The servers that can be measured: an Anki that the benchmark starts, or any other server of this API."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools import ROOT
from tools.bench.client import Address
from tools.bench.measured_anki import MeasuredAnki, free_port, prepare_base, prepare_environment
from tools.bench.run import Run, echo_server
from tools.environment.progress import Stop, step
from tools.package.command import ARCHIVE, build, python_with_pip
from tools.run.anki_process import ADDRESS, PROFILE


@contextlib.contextmanager
def own_anki(notes: int, quick: bool, folder: Path) -> Iterator[Run]:
    """An Anki of our own, and a copy of its collection for the floor."""
    if importlib.util.find_spec("aqt") is None:
        raise Stop("this Python has no Anki: leave out --here, or name a server with --address")
    from tools.bench import seeded
    from tools.bench.floor import Floor

    prepare_environment()
    build(ARCHIVE, python_with_pip())
    collection = seeded.seeded(folder / "seeded", notes)
    with step("making a package to import"):
        package = seeded.write_package(folder)
    base = prepare_base(folder / "base")
    seeded.copy(collection, base / PROFILE)
    with contextlib.ExitStack() as stack:
        floor = Floor(seeded.copy(collection, folder / "floor"))
        stack.callback(floor.close)
        anki = MeasuredAnki(base)
        stack.callback(anki.end)
        anki.wait_until_it_answers()
        anki.heartbeat.opened()
        echo = stack.enter_context(echo_server())
        run = Run(anki.address, anki, floor, echo, package, quick, folder)
        stack.callback(run.close)
        yield run


@contextlib.contextmanager
def own_server(notes: int, quick: bool, folder: Path) -> Iterator[Run]:
    """A server without a window, and a copy of its collection for the floor."""
    if importlib.util.find_spec("anki") is None:
        raise Stop("this Python has no Anki: leave out --here")
    from tools.bench import seeded
    from tools.bench.floor import Floor

    prepare_environment()
    collection = seeded.seeded(folder / "seeded", notes)
    with step("making a package to import"):
        package = seeded.write_package(folder)
    served = seeded.copy(collection, folder / "served")
    with contextlib.ExitStack() as stack:
        floor = Floor(seeded.copy(collection, folder / "floor"))
        stack.callback(floor.close)
        address = stack.enter_context(_headless(served))
        echo = stack.enter_context(echo_server())
        run = Run(address, None, floor, echo, package, quick, folder)
        stack.callback(run.close)
        yield run


@contextlib.contextmanager
def _headless(collection: Path) -> Iterator[Address]:
    """A server without a window on a collection, in a process of its own."""
    address = ADDRESS, free_port(socket.SOCK_STREAM)
    command = [sys.executable, str(ROOT / "tools" / "headless.py"), str(collection), "--port", str(address[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            if not (server.stdout and server.stdout.readline()):
                raise Stop("the server without a window did not start")
            yield address
        finally:
            server.terminate()


@contextlib.contextmanager
def elsewhere(address: Address, quick: bool, folder: Path) -> Iterator[Run]:
    """Another server."""
    with echo_server() as echo:
        try:
            run = Run(address, None, None, echo, None, quick, folder)
        except OSError as error:
            raise Stop(f"{address[0]}:{address[1]}: {error}") from error
        with contextlib.closing(run):
            yield run


@contextlib.contextmanager
def throw_away_folder() -> Iterator[Path]:
    """A folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ankiconnect-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # a helper of Anki's may still write as it ends
