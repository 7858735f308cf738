"""importPackage of packages that would fill the memory or the disk: refused before Anki unpacks them."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from api import Api
from collection_helpers import add_note, media_files

from anki.collection import Collection

from plugin.collection import package_contents

MB = 1024 * 1024
# A frame of blocks that each repeat one byte: 4 bytes become 128 KB
_RLE = ((128 * 1024) << 3 | 1 << 1).to_bytes(3, "little") + b"x"
_LAST = (1).to_bytes(3, "little")


def zstd_bomb(megabytes: int) -> bytes:
    return b"\x28\xb5\x2f\xfd\x00\x58" + _RLE * (8 * megabytes) + _LAST


@pytest.fixture
def parts(api: Api, col: Collection, tmp_path: Path) -> dict[str, bytes]:
    """The parts of a package with a note and a picture."""
    col.media.write_data("cat.png", b"cat")
    add_note(col, '<img src="cat.png">')
    api("exportPackage", deck="Default", path=str(tmp_path / "good.apkg"))
    with zipfile.ZipFile(tmp_path / "good.apkg") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Collection]:
    (tmp_path / "other").mkdir()
    collection = Collection(str(tmp_path / "other" / "collection.anki2"))
    yield collection
    collection.close()


def write(parts: dict[str, bytes], path: Path, compression: int = zipfile.ZIP_DEFLATED) -> str:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, contents in parts.items():
            archive.writestr(name, contents)
    return str(path)


def refusal(parts: dict[str, bytes], other: Collection, tmp_path: Path) -> str:
    """Try to import a package of these parts; nothing has come of it."""
    error = Api(other).error("importPackage", path=write(parts, tmp_path / "bad.apkg"))
    assert (other.note_count(), media_files(other)) == (0, [])
    return error.partition(" cannot be imported: ")[2]


def test_the_parts_put_together_again_are_imported(parts: dict[str, bytes], other: Collection, tmp_path: Path) -> None:
    assert Api(other)("importPackage", path=write(parts, tmp_path / "good again.apkg")) is True

    assert (other.note_count(), media_files(other)) == (1, ["cat.png"])


@pytest.mark.parametrize(
    ("part", "megabytes", "words"),
    [("media", 65, "64 MB"), ("meta", 1, "64 KB"), ("collection.anki21", 80, "6"), ("0", 400, "2")],
)
def test_a_part_that_would_become_very_large_is_refused(
    part: str, megabytes: int, words: str, parts: dict[str, bytes], other: Collection, tmp_path: Path
) -> None:
    parts[part] += bytes(megabytes * MB)

    assert refusal(parts, other, tmp_path).startswith(f"its part {part} is too large: it would be more than {words}")


def test_many_parts_are_too_large_together(
    parts: dict[str, bytes], other: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_contents, "_FREE_TOTAL", 2 * MB)
    for number in range(10):
        parts[str(number)] = bytes(MB)
    parts["media"] = json.dumps({str(number): f"{number}.png" for number in range(10)}).encode()

    assert "is too large: it would be more than" in refusal(parts, other, tmp_path)


@pytest.mark.parametrize("part", ["collection.anki21b", "media", "0"])
def test_what_is_compressed_within_is_counted_too(
    part: str, parts: dict[str, bytes], other: Collection, tmp_path: Path
) -> None:
    empty = zstd_bomb(0)
    modern = {"meta": b"\x08\x03", "collection.anki2": parts["collection.anki2"]}
    modern.update({"collection.anki21b": empty, "media": empty, "0": empty, part: zstd_bomb(500)})

    assert refusal(modern, other, tmp_path).startswith(f"its part {part} is too large")


def test_a_list_of_more_files_than_there_are_is_not_read(
    parts: dict[str, bytes], other: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_contents, "orjson", None)  # what is read with it fails
    parts["media"] = json.dumps({str(number): "cat.png" for number in range(10_000)}).encode()

    assert refusal(parts, other, tmp_path) == "it is no Anki package, or it is damaged"


def test_an_archive_of_very_many_parts_is_not_read(
    parts: dict[str, bytes], other: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_contents, "_MOST_OF_DIRECTORY", 10_000)
    parts.update((str(number), b"") for number in range(1, 1000))

    assert refusal(parts, other, tmp_path) == "it has too many parts"


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_anki_cannot_unpack_is_not_unpacked(
    compression: int, parts: dict[str, bytes], other: Collection, tmp_path: Path
) -> None:
    path = write(parts, tmp_path / "odd.apkg", compression)

    assert Api(other).error("importPackage", path=path).endswith("it is no Anki package, or it is damaged")


def test_a_real_frame_of_zstd_is_counted_to_its_size(tmp_path: Path) -> None:
    """By the program of Debian, if it is there: its blocks are those that Anki writes."""
    (tmp_path / "text").write_bytes(b"".join(b"line %d of some text\n" % number for number in range(100_000)))
    try:
        subprocess.run(["zstd", "-q", str(tmp_path / "text")], check=True)
    except FileNotFoundError:
        pytest.skip("there is no zstd")
    counted = package_contents.ZstdSize()
    counted.feed((tmp_path / "text.zst").read_bytes())

    size = (tmp_path / "text").stat().st_size
    assert size <= counted.end() < size + 256 * 1024


def test_a_package_that_has_been_replaced_since_it_was_looked_at_is_not_imported(
    parts: dict[str, bytes], other: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "good.apkg"
    real = package_contents._Reader.refusal

    def swap(self: package_contents._Reader) -> object:
        result = real(self)
        write(parts, tmp_path / "evil.apkg")
        (tmp_path / "evil.apkg").replace(path)
        return result

    monkeypatch.setattr(package_contents._Reader, "refusal", swap)

    error = Api(other).error("importPackage", path=str(path))

    assert error.endswith("it has been replaced meanwhile")
    assert other.note_count() == 0
