"""What nobody reads or replaces: what the system makes up, devices, and Anki's own files under whatever name."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from api import Api
from collection_helpers import add_note, media_files
from grants import anki_base, lock_holds

from plugin.collection.files import opening
from plugin.collection.files.anki_files import AnkiFiles
from plugin.errors import FileRefused

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and locks are other things there")


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """The API on a collection within Anki's folder."""
    with anki_base(tmp_path / "Anki2") as running:
        yield running


@pytest.fixture
def base(api: Api) -> Path:
    """Anki's folder."""
    return Path(api.host.col.path).parent.parent


def refused(api: Api, path: object) -> str:
    """Try to store a file; give the reason why it is not."""
    error = api.error("storeMediaFile", filename="stolen.txt", path=str(path))
    assert media_files(api.host.col) == []
    return error.partition(" cannot be read: ")[2]


MADE_UP = [
    "/proc/self/environ",
    "/proc/self/root/etc/passwd",
    "/proc/version",
    "/proc/self/../version",
    "/etc/../proc/version",
    "/dev/fd/0/../../version",
    "/sys/kernel/uevent_seqnum",
    "/dev/stdin",
]


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc")
@pytest.mark.parametrize("path", MADE_UP)
def test_what_the_system_makes_up_is_no_file(path: str, api: Api, tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    (tmp_path / "up").symlink_to(os.path.dirname(path))

    reasons = {refused(api, one) for one in (path, link, tmp_path / "up" / os.path.basename(path))}

    assert reasons <= {"it is no ordinary file", "No such file or directory"}


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc")
def test_what_anki_has_open_is_not_read_by_its_number(api: Api, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    with secret.open("rb") as file:
        link = tmp_path / "link.txt"
        link.symlink_to(f"/proc/self/fd/{file.fileno()}")

        assert refused(api, link) == "it is no ordinary file"


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/urandom", "/dev/tty"])
def test_a_device_is_not_read(path: str, api: Api) -> None:
    assert refused(api, path) in {"it is no ordinary file", "No such file or directory"}


def test_a_pipe_does_not_hold_anybody(api: Api, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")

    assert refused(api, tmp_path / "pipe.png") == "it is no ordinary file"


DATABASES = [
    "User 1/collection.anki2",
    "User 1/collection.anki2-wal",
    "User 1/collection.media.db2",
    "User 2/collection.anki2",
    "prefs21.db",
]


@pytest.mark.parametrize("name", DATABASES)
@pytest.mark.parametrize("way", ["itself", "symbolic", "hard"])
def test_a_database_is_not_read_under_any_name(name: str, way: str, api: Api, base: Path, tmp_path: Path) -> None:
    api.host.col.media.write_data("cat.png", b"cat")
    api.host.col.media.trash_files(["cat.png"])
    add_note(api.host.col, "something written")
    path = base / name
    if way == "symbolic":
        path = tmp_path / "link.png"
        path.symlink_to(base / name)
    elif way == "hard":
        path = tmp_path / "link.png"
        os.link(base / name, path)

    assert refused(api, path) == "it is a database of Anki"
    assert api.error("importPackage", path=str(path)).endswith("it is a database of Anki")
    assert lock_holds(api.host.col)


def test_the_lock_holds_when_a_link_to_the_collection_has_the_name_of_a_package(
    api: Api, base: Path, tmp_path: Path
) -> None:
    add_note(api.host.col, "something written")
    package = tmp_path / "deck.apkg"
    os.link(api.host.col.path, package)

    for action, params in (("importPackage", {}), ("exportPackage", {"deck": "Default"})):
        assert api.error(action, path=str(package), **params).endswith("it is a database of Anki")

    assert lock_holds(api.host.col)
    assert os.path.samefile(package, api.host.col.path)


def test_a_database_that_comes_in_place_of_a_file_keeps_its_lock(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_note(api.host.col, "something written")
    path, collection = tmp_path / "cat.png", api.host.col.path
    path.write_bytes(b"cat")
    real = opening.judge

    def swap(sent: str, anki_files: AnkiFiles) -> os.stat_result:
        status = real(sent, anki_files)
        path.unlink()
        os.link(collection, path)
        return status

    monkeypatch.setattr(opening, "judge", swap)

    with pytest.raises(FileRefused, match="it has been replaced meanwhile"):
        opening.read(str(path), AnkiFiles(collection), 100)
    assert lock_holds(api.host.col)


def test_a_second_name_of_the_collection_in_the_media_folder_is_not_read(api: Api) -> None:
    col = api.host.col
    add_note(col, "something written")
    os.link(col.path, Path(col.media.dir(), "link.png"))

    error = api.error("retrieveMediaFile", filename="link.png")

    assert error == "the file link.png cannot be read: it is a database of Anki"
    assert lock_holds(col)


@pytest.mark.parametrize("name", ["meta.json", "user_files/notes.txt"])
@pytest.mark.parametrize("way", ["itself", "symbolic", "hard", "around"])
def test_what_belongs_to_an_add_on_is_not_read(name: str, way: str, api: Api, base: Path, tmp_path: Path) -> None:
    secret = base / "addons21" / "2055492159" / name
    path = tmp_path / "link.txt"
    if way == "symbolic":
        path.symlink_to(secret)
    elif way == "hard":
        os.link(secret, path)
    elif way == "around":
        (tmp_path / "around").symlink_to(base / "addons21")
        path = tmp_path / "around" / "2055492159" / name
    else:
        path = secret

    assert refused(api, path) == "it belongs to an add-on of Anki"


def test_an_add_on_that_is_only_linked_to_is_one(api: Api, base: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "meta.json").write_text("secret", encoding="utf-8")
    (base / "addons21" / "mine").symlink_to(checkout)

    assert refused(api, checkout / "meta.json") == "it belongs to an add-on of Anki"


def test_files_of_the_media_folder_and_beside_it_are_read(api: Api, base: Path) -> None:
    col = api.host.col
    Path(col.media.dir(), "there.png").write_bytes(b"cat")
    (base / "picture.png").write_bytes(b"dog")

    api("storeMediaFile", filename="cat.png", path=str(Path(col.media.dir(), "there.png")))
    api("storeMediaFile", filename="dog.png", path=str(base / "picture.png"))

    assert media_files(col) == ["cat.png", "dog.png", "there.png"]


# Packages ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["authorized_keys", "authorized_keys.apkg.txt", "deck", "deck.colpkg", "deck.apkg "])
def test_only_a_name_of_a_package_is_exported_to(name: str, api: Api, tmp_path: Path) -> None:
    (tmp_path / "authorized_keys").write_text("mine", encoding="utf-8")

    error = api.error("exportPackage", deck="Default", path=os.path.join(tmp_path, name))

    assert error.endswith("its name must end in .apkg")
    assert (tmp_path / "authorized_keys").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("contents", [b"ssh-rsa mine", b"PK\x05\x06" + bytes(18)])
def test_only_a_package_is_replaced(contents: bytes, api: Api, tmp_path: Path) -> None:
    path = tmp_path / "deck.APKG"
    path.write_bytes(contents)

    error = api.error("exportPackage", deck="Default", path=str(path))

    assert error == f"the package {path} cannot be written: it exists and is no Anki package"
    assert path.read_bytes() == contents


def test_another_archive_is_not_replaced(api: Api, tmp_path: Path) -> None:
    path = tmp_path / "backup.apkg"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letters.txt", "Dear Anki")

    assert api.error("exportPackage", deck="Default", path=str(path)).endswith("it exists and is no Anki package")


def test_an_empty_file_is_replaced_as_programs_make_one_for_its_name(api: Api, tmp_path: Path) -> None:
    path = tmp_path / "tmp1234.apkg"
    path.touch()

    assert api("exportPackage", deck="Default", path=str(path)) is True

    assert zipfile.is_zipfile(path)


def test_a_link_is_followed_and_what_it_leads_to_is_judged(api: Api, tmp_path: Path) -> None:
    (tmp_path / "authorized_keys").write_text("mine", encoding="utf-8")
    (tmp_path / "evil.apkg").symlink_to(tmp_path / "authorized_keys")
    (tmp_path / "deck.apkg").symlink_to(tmp_path / "shared.apkg")

    refused_link = api.error("exportPackage", deck="Default", path=str(tmp_path / "evil.apkg"))

    assert refused_link.endswith("its name must end in .apkg")
    assert (tmp_path / "authorized_keys").read_text(encoding="utf-8") == "mine"
    assert api("exportPackage", deck="Default", path=str(tmp_path / "deck.apkg")) is True
    assert (tmp_path / "deck.apkg").is_symlink()
    assert zipfile.is_zipfile(tmp_path / "shared.apkg")


@pytest.mark.parametrize("way", ["addons21/deck.apkg", "addons21/2055492159/user_files/deck.apkg", "around/deck.apkg"])
def test_nothing_is_exported_into_the_folders_of_add_ons(way: str, api: Api, base: Path) -> None:
    (base / "around").symlink_to(base / "addons21" / "2055492159")

    error = api.error("exportPackage", deck="Default", path=str(base / way))

    assert error.endswith("it belongs to an add-on of Anki")
    assert list(base.rglob("*.apkg")) == []


def test_beside_the_collection_a_package_is_exported(api: Api, base: Path) -> None:
    assert api("exportPackage", deck="Default", path="../deck.apkg") is True

    assert zipfile.is_zipfile(base / "User 1" / "deck.apkg")
