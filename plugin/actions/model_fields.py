"""Actions on the fields of note types, which the wire calls models.

Adding, moving and removing fields rewrites all notes of the type, and the next synchronization sends the whole
collection. Anki asks the person at it before that; a client that does it has been told here.
"""

from __future__ import annotations

from typing import Any, Union

from anki.collection import Collection

from ..api.registry import action
from ..collection.lookups import get_note_type
from ..collection.note_types import fields
from ..errors import WrongArgument
from .group import WHOLE_COLLECTION, Group

# As many points as Anki can store
_LARGEST_FONT = 65535


class ModelFields(Group):
    """Actions on the fields of note types."""

    category = "models"

    @action()
    async def modelFieldNames(self, modelName: str) -> list[str]:
        """Give the names of a note type's fields, in order.

        Args:
            modelName: the note type
        """
        return await self._read(lambda col: _of_each_field(col, modelName, "name"))

    @action()
    async def modelFieldDescriptions(self, modelName: str) -> list[str]:
        """Give what the editor shows in each field of a note type while it is empty, in order.

        Args:
            modelName: the note type
        """
        return await self._read(lambda col: _of_each_field(col, modelName, "description"))

    @action()
    async def modelFieldFonts(self, modelName: str) -> dict[str, dict[str, Any]]:
        """Give the font and its size that the editor has for each field of a note type.

        Args:
            modelName: the note type
        """

        def fonts(col: Collection) -> dict[str, dict[str, Any]]:
            note_type = get_note_type(col, modelName)
            return {field["name"]: {"font": field["font"], "size": field["size"]} for field in note_type["flds"]}

        return await self._read(fonts)

    # Structure -----------------------------------------------------------------

    @action()
    async def modelFieldAdd(self, modelName: str, fieldName: str, index: Union[int, None] = None) -> None:
        """Add a field to a note type; one that is there already is only moved.

        The next synchronization sends the whole collection, as after every change to a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
            index: its place, from 0; past the end, or without it for a new field, it comes last
        """
        position = None if index is None else self._position(index)
        await self._change(lambda col: fields.add(col, modelName, fieldName, position), WHOLE_COLLECTION)

    @action()
    async def modelFieldRename(self, modelName: str, oldFieldName: str, newFieldName: str) -> None:
        """Rename a field of a note type, also where the card templates show it.

        Args:
            modelName: the note type
            oldFieldName: the field
            newFieldName: its new name
        """
        await self._change(lambda col: fields.rename(col, modelName, oldFieldName, newFieldName), WHOLE_COLLECTION)

    @action()
    async def modelFieldReposition(self, modelName: str, fieldName: str, index: int) -> None:
        """Move a field of a note type; the contents of the notes move along.

        The next synchronization sends the whole collection, as after every change to a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
            index: its new place, from 0; past the end it comes last
        """
        position = self._position(index)
        await self._change(lambda col: fields.reposition(col, modelName, fieldName, position), WHOLE_COLLECTION)

    @action()
    async def modelFieldRemove(self, modelName: str, fieldName: str) -> None:
        """Remove a field from a note type, with its contents in all notes; the last one cannot go.

        The next synchronization sends the whole collection, as after every change to a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
        """
        await self._change(lambda col: fields.remove(col, modelName, fieldName), WHOLE_COLLECTION)

    # How the editor shows it ---------------------------------------------------

    @action()
    async def modelFieldSetFont(self, modelName: str, fieldName: str, font: str) -> None:
        """Set the font that the editor has for a field.

        Args:
            modelName: the note type
            fieldName: the field
            font: the font's name
        """
        await self._change(lambda col: fields.set_property(col, modelName, fieldName, "font", font))

    @action()
    async def modelFieldSetFontSize(self, modelName: str, fieldName: str, fontSize: int) -> None:
        """Set the size of the font that the editor has for a field.

        Args:
            modelName: the note type
            fieldName: the field
            fontSize: in pixels
        """
        if not 1 <= fontSize <= _LARGEST_FONT:
            raise WrongArgument(self._call.action, "fontSize", f"must be an integer from 1 to {_LARGEST_FONT}")
        await self._change(lambda col: fields.set_property(col, modelName, fieldName, "size", fontSize))

    @action()
    async def modelFieldSetDescription(self, modelName: str, fieldName: str, description: str) -> bool:
        """Set what the editor shows in a field while it is empty; gives true.

        Args:
            modelName: the note type
            fieldName: the field
            description: the text
        """
        await self._change(lambda col: fields.set_property(col, modelName, fieldName, "description", description))
        return True

    def _position(self, index: int) -> int:
        if index < 0:
            raise WrongArgument(self._call.action, "index", "must be an integer of at least 0")
        return index


def _of_each_field(col: Collection, name: str, key: str) -> list[str]:
    return [field[key] for field in get_note_type(col, name)["flds"]]
