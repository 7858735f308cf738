"""The lines that the page /docs gives to copy are run as they are, with odd texts, and do what was to be sent."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from http_api import HttpApi

from anki.collection import Collection

from tests.deadlines import DEADLINE
from tests.loopback import serving
from tools import ROOT

SCRIPT = ROOT / "plugin" / "web" / "pages" / "lines.js"
# Reads [[language, url, JSON, whether there is a key], …]; writes the lines of each
WRITE = """
let read = "";
process.stdin.setEncoding("utf8").on("data", (text) => { read += text; }).on("end", () => {
  process.stdout.write(JSON.stringify(JSON.parse(read).map(([language, ...how]) => LINES[language](...how))));
});
"""
RUN = {
    "curl": (["bash", "-s"], ("bash", "curl")),
    "python": ([sys.executable, "-"], ()),
    "javascript": (["node", "--input-type=module", "-"], ("node",)),
}
LANGUAGES = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(
            not all(map(shutil.which, ("node", *needed))), reason=f"not installed: {' or '.join(('node', *needed))}"
        ),
    )
    for name, (_, needed) in RUN.items()
]

ODD_TEXTS = [
    "it's \"quoted\" and 'again' \\ \\\\ \\n \\u0041 `backticks` $HOME $(id) ${x} !! %d %s {{c1::x}} ~ # ; & | < >",
    "two\nlines\r\n\tand a tab\x0b\x0c\x1f\x7f",
    "</script><!-- ]]> <img src=x onerror=alert(1)>",
    "猫 ñ 🎴 👩‍👩‍👧 \u202eright to left\u202c \u200b\u00a0\u2028\u2029\ufeff\u00ad\U000e0041",
    "'; echo gone; '",
    "@/etc/passwd",
    "END\nEND\n'END'",
    "-d x --data-raw",
    "'''\"\"\"",
    "x" * 150_000 + "'\nEND\n",
]


def lines_for(wanted: list[tuple[str, str, str, bool]]) -> list[str]:
    """The lines of the page."""
    program = SCRIPT.read_text(encoding="utf-8") + WRITE
    done = subprocess.run(
        ["node", "-e", program], input=json.dumps(wanted), capture_output=True, text=True, encoding="utf-8", check=True
    )
    found: list[str] = json.loads(done.stdout)
    return found


def printed(language: str, lines: str, **env: str) -> str:
    """What is printed when the lines are run."""
    done = subprocess.run(
        RUN[language][0],
        input=lines.encode(),  # as UTF-8 on every system
        capture_output=True,
        env={**_environment(), **env},
        check=False,
        timeout=DEADLINE,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONWARNDEFAULTENCODING": ""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_with_odd_texts_are_added_as_they_are(language: str, col: Collection) -> None:
    bodies = [
        {"note": {"deckName": "Default", "modelName": "Basic", "fields": {"Front": f"{number}{text}", "Back": text}}}
        for number, text in enumerate(ODD_TEXTS)
    ]
    straight: list[list[str]] = []
    copied: list[list[str]] = []
    with closing(HttpApi(col)) as server:
        url = f"http://127.0.0.1:{server.port}/actions/addNote"
        for body in bodies:
            note = col.get_note(server.reply({"action": "addNote", "version": 6, "params": body})["result"])
            straight.append(note.fields)
            col.remove_notes([note.id])
        for lines in lines_for([(language, url, json.dumps(body), False) for body in bodies]):
            printed(language, lines)
        for note_id in sorted(col.find_notes("")):
            copied.append(col.get_note(note_id).fields)

    assert len(straight) == len(ODD_TEXTS)
    assert copied == straight
    assert copied[0][1] == ODD_TEXTS[0]


# What is sent ------------------------------------------------------------------


class Sent(http.server.ThreadingHTTPServer):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keeping)
        self.kept: list[tuple[str, Any, bytes]] = []


class _Keeping(http.server.BaseHTTPRequestHandler):
    server: Sent

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept.append((self.path, self.headers, body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"result": "\xe7\x8c\xab", "error": null}')

    def log_message(self, *_: object) -> None:
        """The output of a test is for the test."""


@contextmanager
def keeping() -> Iterator[Sent]:
    server = Sent()
    with serving(server):
        yield server


ODD_VALUES = [
    "{}",
    '{"__proto__": {"a": 1}, "constructor": 2, "it\'s": {"__proto__": []}}',
    '{"a": [], "b": {}, "c": [null, true, false, -0.5, 1e21, 1.5e-7], "": "", "d": [[[[["deep"]]]]]}',
    '{"big": 12345678901234567890, "small": -9007199254740993, "exact": 9007199254740991}',
    '{"text": "12345678901234567890"}',
    json.dumps({"half": "\ud83d", "and": "\udc31 \ud83d\udc31"}),
    json.dumps({"many": [{"name": f"n{number}", "value": "x" * 30} for number in range(40)]}),
    '{\n  "raw": "as it was typed",\r\n\t"\\u00e9": "\\ud83d\\ude00"\n}',
    '{"' + "k" * 200 + '": "' + "v" * 200 + '"}',
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sent_is_what_was_meant(language: str) -> None:
    with keeping() as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/actions/odd"
        for lines in lines_for([(language, url, value, False) for value in ODD_VALUES]):
            assert "猫" in printed(language, lines)

    assert [(path, headers["Content-Type"]) for path, headers, _ in server.kept] == [
        ("/actions/odd", "application/json")
    ] * len(ODD_VALUES)
    assert [json.loads(body) for _, _, body in server.kept] == [json.loads(one) for one in ODD_VALUES]
    assert not any("Authorization" in headers for _, headers, _ in server.kept)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_is_taken_from_a_variable(language: str) -> None:
    with keeping() as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/actions/version"
        [lines] = lines_for([(language, url, "{}", True)])
        printed(language, lines, ANKICONNECT_API_KEY='a "key" with $HOME and \'')

    [(_, headers, _)] = server.kept
    assert headers["Authorization"] == 'Bearer a "key" with $HOME and \''


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_what_cannot_be_seen_is_written_so_that_it_can() -> None:
    text = json.dumps({"a\u202e": "\u200b\u00a0\u2028\ufeff\U000e0041\x85"}, ensure_ascii=False)

    for lines in lines_for([(language, "http://x/", text, False) for language in RUN]):
        assert lines.isascii(), lines
