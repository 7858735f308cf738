"""Packages that Anki itself makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import anki.collection
from anki.collection import Collection, DeckIdLimit


def export(
    col: Collection, path: Path, *, legacy: bool, limit: Optional[DeckIdLimit] = None, with_scheduling: bool = True
) -> None:
    """Write a package with all of a collection, or of a deck.

    Args:
        col: the collection
        path: of the package
        legacy: whether in the format that all versions of Anki read, or in that of 2.1.50 and later
        limit: to a deck
        with_scheduling: and with the options of decks
    """
    export_package: Any = col.export_anki_package
    if hasattr(anki.collection, "ExportAnkiPackageOptions"):  # since 23.12
        options = anki.collection.ExportAnkiPackageOptions(
            with_scheduling=with_scheduling, with_deck_configs=with_scheduling, with_media=True, legacy=legacy
        )
        export_package(out_path=str(path), options=options, limit=limit)
    else:
        export_package(
            out_path=str(path),
            limit=limit,
            with_scheduling=with_scheduling,
            with_media=True,
            legacy_support=legacy,
        )
