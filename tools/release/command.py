"""`tools/dev.py release`: makes the files of a release in dist/, if the checkout is one that can be released."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from tools import ROOT
from tools.command import Command
from tools.environment.progress import say
from tools.environment.versions import supported_versions
from tools.package.command import ARCHIVE, build, python_with_pip
from tools.reference.command import PYTHON_CLIENT, TYPESCRIPT_CLIENT
from tools.release import texts
from tools.release.committed import check_committed
from tools.release.versions import read_release

_EPILOG = """\
It makes, in dist/: the archive; SHA256SUMS; release-notes.md, from the section of the version in CHANGELOG.md;
ankiweb.txt, the text for the add-on's page on AnkiWeb; and ankiconnect.py and ankiconnect.ts, the typed clients.
Nothing is made if something is not committed, or if manifest.json, pyproject.toml and CHANGELOG.md do not have the same
version. docs/release.md says what comes before.
"""


def _add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def _perform(_options: argparse.Namespace) -> None:
    release = read_release(ROOT)
    check_committed(ROOT, release.version)
    oldest, newest = supported_versions()
    build(ARCHIVE, python_with_pip())
    clients = [Path(shutil.copy(client, ARCHIVE.parent)) for client in (PYTHON_CLIENT, TYPESCRIPT_CLIENT)]
    _write("SHA256SUMS", texts.checksums([ARCHIVE, *clients]))
    _write("release-notes.md", texts.notes(release, ARCHIVE, oldest, newest))
    _write("ankiweb.txt", texts.ankiweb_text(release, oldest, newest))
    say(f"  AnkiConnect {release.version} is in {ARCHIVE.parent}")


def _write(name: str, text: str) -> None:
    file: Path = ARCHIVE.with_name(name)
    file.write_bytes(text.encode())  # with these ends of lines on all systems
    say(f"  wrote {file}")


COMMAND = Command("release", "make the files of a release in dist/", _add_arguments, _perform, _EPILOG)
