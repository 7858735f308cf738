"""What cardsInfo returns: both sides as Anki renders them, or the reason why they cannot be rendered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from api import Api
from card_states import ALL, UNKNOWN, add_card, add_cards, change

from anki import hooks
from anki.cards import CardId
from anki.collection import Collection
from anki.errors import TemplateError
from anki.template import TemplateRenderContext, TemplateRenderOutput

ISOLATION_MARKS = "\u2068\u2069"


@pytest.fixture
def other_addon() -> Iterator[None]:
    """An add-on that has a filter of its own and writes under every answer."""

    def shout(text: str, field: str, name: str, context: TemplateRenderContext) -> str:
        return f"{text}! ({field} of {context.note().id})" if name == "shout" else text

    def sign(output: TemplateRenderOutput, context: TemplateRenderContext) -> None:
        output.answer_text += f"<i>{context.card().id}</i>"

    hooks.field_filter.append(shout)
    hooks.card_did_render.append(sign)
    yield
    hooks.field_filter.remove(shout)
    hooks.card_did_render.remove(sign)


def set_template(col: Collection, front: str, back: str = "{{Back}}") -> None:
    note_type = col.models.by_name("Basic")
    assert note_type is not None
    note_type["tmpls"][0]["qfmt"], note_type["tmpls"][0]["afmt"] = front, back
    col.models.update_dict(note_type)


def write(col: Collection, sql: str, *values: Any) -> None:
    """Damage the collection as no call of Anki's would."""
    assert col.db is not None
    col.db.execute(sql, *values)


def test_cards_are_described_in_the_order_they_are_asked_for(col: Collection, api: Api) -> None:
    one, two, three = add_cards(col, 3)

    described = api("cardsInfo", cards=[three, UNKNOWN, str(one), two, three])

    assert [card.get("cardId") for card in described] == [three, None, one, two, three]
    assert described[1] == {}
    assert described[0] == described[4]


@pytest.mark.parametrize("state", ALL)
def test_a_card_of_any_kind_is_described_as_anki_has_it(state: str, col: Collection, api: Api) -> None:
    cid = add_card(col, state)
    change(col, cid, flags=3)

    [told] = api("cardsInfo", cards=[cid])

    card = col.get_card(cid)
    states = col._backend.get_scheduling_states(cid)
    labels = [label.strip(ISOLATION_MARKS) for label in col._backend.describe_next_states(states)]
    assert told == {
        "cardId": cid,
        "note": card.nid,
        "deckName": col.decks.name(card.did),
        "modelName": "Basic",
        "fields": {"Front": {"value": "front 0", "order": 0}, "Back": {"value": "back", "order": 1}},
        "question": card.question(),
        "answer": card.answer(),
        "css": card.note_type()["css"],
        "fieldOrder": 0,
        "ord": 0,
        "type": card.type,
        "queue": card.queue,
        "due": card.due,
        "interval": card.ivl,
        "factor": card.factor,
        "reps": card.reps,
        "lapses": card.lapses,
        "left": card.left,
        "mod": card.mod,
        "flags": 3,
        "nextReviews": [label.replace(ISOLATION_MARKS[0], "").replace(ISOLATION_MARKS[1], "") for label in labels],
    }


def test_each_card_of_a_note_shows_its_own_sides(col: Collection, api: Api) -> None:
    note = col.new_note(col.models.by_name("Cloze"))
    note["Text"] = "{{c1::Madrid}} is in {{c2::Spain}}"
    col.add_note(note, col.decks.id("Geography::Europe"))

    described = api("cardsInfo", cards=note.card_ids())

    assert [card["fieldOrder"] for card in described] == [0, 1]
    assert [card["question"] for card in described] == [card.question() for card in note.cards()]
    assert {card["deckName"] for card in described} == {"Geography::Europe"}
    assert described[0]["question"] != described[1]["question"]


def test_filters_and_hooks_of_other_add_ons_take_part(col: Collection, api: Api, other_addon: None) -> None:
    set_template(col, "{{shout:Front}}")
    [cid] = add_cards(col, 1)

    [told] = api("cardsInfo", cards=[cid])

    nid = col.get_card(cid).nid
    assert told["question"].endswith(f"</style>front 0! (Front of {nid})")
    assert told["answer"].endswith(f"<i>{cid}</i>")


@pytest.mark.parametrize("front", ["{{Nothing}}", "{{#Front}}", "{{Front", "{{no-such-filter:Front}}", ""])
def test_a_template_that_cannot_be_shown_has_ankis_words_as_its_sides(front: str, col: Collection, api: Api) -> None:
    [cid] = add_cards(col, 1)
    write(col, "update templates set config = cast(replace(cast(config as text), '{{Front}}', ?) as blob)", front)
    good = add_card(col)

    try:
        question = col.get_card(cid).question()
    except TemplateError as error:
        question = str(error)
    told = api("cardsInfo", cards=[cid, good])

    assert told[0]["question"] == question
    assert told[1]["cardId"] == good


def test_a_card_without_its_template_is_described_beside_the_others(col: Collection, api: Api) -> None:
    broken, good = add_cards(col, 2)
    change(col, broken, ord=7)

    told = api("cardsInfo", cards=[broken, good])

    assert told[0]["question"] == told[0]["answer"] == "missing template"
    assert told[0]["fields"]["Front"]["value"] == "front 0"
    assert told[1]["question"].endswith("front 1")


def test_a_card_without_its_note_is_described_beside_the_others(col: Collection, api: Api) -> None:
    broken, good = add_cards(col, 2)
    write(col, "update cards set nid = 99 where id = ?", broken)

    told = api("cardsInfo", cards=[broken, good])

    assert told[0]["question"] == told[0]["answer"] == "Note was not found: 99"
    assert told[0]["fields"] == {}
    assert told[1]["question"].endswith("front 1")


def test_a_card_without_its_deck_is_described_beside_the_others(col: Collection, api: Api) -> None:
    broken, good = add_cards(col, 2)
    write(col, "update cards set did = 99 where id = ?", broken)

    told = api("cardsInfo", cards=[broken, good])

    assert (told[0]["deckName"], told[0]["nextReviews"]) == ("", [])
    assert (told[1]["deckName"], len(told[1]["nextReviews"])) == ("Default", 4)


def test_cards_of_several_batches_keep_their_notes(col: Collection, api: Api) -> None:
    cards = add_cards(col, 1_200)
    asked = [cards[-1], *cards[::-1]]

    told = api("cardsInfo", cards=asked)

    assert [card["cardId"] for card in told] == asked
    assert [card["fields"]["Front"]["value"] for card in told] == [
        col.get_note(col.get_card(CardId(cid)).nid)["Front"] for cid in asked
    ]
