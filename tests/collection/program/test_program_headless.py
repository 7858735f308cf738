"""What a collection without Anki around it says to requests that are about Anki."""

from __future__ import annotations

import pytest
from api import Api

from anki.collection import Collection

from plugin.api.futures import start
from plugin.api.host import Caller


@pytest.mark.parametrize("action", ["sync", "upgrade"])
def test_what_needs_ankis_windows_is_refused(col: Collection, action: str) -> None:
    assert Api(col).error(action) == f"{action} needs Anki with its windows, and there is no window here"


def test_only_its_own_profile_can_be_loaded(col: Collection) -> None:
    api = Api(col)

    assert api("loadProfile", name="User 1") is True
    assert api("loadProfile", name="Another") is False


def test_a_profile_is_found_under_another_spelling_of_its_name(col: Collection) -> None:
    api = Api(col)
    api.host.profile = "Françoise"

    assert api("loadProfile", name=" Franc\u0327oise ") is True
    assert api("loadProfile", name="françoise") is False


def test_there_is_nobody_who_could_give_permission(col: Collection) -> None:
    api = Api(col)
    answers: list[bool] = []

    start(
        api.host.ask_permission(Caller("127.0.0.1", "https://notes.example", trusted=False), has_key=True),
        answers.append,
    )

    assert answers == [False]
