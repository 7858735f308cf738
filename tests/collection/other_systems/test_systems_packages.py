"""Packages and media on Windows, where a file that somebody has open is neither replaced nor deleted: stubs.

MoveFileEx and DeleteFile: ERROR_ACCESS_DENIED or ERROR_SHARING_VIOLATION, in Python PermissionError, as long as another
program has the file open without FILE_SHARE_DELETE (Microsoft, "CreateFileW": dwShareMode).
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_packages import export
from api import Api
from collection_helpers import media_files
from deep_texts import tag

from anki.collection import Collection
from anki.decks import DeckId

from plugin.collection import packages
from plugin.collection.files import held
from plugin.collection.media.folder import store, take_back
from plugin.errors import FileNotDeleted

FOREVER = 10**9


class Refusing:
    """In the place of a function of the system: refuses some calls as Windows does, then does what it is asked to."""

    def __init__(self, function: Callable[..., Any], times: int, concerns: Callable[[Path], bool]) -> None:
        self.times = times  # that it still refuses
        self.refused = 0
        self._function = function
        self._concerns = concerns

    def __call__(self, *arguments: Any, **kwargs: Any) -> Any:
        if self.times and self._concerns(Path(arguments[-1])):
            self.times -= 1
            self.refused += 1
            raise PermissionError(13, "Access is denied")
        return self._function(*arguments, **kwargs)


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Refusing]]:
    """Have a function of a module refuse a number of calls, on Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(held, "_PAUSE", 0.0)

    def begin(owner: Any, name: str, times: int, concerns: Callable[[Path], bool] = lambda _: True) -> Refusing:
        stub = Refusing(getattr(owner, name), times, concerns)
        # as a method it is given its path first
        replacement = (lambda self, **kwargs: stub(self, **kwargs)) if isinstance(owner, type) else stub
        monkeypatch.setattr(owner, name, replacement)
        return stub

    yield begin
    monkeypatch.undo()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """For temporary files, with nothing in it."""
    path = tmp_path / "temporary"
    path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    return path


@pytest.fixture
def package(col: Collection, api: Api, tmp_path: Path) -> Path:
    """A package of the deck Default, without a note; since it was made there is one."""
    path = tmp_path / "out" / "deck.apkg"
    path.parent.mkdir()
    assert api("exportPackage", deck="Default", path=str(path)) is True
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = "cat"
    col.add_note(note, DeckId(1))
    return path


def is_package(path: Path) -> bool:
    return path.suffix == ".apkg"


# The package --------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, packages._TRIES - 1])
def test_windows_a_package_that_somebody_reads_is_replaced_once_it_is_let_go(
    api: Api, package: Path, refuse: Callable[..., Refusing], times: int
) -> None:
    before = package.read_bytes()
    stub = refuse(os, "replace", times, is_package)

    assert api("exportPackage", deck="Default", path=str(package)) is True

    assert stub.refused == times
    assert package.read_bytes() != before
    assert zipfile.is_zipfile(package)
    assert [path.name for path in package.parent.iterdir()] == ["deck.apkg"]


def test_windows_a_package_that_stays_open_is_left_as_it_is(
    api: Api, package: Path, refuse: Callable[..., Refusing]
) -> None:
    before = package.read_bytes()
    refuse(os, "replace", FOREVER, is_package)

    error = api.error("exportPackage", deck="Default", path=str(package))

    assert error == f"the package {package} cannot be written: Access is denied"
    assert package.read_bytes() == before
    assert [path.name for path in package.parent.iterdir()] == ["deck.apkg"]


def test_windows_what_cannot_be_deleted_hides_no_error(
    api: Api, package: Path, refuse: Callable[..., Refusing], caplog: pytest.LogCaptureFixture
) -> None:
    refuse(os, "replace", FOREVER, is_package)
    stub = refuse(Path, "unlink", FOREVER, is_package)

    error = api.error("exportPackage", deck="Default", path=str(package))

    assert error == f"the package {package} cannot be written: Access is denied"
    [left] = [path for path in package.parent.iterdir() if path != package]
    assert [record.getMessage() for record in caplog.records] == [f"the temporary file {left.name} cannot be deleted"]
    assert stub.refused == held._TRIES


def test_windows_an_export_that_is_done_is_no_failure_whatever_stays(
    api: Api, package: Path, refuse: Callable[..., Refusing]
) -> None:
    refuse(Path, "unlink", FOREVER)

    assert api("exportPackage", deck="Default", path=str(package)) is True

    assert [path.name for path in package.parent.iterdir()] == ["deck.apkg"]


