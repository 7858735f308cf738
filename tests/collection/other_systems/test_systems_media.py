"""Media files on the disks of other systems: stubs, each named after the system and the source that says so."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from collection_helpers import media_files

from anki.collection import Collection

from plugin.collection.media import names as names_module
from plugin.collection.media.folder import delete, existing_name, names, read, store
from plugin.collection.media.names import anki_lowercases_names, is_plain, stored_name

ODD_NAME = "what?.png"  # Anki drops the question mark


def contents(folder: Path, filename: str) -> Any:
    found = read(folder, filename)
    return found if found is False else base64.b64decode(json.loads(b"".join(found.pieces)))


@pytest.fixture
def unknown_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names as at the start of Anki: none is known."""
    for cached in (
        names_module._computed_name,
        names_module._makes_a_of_capital_a,
        names_module._naming_collection,
    ):
        cached.cache_clear()


# What is asked of the disk ------------------------------------------------------


def test_names_that_are_told_by_their_characters_are_those_that_anki_stores(col: Collection) -> None:
    letters = [chr(number) for number in range(32, sys.maxunicode + 1) if is_plain(f"a{chr(number)}a")]
    assert len(letters) > 30_000
    plain = ["".join(letters[at : at + 30]) for at in range(0, len(letters), 30)]
    chance = random.Random(0)
    plain += ["".join(chance.choices(letters[:90], k=chance.randint(1, 20))) for _ in range(2000)]
    plain += ["".join(chance.choices(letters, k=chance.randint(1, 40))) for _ in range(1000)]
    plain += [f"{'x' * count}.mp3" for count in range(100, 117)]

    checked = 0
    for name in plain:
        if is_plain(name):
            checked += 1
            assert col.media.write_data(name, b"") == stored_name(name)

    assert checked > 3000


@pytest.mark.parametrize(
    "name",
    ["con", "CON.mp3", "nul.png", "com1.txt", "a.", "a ", ".", "", "a:b", "a?", "x" * 121, "é".encode().decode() * 61],
)
def test_what_anki_may_change_is_asked_of_anki(name: str) -> None:
    assert not is_plain(name)


def test_nothing_is_asked_of_the_disk_for_usual_names(monkeypatch: pytest.MonkeyPatch) -> None:
    anki_lowercases_names()
    monkeypatch.setattr(names_module, "_naming_collection", None)

    for name in ("cat.png", "yomitan_audio_よむ_読む_2026-11-26-12-00-00.mp3", "IMG_2031.JPG", "кот (1).ogg"):
        assert stored_name(name).lower() == name.lower()


# A folder that stays ------------------------------------------------------------


@pytest.mark.usefixtures("unknown_names")
def test_windows_a_folder_that_a_virus_scanner_holds_spoils_no_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """RemoveDirectory: a folder that somebody has open is there until it is closed."""
    rmtree = shutil.rmtree
    held = [0]

    def odd(path: Any, **kwargs: Any) -> None:
        if held[0] < 3:
            held[0] += 1
        else:
            rmtree(path, **kwargs)

    monkeypatch.setattr(shutil, "rmtree", odd)

    assert [stored_name(name) for name in (ODD_NAME, "a?b.png", "a:b.png", "Ä.png", ODD_NAME)] == [
        *(stored_name(name) for name in (ODD_NAME, "a?b.png", "a:b.png", "Ä.png", ODD_NAME)),
    ]
    assert held == [3]
    assert stored_name(ODD_NAME) != ODD_NAME
    assert not names_module._naming_collection()._folder.exists()


@pytest.mark.usefixtures("unknown_names")
def test_a_name_that_could_not_be_found_out_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    mkdir = Path.mkdir
    fails = [True]

    def odd(self: Path, *arguments: Any, **kwargs: Any) -> None:
        if fails and self.name.startswith("ankiconnect-"):
            raise PermissionError(13, "Access is denied")
        mkdir(self, *arguments, **kwargs)

    monkeypatch.setattr(Path, "mkdir", odd)
    assert stored_name(ODD_NAME) == ODD_NAME
    assert not anki_lowercases_names()
    fails.clear()

    assert stored_name(ODD_NAME).startswith("what-")
    assert anki_lowercases_names() == (stored_name("A") == "a")


# A forgiving system -------------------------------------------------------------


