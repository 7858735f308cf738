"""The text of a field is worked on in pieces, and becomes what it would become as a whole."""

from __future__ import annotations

import random
import unicodedata

import pytest
from api import Api

from anki.collection import Collection

from plugin.notes import field_text

# letters, marks that combine with what is before them, parts of Hangul, what Anki removes, and what it keeps
CHARACTERS = "aeA <&;\n\t\u0301\u0323\u3099かは\u1100\u1161\u11a8가é\x00\x01\x1f\x7f猫\U0001f600"


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("normalize", [True, False])
def test_pieces_become_what_the_whole_becomes(seed: int, normalize: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(random.Random(seed).choices(CHARACTERS, k=200))
    whole = field_text.as_stored(text, normalize=normalize)
    monkeypatch.setattr(field_text, "_PIECE", 3)

    assert field_text.as_stored(text, normalize=normalize) == whole
    assert unicodedata.is_normalized("NFC", whole) or not normalize


def test_a_text_without_a_place_to_cut_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_text, "_PIECE", 3)

    assert field_text.as_stored("か\u3099" * 10, normalize=True) == "が" * 10


def test_a_long_first_field_is_stored_and_found_again(api: Api, col: Collection) -> None:
    text = "<p>e\u0301 \x01猫&nbsp;</p>" * 50_000
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": text}}

    added = api("addNote", note=note)

    assert col.get_note(added)["Front"] == "<p>é 猫&nbsp;</p>" * 50_000
    assert api("canAddNote", note=note) is False
