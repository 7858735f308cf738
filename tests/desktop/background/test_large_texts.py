"""Whatever is large in a request holds the event loop no longer than a blink: text, files and names, not only lists.

What a machine promises is in the benchmark; this catches what works on megabytes in one go.
"""

from __future__ import annotations

import filecmp
import os
from pathlib import Path
from typing import Any, Callable

import pytest

HTML = '<p class="x">lorem <b>ipsum</b> dolor&nbsp;sit</p>\n' * 100_000  # 5 MB
PLAIN = "lorem ipsum dolor sit amet " * 200_000
TYPE = {"deckName": "Default", "modelName": "Basic"}
BLINK = 0.05  # seconds


def note(front: str) -> dict[str, Any]:
    return {**TYPE, "fields": {"Front": front, "Back": "back"}}


REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "a note of plain text": ("addNote", {"note": note(PLAIN)}),
    "a note of HTML": ("addNote", {"note": note(HTML)}),
    "several notes": ("addNotes", {"notes": [note(f"{number}{HTML[:500_000]}") for number in range(10)]}),
    "notes that are saved": ("saveNotes", {"notes": [note(f"save {number}{HTML[:500_000]}") for number in range(10)]}),
    "a note that could be added": ("canAddNote", {"note": note(HTML)}),
    "a styling": ("updateModelStyling", {"model": {"name": "Basic", "css": PLAIN * 2}}),
    "a note type": (
        "createModel",
        {
            "modelName": "New",
            "inOrderFields": ["A"],
            "cardTemplates": [{"Front": "{{A}}", "Back": PLAIN}],
            "css": PLAIN,
        },
    ),
    "names": ("apiReflect", {"scopes": ["actions"], "actions": [f"name {number}" for number in range(500_000)]}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_megabytes_of_text_hold_the_event_loop_no_longer_than_a_blink(
    name: str, mw: Any, client_process: Callable[..., Any], heartbeat: Callable[..., Any]
) -> None:
    action, params = REQUESTS[name]

    with heartbeat() as beat:
        [outcome] = client_process([{"action": action, "version": 6, "params": params}])

    assert outcome["json"]["error"] is None
    assert beat.longest < BLINK


@pytest.mark.parametrize("action", ["updateNoteFields", "updateNote", "updateNoteModel", "saveNotes"])
def test_a_long_field_that_changes_holds_the_event_loop_no_longer_than_a_blink(
    action: str, mw: Any, invoke: Callable[..., Any], client_process: Callable[..., Any], heartbeat: Callable[..., Any]
) -> None:
    nid = invoke("addNote", note=note("front"))
    changed = {"id": nid, "fields": {"Front": HTML}, **({"modelName": "Cloze"} if action == "updateNoteModel" else {})}
    if action == "updateNoteModel":
        changed["fields"] = {"Text": "{{c1::a}}" + HTML}
    params = {"notes": [changed]} if action == "saveNotes" else {"note": changed}

    with heartbeat() as beat:
        [outcome] = client_process([{"action": action, "version": 6, "params": params}])

    assert outcome["json"]["error"] is None
    assert mw.col.get_note(nid).fields[0].endswith(HTML)
    assert beat.longest < BLINK


def test_a_file_of_many_megabytes_holds_the_event_loop_no_longer_than_a_blink(
    mw: Any, tmp_path: Path, client_process: Callable[..., Any], heartbeat: Callable[..., Any]
) -> None:
    file = tmp_path / "large.bin"
    file.touch()
    os.truncate(file, 100_000_000)
    params = {"filename": "large.bin", "path": str(file)}

    with heartbeat() as beat:
        [outcome] = client_process([{"action": "storeMediaFile", "version": 6, "params": params}])

    assert outcome["json"] == {"result": "large.bin", "error": None}
    assert filecmp.cmp(file, Path(mw.col.media.dir(), "large.bin"), shallow=False)
    assert beat.longest < BLINK
