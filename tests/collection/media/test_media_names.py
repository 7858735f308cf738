"""Names of media files: what Anki makes of them is asked of Anki, and no name leads out of the folder."""

from __future__ import annotations

import base64
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from collection_helpers import media_files

from anki.collection import Collection

from plugin.collection.media.folder import delete, read, store
from plugin.collection.media.folder import names as names_of
from plugin.collection.media.names import base_name, stored_name
from plugin.errors import MediaNameUnusable

_PARTS = [
    *"aB.- _'&%#+\x00\n\t\x7f\x85\xa0[]<>:\"?*^|",
    *("Ä", "e\u0301", "İ", "Σ", "ẞ", "ｱ", "日本", "😀", "🫠", "\u200b", "\u3000", "\u05f8", "\ufdd0"),
    *("con", "NUL.", "com1", "LPT9.", ".txt", ".JPEG", "a" * 60, "日" * 30),
]


@pytest.mark.parametrize("seed", range(3))
def test_the_computed_name_is_the_one_under_which_anki_stores(seed: int, col: Collection) -> None:
    chance = random.Random(seed)
    names = ["".join(chance.choices(_PARTS, k=chance.choice([1, 2, 3, 6]))) for _ in range(40)]

    for name in names:
        for old in media_files(col):
            Path(col.media.dir(), old).unlink()
        try:
            expected = stored_name(name)
        except MediaNameUnusable:
            continue
        anki_name = col.media.write_data(base_name(name), b"x")
        if anki_name.lower() == base_name(name).lower():
            assert expected == anki_name
        else:
            assert expected != anki_name
            assert col.media.write_data(expected, b"y") == expected  # Anki changes it no more


@pytest.mark.parametrize(
    "name", ["a/b/cat.png", "a\\b\\cat.png", "/cat.png", "C:\\cat.png", "../../cat.png", "a/..\\cat.png"]
)
def test_folders_in_a_name_are_dropped(name: str) -> None:
    reduced = stored_name(name)

    assert reduced == "cat.png"


def _names_beyond_the_limit(letter: str, count: int) -> tuple[str, str]:
    return f"{letter * count}_page_001.jpg", f"{letter * count}_page_002.jpg"


@pytest.mark.parametrize(
    "names",
    [
        _names_beyond_the_limit("x", 120),
        _names_beyond_the_limit("日", 38),
        _names_beyond_the_limit("x", 3000),
        (f"{'x' * 3000}1{'y' * 3000}.jpg", f"{'x' * 3000}2{'y' * 3000}.jpg"),
        ("clip1.png", "clip[1].png"),
        ("clip1.png", "clip1?.png"),
        ("CON.png", "con_.png"),
        ("a\u00a0b.png", "a b.png"),
        ("a.", "a._"),
    ],
)
def test_names_that_differ_in_more_than_case_are_different_files(names: tuple[str, str], col: Collection) -> None:
    folder = Path(col.media.dir())
    for name in names:
        store(col, name, name.encode(), replace=True)
        store(col, name.upper(), name.encode(), replace=True)

    for name in names:
        assert base64.b64decode(base64_of(folder, name)) == name.encode()
    delete(col, names[0])
    assert read(folder, names[0]) is False
    assert base64.b64decode(base64_of(folder, names[1])) == names[1].encode()


def test_storing_again_under_a_name_that_anki_changes_replaces(col: Collection) -> None:
    first = store(col, "clip[1].png", b"one", replace=True)
    second = store(col, "clip[1].png", b"two", replace=True)

    assert first.name == second.name
    assert media_files(col) == [first.name]
    assert names_of(Path(col.media.dir()), "clip[1].png") == [first.name]


def test_a_name_that_anki_changes_stays_within_its_limit(col: Collection) -> None:
    names = [
        f"{letter * count}.{ending}" for letter in "x日" for count in (110, 119, 300) for ending in ("jpg", "y" * 50)
    ]

    for name in names:
        stored = store(col, name, name.encode(), replace=True).name
        assert len(stored.encode()) <= 120
        assert Path(col.media.dir(), stored).read_bytes() == name.encode()
    assert len(media_files(col)) == len(names)


@pytest.mark.parametrize("name", ["", "/", "a/", "???", "a\\", "\n", '<>:"/\\|?*'])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(MediaNameUnusable, match="nothing can be stored under the filename"):
        stored_name(name)


def test_a_name_longer_than_any_is_refused_at_once(col: Collection) -> None:
    name = "folder/" + "é" * 20_000_000 + ".png"
    began = time.thread_time()

    with pytest.raises(MediaNameUnusable, match="it has more than 10000 characters") as refused:
        store(col, name, b"x", replace=True)

    assert time.thread_time() - began < 0.5
    assert len(str(refused.value)) < 1100
    assert media_files(col) == []
    assert read(Path(col.media.dir()), name) is False
    delete(col, name)


def base64_of(folder: Path, filename: str) -> Any:
    """What is read of a file."""
    return json.loads(b"".join(read(folder, filename).pieces))


def test_computing_a_name_leaves_no_folder_behind() -> None:
    before = set(Path(tempfile.gettempdir()).glob("ankiconnect-*"))

    stored_name("Nothing is left behind.txt")

    assert set(Path(tempfile.gettempdir()).glob("ankiconnect-*")) == before


def test_a_file_in_capitals_from_an_older_anki_is_found(col: Collection) -> None:
    folder = Path(col.media.dir())
    (folder / "Cat.PNG").write_bytes(b"old")

    assert base64_of(folder, "Cat.PNG") == "b2xk"


def test_a_file_is_found_under_the_name_in_capitals_that_it_was_stored_under(col: Collection) -> None:
    store(col, "Cat.PNG", b"cat", replace=True)

    assert base64_of(Path(col.media.dir()), "Cat.PNG") == "Y2F0"


def test_storing_over_a_file_in_capitals_leaves_one_file_of_that_name(col: Collection) -> None:
    Path(col.media.dir(), "Cat.PNG").write_bytes(b"old")

    stored = store(col, "Cat.PNG", b"new", replace=True)

    assert media_files(col) == [stored.name]
    assert base64_of(Path(col.media.dir()), "Cat.PNG") == "bmV3"


def test_a_decomposed_name_means_the_composed_one(col: Collection) -> None:
    store(col, "cafe\u0301.png", b"cat", replace=True)

    assert media_files(col) == ["caf\u00e9.png"]
    assert base64_of(Path(col.media.dir()), "caf\u00e9.png") == "Y2F0"
    assert base64_of(Path(col.media.dir()), "cafe\u0301.png") == "Y2F0"
