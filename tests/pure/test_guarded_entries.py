"""Whatever Qt or Anki calls of the add-on is entered through the guard, and no file goes round it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PLUGIN = Path(__file__).resolve().parents[2] / "plugin"
ENTRIES = PLUGIN / "desktop" / "entries.py"
SOURCES = sorted({*(PLUGIN / "desktop").rglob("*.py"), PLUGIN / "addon.py"} - {ENTRIES})

# What takes a callback, and at which place of its arguments
TAKES_CALLBACK = {
    "evalWithCallback": 1,
    "call_after_note_saved": 0,
    "setConfigUpdatedAction": 1,
    "run_in_background": 1,
    "single_shot": 1,
    "success": 0,
    "failure": 0,
    "download_addons": 3,
    "_saved_callbacks.append": 0,
}
CALLBACK_KEYWORDS = {"success", "failure", "on_close"}

# Methods that Qt and Anki know by name, beside all that are spelled as Qt's are
KNOWN_BY_NAME = {
    *("reject", "accept", "done", "event"),
    *("card", "card_changed", "_on_prev_card", "_on_next_card", "_should_enable_prev", "_should_enable_next"),
    *("_render_scheduled", "_save_current_note"),
}
# Keeps the callback, and looks at everything else in a timer of its own
NEED_NO_GUARD = {("closing_participant.py", "closeWithCallback")}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def goes_round(tree: ast.AST) -> list[str]:
    """The calls by which Qt or Anki would be told to call something without the guard."""
    found = []
    for name, call in calls(tree):
        last = name.rpartition(".")[2]
        on_a_hook = name.startswith("gui_hooks.") and last in ("append", "remove")
        raw = name in ("qconnect", "QTimer", "QTimer.singleShot") or name.endswith((".connect", ".run_on_main"))
        if on_a_hook or raw:
            found.append(f"line {call.lineno}: {name}")
        found += [f"line {call.lineno}: {name}" for callback in callbacks(name, call) if not is_guarded(callback)]
    return found


def callbacks(name: str, call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that Anki is to call."""
    for taker, place in TAKES_CALLBACK.items():
        ours = taker == "call_after_note_saved" and not name.endswith("editor.call_after_note_saved")
        if (name == taker or name.endswith(f".{taker}")) and not ours and len(call.args) > place:
            yield call.args[place]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in CALLBACK_KEYWORDS)


def is_guarded(callback: ast.expr) -> bool:
    return isinstance(callback, ast.Call) and ast.unparse(callback.func) == "guarded"


def unguarded_methods(path: Path) -> list[str]:
    """The methods of Qt's and Anki's that a file overrides without a thought for what they may raise."""
    found = []
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.ClassDef):
            continue
        for method in node.body:
            if not isinstance(method, ast.FunctionDef) or (path.name, method.name) in NEED_NO_GUARD:
                continue
            camel_case = method.name[0].islower() and method.name != method.name.lower()
            if not camel_case and method.name not in KNOWN_BY_NAME:
                continue
            decorated = any(ast.unparse(one).startswith("guard.guarded(") for one in method.decorator_list)
            if not decorated and not any(name == "guard.call" for name, _ in calls(method)):
                found.append(f"{node.name}.{method.name}")
    return found


def ident(path: Path) -> str:
    return str(path.relative_to(PLUGIN))


@pytest.mark.parametrize("path", SOURCES, ids=ident)
def test_qt_and_anki_are_given_nothing_to_call_but_through_the_guard(path: Path) -> None:
    assert not goes_round(parsed(path))


# the actions' methods are spelled as on the wire
@pytest.mark.parametrize("path", [path for path in SOURCES if path.parent.name != "actions"], ids=ident)
def test_methods_that_qt_or_anki_call_by_name_are_guarded(path: Path) -> None:
    assert not unguarded_methods(path)


@pytest.mark.parametrize(
    "code",
    [
        "gui_hooks.profile_will_close.append(f)",
        "qconnect(button.clicked, f)",
        "button.clicked.connect(f)",
        "QTimer(owner)",
        "QTimer.singleShot(0, f)",
        "mw.taskman.run_on_main(f)",
        "mw.taskman.run_in_background(work, f)",
        "QueryOp(parent=mw, op=work, success=f)",
        "operation.failure(f)",
        "self.editor.call_after_note_saved(f)",
        "editor.web.evalWithCallback(script, f)",
        "mw.progress.single_shot(0, f)",
        "manager.setConfigUpdatedAction(module, f)",
    ],
)
def test_a_way_round_the_guard_is_seen(code: str) -> None:
    assert goes_round(ast.parse(code))


def test_a_guarded_callback_is_no_way_round() -> None:
    assert not goes_round(ast.parse("mw.taskman.run_in_background(work, guarded(f)); connect(button.clicked, f)"))
