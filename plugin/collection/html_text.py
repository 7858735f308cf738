"""Takes the markup out of a text, as Anki does."""

from __future__ import annotations

from anki.card_rendering_pb2 import StripHtmlRequest
from anki.collection import Collection


def strip_html(col: Collection, text: str) -> str:
    """A first field without HTML, as Anki compares it; the names of media files stay."""
    if "<" not in text and "&" not in text:
        return text  # saves the backend call for most notes
    return str(col._backend.strip_html(text=text, mode=StripHtmlRequest.PRESERVE_MEDIA_FILENAMES))
