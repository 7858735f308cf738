"""Actions on the fields of note types, which the wire calls models.

Adding, moving and removing fields changes all notes of the note type, and makes the next sync a full sync. Anki itself
asks before it does so; clients are warned by the docstrings.
"""

from __future__ import annotations

from typing import Any, Union

from anki.collection import Collection

from ..api.deletions import Deletion
from ..api.registry import action
from ..api.rights import READ, WRITE
from ..api.wire.note_types import FieldFont
from ..collection import deletion_subjects
from ..collection.lookups import get_note_type
from ..collection.note_types import fields
from ..errors import WrongArgument
from .group import WHOLE_COLLECTION, Group

# The largest number that Anki can store
_MAX_FONT_SIZE = 65535


class ModelFields(Group):
    """Actions on the fields of note types."""

    category = "models"

    @action(needs=READ, deletes=False)
    async def modelFieldNames(self, modelName: str) -> list[str]:
        """Return the names of a note type's fields, in order.

        Args:
            modelName: the note type
        """
        return await self._read(lambda col: _of_each_field(col, modelName, "name"))

    @action(needs=READ, deletes=False)
    async def modelFieldDescriptions(self, modelName: str) -> list[str]:
        """Return the descriptions of a note type's fields, which the editor shows in empty fields, in order.

        Args:
            modelName: the note type
        """
        return await self._read(lambda col: _of_each_field(col, modelName, "description"))

    @action(needs=READ, deletes=False)
    async def modelFieldFonts(self, modelName: str) -> dict[str, FieldFont]:
        """Return the editor's font and font size for each field of a note type.

        Args:
            modelName: the note type
        """

        def fonts(col: Collection) -> dict[str, FieldFont]:
            note_type = get_note_type(col, modelName)
            return {field["name"]: {"font": field["font"], "size": field["size"]} for field in note_type["flds"]}

        return await self._read(fonts)

    # Structure -----------------------------------------------------------------

    @action(needs=WRITE, deletes=False)
    async def modelFieldAdd(self, modelName: str, fieldName: str, index: Union[int, None] = None) -> None:
        """Add a field to a note type; an existing field is only moved.

        The next sync is a full sync, as after every change of a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
            index: its position, from 0; past the end means last; without it a new field is last, and an existing one
                stays where it is
        """
        position = None if index is None else self._position(index)
        await self._change(lambda col: fields.add(col, modelName, fieldName, position), WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=False)
    async def modelFieldRename(self, modelName: str, oldFieldName: str, newFieldName: str) -> None:
        """Rename a field of a note type, also in the card templates.

        Args:
            modelName: the note type
            oldFieldName: the field
            newFieldName: its new name
        """
        await self._change(lambda col: fields.rename(col, modelName, oldFieldName, newFieldName), WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=False)
    async def modelFieldReposition(self, modelName: str, fieldName: str, index: int) -> None:
        """Move a field of a note type, with its contents in all notes.

        The next sync is a full sync, as after every change of a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
            index: its new position, from 0; past the end means last
        """
        position = self._position(index)
        await self._change(lambda col: fields.reposition(col, modelName, fieldName, position), WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.field))
    async def modelFieldRemove(self, modelName: str, fieldName: str) -> None:
        """Remove a field from a note type, with its contents in all notes; the last field cannot be removed.

        The next sync is a full sync, as after every change of a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
        """
        await self._change(lambda col: fields.remove(col, modelName, fieldName), WHOLE_COLLECTION)

    # How the editor shows it ---------------------------------------------------

    @action(needs=WRITE, deletes=False)
    async def modelFieldSetFont(self, modelName: str, fieldName: str, font: str) -> None:
        """Set the editor's font for a field.

        Args:
            modelName: the note type
            fieldName: the field
            font: the font's name
        """
        await self._set_property(modelName, fieldName, "font", font)

    @action(needs=WRITE, deletes=False)
    async def modelFieldSetFontSize(self, modelName: str, fieldName: str, fontSize: int) -> None:
        """Set the editor's font size for a field.

        Args:
            modelName: the note type
            fieldName: the field
            fontSize: in pixels
        """
        if not 1 <= fontSize <= _MAX_FONT_SIZE:
            raise WrongArgument(self._call.action, "fontSize", f"must be an integer from 1 to {_MAX_FONT_SIZE}")
        await self._set_property(modelName, fieldName, "size", fontSize)

    @action(needs=WRITE, deletes=False)
    async def modelFieldSetDescription(self, modelName: str, fieldName: str, description: str) -> bool:
        """Set the description of a field, which the editor shows while it is empty; true.

        Args:
            modelName: the note type
            fieldName: the field
            description: the new description
        """
        await self._set_property(modelName, fieldName, "description", description)
        return True

    async def _set_property(self, note_type: str, field: str, name: str, value: Any) -> None:
        # Anki stores the whole note type anew, which may hold megabytes
        await self._change(lambda col: fields.set_property(col, note_type, field, name, value), WHOLE_COLLECTION)

    def _position(self, index: int) -> int:
        if index < 0:
            raise WrongArgument(self._call.action, "index", "must be an integer of at least 0")
        return index


def _of_each_field(col: Collection, name: str, key: str) -> list[str]:
    return [field[key] for field in get_note_type(col, name)["flds"]]
