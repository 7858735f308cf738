"""The rules of the house that came up more than once, as tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "plugin"
LONGEST_FILE = 450

SOURCES = sorted(path for path in PLUGIN.rglob("*.py") if "_vendor" not in path.parts)
EVERYTHING = [
    *SOURCES,
    *sorted((ROOT / "tools").rglob("*.py")),
    *sorted((ROOT / "tests").rglob("*.py")),
]

# Each layer may import the ones below it, and modules of its own. What is not named here is refused.
LAYERS: list[set[str]] = [
    {"__init__"},
    {"addon"},
    {"desktop", "headless"},
    {"doors"},
    {"actions"},
    {"notes"},
    {"mcp"},
    {"collection"},
    {"compat"},
    {"log"},
    {"threads"},
    {"web"},
    {"server"},
    {"events"},
    {"api"},
    {"config"},
    {"errors", "gil", "guard"},
]
# The largest room has an order of its own.
DESKTOP_LAYERS: list[set[str]] = [
    {"actions", "event_source"},
    {"host"},
    {"activity", "backups", "deletion_questions", "permission", "profiles", "shutdown", "sync", "updates", "status"},
    {"address_binding", "full_sync", "older_addon"},
    {"windows"},
    {"background"},
    {"permission_words", "full_sync"},
    {"messages", "agent_messages", "deletion_messages", "question_pauses", "socket_watcher", "entries"},
]
MAY_IMPORT_AQT = {"addon", "desktop", "__init__"}
MAY_IMPORT_ANKI = {*MAY_IMPORT_AQT, "actions", "notes", "collection", "headless", "compat", "api/wire/ids"}


def room(path: Path) -> str:
    """The part of the add-on that a file belongs to: its folder, or its own name."""
    return path.relative_to(PLUGIN).parts[0].removesuffix(".py")


def level(name: str, layers: list[set[str]]) -> int:
    for number, layer in enumerate(layers):
        if name in layer:
            return number
    raise AssertionError(f"{name} is in no layer: say where it belongs")


def within_type_checking(tree: ast.AST) -> set[int]:
    return {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in node.body
        for inner in ast.walk(child)
    }


def absolute_imports(path: Path) -> Iterator[tuple[str, bool]]:
    """What a file imports by its full name: (module, whether for type checking only)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = within_type_checking(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module, id(node) in typing_only


def own_imports(path: Path) -> Iterator[tuple[Path, bool]]:
    """The files and packages of the add-on that a file imports: (path, whether for type checking only)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        id(node): [alias.name for alias in node.names] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    for node, typing_only in relative_imports(tree):
        folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
        for name in names[id(node)]:
            for target in (folder / f"{name}.py", folder.with_suffix(".py"), folder / "__init__.py"):
                if target.exists():
                    yield target, typing_only
                    break


def relative_imports(tree: ast.AST) -> Iterator[tuple[ast.ImportFrom, bool]]:
    """The relative imports of a file, and whether each is for type checking only."""
    typing_only = within_type_checking(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield node, id(node) in typing_only


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_enough_to_have_one_job(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")

    assert lines < LONGEST_FILE


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_opens_with_a_sentence_about_its_job(path: Path) -> None:
    opening = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert opening
    assert opening.split("\n\n")[0].rstrip().endswith((".", ":"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PLUGIN)))
def test_imports_go_down_the_layers(path: Path) -> None:
    here = level(room(path), LAYERS)

    upwards = [str(target) for target, _ in own_imports(path) if level(room(target), LAYERS) < here]

    assert not upwards


@pytest.mark.parametrize("path", [path for path in SOURCES if room(path) == "desktop" and path.parent != PLUGIN])
def test_imports_within_the_desktop_go_down_its_layers(path: Path) -> None:
    def part(one: Path) -> str:
        return one.relative_to(PLUGIN / "desktop").parts[0].removesuffix(".py")

    inside = [target for target, typing in own_imports(path) if room(target) == "desktop" and not typing]
    if part(path) == "__init__":
        assert not inside
        return
    here = level(part(path), DESKTOP_LAYERS)

    assert not [str(target) for target in inside if level(part(target), DESKTOP_LAYERS) < here]


def test_no_files_import_each_other_in_a_circle() -> None:
    left = {path: {target for target, typing in own_imports(path) if not typing} for path in SOURCES}
    while True:
        free = [path for path, targets in left.items() if not targets & left.keys()]
        if not free:
            break
        for path in free:
            del left[path]

    assert not [str(path.relative_to(PLUGIN)) for path in left]


@pytest.mark.parametrize("folder", sorted({path.parent for path in SOURCES} - {PLUGIN}), ids=lambda folder: folder.name)
def test_a_folder_says_who_may_live_there(folder: Path) -> None:
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PLUGIN)))
def test_only_the_layers_meant_for_it_import_anki_or_aqt(path: Path) -> None:
    at_run_time = {module.split(".")[0] for module, typing in absolute_imports(path) if not typing}
    names = {room(path), path.relative_to(PLUGIN).with_suffix("").as_posix()}

    if not names & MAY_IMPORT_AQT:
        assert "aqt" not in at_run_time
        assert not {name for name in at_run_time if name.startswith(("PyQt", "PySide"))}
    if not names & MAY_IMPORT_ANKI:
        assert "anki" not in at_run_time


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PLUGIN)))
def test_the_add_on_names_itself_only_relatively(path: Path) -> None:
    # Anki installs the folder under any name: a number, from its site
    assert "plugin" not in {module.split(".")[0] for module, _ in absolute_imports(path)}


# All that Anki and Python say about the version of Anki
_VERSIONS = (
    r"\b(point_?[vV]ersion|int_?[vV]ersion|version_?[wW]ith_?[bB]uild|app_?[vV]ersion|buildinfo|buildhash)\b"
    r"|\b(anki|aqt)\.(_?version|__version__)\b|from (anki|aqt) import .*\bversion\b|importlib\.metadata|pkg_resources"
)
_FORBIDDEN = {
    r"\bprint\(": "Anki shows what it does not expect in a box",
    r"sys\.stderr": "Anki shows stderr in a box",
    r"\.exec_?\(": "a handler waits for nobody",
    r"\btime\.sleep\(": "Anki's main thread is Anki's",
    r"QMessageBox\.(Question|Warning|Information|Critical|Yes|No|Ok)\b": "Qt5's spelling",
    r"Qt\.(WindowModal|NonModal|WindowStaysOnTopHint|Align[A-Z]\w+|PlainText|Key_\w+)\b": "Qt5's",
    r"from PyQt|import PyQt": "Qt comes from aqt.qt",
    _VERSIONS: "versions are compared in compat.py",
    r"\bassert ": "packaged Anki strips it",
    r"__doc__": "packaged Anki strips it",
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PLUGIN)))
def test_nothing_forbidden_is_used(path: Path) -> None:
    code = "\n".join(line.split("  # ")[0] for line in path.read_text(encoding="utf-8").splitlines())

    found = [
        f"{pattern}: {reason}"
        for pattern, reason in _FORBIDDEN.items()
        if re.search(pattern, code)
        and not (path == PLUGIN / "compat.py" and pattern == _VERSIONS)
        and not (path.name == "gil.py" and "sleep" in pattern)  # it does so on other threads only
        and not (path.name == "held.py" and "sleep" in pattern)  # on Windows, less than 50 ms
    ]

    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "from anki.utils import point_version as number",
        "if anki.utils.int_version() > 231000:",
        "from anki.buildinfo import version",
        "from anki import version",
        "aqt.appVersion",
        "anki.utils.versionWithBuild()",
        "importlib.metadata.version('anki')",
    ],
)
def test_whoever_asks_for_the_version_of_anki_is_found(line: str) -> None:
    assert re.search(_VERSIONS, line)


def raised_names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    raised = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            thing = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            raised.add(ast.unparse(thing))
    return raised


_OUR_ERRORS = {
    node.name
    for path in (PLUGIN / "errors").glob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.ClassDef)
}
# Not for clients: mistakes of ours that are found at once, what a file raises and catches itself, what callers of the
# system's functions or of urllib3's expect; and what ends a program at its command line
_OTHER_ERRORS = {
    *(
        "OSError",
        "RuntimeError",
        "DuplicateAction",
        "UndeclaredAction",
        "_Mismatch",
        "ZstdDamaged",
        "ConfigurationError",
    ),
    *("requests.Timeout", "ConnectTimeoutError", "NewConnectionError"),
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PLUGIN)))
def test_errors_for_clients_come_from_one_place(path: Path) -> None:
    classes = {name for name in raised_names(path) if name.rpartition(".")[2][:1].isupper() or name == "_Mismatch"}

    assert classes <= _OUR_ERRORS | _OTHER_ERRORS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PLUGIN)))
def test_only_two_files_catch_everything(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    broad = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not any(isinstance(last, ast.Raise) for last in node.body[-1:])
    ]

    assert not broad or path in (PLUGIN / "guard.py", PLUGIN / "api" / "dispatch.py")
    assert len(broad) <= 1


def test_every_test_has_a_sentence_for_a_name() -> None:
    short = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            if is_test and node.name.count("_") < 3:
                short.append(f"{path.name}: {node.name}")

    assert not short


def test_every_test_checks_something() -> None:
    empty = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            text = ast.unparse(node)
            if not any(word in text for word in ("assert", "raises", "check", "expect", "validate", "wait_")):
                empty.append(f"{path.name}: {node.name}")

    assert not empty
