"""Every reading action over everything in a large collection, against Anki's own answer."""

from __future__ import annotations

import base64
import datetime
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from api import Api
from large_collection import NOTES, column, open_copy, seed_folder, table

from anki.collection import Collection
from anki.decks import DeckId

DAY = 86_400


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """The collection, which these tests only read."""
    folder = seed_folder(tmp_path_factory.mktemp("seeded"))
    collection = open_copy(folder, tmp_path_factory.mktemp("opened"))
    yield collection
    collection.close()


@pytest.fixture
def ask(large: Collection) -> Api:
    """The API on it."""
    return Api(large)


@pytest.fixture
def cards(large: Collection) -> Sequence[int]:
    """All its cards."""
    return sorted(large.find_cards(""))


@pytest.fixture
def notes(large: Collection) -> Sequence[int]:
    """All its notes."""
    return sorted(large.find_notes(""))


def of_each(ask: Api, action: str, parameter: str, values: Sequence[Any]) -> list[Any]:
    """Ask about one thing after the other, in one request."""
    entries = [{"action": action, "params": {parameter: value}} for value in values]
    return ask("multi", actions=entries)


def found(large: Collection, cards: Sequence[int], search: str) -> list[bool]:
    """Of each card, whether Anki finds it."""
    hits = set(large.find_cards(search))
    return [card in hits for card in cards]


# Cards -------------------------------------------------------------------------


