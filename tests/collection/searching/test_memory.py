"""What FSRS tells of cards is what Anki's card info shows, on a collection that is older than its reviews."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api import Api
from backend_calls import counted
from card_states import ALL, add_card, add_cards, deck, into_filtered_deck, log

from anki.cards import CardId
from anki.collection import Collection

from plugin.compat import CARDS_HAVE_DECAY

DAY = 86_400
AGE = 400  # days
MEMBERS = ["stability", "difficulty", "retrievability", "desiredRetention"]
NOTHING = dict.fromkeys(MEMBERS)

needs_decay = pytest.mark.skipif(not CARDS_HAVE_DECAY, reason="before Anki 25.07 the data of a card has no such thing")


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    """A collection of some age, with FSRS on."""
    collection = Collection(str(tmp_path / "collection.anki2"))
    collection.db.execute("update col set crt = crt - ?", AGE * DAY)
    collection.set_config("fsrs", True)
    assert collection.sched.today >= AGE - 1
    yield collection
    collection.close()


def memory(api: Api, cid: int) -> dict[str, Any]:
    """What is told of a card."""
    [card] = api("searchCards", query=f"cid:{cid}", include=MEMBERS)["cards"]
    assert card.pop("cardId") == cid
    return dict(card)


def by_anki(col: Collection, cid: CardId) -> dict[str, Any]:
    """What Anki's card info shows of a card, which may write down when it was answered last."""
    info = col.card_stats_data(cid)
    return {
        "stability": info.memory_state.stability if info.HasField("memory_state") else None,
        "difficulty": info.memory_state.difficulty if info.HasField("memory_state") else None,
        "retrievability": info.fsrs_retrievability if info.HasField("fsrs_retrievability") else None,
    }


def assert_as_in_anki(api: Api, col: Collection, cid: CardId) -> None:
    told, again = memory(api, cid), {}
    shown = by_anki(col, cid)
    again = memory(api, cid)
    for name, value in shown.items():
        assert told[name] == pytest.approx(value, abs=0.001), (name, told, shown)
        assert again[name] == pytest.approx(value, abs=0.001), (name, again, shown)


def set_data(col: Collection, cid: CardId, **data: Any) -> None:
    col.db.execute("update cards set data = ? where id = ?", json.dumps(data) if data else "", cid)


def let_days_pass(col: Collection, days: float) -> None:
    """Move all answers into the past, as far as cards and the log tell of them."""
    col.db.execute("update revlog set id = id - ?", int(days * DAY * 1000))
    for cid, data in col.db.all("select id, data from cards where data like '%lrt%'"):
        values = json.loads(data)
        set_data(col, cid, **{**values, "lrt": values["lrt"] - int(days * DAY)})


@pytest.mark.parametrize("state", ALL)
def test_a_card_of_any_kind_is_remembered_as_in_anki(state: str, api: Api, col: Collection) -> None:
    cid = add_card(col, state)
    if not state.startswith("new"):
        set_data(col, cid, s=12.5, d=6.25, dr=0.85)
        log(col, cid, (20.3 * DAY, 3, 3), (9.7 * DAY, 10, 3))

    told = memory(api, cid)

    assert (told == NOTHING) == state.startswith("new")
    assert_as_in_anki(api, col, cid)


@pytest.mark.parametrize("ago", [0.0, 0.01, 0.4, 0.9, 1.5, 7.2, 90.0, 390.0])
@pytest.mark.parametrize("stability", [0.1, 1.0, 33.3, 1_000.0])
def test_memories_fade_as_in_anki(ago: float, stability: float, api: Api, col: Collection) -> None:
    cid = add_card(col, "review")
    set_data(col, cid, s=stability, d=5.0)
    log(col, cid, (ago * DAY, 10, 3))

    assert_as_in_anki(api, col, cid)


@needs_decay
@pytest.mark.parametrize("decay", [0.1, 0.1542, 0.2, 0.5, 0.8])
def test_each_card_may_fade_by_a_curve_of_its_own(decay: float, api: Api, col: Collection) -> None:
    cid = add_card(col, "review")
    set_data(col, cid, s=10.0, d=5.0, decay=decay, lrt=int(time.time() - 30 * DAY))

    assert_as_in_anki(api, col, cid)


@needs_decay
def test_the_answer_in_the_data_counts_before_the_log(api: Api, col: Collection) -> None:
    cid = add_card(col, "review")
    set_data(col, cid, s=10.0, d=5.0, lrt=int(time.time() - 3 * DAY))
    log(col, cid, (100 * DAY, 10, 3))

    assert_as_in_anki(api, col, cid)


