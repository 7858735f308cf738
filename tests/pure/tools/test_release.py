"""A release is made of a commit, whose files agree on a version, and says what is in it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest

from plugin.web.greeting import NAME
from tools import ROOT
from tools.environment.progress import Stop
from tools.environment.versions import supported_versions
from tools.release.committed import check_committed
from tools.release.texts import ankiweb_text
from tools.release.versions import Release, read_release, sections

CHANGELOG = """\
# Changelog

## [Unreleased]

## [1.2.0] - 2026-11-26

### Added

- Something new.

### Fixed

- Something that did not work.

## [1.1.0] - 2026-10-01

- The one before.

[1.2.0]: https://example.org/1.2.0
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with what names a version."""
    (tmp_path / "manifest.json").write_text(json.dumps({"human_version": "1.2.0"}), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "ankiconnect"\nversion = "1.2.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


@pytest.fixture
def commit(root: Path) -> Callable[[], None]:
    """Commit everything in the checkout."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    git(root, "init", "--quiet")

    def run() -> None:
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--allow-empty", "--message", "A commit")

    run()
    return run


# The version -------------------------------------------------------------------


def test_what_is_released_is_what_the_changelog_says_of_the_version(root: Path) -> None:
    release = read_release(root)

    assert (release.version, release.date) == ("1.2.0", "2026-11-26")
    assert release.changes == "### Added\n\n- Something new.\n\n### Fixed\n\n- Something that did not work."


def test_the_links_at_the_end_of_the_changelog_belong_to_no_version() -> None:
    assert [(one.version, one.text) for one in sections(CHANGELOG)][::2] == [
        ("Unreleased", ""),
        ("1.1.0", "- The one before."),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("manifest.json", "1.2.0", "", "manifest.json: nothing is no version: those are three numbers, as in 1.0.0"),
        ("manifest.json", "1.2.0", "1.2", "manifest.json: 1.2 is no version: those are three numbers, as in 1.0.0"),
        ("manifest.json", "1.2.0", "1.3.0", "manifest.json says 1.3.0, pyproject.toml 1.2.0: they must be the same"),
        (
            "pyproject.toml",
            "version",
            "x",
            "manifest.json says 1.2.0, pyproject.toml no version: they must be the same",
        ),
        (
            "CHANGELOG.md",
            "[1.2.0] -",
            "[1.3.0] -",
            "CHANGELOG.md has no section for 1.2.0: it begins with ## [1.2.0] -",
        ),
        ("CHANGELOG.md", "## [Unreleased]", "## [1.9.0] - 2027-01-01", "and the newest in CHANGELOG.md is 1.9.0"),
        ("CHANGELOG.md", " - 2026-11-26", "", "CHANGELOG.md: 1.2.0 needs its date, as in ## [1.2.0] - 2026-01-31"),
        ("CHANGELOG.md", "2026-11-26", "2026-11-31", "CHANGELOG.md: 1.2.0 needs its date"),
        ("CHANGELOG.md", "2026-11-26", "soon", "CHANGELOG.md: 1.2.0 needs its date"),
        ("CHANGELOG.md", "- Something", "###", "CHANGELOG.md says nothing about 1.2.0"),
        (
            "CHANGELOG.md",
            "[Unreleased]\n",
            "[Unreleased]\n\n- More.\n",
            "what stands under [Unreleased] belongs under a",
        ),
    ],
)
def test_files_that_contradict_each_other_are_no_release(
    root: Path, file: str, old: str, new: str, reason: str
) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(Stop) as refused:
        read_release(root)

    assert reason in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_this_checkout_has_one_version() -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))

    assert f'\nversion = "{manifest["human_version"]}"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert sections((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


# The commit --------------------------------------------------------------------


def test_a_commit_and_nothing_else_can_be_released(root: Path, commit: Callable[[], None]) -> None:
    check_committed(root, "1.2.0")

    git(root, "tag", "v1.2.0")

    check_committed(root, "1.2.0")


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["manifest.json"], "not everything is committed: manifest.json"),
        (["new.py"], "not everything is committed: new.py"),
        (["manifest.json", "new.py"], "not everything is committed: manifest.json and 1 more"),
    ],
)
def test_what_is_not_committed_is_named(root: Path, commit: Callable[[], None], names: list[str], reason: str) -> None:
    for name in names:
        (root / name).write_text("something else", encoding="utf-8")

    with pytest.raises(Stop, match=f"^{re.escape(reason)}$"):
        check_committed(root, "1.2.0")


