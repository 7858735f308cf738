"""docs/security.md: each claim names tests, all of which exist, and each setting about who may call is explained."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tools import ROOT

DOCUMENT = ROOT / "docs" / "security.md"
_TEST = re.compile(r"\[([^\]]+)\]\(\.\./(tests/[\w/]+\.py)\)")


class Claim(NamedTuple):
    """A bullet, and the tests that it names: the file, and the function."""

    text: str
    tests: list[tuple[str, str]]


def claims() -> list[Claim]:
    bullets = re.split(r"^(?=- )", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = []
    for bullet in bullets:
        own = re.split(r"\n\n|\n(?=#)", bullet)[0]
        tests = [(path, f"test_{name.replace(' ', '_')}") for name, path in _TEST.findall(own)]
        found.append(Claim(_TEST.sub("", own).strip(), tests))
    return found


CLAIMS = claims()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda one: one.text[2:50])
def test_a_claim_names_tests_that_exist(claim: Claim) -> None:
    assert claim.tests, claim.text
    for path, name in claim.tests:
        assert re.search(rf"^(?:async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), name


def test_every_test_that_is_named_belongs_to_a_claim() -> None:
    named = _TEST.findall(DOCUMENT.read_text(encoding="utf-8"))

    assert len(named) == sum(len(one.tests) for one in CLAIMS) > 100


def test_every_setting_that_decides_who_gets_in_is_explained() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    explained = re.findall(r"`([^`]+)`", text[text.index("## What each setting opens") : text.index("## Keys")])

    assert {
        "apiKey",
        "accessRules",
        "rightsWithoutRule",
        "webCorsOriginList",
        "webCorsOrigin",
        "webAllowedHosts",
        "fileAccessOrigins",
        "webBindAddress",
        "ignoreOriginList",
        "mcp",
        "ANKICONNECT_BIND_ADDRESS",
        "ANKICONNECT_CORS_ORIGIN",
        "ANKICONNECT_ALLOWED_HOSTS",
    } <= set(explained)
