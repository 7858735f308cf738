"""Paths of requests, judged by their text: shares, devices and streams of Windows, which are names elsewhere."""

from __future__ import annotations

from pathlib import PureWindowsPath

import pytest

from plugin.api.rights import EVERYTHING, Grant
from plugin.collection.files import path_text
from plugin.collection.files.path_text import check_is_no_device, check_path, is_share
from plugin.errors import FileRefused, FilesForbidden, SharesForbidden

SHARES = [
    r"\\host\share\cat.png",
    "//host/share/cat.png",
    r"\/host\share\cat.png",
    r"/\host",
    r"\\10.0.0.1\x",
    r"\\host@80\share",
    r"\\?\UNC\host\share\cat.png",
    r"\\.\UNC\host\share\cat.png",
    "//?/unc/host/share",
    r"\??\UNC\host\share",
    "\\\\",
]
DEVICES = [
    r"\\.\COM1",
    r"\\.\PhysicalDrive0",
    r"\\?\GLOBALROOT\Device\HarddiskVolume1\x",
    r"\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\x",
    "//./pipe/x",
    r"\??\C:\x",
    "NUL",
    "con.png",
    r"C:\folder\aux.tar.gz",
    r"C:\nul\cat.png",
    "COM1 .png",
    "lpt\u00b9",
    "conin$",
]
STREAMS = ["cat.png:stream", r"C:\cat.png::$DATA", r"C:\x\prefs21.db::$DATA", r"\\?\C:\cat.png:x", "C:\\a:b\\c"]
FILES = [
    r"C:\Users\me\cat.png",
    "C:/Users/me/cat.png",
    "c:cat.png",
    "cat.png",
    r"..\cat.png",
    r"\cat.png",
    r"\\?\C:\Users\me\cat.png",
    "console.png",
    "com10.png",
    "nul-cat.png",
    "com.png",
    "",
]


@pytest.mark.parametrize("path", SHARES)
def test_a_path_to_another_computer_is_one(path: str) -> None:
    assert is_share(path, on_windows=True)


@pytest.mark.parametrize("path", [one for one in (*FILES, *STREAMS, *SHARES[:3]) if "?" not in one])
def test_windows_has_a_drive_of_its_own_for_each_share(path: str) -> None:
    """Python's PureWindowsPath, which knows the common forms only."""
    assert PureWindowsPath(path).drive.startswith("\\\\") == is_share(path, on_windows=True)


@pytest.mark.parametrize("path", [*FILES, *DEVICES, *STREAMS])
def test_what_stays_on_this_computer_is_no_share(path: str) -> None:
    assert not is_share(path, on_windows=True)


@pytest.mark.parametrize("path", DEVICES)
def test_the_name_of_a_device_is_no_file(path: str) -> None:
    with pytest.raises(FileRefused, match="it is the name of a device"):
        check_is_no_device(path, on_windows=True)


@pytest.mark.parametrize("path", STREAMS)
def test_a_stream_beside_a_file_is_no_file(path: str) -> None:
    with pytest.raises(FileRefused, match="it has a colon behind the drive"):
        check_is_no_device(path, on_windows=True)


@pytest.mark.parametrize("path", [*FILES, *SHARES])
def test_ordinary_names_are_no_devices(path: str) -> None:
    check_is_no_device(path, on_windows=True)


@pytest.mark.parametrize("path", [*SHARES, *DEVICES, *STREAMS])
def test_elsewhere_all_of_these_are_ordinary_names(path: str) -> None:
    assert not is_share(path, on_windows=False)
    check_is_no_device(path, on_windows=False)


@pytest.mark.parametrize("check", [check_path])
def test_a_share_needs_a_right_of_its_own(check: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(check)
    monkeypatch.setattr(path_text, "is_share", lambda path: is_share(path, on_windows=True))

    with pytest.raises(SharesForbidden) as refused:
        check(r"\\host\share\cat.png", Grant(shares=False))

    assert str(refused.value) == r"may not use files of other computers: \\host\share\cat.png"
    check(r"C:\cat.png", Grant(shares=False))
    check(r"\\host\share\cat.png", EVERYTHING)


def test_without_the_right_every_path_is_refused_alike() -> None:
    stranger = Grant(files=False)

    for path in ("cat.png", r"\\host\x.apkg"):
        with pytest.raises(FilesForbidden, match='^may not use files of this computer: send "data" or "url" instead$'):
            check_path(path, stranger)
