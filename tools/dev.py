"""The developer's commands: run the add-on in a real Anki, test it, package it."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, Optional

import checks
import debian
from addon_link import link_addon
from environment import (
    DEFAULT_ANKI,
    ROOT,
    Environment,
    anki_environment,
    anki_layer,
    anki_version,
    build_environment,
    check_python,
    checks_layer,
)
from progress import Stop, run, say
from running_anki import ADDRESS, Anki, check_port, has_screen, port_number

ARCHIVE = ROOT / "dist" / "ankiconnect.ankiaddon"
DEFAULT_PORT = 8765

_OURS = ".made-by-dev.py"

_EXAMPLES = """\
examples:
  python3 tools/dev.py run                      Anki with the add-on, in a throw-away folder, at port 8765
  python3 tools/dev.py run --port 8800 --anki 24.11
  python3 tools/dev.py run --base ~/anki-trial  the same folder again next time
  python3 tools/dev.py run --addon-only         link this checkout into your own Anki
  python3 tools/dev.py test                     everything
  python3 tools/dev.py test --tier pure -- -k origin -x
  python3 tools/dev.py bench --quick            speed, stalls and memory; see python3 tools/bench.py --help
  python3 tools/dev.py package                  dist/ankiconnect.ankiaddon
"""

_REQUESTS = """
AnkiConnect answers at http://{address}:{port}. Paste one of these into another terminal:

  curl {address}:{port} -d '{{"action": "version", "version": 6}}'

  curl {address}:{port} -d '{{"action": "deckNames", "version": 6}}'

  curl {address}:{port} -d '{{"action": "addNote", "version": 6, "params": {{"note": {{"deckName": "Samples",
    "modelName": "Basic", "fields": {{"Front": "hello", "Back": "world"}}, "tags": ["pasted"]}}}}}}'

Ctrl-C ends Anki.
"""


def run_command(options: argparse.Namespace) -> None:
    """Start a real Anki with the add-on and stay until it ends."""
    if options.addon_only:
        debian.ensure(debian.python_packages())
        link_addon(options.base)
        return
    check_python(options.anki)
    check_port(options.port)
    if options.base is not None:
        _refuse_foreign_folder(options.base)
    screen = debian.WINDOWS if has_screen() else ()
    debian.ensure([*debian.python_packages(), *debian.QT, *screen])
    environment = anki_environment(options.anki)
    environment.ensure([anki_layer(options.anki)])
    _build_archive(environment)
    with _base_folder(options.base) as base:
        filling = [str(ROOT / "tools" / "base_folder.py"), str(base), str(ARCHIVE), str(options.port)]
        run("making a profile and installing the add-on", [str(environment.python), *filling])
        _run_anki(Anki(environment.python, base, options.port), options)


def _run_anki(anki: Anki, options: argparse.Namespace) -> None:
    try:
        anki.wait_until_it_answers()
        say(_REQUESTS.format(address=ADDRESS, port=options.port))
        if options.base is not None:
            say(f"The folder {options.base} stays. What Anki prints goes to {anki.log}.\n")
        anki.wait()
        say("Anki was closed.")
    except KeyboardInterrupt:
        say()
    finally:
        anki.end()


@contextmanager
def _base_folder(kept: Optional[Path]) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        (kept / _OURS).touch()
        yield kept.resolve()
        return
    base = Path(tempfile.mkdtemp(prefix="ankiconnect-"))
    try:
        yield base
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _refuse_foreign_folder(base: Path) -> None:
    if base.exists() and any(base.iterdir()) and not (base / _OURS).exists():
        raise Stop(f"{base} holds something else, perhaps your own notes: name a new folder")


def test_command(options: argparse.Namespace) -> None:
    """Run the checks."""
    tiers = options.tier or list(checks.TIERS)
    if options.here:
        python = Path(sys.executable)
    else:
        check_python(options.anki)
        clients = debian.client_packages() if "desktop" in tiers else []
        debian.ensure([*debian.python_packages(), *debian.QT, *clients])
        environment = anki_environment(options.anki)
        environment.ensure([anki_layer(options.anki), checks_layer()])
        python = environment.python
    if not checks.run_checks(python, tiers, options.pytest_arguments):
        sys.exit(1)


def bench_command(options: argparse.Namespace) -> None:
    """Measure."""
    check_python(options.anki)
    debian.ensure([*debian.python_packages(), *debian.QT])
    environment = anki_environment(options.anki)
    environment.ensure([anki_layer(options.anki), checks_layer()])
    command = [str(environment.python), str(ROOT / "tools" / "bench.py"), *options.bench_arguments]
    with subprocess.Popen(command) as bench:
        try:
            code = bench.wait()
        except KeyboardInterrupt:
            bench.terminate()  # what it started ends before it does
            raise
    if code:
        sys.exit(code)


def package_command(_options: argparse.Namespace) -> None:
    """Build the archive."""
    debian.ensure(debian.python_packages())
    environment = build_environment()
    environment.ensure([])
    _build_archive(environment)


def _build_archive(environment: Environment) -> None:
    env = {**os.environ, "PYTHON": str(environment.python)}
    run(f"building {ARCHIVE.relative_to(ROOT)}", ["bash", str(ROOT / "package.sh")], env)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="run | test | bench | package")

    running = commands.add_parser("run", help="start a real Anki with the add-on")
    running.set_defaults(function=run_command)
    running.add_argument("--port", type=port_number, default=DEFAULT_PORT, help="that the add-on takes (%(default)s)")
    running.add_argument(
        "--base", type=Path, metavar="FOLDER", help="Anki's base folder, kept afterwards (a throw-away one)"
    )
    running.add_argument(
        "--addon-only", action="store_true", help="link this checkout into your own Anki and start nothing"
    )

    testing = commands.add_parser("test", help="run the tests and all other checks")
    testing.set_defaults(function=test_command)
    testing.add_argument("--tier", action="append", choices=checks.TIERS, help="only these; may be repeated")
    testing.add_argument(
        "--here", action="store_true", help="with the Python that runs this, which has everything (for tox)"
    )
    testing.epilog = "What follows -- is handed to pytest."

    measuring = commands.add_parser("bench", help="measure", allow_abbrev=False)
    measuring.set_defaults(function=bench_command)
    measuring.epilog = "All other arguments are those of tools/bench.py."

    for command in (running, testing, measuring):
        command.add_argument(
            "--anki", type=anki_version, default=DEFAULT_ANKI, metavar="VERSION", help="of Anki (%(default)s)"
        )

    packaging = commands.add_parser("package", help="build dist/ankiconnect.ankiaddon")
    packaging.set_defaults(function=package_command)
    return parser


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> None:
    """Do what the command line says."""
    if sys.version_info < (3, 9):  # noqa: UP036 (this is what tells the reader)
        sys.exit("dev.py: needs Python 3.9 or newer")
    # also when started in the background, where a shell has SIGINT ignored, and when the terminal is closed
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    split = arguments.index("--") if "--" in arguments else len(arguments)
    try:
        parser = _parser()
        parsed: tuple[argparse.Namespace, list[str]] = parser.parse_known_args(arguments[:split])
        options, others = parsed
        if others and options.command != "bench":
            parser.error(f"unrecognized arguments: {' '.join(others)}")
        options.bench_arguments = others
        options.pytest_arguments = arguments[split + 1 :]
        options.function(options)
    except Stop as stop:
        sys.exit(f"dev.py: {stop}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"dev.py: {error}")
    except KeyboardInterrupt:
        sys.exit("\ndev.py: interrupted")


if __name__ == "__main__":
    main(sys.argv[1:])
