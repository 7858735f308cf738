"""Who may try actions on the page, in Chromium: keys, pages that were opened by a name, and pages of other sites."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import CHROMIUM, site
from docs_page import MARKUP, address, open_action, opened, served
from driven_page import DrivenPage

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

# Each way says what it could tell of the answer
ATTACK = """<title>evil</title><iframe name="target"></iframe><script>
const outcome = {};
const body = '{"deck": "evil"}';
const seen = (way, promise) => promise.then((told) => { outcome[way] = told ?? "nothing"; }, () => { outcome[way] = "nothing"; });
const element = (tag, name, address) => new Promise((resolve, reject) => {
  const one = document.createElement(tag);
  one.onload = () => resolve(tag === "iframe" && !one.contentWindow.length ? "nothing" : `${tag} loaded`);
  one.onerror = reject;
  one[name] = address;
  document.body.append(one);
});
const form = (enctype, name, value) => new Promise((resolve) => {
  const one = document.createElement("form");
  Object.assign(one, {action: "ANKI/actions/createDeck", method: "POST", enctype, target: "target"});
  const field = document.createElement("input");
  Object.assign(field, {name, value});
  one.append(field);
  document.body.append(one);
  document.querySelector("[name=target]").onload = () => resolve("nothing");
  one.submit();
});
const fetched = (address, how) => fetch(address, how).then((got) => (got.type === "opaque" ? "nothing" : `read ${got.status}`));
(async () => {
  await seen("fetch", fetched("ANKI/actions/createDeck", {method: "POST", body}));
  await seen("json", fetched("ANKI/actions/createDeck", {method: "POST", body, headers: {"Content-Type": "application/json"}}));
  await seen("no-cors", fetched("ANKI/actions/createDeck", {method: "POST", body, mode: "no-cors"}));
  await seen("keyed", fetched("ANKI/actions/createDeck", {method: "POST", body, headers: {Authorization: "Bearer x"}}));
  await seen("encoded", fetched("ANKI/actions/create%44eck?/actions/requestPermission", {method: "POST", body}));
  await seen("multi", fetched("ANKI/actions/multi", {method: "POST", body: `{"actions": [{"action": "createDeck", "params": ${body}}]}`}));
  await seen("beacon", Promise.resolve(navigator.sendBeacon("ANKI/actions/createDeck", body) && "nothing"));
  await seen("form", form("text/plain", '{"deck": "evil", "a', '": 1}'));
  await seen("urlencoded", form("application/x-www-form-urlencoded", body, ""));
  await seen("document", fetched("ANKI/openapi.json"));
  await seen("script", element("script", "src", "ANKI/docs.js"));
  await seen("image", element("img", "src", "ANKI/docs"));
  await seen("frame", element("iframe", "src", "ANKI/docs"));
  await fetch("/outcome", {method: "POST", body: JSON.stringify(outcome)});
})();
</script>"""


def test_a_key_is_asked_for_and_kept_in_the_page_only(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path, apiKey="geheim ü") as server:
        open_action(page, server, "createDeck")
        page.wait_for_text("#state", "A key is needed")
        page.click("main form textarea")
        page.type("made with a key")
        page.click_text("Try it", "main form")
        page.wait_for_text(".reply", "valid api key must be provided")
        page.type_into("#key", "wrong")
        page.press("Tab")
        page.wait_for_text("#state", "This is no key of this Anki")
        page.type_into("#key", "geheim ü")
        page.press("Tab")
        page.wait_for_text("#state", "Your rights: read, write, gui, files and admin.")
        page.click_text("Try it", "main form")
        page.wait_for_text(".reply", "Done, in")

        for language in ("curl", "Python", "JavaScript"):
            page.click_text(language, "main")
            assert "geheim" not in page.evaluate("document.documentElement.innerText")
            assert "ANKICONNECT_API_KEY" in page.text('[aria-label="Lines to copy"]')
        kept = page.evaluate("[location.href, document.cookie, localStorage.length, sessionStorage.length, history.length]")
        assert kept[:4] == [address(server) + "#createDeck", "", 0, 0]
        page.open(address(server))
        page.wait_for_text("#state", "A key is needed")
        with opened(server, tmp_path) as col:
            assert col.decks.id_for_name("made with a key")


def test_rights_that_are_missing_are_told(page: DrivenPage, tmp_path: Path) -> None:
    rule = {"name": "reader", "key": "reading", "rights": ["read"]}
    with served(tmp_path, accessRules=[rule], rightsWithoutRule=[]) as server:
        open_action(page, server, "addTags")
        page.wait_for_text("#state", "You have no rights here")
        assert "profile" not in page.text("#state")
        page.type_into("#key", "reading")
        page.press("Tab")
        page.wait_for_text("#state", "Your rights: read. The profile in Anki is User 1.")

        assert "Needs the right write. You have not write." in page.text("main")
        page.click_text("Try it", "main form")
        page.wait_for_text(".reply", 'Error (forbidden)')


def test_a_page_opened_by_a_name_says_why_it_may_not_try(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        open_action(page, server, "deckNames", host="anki.localhost")
        page.wait_for_text("#blocked", "Trying does not work here: this page was opened by a name, anki.localhost")
        assert address(server) in page.text("#blocked")
        page.click_text("Try it", "main form")
        page.wait_for_text(".reply", "Trying does not work here")

        page.open(address(server, host="localhost"))
        page.wait_for_text("#state", "No key is needed")
        assert page.text("#blocked") == ""


def test_the_person_is_asked_only_when_that_is_clicked(page: DrivenPage, tmp_path: Path) -> None:
    asked = "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/requestPermission')).length"
    with served(tmp_path) as server:
        page.open(address(server, host="anki.localhost"))
        page.wait_for_text("#blocked", "Trying does not work here")
        assert page.evaluate(asked) == 0

        page.click_text("Ask the person at Anki")
        page.wait_until(f"{asked} === 1")
        page.wait_until("document.querySelector('#state').innerText === ''")  # nobody is here to be asked
        assert page.text("#blocked").startswith("Trying does not work here")


def test_no_other_site_can_frame_it(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server, site(f'<title>framing</title><iframe src="{address(server)}"></iframe>') as other:
        page.open(f"http://evil.localhost:{other.port}/")
        page.wait_until("document.title === 'framing'")

        assert page.evaluate("frames[0].length") == 0
        with pytest.raises(AssertionError, match="SecurityError"):
            page.evaluate("frames[0].document.title")
        page.forget_complaints()


def test_a_page_of_another_site_does_nothing_through_its_paths(page: DrivenPage, tmp_path: Path) -> None:
    with served(tmp_path) as server:
        attack = ATTACK.replace("ANKI", f"http://127.0.0.1:{server.port}")
        with site(attack) as other:
            page.open(f"http://evil.localhost:{other.port}/")
            outcome = other.outcome()
            page.forget_complaints()

        assert set(outcome.values()) == {"nothing"}, outcome
        assert len(outcome) == 13
        with opened(server, tmp_path) as col:
            assert sorted(one.name for one in col.decks.all_names_and_ids()) == sorted([MARKUP, "Default"])
