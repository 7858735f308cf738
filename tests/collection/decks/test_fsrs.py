"""Options groups are told with their parameters of FSRS, which are optimized as Anki itself would."""

from __future__ import annotations

import inspect
import random
import shutil
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import ensure_deck, undo_entry
from test_decks import add_cards, make_filtered

from anki.collection import Collection
from anki.utils import point_version

DAY = 86_400_000
TOO_FEW = "Insufficient review history to perform this operation."


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection with some thousand reviews of the deck Learned, which has the options group Français, made once."""
    path = tmp_path_factory.mktemp("learned") / "collection.anki2"
    col = Collection(str(path))
    col.set_config("fsrs", True)
    group = col.decks.add_config("Français")
    deck = ensure_deck(col, "Learned")
    col.decks.set_config_id_for_deck_dict(col.decks.get(deck), group["id"])
    cards = add_cards(col, "Learned", 300)
    chance = random.Random(1)
    now = round(time.time() * 1000)
    reviews = []
    for number, card in enumerate(cards):
        answered, interval = now - 250 * DAY + number, 1
        reviews.append((answered, card, -1, 3, 1, -60, 2500, 5000, 0))
        while (answered := answered + interval * DAY) < now:
            ease = chance.choice([1, 2, 3, 3, 3, 3, 4])
            old, interval = interval, 1 if ease == 1 else interval * 2 + 1
            reviews.append((answered, card, -1, ease, interval, old, 2500, 5000, 1))
    assert col.db is not None
    col.db.executemany("insert or ignore into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", reviews)
    col.db.execute("update cards set type = 2, queue = 2, ivl = 20, due = ?, factor = 2500, reps = 5", col.sched.today)
    col.db.execute("update cards set queue = -1 where id in (select id from cards limit 20)")
    col.close()
    return path


@pytest.fixture
def col(learned: Path, tmp_path: Path) -> Iterator[Collection]:
    """A copy of it."""
    collection = Collection(shutil.copy(learned, tmp_path))
    yield collection
    collection.close()


def group_named(api: Api, name: str) -> dict[str, Any]:
    [found] = [one for one in api("getDeckConfigs")["configs"] if one["name"] == name]
    return dict(found)


def computed_by_anki(col: Collection, query: str) -> tuple[list[float], int]:
    """What Anki's own call gives, as its deck options make it."""
    backend: Any = col._backend
    if hasattr(backend, "compute_fsrs_weights"):
        weights = backend.compute_fsrs_weights(search=query)
        return list(weights.weights), weights.fsrs_items
    known = inspect.signature(backend.compute_fsrs_params).parameters
    values = {
        "search": query,
        "current_params": [],
        "ignore_revlogs_before_ms": 0,
        "num_of_relearning_steps": 1,
        "health_check": False,
    }
    params = backend.compute_fsrs_params(**{name: value for name, value in values.items() if name in known})
    return list(params.params), params.fsrs_items


# Options groups --------------------------------------------------------------------


def test_groups_come_with_their_decks_and_limits(col: Collection, api: Api) -> None:
    ensure_deck(col, "A::B")
    make_filtered(col, "Cram", "deck:A")
    group = col.decks.get_config(1)
    group["new"]["perDay"], group["rev"]["perDay"], group["desiredRetention"] = 7, 70, 0.85
    col.decks.update_config(group)

    result = api("getDeckConfigs")

    assert result["fsrs"] is True
    assert [one["name"] for one in result["configs"]] == ["Default", "Français"]
    assert result["configs"][0] == {
        "id": 1,
        "name": "Default",
        "decks": ["A", "A::B", "Default"],
        "desiredRetention": 0.85,
        "fsrsParams": [],
        "newPerDay": 7,
        "reviewsPerDay": 70,
    }
    assert result["configs"][1]["decks"] == ["Learned"]


def test_the_newest_parameters_of_a_group_are_told(col: Collection, api: Api) -> None:
    group = col.decks.get_config(1)
    for name, count in (("fsrsWeights", 17), ("fsrsParams5", 19), ("fsrsParams6", 21)):
        if name not in group:
            break
        group[name] = [0.5] * count
        col.decks.update_config(group)
        assert group_named(api, "Default")["fsrsParams"] == [0.5] * count


def test_without_fsrs_that_is_said(col: Collection, api: Api) -> None:
    col.set_config("fsrs", False)

    assert api("getDeckConfigs")["fsrs"] is False
    assert api.error("optimizeFsrs", config="Default") == "FSRS is not switched on in this profile"


# Optimizing ------------------------------------------------------------------------


def test_the_optimized_parameters_are_those_that_anki_computes(col: Collection, api: Api) -> None:
    params, count = computed_by_anki(col, 'preset:"Français" -is:suspended')
    before = (col.mod, col.undo_status().last_step)

    result = api("optimizeFsrs", config=unicodedata.normalize("NFD", "FRANÇAIS"))

    assert (result["reviews"], len(result["optimized"])) == (count, len(params))
    assert count > 1_000
    if point_version() >= 240000:  # before, they are others each time
        assert result["optimized"] == pytest.approx(params, abs=1e-5)
    assert (result["current"], result["changed"], result["applied"]) == ([], True, False)
    assert (col.mod, col.undo_status().last_step) == before
    assert group_named(api, "Français")["fsrsParams"] == []


def test_applied_ones_are_the_groups_and_its_cards_memory_in_one_undo_step(col: Collection, api: Api) -> None:
    group_id = group_named(api, "Français")["id"]
    card = col.find_cards("-is:suspended")[0]
    memory = col.get_card(card).memory_state
    others = group_named(api, "Default")

    result = api("optimizeFsrs", config=str(group_id), apply=True)

    assert (result["changed"], result["applied"]) == (True, True)
    assert group_named(api, "Français")["fsrsParams"] == result["optimized"]
    assert col.get_card(card).memory_state != memory
    assert group_named(api, "Default") == others
    assert undo_entry(col) == "AnkiConnect: Optimize FSRS parameters"
    if point_version() >= 240000:
        again = api("optimizeFsrs", config=group_id, apply=True)
        assert (again["current"], again["changed"], again["applied"]) == (result["optimized"], False, False)
    col.undo()
    assert group_named(api, "Français")["fsrsParams"] == []
    assert col.get_card(card).memory_state == memory


def test_a_groups_own_search_and_date_decide_what_is_learned_from(col: Collection, api: Api) -> None:
    group = col.decks.get_config(group_named(api, "Français")["id"])
    if "weightSearch" not in group:
        pytest.skip("this Anki has neither")
    half = col.find_cards("-is:suspended")[:100]
    group["weightSearch"] = f"cid:{','.join(map(str, half))}"
    col.decks.update_config(group)

    result = api("optimizeFsrs", config="Français")

    assert result["reviews"] == computed_by_anki(col, group["weightSearch"])[1]
    group["ignoreRevlogsBeforeDate"] = "2100-01-01"
    col.decks.update_config(group)
    assert api.error("optimizeFsrs", config="Français") == TOO_FEW


def test_too_few_reviews_are_ankis_reason(col: Collection, api: Api) -> None:
    add_cards(col, "A", 3)

    assert api.error("optimizeFsrs", config=1, apply=True) == TOO_FEW


@pytest.mark.parametrize("config", ["No such", 12345, "12345", ""])
def test_an_unknown_group_is_an_error(api: Api, config: Any) -> None:
    assert api.error("optimizeFsrs", config=config) == f"options group was not found: {config}"
