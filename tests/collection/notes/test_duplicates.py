"""Which notes count as duplicates: as Anki sees them, in every scope, and within a list."""

from __future__ import annotations

import random
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, add_note_type, ensure_deck

from anki.collection import Collection
from anki.config import Config
from anki.notes import NoteFieldsCheckResult

DUPLICATE = "cannot create note because it is a duplicate"

EMPTY = "cannot create note because it is empty: its first field Front is empty"


def wanted(front: str, deck: str = "Default", note_type: str = "Basic", **options: Any) -> dict[str, Any]:
    return {"deckName": deck, "modelName": note_type, "fields": {"Front": front}, "options": options}


def in_deck(name: str | None = None, **more: Any) -> dict[str, Any]:
    return {"duplicateScope": "deck", "duplicateScopeOptions": {"deckName": name, **more}}


def is_duplicate(api: Api, note: dict[str, Any]) -> bool:
    detail = api("canAddNoteWithErrorDetail", note=note)
    assert detail in ({"canAdd": True}, {"canAdd": False, "error": DUPLICATE})
    return not detail["canAdd"]


# The first field -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("had", "new", "expected"),
    [
        ("cat", "cat", True),
        ("cat", "Cat", False),
        ("cat", "cat ", False),
        ("cat", " cat", False),
        ("a cat", "a  cat", False),
        ("<b>cat</b>", "cat", True),
        ("cat", "<i>c</i>at<br>", True),
        ("cat<!-- a comment -->", "cat", True),
        ("cat &amp; dog", "cat & dog", True),
        ("a&nbsp;cat", "a cat", True),
        ("&lt;b&gt;", "<b></b>&lt;b&gt;", True),
        ("caf\u00e9", "cafe\u0301", True),
        ("cafe\u0301", "caf\u00e9", True),
        ("ｶﾀｶﾅ", "カタカナ", False),
        ("cat", "c\x00a\x1ft\x7f", True),
        ("c\ra\x0bt", "cat", True),
        ("c\na\tt", "c\na\tt", True),
        ('<img src="cat.png">', '<img src="cat.png">', True),
        ('<img src="cat.png">', '<img src="dog.png">', False),
        ('<img class=x src="cat.png">', '<img src="cat.png">', True),
        ("[sound:cat.mp3]", "[sound:cat.mp3]", True),
        ("[sound:cat.mp3]", "[sound:dog.mp3]", False),
        ("cat<style>b {}</style>", "cat", True),
        ("cat", "cat<script>x</script>", True),
        ("{{c1::cat}}", "cat", False),
        ("日本", "日本", True),
    ],
)
def test_first_fields_are_compared_without_html(had: str, new: str, expected: bool, api: Api, col: Collection) -> None:
    add_note(col, had)

    assert is_duplicate(api, wanted(new)) is expected


def test_blanks_alone_are_no_first_field(api: Api, col: Collection) -> None:
    add_note(col, " ")

    error = api.error("addNote", note=wanted(" &nbsp;<br>\u3000"))

    assert error == EMPTY


def test_other_fields_do_not_make_a_duplicate(api: Api, col: Collection) -> None:
    add_note(col, "dog", "cat")

    assert not is_duplicate(api, wanted("cat"))


def test_without_normalization_the_spelling_counts(api: Api, col: Collection) -> None:
    col.set_config_bool(Config.Bool.NORMALIZE_NOTE_TEXT, False)
    add_note(col, "caf\u00e9")

    assert not is_duplicate(api, wanted("cafe\u0301"))
    assert is_duplicate(api, wanted("caf\u00e9"))


_PARTS = [
    "a",
    "A",
    "\u00e9",
    "e\u0301",
    " ",
    "\xa0",
    "&nbsp;",
    "<b>",
    "</b>",
    "<br>",
    "&amp;",
    "&",
    "<",
    ">",
    '"',
    "\n",
]
_PARTS += ['<img src="a.png">', "<img src=a.png>", "[sound:a.mp3]", "日", "\u3000", "\u200b", "<!--", "-->", "&lt;"]


