"""The page that tries actions, in Chromium: searched, filled in, tried and copied from by clicking and typing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_app import COLLECTION, PROFILE
from anki_process import AnkiProcess
from browsers import CHROMIUM
from docs_page import MARKUP, address, field, fill_json, open_action, opened, served
from driven_page import DrivenPage

from anki.collection import Collection

from tools import ROOT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

DOCUMENT = json.loads((ROOT / "plugin" / "web" / "pages" / "openapi.json").read_text(encoding="utf-8"))


# The list ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/docs", "/"])
def test_all_actions_are_listed_and_it_is_said_what_is_running(page: DrivenPage, tmp_path: Path, path: str) -> None:
    with served(tmp_path) as server:
        page.open(address(server, path))
        page.wait_for_text("#state", "No key is needed")

        assert page.evaluate("document.title") == "AnkiConnect"
        assert f"release {DOCUMENT['info']['version']}, at http://127.0.0.1:{server.port}" in page.text("#where")
        assert "Your rights: read, write, gui, files and admin." in page.text("#state")
        assert "The profile in Anki is User 1." in page.text("#state")
        listed = page.evaluate("[...document.querySelectorAll('#list a')].map((one) => one.textContent)")
        assert sorted(listed) == sorted(one["post"]["operationId"] for one in DOCUMENT["paths"].values())


def test_names_descriptions_and_parameters_are_searched(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        page.open(address(server))
        page.wait_for_text("#found", "actions")

        def found(text: str) -> list[str]:
            page.type_into("#search", text)
            shown = "[...document.querySelectorAll('#list a')].filter((one) => one.offsetParent)"
            return list(page.evaluate(f"{shown}.map((one) => one.textContent)"))

        assert "getEaseFactors" in found("permille")  # in its description
        assert found("oldFieldName") == ["modelFieldRename"]  # a parameter
        assert "addNote" in found("checkAllModels")  # a member of a member of a parameter
        assert 1 < len(found("add note")) < 100
        assert found("zweihundert") == []
        assert page.text("#found") == "No action has all these words."
        found("suspend")
        page.press("Enter")
        page.wait_for_text("main h2", "suspend")  # and not the first in the list, areSuspended


# Trying ------------------------------------------------------------------------


def test_a_form_is_filled_in_and_the_note_is_there(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        open_action(page, server, "addNote")
        texts = page.evaluate("[...document.querySelectorAll('main label[for]')].map((one) => [one.htmlFor, one.innerText])")
        ids = {text: one for one, text in texts}
        page.type_into(f"#{ids['deckName']}", MARKUP)
        page.type_into(f"#{ids['modelName']}", "Basic")
        for name, value in (("Front", "tried\nin the page"), ("Back", MARKUP)):
            page.click(field("Add a member: note.fields"))
            page.type(name)
            page.press("Tab")
            page.type(value)
        page.click(field("Add an entry: note.tags"))
        page.type("from::page")
        page.click_text("Try it", "main form")
        page.wait_for_text(".reply", "Done, in")
        [answered] = re.findall(r'"result": (\d{13})', page.text(".reply pre"))

        with opened(server, tmp_path) as col:
            note = col.get_note(int(answered))
            assert note.fields == ["tried\nin the page", MARKUP]
            assert note.tags == ["from::page"]
            assert col.decks.name(note.cards()[0].did) == MARKUP


def test_what_is_stored_is_shown_as_text(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        open_action(page, server, "deckNames")
        page.click_text("Try it", "main form")
        page.wait_for_text(".reply", "Done, in")

        assert MARKUP in json.loads(page.text(".reply pre"))["result"]
        assert page.evaluate("document.querySelectorAll('main img').length") == 0


def test_a_mistake_in_the_form_is_told_where_it_is_and_nothing_is_sent(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        open_action(page, server, "suspended")
        page.click("main form textarea, main form input[inputmode=numeric]")
        page.type("12a")
        page.click_text("Try it", "main form")

        assert page.text(".mistake") == "card must be an integer"
        assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
        page.evaluate("document.activeElement.select()")
        page.type("12")
        page.press("Enter")
        page.wait_for_text(".reply", "Error (not_found)")
        assert "Card was not found: 12" in page.text(".reply")


def test_json_can_be_written_instead_and_goes_back_into_the_form(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        open_action(page, server, "findCards")
        fill_json(page, "{")
        page.click_text("Try it", "main form")
        assert page.text(".mistake").startswith("This is no JSON")
        fill_json(page, "[1]")
        page.click_text("Try it", "main form")
        assert page.text(".mistake") == "This must be an object: { … }"
        fill_json(page, {"query": "front:front", "more": 1})
        page.click_text("as a form")
        assert page.text(".mistake") == "The form has no place for more."
        fill_json(page, {"query": "front:front"})
        page.click_text("as a form")
        assert page.evaluate("document.querySelector('main form textarea').value") == "front:front"
        page.click_text("Try it", "main form")
        page.wait_for_text(".reply", "Done, in")

        assert len(json.loads(page.text(".reply pre"))["result"]) == 1


def test_every_sample_is_filled_in_and_sent_as_it_was(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        page.open(address(server))
        page.wait_for_text("#found", "actions")
        for action in (path.rpartition("/")[2] for path in DOCUMENT["paths"]):
            page.evaluate(f"location.hash = {json.dumps(action)}")
            page.wait_until(f"document.querySelector('main h2')?.textContent === {json.dumps(action)}")
            content = DOCUMENT["paths"][f"/actions/{action}"]["post"]["requestBody"]["content"]["application/json"]
            samples = [one["value"] for one in content["examples"].values() if content["schema"]["properties"]]
            script = """[...document.querySelectorAll('[aria-label="Fill in a sample"] button')].map((one) => {
              one.click();
              const said = document.querySelector('[aria-label="Lines to copy"]').textContent;
              return /--data-raw '(.*)'$/s.exec(said)[1].replaceAll("'\\\\''", "'");
            })"""
            sent = [json.loads(one) for one in page.evaluate(script)]
            assert sent == samples, action


def test_a_real_anki_shows_it_to_whoever_visits_and_does_what_is_tried(
    page: DrivenPage, subprocess_anki: Callable[..., AnkiProcess]
) -> None:
    anki = subprocess_anki()
    anki.wait_for_collection()
    page.open(f"http://127.0.0.1:{anki.port}/")
    page.wait_for_text("#state", f"The profile in Anki is {PROFILE}.")
    page.type_into("#search", "createDeck")
    page.press("Enter")
    page.wait_for_text("main h2", "createDeck")
    page.click("main form textarea")
    page.type(MARKUP)
    page.click_text("Try it", "main form")
    page.wait_for_text(".reply", "Done, in")
    anki.stop()

    col = Collection(str(anki.base / PROFILE / COLLECTION))
    try:
        assert col.decks.id_for_name(MARKUP)
    finally:
        col.close()


# Deleting ----------------------------------------------------------------------


def test_what_deletes_needs_a_second_click(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        [note] = server.invoke("findNotes", query="")
        open_action(page, server, "deleteNotes")
        fill_json(page, {"notes": [note]})
        page.click_text("Try it", "main form")
        page.click_text("This may delete something: do it", "main form")
        page.wait_for_text(".reply", "Done, in")

        with opened(server, tmp_path) as col:
            assert col.note_count() == 0


def test_after_the_first_click_nothing_was_sent_and_a_change_takes_it_back(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        [note] = server.invoke("findNotes", query="")
        open_action(page, server, "deleteNotes")
        fill_json(page, {"notes": []})
        page.click_text("Try it", "main form")
        assert page.text(".reply") == "Nothing was sent yet. Press the button once more to send it."
        fill_json(page, {"notes": [note]})
        page.click_text("Try it", "main form")
        assert page.text("button.armed") == "This may delete something: do it"

        with opened(server, tmp_path) as col:
            assert col.note_count() == 1


@pytest.mark.parametrize(
    ("action", "body", "asks"),
    [
        ("multi", {"actions": [{"action": "multi", "params": {"actions": [{"action": "deleteNotes"}]}}]}, True),
        ("multi", {"actions": [{"action": "version"}]}, False),
        ("sync", {"onConflict": "upload"}, True),
        ("setSpecificValueOfCard", {"card": 1, "keys": [], "newValues": [], "warning_check": True}, True),
        ("setSpecificValueOfCard", {"card": 1, "keys": [], "newValues": []}, False),
        ("storeMediaFile", {"filename": "a"}, True),
        ("addNote", {"note": {"picture": [{"deleteExisting": True}]}}, True),
        ("addNote", {"note": {"picture": [{}]}}, False),
    ],
)
def test_what_may_delete_is_known_by_its_parameters(
    page: DrivenPage, tmp_path: Path, action: str, body: Any, asks: bool
) -> None:
    with served(tmp_path) as server:
        open_action(page, server, action)
        fill_json(page, body)
        page.click_text("Try it", "main form")

        page.wait_until("document.querySelector('.reply').innerText.trim() !== ''")
        assert (page.evaluate("document.querySelector('button.armed') !== null")) is asks


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_the_lines_are_copied(page: DrivenPage, tmp_path: Path, has_clipboard: bool) -> None:
    with served(tmp_path) as server:
        open_action(page, server, "version")
        watch = "writeText: (text) => { window.copied = text; return Promise.resolve(); }"
        page.evaluate(f"Object.defineProperty(navigator, 'clipboard', {{value: {{ {watch if has_clipboard else ''} }}}})")
        page.evaluate("addEventListener('copy', () => { window.copied = getSelection().toString(); })")
        page.click_text("JavaScript", "main")
        page.click_text("Copy", "main")
        page.wait_for_text("main", "Copied.")

        copied = page.evaluate("window.copied")
        assert copied.strip() == page.text('[aria-label="Lines to copy"]').strip()
        assert copied.startswith(f'const reply = await fetch("{address(server, "/actions/version")}", {{')


# Keyboard and small screens ----------------------------------------------------


def test_everything_is_reached_with_the_keyboard_alone(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        page.open(address(server))
        page.wait_for_text("#state", "No key is needed")
        page.press("Tab")
        assert page.evaluate("document.activeElement.id") == "skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().x") >= 0
        for expected in ("key", "search"):
            page.press("Tab")
            assert page.evaluate("document.activeElement.id") == expected
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.type("createDeck")
        page.press("Enter")
        page.wait_for_text("main h2", "createDeck")
        for _ in range(20):
            page.press("Tab")
            if page.evaluate("document.activeElement.matches('main form textarea')"):
                break
        page.type("by keyboard")
        for _ in range(20):
            page.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Try it":
                break
        page.press("Enter")
        page.wait_for_text(".reply", "Done, in")
        reached = set()
        for _ in range(60):
            page.press("Tab")
            reached.add(page.evaluate("document.activeElement.textContent.slice(0, 20)"))
        assert {"Copy", "All actions", "createDeck", "openapi.json"} & reached == {"Copy", "createDeck"}

        with opened(server, tmp_path) as col:
            assert col.decks.id_for_name("by keyboard")


def test_whatever_is_typed_into_has_a_name(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        for action in ("addNote", "saveNotes", "createModel", "multi"):
            open_action(page, server, action)
            page.evaluate("document.querySelector('[aria-label=\"Fill in a sample\"] button').click()")
            nameless = """[...document.querySelectorAll("input, textarea, select, button")].filter((one) =>
              !one.labels?.length && !one.getAttribute("aria-label") && !one.textContent.trim()).length"""
            assert page.evaluate(nameless) == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page: DrivenPage, tmp_path: Path, dark: bool) -> None:
    page.look(360, 740, dark)
    with served(tmp_path) as server:
        for action in ("addNote", "saveNotes", "guiBrowse"):
            open_action(page, server, action)
            page.evaluate("document.querySelector('[aria-label=\"Fill in a sample\"] button').click()")
            page.click_text("Python", "main")
            wide = "[...document.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > 360)"
            assert page.evaluate(f"{wide}.map((one) => one.outerHTML.slice(0, 200))") == []
            assert not page.evaluate("document.querySelector('#list').offsetParent")  # the action is in its place
            page.click_text("All actions")
            page.wait_until("document.querySelector('#list').offsetParent !== null")
        back = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert back == ("rgb(28, 31, 35)" if dark else "rgb(255, 255, 255)")
