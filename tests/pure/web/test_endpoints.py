"""Which endpoint answers at which path, and when it is made."""

from __future__ import annotations

import pytest
from desk import EchoEndpoint

from plugin.api.host import Caller
from plugin.server.messages import Exchange, Request, Response
from plugin.web.endpoints import Lazy, endpoint_at

OWN, UNDER = EchoEndpoint(), EchoEndpoint()
PATHS = {"/own": OWN, "/under/": UNDER}


@pytest.mark.parametrize("path", ["/under/", "/under/one", "/under/one/two", "/under//", "/under/%2f"])
def test_a_path_that_ends_in_a_slash_stands_for_all_that_begin_with_it(path: str) -> None:
    assert endpoint_at(PATHS, path) is UNDER


@pytest.mark.parametrize(
    "path", ["/under", "/Under/one", "//under/one", "/own/", "/own/more", "under/one", "", "/", "*"]
)
def test_no_other_path_has_an_endpoint(path: str) -> None:
    assert endpoint_at(PATHS, path) is None


def test_an_endpoint_is_made_once_and_not_before_it_is_asked() -> None:
    made: list[EchoEndpoint] = []
    replies: list[Response] = []

    def make() -> EchoEndpoint:
        made.append(EchoEndpoint())
        return made[-1]

    lazy = Lazy(make)
    assert not made
    for _ in range(2):
        exchange = Exchange(Request("GET", "/a", (), b"", "127.0.0.1"), replies.append)  # type: ignore[arg-type]  # no stream
        lazy.answer(exchange, Caller("127.0.0.1", None, True), [])

    assert len(made) == 1
    assert [reply.body for reply in replies] == [b"127.0.0.1 /a"] * 2