@pytest.mark.parametrize("seed", range(3))
def test_first_fields_are_compared_as_anki_compares_them(seed: int, api: Api, col: Collection) -> None:
    chance = random.Random(seed)
    fronts = ["".join(chance.choices(_PARTS, k=chance.randint(1, 3))) for _ in range(150)]
    for front in fronts[:50]:
        add_note(col, front)
    note_type = col.models.by_name("Basic")
    states = []
    for front in fronts:
        note = col.new_note(note_type)
        note["Front"] = front
        states.append(note.fields_check())

    details = api("canAddNotesWithErrorDetail", notes=[wanted(front) for front in fronts])

    expected = {
        NoteFieldsCheckResult.NORMAL: {"canAdd": True},
        NoteFieldsCheckResult.DUPLICATE: {"canAdd": False, "error": DUPLICATE},
        NoteFieldsCheckResult.EMPTY: {
            "canAdd": False,
            "error": EMPTY,
        },
    }
    assert [(front, detail) for front, detail in zip(fronts, details)] == [
        (front, expected[state]) for front, state in zip(fronts, states)
    ]


# Scopes --------------------------------------------------------------------------


def test_a_duplicate_is_allowed_where_the_note_says_so(api: Api, col: Collection) -> None:
    add_note(col, "cat")

    api("addNote", note=wanted("cat", allowDuplicate=True))

    assert col.note_count() == 2


def test_an_empty_note_is_not_allowed_with_duplicates_either(api: Api) -> None:
    error = api.error("addNote", note=wanted("", allowDuplicate=True))

    assert error == EMPTY


@pytest.mark.parametrize("scope", [None, "collection", "anything", 5])
def test_without_a_scope_the_whole_collection_counts(scope: Any, api: Api, col: Collection) -> None:
    add_note(col, "cat", deck="Other")

    assert is_duplicate(api, wanted("cat", duplicateScope=scope))


@pytest.mark.parametrize(
    ("had_in", "options", "expected"),
    [
        ("Animals", in_deck(), True),
        ("Other", in_deck(), False),
        ("Animals::Cats", in_deck(), False),
        ("Animals::Cats", in_deck(checkChildren=True), True),
        ("Animals::Cats::Big", in_deck(checkChildren=True), True),
        ("Animals2", in_deck(checkChildren=True), False),
        ("Other", in_deck("Other"), True),
        ("Other", in_deck("OTHER"), True),
        ("Animals", in_deck("Other"), False),
        ("Other::Deck", in_deck("Other"), False),
        ("Other::Deck", in_deck("Other", checkChildren=True), True),
        ("Animals", in_deck("No such deck"), False),
        ("Animals", in_deck("No such deck", checkChildren=True), False),
    ],
)
def test_a_scope_is_one_deck_with_or_without_its_children(
    had_in: str, options: dict[str, Any], expected: bool, api: Api, col: Collection
) -> None:
    for deck in ("Animals", "Other"):
        ensure_deck(col, deck)
    add_note(col, "cat", deck=had_in)

    assert is_duplicate(api, wanted("cat", deck="Animals", **options)) is expected


def test_validating_creates_no_deck(api: Api, col: Collection) -> None:
    add_note(col, "cat")

    api("canAddNote", note=wanted("cat", **in_deck("No such deck")))

    assert col.decks.id_for_name("No such deck") is None


def test_a_card_in_a_filtered_deck_counts_for_its_original_deck(api: Api, col: Collection) -> None:
    add_note(col, "cat", deck="Animals")
    ensure_deck(col, "Other")
    filtered = col.decks.new_filtered("Cram")
    config = col.decks.get_legacy(filtered)
    config["terms"] = [["deck:Animals", 100, 0]]
    col.decks.save(config)
    assert col.sched.rebuild_filtered_deck(filtered).count == 1

    assert is_duplicate(api, wanted("cat", deck="Animals", **in_deck()))
    assert not is_duplicate(api, wanted("cat", deck="Other", **in_deck("Cram")))


