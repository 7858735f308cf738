"""Asks Anki whether it would accept note types, in a scratch collection, and gets the whole reason out of it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence

from anki._backend import RustBackend
from anki.errors import CardTypeError, NotFoundError, TemplateError
from anki.models import NotetypeDict
from anki.utils import to_json_bytes

from ...errors import RefusedByAnki
from ..in_memory import scratch_collection

_LINK = re.compile(r"<a\b[^<>]*>[^<>]*</a>")


def try_new(kind: NotetypeDict) -> None:
    """Raise RefusedByAnki if a new note type would be refused."""
    with scratch_collection() as anki, _whole_reason(anki, kind):
        _free_name(anki, kind["name"])
        anki.add_notetype_legacy(to_json_bytes(kind))


def try_changes(changes: Sequence[tuple[NotetypeDict, NotetypeDict]]) -> None:
    """Raise RefusedByAnki if a change to a note type would be refused.

    Args:
        changes: note types as they are and as they shall be
    """
    with scratch_collection() as anki:
        for old, new in changes:
            _free_name(anki, new["name"])
            _put(anki, old)
            with _whole_reason(anki, new):
                anki.update_notetype_legacy(json=to_json_bytes(new), skip_checks=False)


def _put(anki: RustBackend, kind: NotetypeDict) -> int:
    return anki.add_or_update_notetype(json=to_json_bytes(kind), preserve_usn_and_mtime=True, skip_checks=True)


def _free_name(anki: RustBackend, name: str) -> None:
    with contextlib.suppress(NotFoundError):  # the name is taken if it is that of one of the types Anki begins with
        anki.remove_notetype(anki.get_notetype_id_by_name(name))


@contextlib.contextmanager
def _whole_reason(anki: RustBackend, kind: NotetypeDict) -> Iterator[None]:
    """Where Anki's reason is that the preview says more, add what the preview says."""
    try:
        yield
    except CardTypeError as error:
        summary, _, detail = str(error).partition("<br>")
        raise RefusedByAnki(f"{summary} {_what_the_preview_says(anki, kind, summary) or detail}") from None


def _what_the_preview_says(anki: RustBackend, kind: NotetypeDict, summary: str) -> str:
    note = anki.new_note(_put(anki, kind))
    for number, template in enumerate(kind["tmpls"], start=1):
        if f"\u2068{number}\u2069" not in summary:  # Anki puts these marks around what it fills in
            continue
        try:
            anki.render_uncommitted_card_legacy(
                note=note, card_ord=0, template=to_json_bytes(template), fill_empty=True, partial_render=True
            )
        except TemplateError as error:
            return _LINK.sub("", str(error))
    return ""
