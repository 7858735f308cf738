"""What a browser or a generator reads: the page that tries actions, its script, openapi.json, and who gets them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from desk import HOST, Desk, origin

from plugin.server.messages import Request, Response
from plugin.web.pages_endpoints import DEFAULT_SERVER

POLICY = (
    b"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; form-action 'none'; "
    b"img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
)
KINDS = {
    "/docs": b"text/html; charset=utf-8",
    "/docs.js": b"text/javascript; charset=utf-8",
    "/openapi.json": b"application/json",
}
HTML = (b"accept", b"text/html,application/xhtml+xml,*/*;q=0.8")
LINK = [(b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"navigate"), (b"sec-fetch-dest", b"document")]


def got(target: str, *headers: tuple[bytes, bytes], method: str = "GET", host: Any = HOST, **settings: Any) -> Response:
    replies: list[Response] = []
    hosts = () if host is None else (host,)
    Desk(**settings).pass_on(Request(method, target, (*hosts, *headers), b"", "127.0.0.1"), replies.append)
    [response] = replies
    return response


def header(response: Response, name: bytes) -> Any:
    found = [value for one, value in response.headers if one == name]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("target", ["/docs", "/docs?x=1", "/docs.js", "/openapi.json", "http://127.0.0.1:8765/docs"])
def test_they_are_read_without_a_key(target: str, method: str) -> None:
    response = got(target, method=method, apiKey="secret", rightsWithoutRule=[])

    path = re.sub(r"^http://[^/]*|\?.*", "", target)
    assert response.status == 200
    assert header(response, b"Content-Type") == KINDS[path]
    assert header(response, b"Cache-Control") == b"no-cache"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "BREW"])
@pytest.mark.parametrize("target", [*KINDS])
def test_they_are_only_read(target: str, method: str) -> None:
    response = got(target, method=method)

    assert response.status == 405
    assert header(response, b"Allow") == b"GET, HEAD"
    assert json.loads(bytes(response.body)) == {"error": "method_not_allowed"}


def test_a_call_that_is_sent_there_is_none() -> None:
    [response] = Desk().send({"action": "version"}, target="/docs")

    assert response.status == 405


@pytest.mark.parametrize(
    "target", ["/docs/", "//docs", "/Docs", "/docs.css", "/docs/page.js", "/openapi.json/", "/docs%00"]
)
def test_nothing_else_is_there(target: str) -> None:
    assert got(target).status == 404


@pytest.mark.parametrize("target", ["/docs", "/"])
def test_the_page_can_do_nothing_but_what_is_its_own(target: str) -> None:
    response = got(target, HTML)

    assert header(response, b"Content-Security-Policy") == POLICY
    assert header(response, b"X-Frame-Options") == b"DENY"
    assert header(response, b"Referrer-Policy") == b"no-referrer"
    assert b"AnkiConnect v.6" in response.body


def test_the_page_names_nothing_of_elsewhere_and_has_no_script_within() -> None:
    page = bytes(got("/docs").body).decode()
    script = bytes(got("/docs.js").body).decode()

    assert re.findall(r"<script[^>]*>", page) == ['<script src="/docs.js">']
    assert re.findall(r"(?:src|href)=\"([^\"]*)\"", page) == ["data:,", "#", "/openapi.json", "/docs.js"]
    assert not re.search(r"\son\w+=|javascript:|@import|url\(", page)
    assert "page.css */" not in page
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script)
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", script)
    assert set(re.findall(r"https?://[^`\"'$\s]*", script)) == {"http://127.0.0.1"}


@pytest.mark.parametrize("target", ["/", "/?x=1"])
def test_a_browser_gets_the_page_and_everybody_else_the_greeting(target: str) -> None:
    assert got(target, HTML).body == got("/docs").body
    assert json.loads(bytes(got(target).body)) == {"apiVersion": "AnkiConnect v.6"}
    assert json.loads(bytes(got(target, (b"accept", b"*/*")).body)) == {"apiVersion": "AnkiConnect v.6"}


def test_an_empty_body_on_any_path_is_greeted_with_the_page_too() -> None:
    assert got("/elsewhere", HTML, method="POST").body == got("/docs").body


# Versions ----------------------------------------------------------------------


@pytest.mark.parametrize("target", [*KINDS, "/"])
@pytest.mark.parametrize("sent", ["{}", "W/{}", '"other", {}', '"other",W/{}'])
def test_what_a_browser_has_already_is_not_sent_again(target: str, sent: str) -> None:
    tag = header(got(target, HTML), b"ETag")

    response = got(target, HTML, (b"if-none-match", sent.format(tag.decode()).encode()))

    assert (response.status, response.body) == (304, b"")
    assert header(response, b"ETag") == tag


@pytest.mark.parametrize("sent", [b'"other"', b"", b"W/", b'"', b"*x"])
def test_another_version_is_sent(sent: bytes) -> None:
    assert got("/docs", (b"if-none-match", sent)).status == 200


# openapi.json ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "address"),
    [
        (b"localhost:9000", "http://localhost:9000"),
        (b"[::1]:8765", "http://[::1]:8765"),
        (b"anki-desktop:8765", "http://anki-desktop:8765"),
        (b"192.168.1.5", "http://192.168.1.5"),
    ],
)
def test_the_document_names_the_address_by_which_it_was_asked_for(host: bytes, address: str) -> None:
    response = got("/openapi.json", host=(b"host", host))

    document = json.loads(bytes(response.body))
    assert [one["url"] for one in document["servers"]] == [address]
    assert header(response, b"ETag") != header(got("/openapi.json"), b"ETag")
    assert bytes(response.body).count(DEFAULT_SERVER.encode()) == 0


def test_without_a_host_it_names_the_usual_address() -> None:
    document = json.loads(bytes(got("/openapi.json", host=None).body))

    assert [one["url"] for one in document["servers"]] == [DEFAULT_SERVER]


@pytest.mark.parametrize("odd", ['a"b\\,{}', "a b"])
def test_a_host_that_is_allowed_cannot_break_out_of_the_document(odd: str) -> None:
    response = got("/openapi.json", host=(b"host", odd.encode()), webAllowedHosts=[odd])

    assert json.loads(bytes(response.body))["servers"][0]["url"] == f"http://{odd}"


# Who gets them -----------------------------------------------------------------


@pytest.mark.parametrize("target", [*KINDS])
@pytest.mark.parametrize("page", ["https://stranger.example", "null", "http://192.168.1.5:8080"])
def test_a_stranger_gets_nothing(target: str, page: str) -> None:
    response = got(target, origin(page))

    assert (response.status, response.body) == (403, b"")


@pytest.mark.parametrize("target", [*KINDS])
def test_a_trusted_page_may_read_them(target: str) -> None:
    response = got(target, origin("http://localhost:3000"))

    assert response.status == 200
    assert header(response, b"Access-Control-Allow-Origin") == b"http://localhost:3000"


@pytest.mark.parametrize("target", [*KINDS, "/"])
def test_a_rebound_host_gets_nothing(target: str) -> None:
    assert got(target, HTML, host=(b"host", b"rebound.example:8765")).status == 403


def test_a_person_may_follow_a_link_to_the_page_and_a_page_may_not_embed_it() -> None:
    assert got("/docs", *LINK).status == 200
    assert got("/", HTML, *LINK).status == 200
    assert got("/docs", *LINK, method="POST").status == 403
    framed = [*LINK[:2], (b"sec-fetch-dest", b"iframe")]
    assert got("/docs", *framed).status == 403
    for target in ("/docs.js", "/openapi.json"):
        assert got(target, *LINK).status == 403
        assert got(target, (b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"no-cors")).status == 403
        assert got(target, (b"sec-fetch-site", b"same-origin"), (b"sec-fetch-mode", b"no-cors")).status == 200
