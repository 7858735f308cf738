"""Writes what is published beside the archive: notes, checksums, and the text for the add-on's page on AnkiWeb."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.release.versions import Release

# AnkiWeb keeps a few tags of HTML and the ends of lines, and no Markdown: the text has <b> and nothing else
_ANKIWEB = Path(__file__).with_name("ankiweb.txt")

_NOTES = """\
# AnkiConnect {version}

{date}. For Anki {oldest} to {newest}. In Anki, Tools → Add-ons → Install from file takes `{archive}`; then start Anki
again. Its SHA-256 is `{digest}`.

{changes}
"""


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def checksums(files: list[Path]) -> str:
    """What `sha256sum --check` takes, in the folder of the files."""
    return "".join(f"{digest(file)}  {file.name}\n" for file in files)


def notes(release: Release, archive: Path, oldest: str, newest: str) -> str:
    """The notes of a release, in Markdown.

    Args:
        release: what is released
        archive: the file, which has been built
        oldest: version of Anki that it is for
        newest: version of Anki that it is for
    """
    values = {"archive": archive.name, "digest": digest(archive), "oldest": oldest, "newest": newest}
    return _NOTES.format(**release._asdict(), **values)


def ankiweb_text(release: Release, oldest: str, newest: str) -> str:
    """The description on AnkiWeb.

    Args:
        release: what is released
        oldest: version of Anki that it is for
        newest: version of Anki that it is for
    """
    text = _ANKIWEB.read_text(encoding="utf-8")
    return text.format(version=release.version, date=release.date, oldest=oldest, newest=newest)
