"""Adds a note with a picture of which parts are hidden, with Anki's own note type for that."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Union

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from anki.models import NotetypeDict, StockNotetype
from anki.notes import NoteId

from ..api.host import Host
from ..api.rights import Grant
from ..collection.lookups import get_deck_id
from ..collection.media.source import size_in_items, source_of
from ..collection.tags import new_tags
from ..errors import FilteredDeckForNote, RefusedByAnki, WrongArgument
from .media import NoteFile, check_rights, fetch_files, markup_of, store_files
from .occlusion_shapes import occlusions
from .showable import check_showable_apart

Run = Callable[..., Awaitable[Any]]

_MARKUP = '<img src="{}">'
# What Anki takes for a picture when it opens such a note in its editor
_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".ico", ".avif")
_KIND = StockNotetype.OriginalStockKind.ORIGINAL_STOCK_KIND_IMAGE_OCCLUSION
# The fields by the mark that Anki gives them, which is also their order in the note type as Anki makes it
_OCCLUSION, _IMAGE, _HEADER, _BACK_EXTRA = range(4)


class OcclusionNote(NamedTuple):
    """A note that is to be made.

    Args:
        action: for error texts
        image: a wire.OcclusionImage
        shapes: each a wire.OcclusionShape
        deck: its name
        header: text above the picture
        back_extra: text below it, on the answer
        tags: as they were sent
        grant: what the caller may do
    """

    action: str
    image: Mapping[str, Any]
    shapes: Sequence[Mapping[str, Any]]
    deck: str
    header: str
    back_extra: str
    tags: Union[list[str], str]
    grant: Grant


async def add(host: Host, read: Run, change: Run, wanted: OcclusionNote) -> NoteId:
    """Add the note and return its id; if it is refused, neither a file nor a note type is left behind.

    Args:
        host: the program around
        read: runs an operation on that many items that changes nothing
        change: runs an operation on that many items as one undo entry
        wanted: the note
    """
    file = NoteFile(source_of(wanted.image), (), False, _MARKUP)
    check_rights([file], wanted.grant)
    texts = {
        _OCCLUSION: occlusions(wanted.action, wanted.shapes),
        _HEADER: wanted.header,
        _BACK_EXTRA: wanted.back_extra,
    }
    if not file.source.filename.lower().endswith(_ENDINGS):
        listed = f"{', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}"
        raise WrongArgument(wanted.action, "image.filename", f"must end in {listed}")
    await check_showable_apart(host, {"header": wanted.header, "backExtra": wanted.back_extra})
    tags = new_tags(wanted.tags)
    await read(lambda col: _normal_deck(col, wanted.deck))  # before anything is downloaded
    fetched = await fetch_files(host, [file], wanted.grant, required=True)

    def make(col: Collection) -> NoteId:
        deck = _normal_deck(col, wanted.deck)
        note_type = _note_type(col)
        note = col.new_note(note_type)
        note.tags = tags
        for tag, text in texts.items():
            note.fields[_position(note_type, tag)] = text
        kept = store_files(col, [file], fetched, required=True)
        try:
            [(_, stored)] = kept.stored
            note.fields[_position(note_type, _IMAGE)] = markup_of(file, stored.name)
            col.add_notes([AddNoteRequest(note, deck)])
        except BaseException:
            kept.take_back(col)
            raise
        return note.id

    made: NoteId = await change(make, size_in_items(fetched), undo="Add image occlusion note")
    return made


def _normal_deck(col: Collection, name: str) -> DeckId:
    deck = get_deck_id(col, name)
    if col.decks.is_filtered(deck):
        raise FilteredDeckForNote(name)
    return deck


def _note_type(col: Collection) -> NotetypeDict:
    """Anki's note type for such notes, which is made if it is not there."""
    found = _existing_note_type(col)
    if found is None:
        col.add_image_occlusion_notetype()
        found = _existing_note_type(col)
    if found is None:
        raise RefusedByAnki("Anki could not make its note type for image occlusion")
    return found


def _existing_note_type(col: Collection) -> NotetypeDict | None:
    """The note type that the first of them was made as; what somebody has made of it must still have the fields."""
    every = sorted(col.models.all(), key=lambda one: int(one["id"]))
    return next(
        (one for one in every if one.get("originalStockKind") == _KIND and len(one["flds"]) > _BACK_EXTRA), None
    )


def _position(note_type: NotetypeDict, tag: int) -> int:
    """Of the field with a mark of Anki's; its place in Anki's own note type, if none has it."""
    return next((position for position, field in enumerate(note_type["flds"]) if field.get("tag") == tag), tag)
