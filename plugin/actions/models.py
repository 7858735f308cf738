"""Actions on note types, which the wire calls models."""

from __future__ import annotations

from anki.collection import Collection
from anki.models import NotetypeId

from ..collection.lookups import note_type
from ..registry import action
from .group import Group


class Models(Group):
    """Actions on note types."""

    @action()
    async def modelNames(self) -> list[str]:
        """Give the names of all note types."""
        return await self._read(lambda col: [one.name for one in col.models.all_names_and_ids()])

    @action()
    async def modelNamesAndIds(self) -> dict[str, NotetypeId]:
        """Give the names of all note types with their ids."""
        return await self._read(lambda col: {one.name: NotetypeId(one.id) for one in col.models.all_names_and_ids()})

    @action()
    async def modelFieldNames(self, modelName: str) -> list[str]:
        """Give the names of a note type's fields, in order.

        Args:
            modelName: the note type
        """

        def names(col: Collection) -> list[str]:
            return [field["name"] for field in note_type(col, modelName)["flds"]]

        return await self._read(names)
