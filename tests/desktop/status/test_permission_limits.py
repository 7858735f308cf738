"""Questions about permission cannot be used to nag, and say who asks and from where."""

from __future__ import annotations

import sys
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from permission_desk import DENIED, NO, Desk, Page, answer_of, words_of


def test_two_questions_of_a_site_wait_and_one_no_is_for_both(desk: Desk, page: Callable[[str], Page]) -> None:
    first = page("https://a.nagging.example")
    question = desk.wait_for_question("a.nagging.example")
    second = page("https://b.nagging.example")
    desk.wait_for_question("One more")

    third = page("https://c.nagging.example")

    assert answer_of(desk, third) == DENIED
    other = page("https://calm.example")
    desk.wait_for_question("2 more")
    desk.press(question, NO)
    assert answer_of(desk, first) == answer_of(desk, second) == DENIED
    desk.wait_for_question("https://calm.example").close()
    assert answer_of(desk, other) == DENIED


def test_a_page_that_withdraws_its_question_again_and_again_has_to_pause(
    desk: Desk, page: Callable[[str], Page]
) -> None:
    for _ in range(3):
        asking = page("https://flashing.example")
        desk.wait_for_question("flashing.example")
        desk.anki.in_thread(asking.leave)
        desk.anki.wait_until(lambda: not desk.questions, what="the question to go")

    assert answer_of(desk, page("https://flashing.example")) == DENIED
    assert not desk.questions


def ask_from(desk: Desk, address: str, origin: str, *, has_key: bool) -> list[bool]:
    """Ask as the action does, for a peer at an address."""
    caller = sys.modules[f"{PACKAGE}.api.host"].Caller(address, origin, False, on_this_computer=False)
    answers: list[bool] = []
    asking = desk.anki.mw.ankiconnect.host.ask_permission(caller, has_key=has_key)
    sys.modules[f"{PACKAGE}.api.futures"].start(asking, answers.append)
    return answers


def test_from_another_computer_only_who_has_a_key_is_asked_about(desk: Desk, page: Callable[[str], Page]) -> None:
    assert ask_from(desk, "192.168.1.7", "https://lan.example", has_key=False) == [False]
    assert not desk.questions

    answers = ask_from(desk, "192.168.1.7", "https://lan.example", has_key=True)

    question = desk.wait_for_question("lan.example")
    assert "another computer: 192.168.1.7" in words_of(question)
    question.close()
    assert answers == [False]


def test_behind_a_proxy_nobody_knows_where_a_page_is(desk: Desk, page: Callable[[str], Page]) -> None:
    answers = ask_from(desk, "127.0.0.1", "https://lan.example", has_key=True)

    question = desk.wait_for_question("lan.example")
    assert "through a proxy" in words_of(question)
    question.close()
    assert answers == [False]


@pytest.mark.parametrize(
    ("origin", "kind", "files"),
    [
        ("app://obsidian.md", "program", True),
        ("lsp://logseq.com", "program", True),
        ("chrome-extension://abcdefghijklmnop", "browser extension", False),
        ("https://notes.example", "web page", False),
    ],
)
def test_the_question_says_what_asks_and_whether_it_may_read_files(
    settings: Any, desk: Desk, page: Callable[[str], Page], origin: str, kind: str, files: bool
) -> None:
    settings(webCorsOriginList=[])
    asking = page(origin)

    question = desk.wait_for_question(origin)

    assert f"May this {kind} use Anki?" in words_of(question)
    assert ("read files of this computer" in words_of(question)) is files
    assert "origin" not in words_of(question)
    question.close()
    answer_of(desk, asking)