@pytest.mark.parametrize(
    ("ease", "kind", "factor"), [(0, 4, 0), (3, 3, 0), (3, 3, 2500), (1, 1, 2500), (4, 0, 0), (5, 1, 2500)]
)
def test_what_counts_as_an_answer_is_what_counts_in_anki(
    ease: int, kind: int, factor: int, api: Api, col: Collection
) -> None:
    cid = add_card(col, "review")
    set_data(col, cid, s=10.0, d=5.0)
    log(col, cid, (50 * DAY, 10, 3), (5 * DAY, 10, 3))
    col.db.execute(
        "update revlog set ease = ?, type = ?, factor = ? where id = (select max(id) from revlog)", ease, kind, factor
    )

    assert_as_in_anki(api, col, cid)


def test_a_card_whose_answers_nobody_knows_is_remembered_as_in_anki(api: Api, col: Collection) -> None:
    cid = add_card(col, "review")
    set_data(col, cid, s=10.0, d=5.0)

    assert_as_in_anki(api, col, cid)


@pytest.mark.parametrize("days", [0.0, 0.6, 3.0, 45.0])
def test_what_fsrs_makes_of_real_answers_is_told(days: float, api: Api, col: Collection) -> None:
    cards = add_cards(col, 4)
    for round_ in ((1, 2, 3, 4), (3, 3, 1, 4), (3, 4, 3, 3)):
        api("answerCards", answers=[{"cardId": cid, "ease": ease} for cid, ease in zip(cards, round_)])
        let_days_pass(col, 4.0)
    let_days_pass(col, days)
    states = [by_anki(col, cid)["stability"] for cid in cards]

    assert None not in states
    assert len(set(states)) > 1
    for cid in cards:
        assert_as_in_anki(api, col, cid)
        assert memory(api, cid)["desiredRetention"] == pytest.approx(0.9)


@pytest.mark.parametrize(
    "data", ["", "{}", "[]", "null", '"s"', "{", '{"s": 1}', '{"d": 1}', '{"s": "1", "d": 1}', '{"s": true, "d": 1}']
)
def test_a_card_without_a_memory_state_has_nulls(data: str, api: Api, col: Collection) -> None:
    cid = add_card(col, "review")
    col.db.execute("update cards set data = ? where id = ?", data, cid)

    assert memory(api, cid) == NOTHING


@pytest.mark.parametrize(
    "data", [{"s": 0, "d": 1}, {"s": -5.0, "d": 1}, {"s": 1, "d": 1, "decay": 0}, {"s": 1, "d": 1, "decay": 1e-9}]
)
def test_a_state_that_no_fsrs_has_made_has_an_answer(data: dict[str, Any], api: Api, col: Collection) -> None:
    cid = add_card(col, "review")
    set_data(col, cid, **data)
    log(col, cid, (50 * DAY, 10, 3))

    assert memory(api, cid)["stability"] == data["s"]


# Desired retention -------------------------------------------------------------


def options_group(col: Collection, deck_name: str, retention: float) -> None:
    """Give a deck an options group of its own."""
    group = col.decks.add_config(f"of {deck_name}")
    group["desiredRetention"] = retention
    col.decks.update_config(group)
    definition = col.decks.get(deck(col, deck_name))
    definition["conf"] = group["id"]
    col.decks.save(definition)


def test_the_desired_retention_is_that_of_the_card_or_of_its_options_group(api: Api, col: Collection) -> None:
    options_group(col, "Hard", 0.8)
    own, groups = add_cards(col, 2, "Hard")
    set_data(col, own, s=10.0, d=5.0, dr=0.95)
    set_data(col, groups, s=10.0, d=5.0)

    assert memory(api, own)["desiredRetention"] == 0.95
    assert memory(api, groups)["desiredRetention"] == pytest.approx(0.8)


def test_in_a_filtered_deck_the_home_deck_counts(api: Api, col: Collection) -> None:
    options_group(col, "Hard", 0.8)
    [cid] = add_cards(col, 1, "Hard")
    set_data(col, cid, s=10.0, d=5.0)
    into_filtered_deck(col, "Filtered", "deck:Hard")

    assert memory(api, cid)["desiredRetention"] == pytest.approx(0.8)


def test_a_deck_may_have_a_desired_retention_of_its_own(api: Api, col: Collection) -> None:
    options_group(col, "Hard", 0.8)
    [cid] = add_cards(col, 1, "Hard")
    set_data(col, cid, s=10.0, d=5.0)
    definition = col.decks.get(deck(col, "Hard"))
    if "desiredRetention" not in definition:
        pytest.skip("since Anki 25.09")
    definition["desiredRetention"] = 85
    col.decks.save(definition)

    assert memory(api, cid)["desiredRetention"] == pytest.approx(0.85)


# Cost ------------------------------------------------------------------------


def test_memories_of_many_cards_are_read_together(api: Api, col: Collection) -> None:
    costs = []
    for _ in range(2):
        for cid in add_cards(col, 60):
            set_data(col, cid, s=10.0, d=5.0)
            log(col, cid, (5 * DAY, 10, 3))
        with counted(col) as calls:
            cards = api("searchCards", query="", include=MEMBERS, limit=1000)["cards"]
        costs.append(sum(calls.values()))

    assert len(cards) == 120
    assert costs[0] == costs[1] < 12
