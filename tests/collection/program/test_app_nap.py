"""App Nap is switched where macOS has it, and where Anki lets add-ons do so."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from plugin.compat import set_app_nap

# Stands for the module that Anki has on macOS, with some of its functions
HELPER = "anki_mac_helper"


def put(monkeypatch: pytest.MonkeyPatch, **functions: object) -> None:
    module = ModuleType(HELPER)
    module.macos_helper = SimpleNamespace(**functions) if functions else None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, HELPER, module)


def test_it_is_switched_off_and_on(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    put(monkeypatch, disable_appnap=lambda: calls.append("off"), enable_appnap=lambda: calls.append("on"))

    assert set_app_nap(False)
    assert set_app_nap(True)

    assert calls == ["off", "on"]


def test_a_helper_that_cannot_do_it_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, system_is_dark=lambda: True)

    assert not set_app_nap(False)


def test_an_anki_without_its_helper_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch)
    assert not set_app_nap(False)

    monkeypatch.setitem(sys.modules, HELPER, None)
    assert not set_app_nap(False)
