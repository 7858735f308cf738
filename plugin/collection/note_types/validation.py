"""Validates note types: lets Anki store them in an in-memory collection, and gets its whole error text."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence

from anki._backend import RustBackend
from anki.errors import CardTypeError, NotFoundError, TemplateError
from anki.models import NotetypeDict
from anki.utils import to_json_bytes

from ...errors import RefusedByAnki
from ..in_memory import in_memory_collection
from .limits import check_limits

_LINK = re.compile(r"<a\b[^<>]*>[^<>]*</a>")


def validate_new(note_type: NotetypeDict) -> None:
    """Raise RefusedByAnki if Anki would refuse a new note type; check_limits() comes first."""
    check_limits(note_type)
    with in_memory_collection() as backend, _complete_error(backend, note_type):
        _remove(backend, note_type["name"])
        backend.add_notetype_legacy(to_json_bytes(note_type))


def validate_changes(changes: Sequence[tuple[NotetypeDict, NotetypeDict]]) -> None:
    """Raise RefusedByAnki if Anki would refuse a change to a note type; check_limits() comes first.

    Args:
        changes: note types before and after the change
    """
    for old, new in changes:
        check_limits(new, old)
    with in_memory_collection() as backend:
        for old, new in changes:
            _remove(backend, new["name"])
            _add_unchecked(backend, old)
            with _complete_error(backend, new):
                backend.update_notetype_legacy(json=to_json_bytes(new), skip_checks=False)


def _add_unchecked(backend: RustBackend, note_type: NotetypeDict) -> int:
    return backend.add_or_update_notetype(json=to_json_bytes(note_type), preserve_usn_and_mtime=True, skip_checks=True)


def _remove(backend: RustBackend, name: str) -> None:
    """Remove the note type of that name, if it is one of those that a new collection has."""
    with contextlib.suppress(NotFoundError):
        backend.remove_notetype(backend.get_notetype_id_by_name(name))


@contextlib.contextmanager
def _complete_error(backend: RustBackend, note_type: NotetypeDict) -> Iterator[None]:
    """Add the error of the card preview to Anki's error, which only refers to it."""
    try:
        yield
    except CardTypeError as error:
        summary, _, detail = str(error).partition("<br>")
        raise RefusedByAnki(f"{summary} {_preview_error(backend, note_type, summary) or detail}") from None


def _preview_error(backend: RustBackend, note_type: NotetypeDict, summary: str) -> str:
    note = backend.new_note(_add_unchecked(backend, note_type))
    for number, template in enumerate(note_type["tmpls"], start=1):
        if f"\u2068{number}\u2069" not in summary:  # Anki encloses what it inserts into a text in these marks
            continue
        try:
            backend.render_uncommitted_card_legacy(
                note=note, card_ord=0, template=to_json_bytes(template), fill_empty=True, partial_render=True
            )
        except TemplateError as error:
            return _LINK.sub("", str(error))
    return ""