@pytest.fixture
def win32_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths as Win32 reads them: "Naming Files, Paths, and Namespaces" of Microsoft's documentation.

    Dots and blanks at the end are dropped, a stream's name behind a colon means the file itself, and LONGNA~1.PNG is
    the short name of another file.
    """

    def meant(path: Any) -> str:
        folder, name = os.path.split(os.fspath(path))
        name = re.sub(r"::\$DATA$", "", name, flags=re.IGNORECASE).rstrip(". ") or name
        return os.path.join(folder, "a long name.png" if name.lower() == "alongn~1.png" else name)

    lstat, lexists = Path.lstat, os.path.lexists
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(Path, "lstat", lambda self: lstat(Path(meant(self))))
    monkeypatch.setattr(os.path, "lexists", lambda path: lexists(meant(path)))


@pytest.mark.usefixtures("win32_names")
@pytest.mark.parametrize("name", ["cat.png.", "cat.png ", "cat.png. .", "cat.png::$DATA", "ALONGN~1.PNG"])
def test_windows_a_name_that_only_the_system_forgives_is_not_that_file(col: Collection, name: str) -> None:
    folder = Path(col.media.dir())
    for other in ("cat.png", "a long name.png"):
        (folder / other).write_bytes(b"the person's")

    assert existing_name(folder, name) is None
    assert contents(folder, name) is False
    delete(col, name)
    stored = store(col, name, b"new", replace=True)

    assert stored.name.lower() not in ("cat.png", name.lower())
    assert not stored.replaced
    for other in ("cat.png", "a long name.png"):
        assert (folder / other).read_bytes() == b"the person's"
    assert (folder / stored.name).read_bytes() == b"new"
    assert contents(folder, name) == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot have such names there")
def test_linux_a_file_of_such_a_name_is_that_file(col: Collection) -> None:
    folder = Path(col.media.dir())
    for name in ("cat.png.", "cat.png ", "a:b.png", "ALONGN~1.PNG"):
        (folder / name).write_bytes(name.encode())

    for name in ("cat.png.", "cat.png ", "a:b.png", "ALONGN~1.PNG"):
        assert contents(folder, name) == name.encode()


# Decomposed names ---------------------------------------------------------------


def composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("on_disk", ["cafe\u0301.png", "caf\u00e9.png", "ée\u0301 caf\u00e9.png"])
def test_macos_a_name_that_is_listed_is_found(col: Collection, on_disk: str) -> None:
    """HFS+ keeps names decomposed (Apple, Technical Q&A QA1173); what a program writes on Linux stays as it is."""
    folder = Path(col.media.dir())
    (folder / on_disk).write_bytes(b"coffee")

    listed = names(folder, "*")

    assert list(map(composed, listed)) == [composed(on_disk)]
    assert listed[0] in (composed(on_disk), on_disk)
    assert names(folder, listed[0]) == listed
    assert contents(folder, listed[0]) == b"coffee"
    assert contents(folder, on_disk) == b"coffee"
    delete(col, listed[0])
    assert media_files(col) == []


def test_macos_a_file_of_a_decomposed_name_is_replaced_not_doubled(col: Collection) -> None:
    folder = Path(col.media.dir())
    (folder / "cafe\u0301.png").write_bytes(b"old")

    stored = store(col, "caf\u00e9.png", b"new", replace=True)

    assert len(media_files(col)) == 1
    assert stored.replaced
    assert contents(folder, "caf\u00e9.png") == b"new"


# Files that are held ------------------------------------------------------------


def test_windows_a_file_that_somebody_reads_is_replaced_as_soon_as_it_is_let_go(
    col: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MoveFileEx onto a file that a virus scanner has open for a moment: ERROR_ACCESS_DENIED."""
    folder = Path(col.media.dir())
    (folder / "cat.png").write_bytes(b"old")
    replace = os.replace
    refusals = [2]

    def odd(source: Any, target: Any) -> None:
        if refusals[0]:
            refusals[0] -= 1
            raise PermissionError(13, "Access is denied")
        replace(source, target)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "replace", odd)
    stored = store(col, "cat.png", b"new", replace=True)
    monkeypatch.undo()

    assert stored.replaced
    assert contents(folder, "cat.png") == b"new"
    assert media_files(col) == ["cat.png"]
