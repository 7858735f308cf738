"""docs/actions.md has every action of the reference, in words that Markdown shows as they are."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from plugin.api.reference_words import needs
from tools import ROOT
from tools.reference.document import CATEGORIES, anchor, document
from tools.reference.json_text import json_text

REFERENCE: dict[str, Any] = json.loads((ROOT / "plugin" / "api" / "reference.json").read_text(encoding="utf-8"))
TEXT = document(REFERENCE)


def section(heading: str) -> str:
    """The text below a heading."""
    return re.split(r"^##", TEXT.split(f"\n### {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_document_is_the_one_that_the_reference_makes() -> None:
    assert (ROOT / "docs" / "actions.md").read_text(encoding="utf-8") == TEXT


def test_every_action_is_in_the_index_and_has_a_section() -> None:
    index = TEXT[TEXT.index("## Index") : TEXT.index("\n## Notes")]

    for entry in REFERENCE["actions"]:
        assert f"[{entry['action']}](#" in index
        assert f"\n### {entry['action']}" in TEXT
    assert index.count("](#") == len({one["action"] for one in REFERENCE["actions"]}) + len(CATEGORIES)


def test_every_category_has_a_name_for_people() -> None:
    assert {one["category"] for one in REFERENCE["actions"]} == set(CATEGORIES)


def test_an_action_has_rights_result_parameters_errors_and_samples() -> None:
    text = section("addNote")

    assert "Rights: `write`. Deletes: some requests do." in text
    assert "Result: an id" in text
    assert "| `note` | [Note](#note) |  | the note |" in text
    assert "Errors, in the samples below: `cannot create note because it is a duplicate`" in text
    assert '{"result": 1496198395707, "error": null}' in text


def test_rights_that_a_parameter_needs_are_told_with_it() -> None:
    assert "Rights: `read`; with `deck` also `write` and `gui`. Deletes: no." in section("currentDeck")
    [entry] = [one for one in REFERENCE["actions"] if one["action"] == "currentDeck"]
    assert needs(entry) == "Needs the right read. With deck it needs write and gui, too."


def test_an_older_version_has_a_section_of_its_own() -> None:
    assert "Versions 1 to 4 of the API." in section("addNotes (version 4 and older)")
    assert "Versions 5 to 6 of the API." in section("addNotes")
    assert "Version 6 of the API." in section("deleteDecks")


def test_what_means_something_in_markdown_is_shown_as_it_is() -> None:
    note = section("Note")

    assert r"files that are appended as \<img\>" in note
    assert "| `deckName` | a string | must be given | the deck of its cards |" in note


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        ("addNote", "addnote"),
        ("addNotes (version 4 and older)", "addnotes-version-4-and-older"),
        ("Notes and tags", "notes-and-tags"),
        ("What it needs: a `thing`", "what-it-needs-a-thing"),
    ],
)
def test_a_link_ends_in_what_the_heading_becomes(heading: str, link: str) -> None:
    assert anchor(heading) == link


@pytest.mark.parametrize("value", [{"a": [1, 2]}, ["x" * 60, {"y": "z" * 60, "n": None}], "x" * 300, [], {}, 1.5])
def test_json_for_readers_is_the_same_json(value: Any) -> None:
    assert json.loads(json_text(value)) == value


def test_what_fits_stands_in_one_line() -> None:
    assert json_text({"a": [1, 2]}) == '{"a": [1, 2]}'
    assert json_text(["x" * 60, "y" * 60]) == f'[\n  "{"x" * 60}",\n  "{"y" * 60}"\n]'


def test_a_value_is_written_as_in_json() -> None:
    assert "Result: [DeckOptions](#deckoptions), or [FilteredDeck](#filtereddeck), or false" in section("getDeckConfig")
    assert "False" not in re.sub(r"(?m)^[A-Z].*$", "", section("getDeckConfig"))
