"""The collections that the benchmark works on: seeded, copied, and a package of notes that are in none of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import anki.collection
from anki.collection import Collection

from tools.bench.cases import PACKAGE_NOTES, PACKAGE_TAG
from tools.environment.progress import step
from tools.run.anki_process import PROFILE
from tools.seed.collection import seed

COLLECTION = "collection.anki2"
_OTHER_SEED = 2  # so that no note has the guid of another


def seeded(folder: Path, notes: int) -> Path:
    """Make a collection in a folder of its own; give the folder with the collection and its media."""
    profile = folder / PROFILE
    profile.mkdir(parents=True)
    with step(f"making a collection of {notes:,} notes"):
        col = Collection(str(profile / COLLECTION))
        try:
            seed(col, notes)
        finally:
            col.close()
    return profile


def copy(seeded_folder: Path, target: Path) -> Path:
    """Copy a collection and its media into a folder that may be there; give the path of the copy."""
    shutil.copytree(seeded_folder, target, dirs_exist_ok=True)
    return target / COLLECTION


def write_package(folder: Path) -> Path:
    """Write a package of new notes, all with one tag, by which they are found again."""
    package = folder / "bench.apkg"
    col = Collection(str(folder / "package.anki2"))
    try:
        seed(col, PACKAGE_NOTES, _OTHER_SEED)
        col.tags.bulk_add(list(col.find_notes("")), PACKAGE_TAG)
        _export(col, package)
    finally:
        col.close()
    return package


def _export(col: Collection, package: Path) -> None:
    if hasattr(anki.collection, "ExportAnkiPackageOptions"):  # since Anki 23.12
        options = anki.collection.ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=True)
        col.export_anki_package(out_path=str(package), options=options, limit=None)
    else:
        older = {"with_scheduling": True, "with_media": True, "legacy_support": True}
        col.export_anki_package(out_path=str(package), limit=None, **older)  # type: ignore[arg-type]  # as it was