def test_a_note_with_cards_in_two_decks_is_in_both(api: Api, col: Collection) -> None:
    note = add_note(col, "cat", "Katze", note_type="Basic (and reversed card)", deck="One")
    col.set_deck(note.card_ids()[1:], ensure_deck(col, "Two"))

    for deck in ("One", "Two"):
        assert is_duplicate(api, wanted("cat", deck, "Basic (and reversed card)", **in_deck()))


@pytest.mark.parametrize("every_type", [True, False, None])
def test_a_note_of_another_type_counts_only_if_asked_for(every_type: Any, api: Api, col: Collection) -> None:
    add_note(col, "cat", note_type="Basic (and reversed card)")

    note = wanted("cat", duplicateScopeOptions={"checkAllModels": every_type})

    assert is_duplicate(api, note) is bool(every_type)


def test_other_types_and_one_deck_can_be_asked_for_together(api: Api, col: Collection) -> None:
    add_note(col, "cat", note_type="Basic (and reversed card)", deck="Animals::Cats")
    ensure_deck(col, "Other")
    everything = in_deck("Animals", checkChildren=True, checkAllModels=True)

    assert is_duplicate(api, wanted("cat", "Other", **everything))
    assert not is_duplicate(api, wanted("cat", "Other", **{**everything, **in_deck("Other", checkAllModels=True)}))


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"allowDuplicate": "true"}, "allowDuplicate"),
        ({"allowDuplicate": 1}, "allowDuplicate"),
        ({"duplicateScopeOptions": {"checkChildren": "no"}}, "duplicateScopeOptions.checkChildren"),
        ({"duplicateScopeOptions": {"checkAllModels": 0}}, "duplicateScopeOptions.checkAllModels"),
    ],
)
def test_an_option_that_is_no_boolean_is_refused(options: dict[str, Any], name: str, api: Api, col: Collection) -> None:
    error = api.error("addNote", note=wanted("cat", **options))

    assert error == f'option parameter "{name}" must be boolean'
    assert col.note_count() == 0


# Lists ---------------------------------------------------------------------------


def test_a_note_of_a_list_is_a_duplicate_of_an_earlier_one(api: Api, col: Collection) -> None:
    notes = [wanted("cat"), wanted("dog"), wanted("<b>cat</b>"), wanted("cat")]

    error = api.error("addNotes", notes=notes)

    assert error == str([DUPLICATE, DUPLICATE])
    assert col.note_count() == 0


def test_in_version_4_the_first_of_equal_notes_is_added(api: Api, col: Collection) -> None:
    request = {"action": "addNotes", "version": 4, "params": {"notes": [wanted("cat"), wanted("cat"), wanted("dog")]}}

    ids = api.reply(request)

    assert [one is None for one in ids] == [False, True, False]
    assert col.note_count() == 2


def test_equal_notes_of_a_list_are_told_apart_by_their_scope(api: Api, col: Collection) -> None:
    for deck in ("One", "Two"):
        ensure_deck(col, deck)
    add_note_type(col, "Other type", ["Front"], {"Card 1": "{{Front}}"})
    notes = [
        wanted("cat", "One", **in_deck()),
        wanted("cat", "Two", **in_deck()),
        wanted("cat", "Two", "Other type"),
        wanted("cat", "One", allowDuplicate=True),
    ]

    ids = api("addNotes", notes=notes)

    assert len(ids) == len(set(ids)) == 4


def test_notes_that_are_only_validated_are_not_compared_with_each_other(api: Api) -> None:
    assert api("canAddNotes", notes=[wanted("cat"), wanted("cat")]) == [True, True]


def test_many_notes_are_validated_as_each_alone(api: Api, col: Collection) -> None:
    for number in range(0, 100, 3):
        add_note(col, f"word {number}", deck="One" if number % 2 else "Two")
    notes = [wanted(f"word {number}", "One", **(in_deck() if number % 4 else {})) for number in range(100)]

    together = api("canAddNotes", notes=notes)

    assert together == [api("canAddNote", note=note) for note in notes]
    assert together.count(False) > 20
