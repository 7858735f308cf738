"""A picture of which parts are hidden, as Anki's previewer draws it."""

from __future__ import annotations

import base64
import json
from typing import Any, Callable

import pytest
from gui_notes import window
from pages import javascript

from aqt.qt import QBuffer, QColor, QImage, QIODevice

Invoke = Callable[..., Any]
Waiting = Callable[..., Any]

WIDTH, HEIGHT = 400, 200
RECT = {"type": "rect", "left": 0.1, "top": 0.2, "width": 0.2, "height": 0.4}
ELLIPSE = {"type": "ellipse", "left": 0.5, "top": 0.25, "rx": 0.1, "ry": 0.25}
POLYGON = {"type": "polygon", "points": [[0.75, 0.2], [0.95, 0.2], [0.85, 0.8]], "ordinal": 2}
# Within each of the shapes, and beside them: by Anki's own style the one that is asked has another colour
PLACES = {"rect": (0.2, 0.4), "ellipse": (0.6, 0.5), "polygon": (0.85, 0.4), "beside": (0.4, 0.9)}
ASKED, HIDDEN, NOTHING = [255, 142, 142, 255], [255, 235, 162, 255], [0, 0, 0, 0]

COLOURS = f"""(() => {{
  const canvas = document.getElementById('image-occlusion-canvas');
  const context = canvas?.getContext('2d');
  const at = ([x, y]) => [...context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data];
  return JSON.stringify(context ? {json.dumps([*PLACES.values()])}.map(at) : []);
}})()"""


def picture() -> str:
    """A picture in base64, green on the left and blue on the right."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("green"))
    for x in range(WIDTH // 2, WIDTH):
        for y in range(HEIGHT):
            image.setPixelColor(x, y, QColor("blue"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    return base64.b64encode(buffer.data().data()).decode()


def drawn(wait_until: Waiting, previewer: Any) -> dict[str, list[int]]:
    """The colours that lie over the picture."""
    colours = json.loads(javascript(wait_until, previewer._web, COLOURS) or "[]")
    return dict(zip(PLACES, colours))


@pytest.mark.usefixtures("windows")
def test_the_parts_are_hidden_where_they_were_asked_for(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    note = invoke(
        "addImageOcclusion",
        image={"filename": "map.png", "data": picture()},
        shapes=[RECT, {**ELLIPSE, "ordinal": 2}, POLYGON],
        deckName="Default",
        header="Where?",
    )
    invoke("guiEditNote", note=note)
    window("AnkiConnectEditNote").buttons.preview.click()
    wait_until(lambda: window("AnkiConnectEditNote")._previewer is not None)
    previewer = window("AnkiConnectEditNote")._previewer
    asked_first = {"rect": ASKED, "ellipse": HIDDEN, "polygon": HIDDEN, "beside": NOTHING}
    asked_second = {"rect": HIDDEN, "ellipse": ASKED, "polygon": ASKED, "beside": NOTHING}

    wait_until(lambda: drawn(wait_until, previewer) == asked_first, what=lambda: f"{drawn(wait_until, previewer)}")
    previewer._next.click()  # its answer
    wait_until(lambda: drawn(wait_until, previewer)["rect"] != ASKED, what="the answer of the first card")
    previewer._next.click()
    wait_until(lambda: drawn(wait_until, previewer) == asked_second, what=lambda: f"{drawn(wait_until, previewer)}")
