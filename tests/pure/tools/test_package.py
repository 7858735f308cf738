"""The archive is what Anki and AnkiWeb expect, and Anki's editor refuses settings that make no sense."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from plugin.config.rights import in_order
from plugin.config.settings import CONDITIONS, Settings

CHECKOUT = Path(__file__).resolve().parents[3]

ACCEPTED = [
    {},
    {"apiKey": "secret", "apiLogPath": "requests.log"},
    {"webBindAddress": "0.0.0.0"},
    {"webBindAddress": "localhost"},
    {"webBindAddress": "::1"},
    {"webBindAddress": "2001:db8:0:0:0:0:0:1"},
    {"webBindAddress": "fe80::1%eth0"},
    {"webCorsOrigin": ""},
    {"webCorsOrigin": "https://example.org"},
    {"webCorsOriginList": ["*", "null", "app://obsidian.md", "chrome-extension://abc", "http://localhost:8080/"]},
    {"ignoreOriginList": ["https://example.org:8443"]},
    {"webAllowedHosts": ["anki.example.org"]},
    {"aSettingOfAnotherVersion": 1},
    {"accessRules": [{"name": "my agent", "key": "s", "rights": ["read", "write"], "confirm": True}]},
    {"accessRules": [{"name": "my agent", "keySha256": "0A" * 32, "rights": []}]},
    {"accessRules": [{"name": "page", "origin": "https://a.example", "rights": ["gui"]}]},
    {"accessRules": [{"name": "anki-cards", "rights": ["write"]}]},
    {"rightsWithoutRule": ["read"]},
    {"rightsWithoutRule": []},
]

REFUSED = [
    ("apiKey", 1),
    ("apiLogPath", False),
    ("apiPollInterval", "25"),
    ("apiPollInterval", 0),
    ("apiPollInterval", 2.5),
    ("webBindAddress", "127.0.0.1:8765"),
    ("webBindAddress", "[::1]:8765"),
    ("webBindAddress", "1:2:3"),
    ("webBindAddress", "256.0.0.1"),
    ("webBindAddress", "example.org"),
    ("webBindAddress", ""),
    ("webBindAddress", None),
    ("webBindPort", 0),
    ("webBindPort", 65536),
    ("webBindPort", "8765"),
    ("webBindPort", True),
    ("webBindPort", None),
    ("webBacklog", -1),
    ("webTimeout", 0),
    ("webMaxBodyBytes", 12),
    ("webCorsOrigin", "example.org"),
    ("webCorsOrigin", ["https://example.org"]),
    ("webCorsOriginList", "http://localhost"),
    ("webCorsOriginList", ["https://example.org/page"]),
    ("webCorsOriginList", ["example.org"]),
    ("webCorsOriginList", [7]),
    ("ignoreOriginList", {}),
    ("webAllowedHosts", ["http://example.org"]),
    ("webAllowedHosts", [""]),
    ("fileAccessOrigins", ["everybody"]),
    ("accessRules", None),
    ("accessRules", {}),
    ("accessRules", ["s"]),
    ("accessRules", [{"name": "x", "rights": ["read"]}]),
    ("accessRules", [{"name": "x", "key": "s"}]),
    ("accessRules", [{"name": "x", "key": "s", "rights": ["wirte"]}]),
    ("accessRules", [{"name": "x", "key": "s", "rights": "read"}]),
    ("accessRules", [{"name": "x", "key": 5, "rights": []}]),
    ("accessRules", [{"name": "x", "keySha256": "abc", "rights": []}]),
    ("accessRules", [{"name": "x", "key": "s", "origin": "https://a.example", "rights": []}]),
    ("accessRules", [{"name": "x", "key": "s", "right": [], "rights": []}]),
    ("accessRules", [{"name": "x", "key": "s", "rights": [], "confirm": "yes"}]),
    ("rightsWithoutRule", ["admin", "everything"]),
    ("rightsWithoutRule", None),
    ("disableAppNap", "yes"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of this checkout."""
    return _build(tmp_path_factory.mktemp("first") / "addon.ankiaddon")


def _build(file: Path, checkout: Path = CHECKOUT) -> Path:
    return _run([sys.executable, str(checkout / "tools" / "dev.py"), "package", str(file)], file)


def _build_with_bash(file: Path, checkout: Path = CHECKOUT) -> Path:
    return _run(["bash", str(checkout / "package.sh"), str(file)], file)