def test_a_version_is_released_once(root: Path, commit: Callable[[], None]) -> None:
    git(root, "tag", "--annotate", "v1.2.0", "--message", "1.2.0")
    commit()

    with pytest.raises(Stop, match="1.2.0 is released already: the tag v1.2.0 is at another commit"):
        check_committed(root, "1.2.0")
    check_committed(root, "1.3.0")


def test_a_folder_that_is_no_clone_is_no_release(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is not None:
        with pytest.raises(Stop, match="is no clone: nobody could tell what has been changed in it"):
            check_committed(root, "1.2.0")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Stop, match="git is needed, to see that nothing has been changed"):
        check_committed(root, "1.2.0")


# The files ---------------------------------------------------------------------


def test_a_release_has_the_archive_the_clients_checksums_notes_and_a_text_for_ankiweb(tmp_path: Path) -> None:
    clone = _releasable_clone(tmp_path / "clone")

    done = _release(clone)

    assert done.returncode == 0, done.stdout + done.stderr
    made = clone / "dist"
    assert {path.name for path in made.iterdir()} == {
        "ankiconnect.ankiaddon",
        "SHA256SUMS",
        "release-notes.md",
        "ankiweb.txt",
        "ankiconnect.py",
        "ankiconnect.ts",
    }
    digest = hashlib.sha256((made / "ankiconnect.ankiaddon").read_bytes()).hexdigest()
    sums = (made / "SHA256SUMS").read_text(encoding="utf-8")
    assert sums.startswith(f"{digest}  ankiconnect.ankiaddon\n")
    assert [line.split("  ")[1] for line in sums.splitlines()[1:]] == ["ankiconnect.py", "ankiconnect.ts"]
    notes = (made / "release-notes.md").read_text(encoding="utf-8")
    version = json.loads((clone / "manifest.json").read_text(encoding="utf-8"))["human_version"]
    assert notes.startswith(f"# AnkiConnect {version}\n\n2026-11-26. For Anki 23.10.1 to 26.9.3.")
    assert digest in notes
    assert notes.endswith("\n### Added\n\n- Something new.\n")
    assert f"<b>Version {version}, 2026-11-26</b>" in (made / "ankiweb.txt").read_text(encoding="utf-8")
    # a release leaves a commit and nothing else, so that it can be made again, anywhere, with the same bytes
    assert git(clone, "status", "--porcelain") == ""
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    assert _release(clone).returncode == 0
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before

    (clone / "manifest.json").write_text("{}", encoding="utf-8")
    done = _release(clone)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "dev.py: manifest.json: nothing is no version: those are three numbers, as in 1.0.0\n"
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


def _releasable_clone(folder: Path) -> Path:
    """What is in this checkout, as a clone with a commit that can be released."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    folder.mkdir()
    for name in ("plugin", "tools", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "_vendor"))
    for file in ROOT.iterdir():
        if file.is_file() and file.name != ".git":
            shutil.copy(file, folder / file.name)
    version = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["human_version"]
    text = f"# Changelog\n\n## [Unreleased]\n\n## [{version}] - 2026-11-26\n\n### Added\n\n- Something new.\n"
    (folder / "CHANGELOG.md").write_text(text, encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Release")
    return folder


def _release(clone: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(clone / "tools" / "dev.py"), "release"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_text_for_ankiweb_has_only_what_ankiweb_shows() -> None:
    oldest, newest = supported_versions()

    text = ankiweb_text(Release("1.2.0", "2026-11-26", ""), oldest, newest)

    assert set(re.findall(r"<[^>]*>", text)) == {"<b>", "</b>"}
    assert text.count("<b>") == text.count("</b>")
    assert re.findall(r"[`#|*\[\]{}\t]|^[-+] |^\s", text.replace("\n\n", "\n"), re.MULTILINE) == []
    assert len(text) < 5000
    for needed in ("2055492159", oldest, newest, "1.2.0", "http://localhost:8765", "bugs.log"):
        assert needed in text


def test_the_text_for_ankiweb_calls_things_as_the_add_on_does() -> None:
    text = ankiweb_text(Release("1.2.0", "2026-11-26", ""), *supported_versions())

    assert "Tools → AnkiConnect" in text
    assert 'MENU = "AnkiConnect"' in (ROOT / "plugin" / "desktop" / "messages.py").read_text(encoding="utf-8")
    assert f"it says {NAME}." in text