# The temporary folder of an import and of an export -----------------------------
# TemporaryDirectory() has ignore_cleanup_errors since Python 3.10 (cpython bpo-29982); Anki had 3.9 until 25.02


def imported(_: Collection, api: Api, package: Path) -> None:
    assert api("importPackage", path=str(package)) is True


def exported_without_filtered_decks(col: Collection, api: Api, package: Path) -> None:
    col.sched.rebuild_filtered_deck(DeckId(col.decks.new_filtered("Cram")))
    assert len(col.find_cards("deck:Cram")) == 1
    assert api("exportPackage", deck="Default", path=str(package)) is True


ACTIONS = [imported, exported_without_filtered_decks]


@pytest.mark.parametrize("performed", ACTIONS)
def test_windows_a_temporary_folder_that_is_held_for_a_moment_is_deleted(
    col: Collection,
    api: Api,
    package: Path,
    folder: Path,
    refuse: Callable[..., Refusing],
    performed: Callable[[Collection, Api, Path], None],
) -> None:
    stub = refuse(shutil, "rmtree", 1)

    performed(col, api, package)

    assert stub.refused == 1
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("performed", ACTIONS)
def test_windows_a_temporary_folder_that_stays_open_is_no_failure_and_is_deleted_when_anki_ends(
    col: Collection,
    api: Api,
    package: Path,
    folder: Path,
    refuse: Callable[..., Refusing],
    performed: Callable[[Collection, Api, Path], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    at_the_end: list[Callable[[], object]] = []
    monkeypatch.setattr(atexit, "register", lambda do, *args, **named: at_the_end.append(lambda: do(*args, **named)))
    stub = refuse(shutil, "rmtree", FOREVER, lambda path: path.parent == folder)

    performed(col, api, package)

    [left] = folder.iterdir()
    assert f"the temporary folder {left.name} cannot be deleted" in caplog.messages
    stub.times = 0
    for do in at_the_end:
        do()
    assert list(folder.iterdir()) == []


def test_windows_what_stays_of_an_import_hides_no_error(
    col: Collection,
    api: Api,
    package: Path,
    folder: Path,
    refuse: Callable[..., Refusing],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(atexit, "register", lambda *_, **__: None)
    note = col.get_note(col.find_notes("cat")[0])
    note.tags = [tag(101)]
    col.update_note(note)
    export(col, package, legacy=True)
    stub = refuse(shutil, "rmtree", FOREVER)

    error = api.error("importPackage", path=str(package))

    assert "a tag is nested too deeply" in error
    assert stub.refused == held._TRIES


# Media files --------------------------------------------------------------------


def test_windows_a_file_without_a_note_is_taken_back_once_it_is_let_go(
    col: Collection, refuse: Callable[..., Refusing]
) -> None:
    stored = store(col, "cat.png", b"new", replace=False)
    stub = refuse(Path, "unlink", 1)

    take_back(col, [stored])

    assert stub.refused == 1
    assert media_files(col) == []


@pytest.mark.usefixtures("no_trash_of_anki")
def test_windows_a_file_that_is_held_for_a_moment_goes_to_the_trash(
    col: Collection, api: Api, refuse: Callable[..., Refusing]
) -> None:
    col.media.write_data("cat.png", b"old")
    stub = refuse(Path, "unlink", 1, lambda path: path.name == "cat.png")

    assert api("deleteMediaFile", filename="cat.png") is None

    assert stub.refused == 1
    assert media_files(col) == []
    assert (Path(col.media.dir()).with_name("media.trash") / "cat.png").read_bytes() == b"old"


@pytest.mark.usefixtures("no_trash_of_anki")
def test_windows_a_file_that_stays_open_stays_and_its_error_is_told(
    col: Collection, api: Api, refuse: Callable[..., Refusing]
) -> None:
    col.media.write_data("cat.png", b"old")
    refuse(Path, "unlink", FOREVER)

    error = api.error("deleteMediaFile", filename="cat.png")

    assert error == str(FileNotDeleted("cat.png", "Access is denied", "unavailable"))
    assert media_files(col) == ["cat.png"]


@pytest.fixture
def no_trash_of_anki(col: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anki cannot move a file to its trash: that is one rename, which is refused as well."""
    trash_files = col.media.trash_files
    monkeypatch.setattr(col.media, "trash_files", lambda names: trash_files([f"{name}\0" for name in names]))
