"""Fills an Anki base folder: a profile, a few notes, the add-on.

Runs in a process of its own, whose interpreter has Anki: see filling.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anki.lang
from anki.collection import AddNoteRequest, Collection
from aqt.addons import AddonManager, InstallOk
from aqt.profiles import ProfileManager

from tools.run.anki_process import PROFILE

PACKAGE = "ankiconnect"

SAMPLES = (
    ("Samples", "Basic", ("What answers at the port?", "The add-on, on Anki's own thread."), "samples"),
    ("Samples", "Basic (and reversed card)", ("bread", "pain"), "samples french"),
    ("Samples::Japanese", "Basic", ("日本語", "にほんご: the Japanese language"), "samples japanese"),
    ("Samples::Japanese", "Basic", ("食べる", "たべる: to eat"), "samples japanese verb"),
    ("Samples", "Cloze", ("The capital of {{c1::Japan}} is {{c2::Tokyo}}.", ""), "samples geography"),
)


def fill(base: Path, archive: Path, port: int) -> None:
    """Make the folder ready for Anki to start in; what is there already stays.

    Args:
        base: the folder
        archive: of the add-on
        port: that the add-on takes
    """
    anki.lang.set_lang("en_US")
    profiles = ProfileManager(base)
    profiles.setupMeta()
    make_profile(profiles)
    add_samples(Path(profiles.collectionPath()))
    install(profiles, archive, port)
    assert profiles.db is not None
    profiles.db.close()


def make_profile(profiles: ProfileManager) -> None:
    """Make a profile that opens without a question and asks nobody on the network for news."""
    profiles.meta.update(
        firstRun=False,
        defaultLang="en_US",
        suppressUpdate=True,
        # each of the next three is read by other versions of Anki
        check_for_updates=False,
        check_for_addon_updates=False,
        last_addon_update_check=2**31,
    )
    if PROFILE not in profiles.profiles():
        profiles.create(PROFILE)
    profiles.openProfile(PROFILE)
    assert profiles.profile is not None
    profiles.profile["autoSync"] = False
    profiles.save()


def add_samples(path: Path) -> None:
    """Put a few notes into an empty collection."""
    col = Collection(str(path))
    try:
        if col.note_count():
            return
        requests = []
        for deck_name, notetype_name, fields, tags in SAMPLES:
            notetype = col.models.by_name(notetype_name)
            deck_id = col.decks.id(deck_name)
            assert notetype is not None
            assert deck_id is not None
            note = col.new_note(notetype)
            note.fields[: len(fields)] = fields
            note.tags = tags.split()
            requests.append(AddNoteRequest(note, deck_id))
        col.add_notes(requests)
    finally:
        col.close()


def install(profiles: ProfileManager, archive: Path, port: int) -> None:
    """Have Anki's own add-on manager install the archive."""
    # of the main window it uses the profiles, and an entry of the menu that opens its own window
    action = SimpleNamespace(triggered=SimpleNamespace(connect=lambda _slot: None))
    window: Any = SimpleNamespace(pm=profiles, form=SimpleNamespace(actionAdd_ons=action))
    manager = AddonManager(window)
    result = manager.install(str(archive), force_enable=True)
    if not isinstance(result, InstallOk):
        sys.exit(f"Anki refuses {archive}: {result.errmsg}")
    if not result.compatible:
        sys.exit(f"Anki says that {archive} is not made for this version of it")
    config = manager.addonMeta(PACKAGE).get("config", {})
    manager.writeConfig(PACKAGE, {**config, "webBindPort": port})


if __name__ == "__main__":
    fill(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