def test_all_cards_are_found(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    assert ask("findCards", query="") == cards
    assert len(cards) == large.card_count() == NOTES * 7 // 5


def test_a_search_finds_what_anki_finds(large: Collection, ask: Api) -> None:
    for query in ("is:due", "tag:jlpt::*", "日本語", "deck:English::*", "prop:ivl>20", "flag:1 or is:suspended"):
        assert ask("findCards", query=query) == sorted(large.find_cards(query))
        assert ask("findNotes", query=query) == sorted(large.find_notes(query))


def test_suspended_cards_are_those_that_anki_finds(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    expected = found(large, cards, "is:suspended")

    assert ask("areSuspended", cards=cards) == expected
    assert of_each(ask, "suspended", "card", cards[:500]) == expected[:500]


def test_due_cards_are_those_that_anki_finds(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    due = dict(zip(cards, ask("areDue", cards=cards)))

    aside = set(large.find_cards("is:suspended or is:buried"))
    reviews = set(large.find_cards("is:review -is:learn")) - aside
    new = set(large.find_cards("is:new")) - aside
    assert {card for card in reviews if due[card]} == reviews & set(large.find_cards("is:due"))
    assert all(due[card] for card in new)
    assert not any(due[card] for card in aside)


def test_intervals_are_those_of_the_log(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    log: dict[int, list[int]] = {card: [] for card in cards}
    for card, interval in table(large, "select cid, ivl from revlog order by id"):
        log[card].append(interval)

    assert ask("getIntervals", cards=cards, complete=True) == [log[card] for card in cards]
    assert ask("getIntervals", cards=cards) == [log[card][-1] if log[card] else 0 for card in cards]


def test_ease_factors_are_the_cards(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    assert ask("getEaseFactors", cards=cards) == column(large, "select factor from cards order by id")


def test_the_notes_of_all_cards_are_all_notes_once_each(ask: Api, cards: Sequence[int], notes: Sequence[int]) -> None:
    assert sorted(ask("cardsToNotes", cards=cards)) == notes


def test_the_modification_times_of_all_cards_are_returned(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    expected = table(large, "select id, mod from cards order by id")

    assert ask("cardsModTime", cards=cards) == [{"cardId": card, "mod": mod} for card, mod in expected]


def test_all_cards_are_described(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    described = ask("cardsInfo", cards=cards)

    assert [one["cardId"] for one in described] == cards
    columns = ("interval", "note", "ord", "type", "queue", "due", "reps", "lapses", "left", "mod", "factor", "flags")
    assert [tuple(one[name] for name in columns) for one in described] == table(
        large,
        "select ivl, nid, ord, type, queue, due, reps, lapses, left, mod, factor, flags from cards order by id",
    )
    for one in described[:: len(described) // 100]:
        card = large.get_card(one["cardId"])
        assert one["question"] == card.render_output().question_and_style()
        assert one["answer"] == card.render_output().answer_and_style()
        assert {name: field["value"] for name, field in one["fields"].items()} == dict(card.note().items())
        assert one["deckName"] == large.decks.name(card.did)


# Decks -------------------------------------------------------------------------


def test_all_decks_are_named(large: Collection, ask: Api) -> None:
    decks = {deck.name: deck.id for deck in large.decks.all_names_and_ids()}

    assert ask("deckNames") == list(decks)
    assert ask("deckNamesAndIds") == decks
    assert of_each(ask, "deckNameFromId", "deckId", list(decks.values())) == list(decks)


def test_every_card_has_its_deck(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    expected: dict[str, list[int]] = {}
    for card, deck in table(large, "select id, did from cards order by id"):
        expected.setdefault(large.decks.name(DeckId(deck)), []).append(card)

    assert ask("getDecks", cards=cards) == expected


def test_the_numbers_of_all_decks_are_those_of_the_deck_list(large: Collection, ask: Api) -> None:
    decks = {deck.name: deck.id for deck in large.decks.all_names_and_ids()}

    stats = ask("getDeckStats", decks=list(decks))

    assert {one["name"]: one["deck_id"] for one in stats.values()} == decks
    nodes = [large.sched.deck_due_tree()]
    while nodes:
        node = nodes.pop()
        nodes.extend(node.children)
        if node.deck_id:
            one = stats[str(node.deck_id)]
            told = one["new_count"], one["learn_count"], one["review_count"], one["total_in_deck"]
            assert told == (node.new_count, node.learn_count, node.review_count, node.total_in_deck)


def test_every_deck_has_its_options(large: Collection, ask: Api) -> None:
    decks = [deck for deck in large.decks.all_names_and_ids() if not large.decks.is_filtered(DeckId(deck.id))]

    options = of_each(ask, "getDeckConfig", "deck", [deck.name for deck in decks])

    expected = [large.decks.config_dict_for_deck_id(DeckId(deck.id)) for deck in decks]
    assert [one["id"] for one in options] == [one["id"] for one in expected]
    assert all(one["dyn"] is False for one in options)


# Note types --------------------------------------------------------------------


def test_all_note_types_are_described(large: Collection, ask: Api) -> None:
    note_types = {note_type.name: note_type.id for note_type in large.models.all_names_and_ids()}
    whole = [large.models.by_name(name) for name in note_types]
    names = list(note_types)

    assert sorted(ask("modelNames")) == sorted(names)
    assert ask("modelNamesAndIds") == note_types
    assert of_each(ask, "modelNameFromId", "modelId", list(note_types.values())) == names
    assert [one["name"] for one in ask("findModelsByName", modelNames=names)] == names
    assert [one["id"] for one in ask("findModelsById", modelIds=list(note_types.values()))] == list(note_types.values())
    fields = [[field["name"] for field in one["flds"]] for one in whole if one]
    assert of_each(ask, "modelFieldNames", "modelName", names) == fields
    templates = [[template["name"] for template in one["tmpls"]] for one in whole if one]
    assert [list(one) for one in of_each(ask, "modelTemplates", "modelName", names)] == templates
    assert [list(one) for one in of_each(ask, "modelFieldsOnTemplates", "modelName", names)] == templates
    assert of_each(ask, "modelStyling", "modelName", names) == [{"css": one["css"]} for one in whole if one]
    assert [list(one) for one in of_each(ask, "modelFieldFonts", "modelName", names)] == fields
    descriptions = of_each(ask, "modelFieldDescriptions", "modelName", names)
    assert [len(one) for one in descriptions] == [len(one) for one in fields]


# Notes -------------------------------------------------------------------------


def test_all_notes_are_found(large: Collection, ask: Api, notes: Sequence[int]) -> None:
    assert ask("findNotes", query="") == notes
    assert len(notes) == NOTES


def test_all_notes_are_described(large: Collection, ask: Api, notes: Sequence[int]) -> None:
    described = ask("notesInfo", notes=notes)

    assert [one["noteId"] for one in described] == notes
    assert ask("notesInfo", query="") == described
    assert [one["mod"] for one in described] == column(large, "select mod from notes order by id")
    for one in described[:: len(described) // 100]:
        note = large.get_note(one["noteId"])
        assert {name: field["value"] for name, field in one["fields"].items()} == dict(note.items())
        assert one["tags"] == note.tags
        assert one["cards"] == list(note.card_ids())
        assert one["modelName"] == note.note_type()["name"]  # type: ignore[index]  # it has one


def test_the_modification_times_of_all_notes_are_returned(large: Collection, ask: Api, notes: Sequence[int]) -> None:
    expected = table(large, "select id, mod from notes order by id")

    assert ask("notesModTime", notes=notes) == [{"noteId": note, "mod": mod} for note, mod in expected]


def test_tags_are_those_of_anki(large: Collection, ask: Api, notes: Sequence[int]) -> None:
    assert sorted(ask("getTags")) == sorted(large.tags.all())
    assert of_each(ask, "getNoteTags", "note", notes[:500]) == [large.get_note(note).tags for note in notes[:500]]


def test_what_is_there_already_cannot_be_added(large: Collection, ask: Api, notes: Sequence[int]) -> None:
    there = [
        {"deckName": "English", "modelName": note_type, "fields": {"Front": fields.split("\x1f")[0], "Back": "x"}}
        for note_type, fields in table(
            large,
            "select t.name, flds from notes n join notetypes t on t.id = n.mid where t.name like 'Basic%' limit 500",
        )
    ]
    new = [
        {"deckName": "English", "modelName": "Basic", "fields": {"Front": f"surely new {n}"}} for n in range(len(there))
    ]
    mixed = [note for pair in zip(there, new) for note in pair]

    assert len(there) == 500
    assert ask("canAddNotes", notes=mixed) == [False, True] * 500
    details = ask("canAddNotesWithErrorDetail", notes=mixed)
    assert details[::2] == [{"canAdd": False, "error": "cannot create note because it is a duplicate"}] * 500
    assert details[1::2] == [{"canAdd": True}] * 500
    assert of_each(ask, "canAddNote", "note", mixed[:10]) == [False, True] * 5
    assert of_each(ask, "canAddNoteWithErrorDetail", "note", mixed[:10]) == details[:10]


# Media -------------------------------------------------------------------------


def test_all_media_are_listed_and_read(large: Collection, ask: Api) -> None:
    folder = Path(large.media.dir())
    files = sorted(path.name for path in folder.iterdir())

    assert ask("getMediaDirPath") == str(folder)
    assert sorted(ask("getMediaFilesNames")) == files
    assert sorted(ask("getMediaFilesNames", pattern="*.png")) == [name for name in files if name.endswith(".png")]
    contents = of_each(ask, "retrieveMediaFile", "filename", files)
    assert [base64.b64decode(one) for one in contents] == [(folder / name).read_bytes() for name in files]


# Statistics --------------------------------------------------------------------


def test_the_numbers_of_all_days_are_those_of_ankis_graph(large: Collection, ask: Api) -> None:
    graph = large._backend.graphs(search="", days=36_500)
    # the day that is running began at the user's hour, so before midnight of its date it is still that date
    today = datetime.date.fromtimestamp(large.sched.day_cutoff - DAY)
    expected: Counter[int] = Counter()
    for day, count in graph.reviews.count.items():
        expected[day] = count.learn + count.relearn + count.young + count.mature + count.filtered
    # the graph counts the first second of a day for the day before
    for second in column(
        large, "select id / 1000 from revlog where (id / 1000 - ?) % 86400 = 0", large.sched.day_cutoff
    ):
        day = (second - large.sched.day_cutoff) // DAY
        expected[day] -= 1
        expected[day + 1] += 1

    days = {datetime.date.fromisoformat(day): count for day, count in ask("getNumCardsReviewedByDay")}

    assert days == {today + datetime.timedelta(days=day): count for day, count in (+expected).items()}
    assert ask("getNumCardsReviewedToday") == graph.today.answer_count == days[today]


def test_the_reviews_of_all_cards_are_the_log(large: Collection, ask: Api, cards: Sequence[int]) -> None:
    reviews = ask("getReviewsOfCards", cards=cards)

    assert list(map(int, reviews)) == cards
    members = ("id", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type")
    told = sorted((int(card), *(one[name] for name in members)) for card, ones in reviews.items() for one in ones)
    assert told == table(
        large, "select cid, id, usn, ease, ivl, lastIvl, factor, time, type from revlog order by cid, id"
    )


def test_the_reviews_of_all_decks_are_the_log_once(large: Collection, ask: Api) -> None:
    decks = [deck.name for deck in large.decks.all_names_and_ids()]
    entries = [{"action": "cardReviews", "params": {"deck": deck, "startID": 0}} for deck in decks]

    by_deck = ask("multi", actions=entries)

    assert sorted(tuple(row) for rows in by_deck for row in rows) == table(large, "select * from revlog order by id")
    latest = of_each(ask, "getLatestReviewID", "deck", decks)
    assert latest == [rows[-1][0] if rows else 0 for rows in by_deck]


def test_the_report_is_made(ask: Api) -> None:
    assert len(ask("getCollectionStatsHTML", wholeCollection=True)) > 10_000


# Program -----------------------------------------------------------------------


def test_whole_decks_go_into_another_collection(large: Collection, ask: Api, tmp_path: Path) -> None:
    other = Collection(str(tmp_path / "collection.anki2"))
    tops = sorted({deck.name.split("::")[0] for deck in large.decks.all_names_and_ids()} - {"Default"})

    for number, deck in enumerate(tops):
        path = str(tmp_path / f"{number}.apkg")
        assert ask("exportPackage", deck=deck, path=path, includeSched=True) is True
        assert Api(other)("importPackage", path=path) is True

    query = "select guid, ord, type, queue, ivl, c.flags from cards c join notes n on n.id = c.nid order by guid, ord"
    assert table(other, query) == table(large, query)
    assert column(other, "select id from revlog order by id") == column(large, "select id from revlog order by id")
    assert sorted(path.name for path in Path(other.media.dir()).iterdir()) == sorted(
        path.name for path in Path(large.media.dir()).iterdir()
    )
    other.close()


def test_reading_changed_nothing(large: Collection, ask: Api, cards: Sequence[int], notes: Sequence[int]) -> None:
    before = large.mod, large.undo_status(), large.decks.count()

    ask("cardsInfo", cards=cards[:100])
    ask("getDeckStats", decks=ask("deckNames"))
    ask("notesInfo", notes=notes[:100])

    assert (large.mod, large.undo_status(), large.decks.count()) == before


def test_ids_that_are_unknown_or_repeated_are_no_trouble(ask: Api, cards: Sequence[int], notes: Sequence[int]) -> None:
    some, unknown = list(cards[:20]), [1, 2, int(time.time() * 1000)]
    mixed = [*some, *unknown, *some]

    assert [bool(one) for one in ask("cardsInfo", cards=mixed)] == [True] * 20 + [False] * 3 + [True] * 20
    assert ask("areSuspended", cards=mixed)[20:23] == [None] * 3
    assert [bool(one) for one in ask("notesInfo", notes=[*notes[:5], 1, *notes[:5]])] == [True] * 5 + [False] + [
        True
    ] * 5
    assert Counter(map(type, ask("getEaseFactors", cards=mixed)))[type(None)] == 3
