"""What Anki makes of the contents of a field before it stores them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from anki.collection import Collection
from anki.config import Config
from anki.notes import Note

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def normalizes(col: Collection) -> bool:
    """Whether Anki composes letters with their accents."""
    return col.get_config_bool(Config.Bool.NORMALIZE_NOTE_TEXT)


def as_stored(content: str, *, normalize: bool) -> str:
    """The contents of a field as Anki stores them.

    Args:
        content: as it was sent
        normalize: whether Anki composes letters with their accents
    """
    content = _CONTROL_CHARACTERS.sub("", content)
    return unicodedata.normalize("NFC", content) if normalize else content


def differs(col: Collection, note: Note, before: Sequence[str]) -> bool:
    """Whether storing a note would change its fields.

    Anki itself makes an entry in the Undo menu, and a new time of change, before it finds that nothing is new.

    Args:
        col: the collection
        note: as it is to be stored
        before: its fields as they are stored
    """
    if note.fields == before:
        return False
    normalize = normalizes(col)
    return any(new != old and as_stored(new, normalize=normalize) != old for new, old in zip(note.fields, before))
