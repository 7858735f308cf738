"""The question whether an origin may use the API: asked in a window that holds nobody up, and decided for good."""

from __future__ import annotations

import sys
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from client import Client
from permission_desk import ASK, DENIED, GRANTED, NO, YES, Desk, Page, answer_of, words_of

from aqt.qt import QEvent, QKeyEvent, QLabel, Qt


def config_of(mw: Any) -> dict[str, Any]:
    config: dict[str, Any] = mw.addonManager.getConfig("ankiconnect")
    return config


def test_yes_is_remembered_at_once_and_for_good(
    mw: Any, desk: Desk, page: Callable[[str], Page], call: Callable[..., Any]
) -> None:
    asking = page("https://Notes.example")
    headers = {"Origin": "https://notes.example"}
    question = desk.wait_for_question("https://notes.example")
    assert call({"action": "version"}, headers=headers).status == 403

    desk.press(question, YES)

    assert answer_of(desk, asking) == GRANTED
    assert call({"action": "version"}, headers=headers).json == 6
    assert config_of(mw)["webCorsOriginList"] == ["http://localhost", "https://notes.example"]
    assert call(ASK, headers=headers).json["result"] == GRANTED
    assert not desk.questions


def test_no_is_no_for_a_while_and_for_the_whole_site(mw: Any, desk: Desk, page: Callable[[str], Page]) -> None:
    before = config_of(mw)
    pauses = mw.ankiconnect.host._permissions.pauses
    now = [1000.0]
    pauses._clock = lambda: now[0]
    asking = page("https://notes.example")

    desk.press(desk.wait_for_question(), NO)

    assert answer_of(desk, asking) == DENIED
    assert config_of(mw) == before
    assert answer_of(desk, page("https://notes.example")) == DENIED
    assert answer_of(desk, page("https://another.notes.example:8080")) == DENIED
    assert not desk.questions
    now[0] += 61
    again = page("https://notes.example")
    desk.press(desk.wait_for_question(), YES)
    assert answer_of(desk, again) == GRANTED


def test_no_with_the_box_is_never_asked_again(
    mw: Any, desk: Desk, page: Callable[[str], Page], call: Callable[..., Any]
) -> None:
    asking = page("https://pest.example")
    question = desk.wait_for_question()

    question.checkbox.setChecked(True)
    assert not question.yes.isEnabled()
    desk.press(question, NO)

    assert answer_of(desk, asking) == DENIED
    assert config_of(mw)["ignoreOriginList"] == ["https://pest.example"]
    assert call(ASK, headers={"Origin": "https://pest.example"}).json["result"] == DENIED
    assert not desk.questions


@pytest.mark.parametrize("how", ["escape", "frame", "return"])
def test_closing_the_window_and_the_return_key_mean_no(
    mw: Any, desk: Desk, page: Callable[[str], Page], how: str
) -> None:
    before = config_of(mw)
    asking = page("https://notes.example")
    question = desk.wait_for_question()

    if how == "frame":
        question.close()
    else:
        key = Qt.Key.Key_Escape if how == "escape" else Qt.Key.Key_Return
        desk.anki.app.sendEvent(question, QKeyEvent(QEvent.Type.KeyPress, key.value, Qt.KeyboardModifier.NoModifier))

    assert answer_of(desk, asking) == DENIED
    assert config_of(mw) == before


