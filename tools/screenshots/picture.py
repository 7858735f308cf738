"""Makes the picture of a window once all that it shows is there, and refuses an empty one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from tools.environment.progress import Stop

if TYPE_CHECKING:
    from aqt.qt import QPixmap, QWidget

# Once the page, its fonts and its styles have loaded and a text is in it, marks the page's corner in a colour that
# nothing has: a picture with the mark in it shows all that was there before. The editor's fields are in trees of their
# own.
_MARK_PAGE = """
((text) => {
    if (window.ankiconnectMark === undefined) {
        window.ankiconnectMark = null;
        const trees = () => [document.body, ...document.querySelectorAll(".rich-text-editable")]
            .map((element) => element.shadowRoot || element);
        const isStyled = (tree) => [...tree.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet);
        const look = () => {
            const ready = document.readyState === "complete" && document.fonts.status === "loaded"
                && trees().some((tree) => tree.textContent.includes(text)) && trees().every(isStyled);
            if (!ready) {
                requestAnimationFrame(look);
                return;
            }
            const mark = window.ankiconnectMark = document.createElement("div");
            mark.style = "position: fixed; left: 0; top: 0; width: 8px; height: 8px; background: COLOUR; z-index: 9999";
            document.documentElement.append(mark);
        };
        look();
    }
})(TEXT)
"""
_UNMARK_PAGE = """
window.ankiconnectMark.remove();
delete window.ankiconnectMark;
"""
_COLOUR = "#ff00fe"

Wait = Callable[[str, Callable[[], Any]], Any]


def take_picture(window: QWidget, file: Path, text: str, wait_until: Wait) -> None:
    """Save the picture of a window.

    Args:
        window: that is shown, or is about to be
        file: for the picture
        text: that is in the pages of the window, if it has any
        wait_until: runs Qt until a condition gives something true, and gives that
    """
    script = _MARK_PAGE.replace("COLOUR", _COLOUR).replace("TEXT", json.dumps(text))
    for page in _pages(window):

        def marked(page: Any = page) -> bool:
            page.page().runJavaScript(script)  # again and again: it may still be another page that is here
            return _is_marked(window, page)

        def unmarked(page: Any = page) -> bool:
            return not _is_marked(window, page)

        wait_until(f"the page in {file.stem} to be drawn", marked)
        page.page().runJavaScript(_UNMARK_PAGE)
        wait_until(f"the page in {file.stem} to be drawn again", unmarked)
    picture = wait_until(f"{file.stem} to stand still", _StandingStill(window))
    picture.save(str(file))


def _is_marked(window: QWidget, page: QWidget) -> bool:
    from aqt.qt import QPoint

    image = window.grab().toImage()
    corner = page.mapTo(window, QPoint(2, 2)) * image.devicePixelRatio()
    return bool(image.rect().contains(corner)) and image.pixelColor(corner).name() == _COLOUR


class _StandingStill:
    """Gives the picture of a window once it is not empty, and the same as the one before.

    Args:
        window: of which
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._before: Any = None

    def __call__(self) -> QPixmap | None:
        picture = self._window.grab()
        image = picture.toImage()
        before, self._before = self._before, image
        return picture if image == before and not is_empty(image) else None


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