def _run(command: list[str], file: Path) -> Path:
    env = {**os.environ, "PYTHON": sys.executable, "PYTHONDONTWRITEBYTECODE": "1"}
    built = subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8")
    assert built.returncode == 0, built.stdout + built.stderr
    return file


def _clone(folder: Path, autocrlf: str) -> Path:
    """The last commit, as Git writes it when it is set so."""
    if not (CHECKOUT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no clone, or there is no git")
    git = ["git", "-c", f"core.autocrlf={autocrlf}", "clone", "--quiet", str(CHECKOUT), str(folder)]
    cloned = subprocess.run(git, capture_output=True, text=True, encoding="utf-8")
    assert cloned.returncode == 0, cloned.stderr
    return folder


def _read_json(name: str) -> dict[str, Any]:
    contents: dict[str, Any] = json.loads((CHECKOUT / name).read_text(encoding="utf-8"))
    return contents


def _names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as packed:
        return packed.namelist()


def test_a_second_build_has_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    first = archive.read_bytes()

    second = _build(tmp_path / "second.ankiaddon").read_bytes()

    assert second == first


@pytest.mark.skipif(sys.platform == "win32", reason="what bash is there may be another system's: WSL")
def test_a_build_with_bash_has_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    assert _build_with_bash(tmp_path / "second.ankiaddon").read_bytes() == archive.read_bytes()


def test_windows_a_clone_made_there_gives_the_same_bytes(tmp_path: Path) -> None:
    """Git for Windows is installed with core.autocrlf=true (its installer's default)."""
    clones = [_clone(tmp_path / autocrlf, autocrlf) for autocrlf in ("true", "false")]

    first, second = (_build(clone / "addon.ankiaddon", clone).read_bytes() for clone in clones)

    assert first == second
    assert b"\r" not in (clones[0] / "package.sh").read_bytes()


def test_what_the_add_on_consists_of_is_at_the_root_of_the_archive(archive: Path) -> None:
    read_by_anki = {"__init__.py", "manifest.json", "config.json", "config.schema.json", "config.md", "LICENSE"}
    modules = {path.name for path in (CHECKOUT / "plugin").glob("*.py")}

    names = set(_names(archive))

    assert read_by_anki | modules | {"api/reference.json", "actions/__init__.py"} <= names


def test_the_script_for_agents_that_can_only_start_a_program_is_in_the_archive(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        script = packed.read("mcp_stdio.py")

    assert script == (CHECKOUT / "tools" / "mcp_stdio.py").read_bytes()


def test_the_vendored_library_is_in_the_archive_with_its_licence(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        licence = packed.read("_vendor/h11/LICENSE.txt").decode()
        version = packed.read("_vendor/h11/_version.py").decode()

    assert "Permission is hereby granted, free of charge" in licence
    assert '__version__ = "0.16.0"' in version


def test_the_vendored_library_is_found_whatever_the_add_on_is_called(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        members = [name for name in packed.namelist() if name.startswith("_vendor/")]
        packed.extractall(tmp_path / "under_a_number", members)
    script = "import under_a_number._vendor.h11 as h11, sys; print(h11.Connection.__module__, 'h11' in sys.modules)"

    # -S: the interpreter's own packages, an h11 among them, are not there
    printed = subprocess.check_output([sys.executable, "-S", "-c", script], cwd=tmp_path, text=True, encoding="utf-8")

    assert printed.split() == ["under_a_number._vendor.h11._connection", "False"]


def test_nothing_is_in_the_archive_that_does_not_belong_there(archive: Path) -> None:
    unwanted = re.compile(r"(^|/)(__pycache__|tests?|user_files|\..*|.*dist-info|meta\.json|.*\.pyc|.*~)(/|$)")

    found = [name for name in _names(archive) if unwanted.search(name)]

    assert found == []


def test_the_archive_says_nothing_of_where_and_when_it_was_built(archive: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        entries = packed.infolist()

        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
        assert str(CHECKOUT).encode() not in archive.read_bytes()


def test_the_checkout_is_left_alone_by_a_build(tmp_path: Path) -> None:
    def listing() -> set[str]:
        # the tests themselves make caches of bytecode
        paths = (path for top in ("plugin", "tools") for path in (CHECKOUT / top).rglob("*"))
        return {str(path) for path in paths if "__pycache__" not in path.parts}

    before = listing()

    _build(tmp_path / "addon.ankiaddon")

    assert listing() == before


def test_the_manifest_is_what_anki_wants() -> None:
    manifest = _read_json("manifest.json")

    assert manifest["package"] == "ankiconnect"
    assert manifest["name"] == "AnkiConnect"
    assert manifest["conflicts"] == ["2055492159"]
    # versions as anki.utils.int_version() counts them; above zero, the second is only the newest that was tried
    assert (manifest["min_point_version"], manifest["max_point_version"]) == (231001, 260903)


def test_the_version_is_the_same_everywhere() -> None:
    declared = re.search(r'^version = "(.+)"$', (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)

    assert declared is not None
    assert _read_json("manifest.json")["human_version"] == declared[1]


def test_the_default_settings_are_those_of_the_code() -> None:
    of_the_code = {
        key: list(value) if isinstance(value, tuple) else value for key, value in Settings()._asdict().items()
    }
    of_the_code["rightsWithoutRule"] = in_order(Settings().rightsWithoutRule)

    assert _read_json("config.json") == of_the_code


def test_the_default_settings_satisfy_the_schema() -> None:
    jsonschema.validate(_read_json("config.json"), _read_json("config.schema.json"))


@pytest.mark.parametrize("settings", ACCEPTED, ids=json.dumps)
def test_sensible_settings_are_accepted_by_the_editor_and_by_the_code(settings: dict[str, Any]) -> None:
    jsonschema.validate({**_read_json("config.json"), **settings}, _read_json("config.schema.json"))

    assert all(CONDITIONS[key].is_valid(value) for key, value in settings.items() if key in CONDITIONS)


@pytest.mark.parametrize(("key", "value"), REFUSED, ids=lambda part: json.dumps(part))
def test_nonsense_is_refused_by_the_editor_with_a_sentence_that_names_the_setting(key: str, value: Any) -> None:
    settings = {**_read_json("config.json"), key: value}

    with pytest.raises(jsonschema.ValidationError) as refusal:
        jsonschema.validate(settings, _read_json("config.schema.json"))

    sentence = _what_anki_shows(refusal.value, settings)
    assert sentence.startswith(key)
    assert "{" not in sentence.replace("{}", "")


def _what_anki_shows(error: jsonschema.ValidationError, settings: dict[str, Any]) -> str:
    # as aqt.addons.ConfigEditor.accept() makes it
    erroneous: Any = settings
    for link in error.path:
        erroneous = erroneous[link]
    path = "/".join(map(str, error.path))
    template: str = error.schema["error_msg"]
    return template.format(problem=error.message, path=path, schema=str(error.schema), erroneous_conf=erroneous)


@pytest.mark.parametrize("key", sorted(CONDITIONS))
def test_a_setting_has_a_type_and_a_description_in_the_schema(key: str) -> None:
    described = _read_json("config.schema.json")["properties"][key]

    assert {"type", "description", "error_msg"} <= set(described)


@pytest.mark.parametrize("key", [key for key, value in Settings()._asdict().items() if type(value) is int])
def test_the_range_of_a_number_is_the_same_in_the_schema_and_in_the_code(key: str) -> None:
    described = _read_json("config.schema.json")["properties"][key]

    low, high = described["minimum"], described["maximum"]

    holds = [CONDITIONS[key].is_valid(value) for value in (low - 1, low, high, high + 1)]
    assert holds == [False, True, True, False]


@pytest.mark.parametrize("key", sorted(CONDITIONS))
def test_a_setting_is_explained_in_one_line_of_config_md(key: str) -> None:
    lines = (CHECKOUT / "config.md").read_text(encoding="utf-8").splitlines()

    explained = [line for line in lines if line.startswith(f"- **{key}**: ")]

    assert len(explained) == 1


@pytest.mark.parametrize("variable", ["ANKICONNECT_BIND_ADDRESS", "ANKICONNECT_CORS_ORIGIN"])
def test_an_environment_variable_is_named_in_config_md(variable: str) -> None:
    assert variable in (CHECKOUT / "config.md").read_text(encoding="utf-8")


def test_the_licence_is_the_whole_affero_licence() -> None:
    text = (CHECKOUT / "LICENSE").read_text(encoding="utf-8")

    assert text.split("\n")[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert "17. Interpretation of Sections 15 and 16." in text
    assert len(text.splitlines()) == 661
