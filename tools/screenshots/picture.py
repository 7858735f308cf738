"""Makes the picture of a window once all that it shows is there, and refuses an empty one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from tools.environment.progress import Stop

if TYPE_CHECKING:
    from aqt.qt import QPixmap, QWidget

# Sets a flag once the page, its fonts and its styles have loaded, a text is in it, and a frame has been drawn since.
# The editor's fields are in trees of their own.
_WATCH_PAGE = """
((text) => {
    if (window.ankiconnectDrawn === undefined) {
        window.ankiconnectDrawn = false;
        const trees = () => [document.body, ...document.querySelectorAll(".rich-text-editable")]
            .map((element) => element.shadowRoot || element);
        const isStyled = (tree) => [...tree.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet);
        const look = () => {
            const ready = document.readyState === "complete" && document.fonts.status === "loaded"
                && trees().some((tree) => tree.textContent.includes(text)) && trees().every(isStyled);
            requestAnimationFrame(ready ? () => { window.ankiconnectDrawn = true; } : look);
        };
        look();
    }
    return window.ankiconnectDrawn;
})(TEXT)
"""

Wait = Callable[[str, Callable[[], Any]], Any]


def take_picture(window: QWidget, file: Path, text: str, wait_until: Wait) -> None:
    """Save the picture of a window.

    Args:
        window: that is shown, or is about to be
        file: for the picture
        text: that is in the pages of the window, if it has any
        wait_until: runs Qt until a condition gives something true, and gives that
    """
    pages = _pages(window)
    script = _WATCH_PAGE.replace("TEXT", json.dumps(text))
    for page in pages:
        answers: list[bool] = []

        def drawn(page: Any = page, answers: list[bool] = answers) -> bool:
            page.page().runJavaScript(script, answers.append)
            return True in answers

        wait_until(f"the page in {file.stem} to be drawn", drawn)
    picture = wait_until(f"{file.stem} to stand still", _StandingStill(window, pages))
    picture.save(str(file))


class _StandingStill:
    """Gives the picture of a window once it is not empty, and the same as the one before.

    Args:
        window: of which
        pages: in it: what they draw arrives later than what Qt draws
    """

    def __init__(self, window: QWidget, pages: Sequence[QWidget]) -> None:
        self._window = window
        self._pages = pages
        self._before: Any = None

    def __call__(self) -> QPixmap | None:
        picture = self._window.grab()
        image = picture.toImage()
        before, self._before = self._before, image
        drawn = not is_empty(image) and all(not is_empty(self._part(image, page)) for page in self._pages)
        return picture if drawn and image == before else None

    def _part(self, image: Any, page: QWidget) -> Any:
        from aqt.qt import QPoint, QRect

        ratio = image.devicePixelRatio()
        corner = page.mapTo(self._window, QPoint(0, 0)) * ratio
        return image.copy(QRect(corner, page.size() * ratio))


def is_empty(image: Any) -> bool:
    """Whether a QImage has one colour only."""
    from aqt.qt import QImage

    if image.isNull():
        return True
    pixels = image.convertToFormat(QImage.Format.Format_RGB32)
    data: bytes = pixels.constBits().asstring(pixels.sizeInBytes())
    return data == data[:4] * (len(data) // 4)


def refuse_empty(file: Path) -> None:
    """Stop when the picture in a file is empty."""
    from aqt.qt import QImage

    if is_empty(QImage(str(file))):
        raise Stop(f"{file} is empty")


def _pages(window: QWidget) -> list[Any]:
    from aqt.qt import QWebEngineView

    return [page for page in window.findChildren(QWebEngineView) if page.isVisible()]
