"""The text of fields: setting it, and what Anki makes of it before it stores or compares it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Optional

from anki.collection import Collection
from anki.config import Config
from anki.notes import Note

from ..collection.names import field_name
from ..gil import releasing_gil

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Nothing before one of these is changed by what follows: Anki keeps them, and they combine with nothing before them
_CUT = re.compile("[\t\n -~]")
# Characters that are worked on in one call, which holds the GIL: well below a millisecond
_PIECE = 64 * 1024


def normalizes_text(col: Collection) -> bool:
    """Whether Anki stores text in Unicode's normal form C, as it does unless set otherwise."""
    return col.get_config_bool(Config.Bool.NORMALIZE_NOTE_TEXT)


def as_stored(text: str, *, normalize: bool) -> str:
    """The text of a field as Anki stores it.

    Args:
        text: as it was sent
        normalize: whether Anki stores normal form C
    """
    if len(text) <= _PIECE:
        return _piece_as_stored(text, normalize)
    return "".join(_piece_as_stored(piece, normalize) for piece in releasing_gil(_pieces(text)))


def _piece_as_stored(piece: str, normalize: bool) -> str:
    piece = _CONTROL_CHARACTERS.sub("", piece)
    return unicodedata.normalize("NFC", piece) if normalize else piece


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        cut = _CUT.search(text, start + _PIECE)
        end = cut.start() if cut else len(text)
        yield text[start:end]
        start = end


def fields_change(col: Collection, note: Note, before: Sequence[str]) -> bool:
    """Whether storing a note would change its fields.

    Anki makes an undo entry, and sets the modification time, also for a note that did not change.

    Args:
        col: the collection
        note: as it is to be stored
        before: its fields as they are stored
    """
    if note.fields == before:
        return False
    normalize = normalizes_text(col)
    return any(new != old and as_stored(new, normalize=normalize) != old for new, old in zip(note.fields, before))


def field_in_any_case(positions: Mapping[str, int], name: str) -> Optional[int]:
    """The position of a field, whose name may be in any case; None if there is none.

    Args:
        positions: of the fields, by lower-case name
        name: as it was sent
    """
    position = positions.get(name.lower())
    return positions.get(field_name(name).lower()) if position is None else position


def set_fields_in_any_case(note: Note, positions: Mapping[str, int], contents: Mapping[str, str]) -> list[str]:
    """Set fields, whose names may be in any case; return the names that are no field.

    Args:
        note: changed in place
        positions: of its fields, by lower-case name
        contents: by field name
    """
    unknown = []
    for name, content in contents.items():
        position = field_in_any_case(positions, name)
        if position is None:
            unknown.append(name)
        else:
            note.fields[position] = content
    return unknown
