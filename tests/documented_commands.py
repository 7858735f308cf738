"""The commands that a reader of the checkout is told to type, as they are written.

They stand in README.md, config.md, docs/, CHANGELOG.md, tox.ini, package.sh, in what `tools/dev.py … --help` prints,
and in what the tools say. A command is written in backquotes, or begins a line or a column of text, which two
blanks end.
"""

from __future__ import annotations

import argparse
import configparser
import re
import shlex
from collections.abc import Iterator

from tools import ROOT
from tools.dev import parser

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "config.md", "CHANGELOG.md", "tox.ini", "package.sh")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "tools").rglob("*.py")),
]

_START = r"(?:PYTHON=\S+ )?(?:\./package\.sh|(?:bash|python3) \S*(?:package\.sh|tools/\w+\.py)|tox(?= |$))"
_QUOTED = re.compile(rf"`({_START}[^`]*)`")
_CELL = re.compile(rf"^(?:\w+: )?({_START}.*)$")
_MENTIONED = re.compile(r"\./package\.sh|(?:bash|python3) \S*(?:package\.sh|tools/\w+\.py)|tox -[em]")


def documented_commands() -> dict[str, str]:
    """All commands, with a text that names each."""
    found: dict[str, str] = {}
    for where, text in texts():
        for command in commands_in(text):
            found.setdefault(command, where)
    return found


def texts() -> Iterator[tuple[str, str]]:
    """What a reader reads: where, and the text."""
    for path in DOCUMENTS:
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    whole = parser()
    yield "dev.py --help", whole.format_help()
    for name, one in subparsers(whole).items():
        yield f"dev.py {name} --help", one.format_help()


def subparsers(whole: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands of tools/dev.py, by name."""
    [action] = [one for one in whole._actions if isinstance(one, argparse._SubParsersAction)]
    found: dict[str, argparse.ArgumentParser] = action.choices
    return found


def commands_in(text: str) -> list[str]:
    """The commands that a text names, as often as it does."""
    found = []
    for line in text.splitlines():
        quoted = _QUOTED.findall(line)
        found += quoted
        if not quoted:
            cells = re.split(r"\s{2,}", line.lstrip("#> ").rstrip())
            found += [match[1] for match in map(_CELL.match, cells) if match]
    return found


def mentions_in(text: str) -> int:
    """How often a text seems to name a command."""
    return sum(len(_MENTIONED.findall(line)) for line in text.splitlines())


def curl_commands(text: str) -> list[str]:
    """The requests that a text says to paste; a line that ends within quotation marks goes on in the next one."""
    found: list[str] = []
    for line in text.splitlines():
        if found and found[-1].count("'") % 2:
            found[-1] += f"\n{line}"
        elif line.strip().startswith("curl "):
            found.append(line.strip())
    return found


def tox_commands(command: str) -> list[str]:
    """What tox runs for `tox`, or `tox -e NAME -- ARGUMENTS`, in an environment with all that it needs."""
    _, *words = shlex.split(command)
    split = words.index("--") if "--" in words else len(words)
    arguments = shlex.join(words[split + 1 :])
    names = words[1:split] if words[:1] == ["-e"] else tox_environments()
    lines = dict(line.split(": ", 1) for line in _tox_ini()["testenv"]["commands"].strip().splitlines())
    return [lines[name].replace("{posargs}", arguments).strip() for name in names]


def tox_environments() -> list[str]:
    """The environments that tox runs when none is named."""
    return re.split(r",\s*", _tox_ini()["tox"]["env_list"])


def _tox_ini() -> configparser.ConfigParser:
    ini = configparser.ConfigParser()
    ini.read(ROOT / "tox.ini", encoding="utf-8")
    return ini


# How they are run ------------------------------------------------------------

# What these do besides what they are tested for would take minutes, hundreds of MB or a port of this machine
INSTEAD = {
    "python3 tools/dev.py run --port 8800 --anki 24.11": (" --help", "that Anki is another 250 MB"),
    "python3 tools/dev.py test --anki 24.11 --optimized": (" --help", "that Anki is another 250 MB"),
    "python3 tools/dev.py test --anki 25.9.5 --python 3.13 --tier collection": (" --help", "another Anki and Python"),
    "python3 tools/dev.py test --anki 26.9.3 --new-editor --tier desktop": (" --help", "it takes ten minutes"),
    "python3 tools/dev.py test --anki all": (" --help", "it takes hours and 6 GB"),
    "python3 tools/dev.py bench --headless": (" --quick --notes 200 --rows version", "the whole takes minutes"),
    "python3 tools/dev.py bench --check": (" --help", "it does what --quick does, five times as long"),
    "python3 tools/dev.py bench": (" --help", "it does what --quick does, five times as long"),
    "python3 tools/dev.py bench --quick": (" --notes 200 --rows version", "the whole takes minutes"),
    "python3 tools/dev.py bench --rows notesInfo* cost": (" --quick --notes 200", "the whole takes minutes"),
    "python3 tools/dev.py release": (" --help", "the copy is no clone, in which Git could tell what has been changed"),
}
# Takes a port that others on this machine may have: another one is named instead
NAMES_A_PORT = {
    "python3 tools/dev.py run": "python3 tools/dev.py run --port {port}",
    "python3 tools/dev.py run --base ~/anki-trial": "python3 tools/dev.py run --base ~/anki-trial --port {port}",
    "python3 tools/dev.py bench --address 127.0.0.1:8765": "python3 tools/dev.py bench --address 127.0.0.1:{port}"
    " --quick --rows version",
}

# Serve until somebody ends them
SERVERS = "tools/headless.py"
# Do what others do, each of which is tried
TOGETHER = ("tox", "tox -m versions")

_NEED_QT = ("run", "bench", "screenshots", "reference")


def needs_qt(command: str) -> bool:
    """Whether a command starts Anki or imports all of it, for which a machine needs more than Python."""
    words = command.split()
    if words[0] == "tox":
        return words[1:2] != ["-e"] or words[2] in ("agents", "desktop", "docs")
    if "tools/dev.py" not in words or "--addon-only" in words:
        return False
    name, *arguments = words[words.index("tools/dev.py") + 1 :]
    return name in _NEED_QT or (name == "test" and not {"--tier", "--"} & set(arguments))


def programs_for(command: str) -> list[str]:
    """What a command says that it needs beside python3."""
    return ["bash"] if "package.sh" in command else []