def test_the_window_waits_for_nobody_and_leaves_the_keyboard_alone(
    mw: Any, desk: Desk, page: Callable[[str], Page], invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.windows.question"], "_YES_DELAY", 3_600_000)
    asking = page("https://notes.example")
    question = desk.wait_for_question()

    assert question.windowModality() == Qt.WindowModality.NonModal
    assert question.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert question.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert question.no.isDefault()
    assert not question.yes.isEnabled()  # until it can have been read
    assert invoke("version") == 6
    assert invoke("deckNames") == ["Default"]
    question.close()
    answer_of(desk, asking)


def test_several_origins_queue_up(desk: Desk, page: Callable[[str], Page]) -> None:
    first = page("https://one.example")
    desk.wait_for_question("one.example")
    second = page("https://two.example")
    third = page("https://three.example")
    desk.wait_for_question("2 more")

    assert len(desk.questions) == 1
    desk.press(desk.wait_for_question("one.example"), NO)
    answers = {}
    for _ in range(2):
        [question] = desk.anki.wait_until(lambda: desk.questions)
        answers[words_of(question).splitlines()[1]] = question
        desk.press(question, YES)

    assert set(answers) == {"https://two.example", "https://three.example"}
    assert answer_of(desk, first) == DENIED
    assert answer_of(desk, second) == answer_of(desk, third) == GRANTED


def test_an_origin_that_asks_twice_is_asked_about_once(desk: Desk, page: Callable[[str], Page]) -> None:
    asking = [page("https://notes.example"), page("https://NOTES.example"), page("https://notes.example/")]
    question = desk.wait_for_question()
    desk.anki.wait_until(lambda: len(desk.anki.mw.ankiconnect.host.questions._queue[0].futures) == 3)

    desk.press(question, YES)

    assert [answer_of(desk, one) for one in asking] == [GRANTED] * 3
    assert not desk.questions


def test_a_question_goes_when_everybody_who_asked_has_gone(desk: Desk, page: Callable[[str], Page]) -> None:
    first = page("https://notes.example")
    question = desk.wait_for_question()
    second = page("https://notes.example")
    desk.anki.wait_until(lambda: len(desk.anki.mw.ankiconnect.host.questions._queue[0].futures) == 2)

    desk.anki.in_thread(first.leave)
    desk.anki.wait_until(lambda: len(desk.anki.mw.ankiconnect.host.questions._queue[0].futures) == 1)
    assert question.isVisible()
    desk.anki.in_thread(second.leave)

    desk.anki.wait_until(lambda: not desk.questions, what="the question to go")


def test_a_page_that_leaves_while_it_queues_is_not_asked_about(desk: Desk, page: Callable[[str], Page]) -> None:
    first = page("https://one.example")
    desk.wait_for_question("one.example")
    second = page("https://two.example")
    desk.wait_for_question("One more")

    desk.anki.in_thread(second.leave)
    desk.anki.wait_until(
        lambda: "One more" not in words_of(desk.questions[0]) or desk.questions[0].queue_length.isHidden()
    )
    desk.press(desk.wait_for_question("one.example"), NO)

    assert answer_of(desk, first) == DENIED
    assert not desk.questions


def test_no_end_of_questions_can_be_asked(desk: Desk, page: Callable[[str], Page]) -> None:
    pages = [page(f"https://host{number}.example") for number in range(12)]

    desk.anki.wait_until(lambda: sum(one.done for one in pages) == 2, what="two refusals")

    assert [answer_of(desk, one) for one in pages if one.done] == [DENIED] * 2
    desk.anki.mw.ankiconnect.host.questions.cancel_all()
    assert [answer_of(desk, one) for one in pages] == [DENIED] * 12


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("https://<b>bold</b>.example", None),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("https://аpple.com", "https://xn--pple-43d.com"),  # the first letter is Cyrillic
        ("https://ｇood.example", "https://xn--ood-c86s.example"),  # a wide g, which some would write as g
        ("https://good.example@evil.example", None),
        ("https://good.example\\.evil.example", None),
        ("null", None),
        ("file://", None),
        ("nonsense", None),
    ],
)
def test_nothing_looks_like_another_origin(desk: Desk, page: Callable[[str], Page], origin: str, shown: str) -> None:
    asking = page(origin)

    if shown is None:
        assert answer_of(desk, asking) == DENIED
    else:
        question = desk.wait_for_question()
        label = next(one for one in question.findChildren(QLabel) if one.text() == shown)
        assert label.textFormat() == Qt.TextFormat.PlainText
        question.close()
        assert answer_of(desk, asking) == DENIED


def test_of_a_long_origin_the_end_can_be_read(desk: Desk, page: Callable[[str], Page]) -> None:
    asking = page("https://bank.example." + "x" * 60 + "." + "y" * 60 + "." + "z" * 60 + ".evil.example")

    text = words_of(desk.wait_for_question()).replace("\n", "")

    assert "https://bank.example.xxx" in text
    assert "zzz.evil.example" in text
    question = desk.questions[0]
    assert question.width() < 900
    question.close()
    answer_of(desk, asking)


def test_a_profile_that_closes_takes_the_question_along(
    mw: Any, anki: InProcessAnki, desk: Desk, page: Callable[[str], Page], wait_until: Callable[..., Any]
) -> None:
    asking = page("https://notes.example")
    desk.wait_for_question()
    closed: list[bool] = []

    mw.unloadProfile(lambda: closed.append(True))

    assert not desk.questions
    assert answer_of(desk, asking) == DENIED
    wait_until(lambda: closed)
    anki.open_profile()


def test_what_a_client_is_told_stays_the_same_for_others_meanwhile(
    anki: InProcessAnki, desk: Desk, page: Callable[[str], Page], in_thread: Callable[..., Any]
) -> None:
    asking = page("https://notes.example")
    question = desk.wait_for_question()

    versions = [in_thread(Client(anki.port).invoke, "version") for _ in range(20)]

    assert versions == [6] * 20
    question.close()
    answer_of(desk, asking)


def test_without_a_profile_it_is_asked_all_the_same(
    mw: Any, desk: Desk, page: Callable[[str], Page], wait_until: Callable[..., Any]
) -> None:
    mw.unloadProfileAndShowProfileManager()
    wait_until(lambda: mw.state == "profileManager")

    asking = page("https://notes.example")
    desk.press(desk.wait_for_question("https://notes.example"), YES)

    assert answer_of(desk, asking) == GRANTED
    mw.onOpenProfile()
    wait_until(lambda: mw.col is not None and mw.state == "deckBrowser")
    wait_until(lambda: not mw.profileDiag.isVisible())
