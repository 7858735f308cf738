"""What rights, keys and questions do not protect, as docs/security.md says: so that the document stays true."""

from __future__ import annotations

from pathlib import Path

import pytest
from api import Api, ApiRefused
from collection_helpers import add_note

from anki.collection import Collection

from plugin.config.settings import read_settings

SCRIPT = "cat<script>alert('from a card')</script>"


def restricted(api: Api, *rights: str) -> Api:
    api.connect(api.host, read_settings({"rightsWithoutRule": list(rights)}, {}).settings)
    return api


def test_whoever_can_read_the_file_of_the_collection_needs_no_right(col: Collection) -> None:
    add_note(col, "a secret thought")

    files = [path.read_bytes() for path in Path(col.path).parent.glob("collection.anki2*")]

    assert any(b"a secret thought" in contents for contents in files)


def test_the_script_in_a_note_is_kept(api: Api, col: Collection) -> None:
    nid = api("addNote", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": SCRIPT}})

    assert col.get_note(nid).fields[0] == SCRIPT


def test_the_script_in_a_template_is_kept(api: Api, col: Collection) -> None:
    api(
        "createModel",
        modelName="Lively",
        inOrderFields=["Front"],
        cardTemplates=[{"Front": "{{Front}}" + SCRIPT, "Back": ""}],
    )

    note_type = col.models.by_name("Lively")
    assert note_type is not None
    assert SCRIPT in note_type["tmpls"][0]["qfmt"]


def test_the_right_to_read_tells_where_the_media_folder_is(api: Api, col: Collection) -> None:
    assert restricted(api, "read")("getMediaDirPath") == col.media.dir()


def test_a_right_is_for_all_decks(api: Api, col: Collection) -> None:
    notes = [add_note(col, deck, deck=deck).id for deck in ("Mine", "Yours")]

    found = restricted(api, "read")("notesInfo", notes=notes)

    assert [one["noteId"] for one in found] == notes


def test_who_may_only_write_learns_from_errors_what_there_is(api: Api, col: Collection) -> None:
    there = add_note(col, "cat").id
    writer = restricted(api, "write")

    writer("updateNoteTags", note=there, tags=[])
    with pytest.raises(ApiRefused, match="Note was not found: 1"):
        writer("updateNoteTags", note=1, tags=[])
