"""Actions on notes with a picture of which parts are hidden."""

from __future__ import annotations

from typing import Union

from anki.notes import NoteId

from ..api.registry import action
from ..api.rights import WRITE
from ..api.wire.occlusion import OcclusionImage, OcclusionShape
from ..notes import occlusion
from .group import Group


class Occlusion(Group):
    """Actions on notes with a picture of which parts are hidden."""

    category = "notes"

    @action(needs=WRITE, deletes=False)
    async def addImageOcclusion(
        self,
        image: OcclusionImage,
        shapes: list[OcclusionShape],
        deckName: str,
        header: str = "",
        backExtra: str = "",
        tags: Union[list[str], str] = [],  # noqa: B006 - never changed
    ) -> NoteId:
        """Add a note with a picture, parts of which are hidden and asked one after another; return its id.

        The note has a card for each ordinal, on which the other shapes are hidden, too. Anki's note type Image
        Occlusion is made if it is missing. If the picture cannot be had, or a shape reaches beyond it, nothing is made.

        Args:
            image: the picture
            shapes: that hide parts of it, 1 to 200
            deckName: the deck of its cards
            header: text above the picture
            backExtra: text below the picture, on the answers
            tags: a list, or one text with blanks between tags
        """
        wanted = occlusion.OcclusionNote(
            self._call.action, image, shapes, deckName, header, backExtra, tags, self._call.grant
        )
        return await occlusion.add(self._host, self._read, self._change, wanted)
