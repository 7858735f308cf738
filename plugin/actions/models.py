"""Actions on whole note types, which the wire calls models."""

from __future__ import annotations

from typing import Any, Union

from anki.collection import Collection
from anki.models import NotetypeId

from ..api.registry import action
from ..api.rights import READ, WRITE
from ..api.wire.note_types import ChangedStyling, NewTemplate, NoteType, Replacing, Styling
from ..collection.lookups import get_note_type, get_note_type_by_id
from ..collection.note_types import note_types
from ..collection.note_types.fields import checked_names
from ..errors import MissingArguments, WrongArgument
from .group import WHOLE_COLLECTION, Group


class Models(Group):
    """Actions on note types."""

    @action(needs=READ, deletes=False)
    async def modelNames(self) -> list[str]:
        """Return the names of all note types."""
        return await self._read(lambda col: [one.name for one in col.models.all_names_and_ids()])

    @action(needs=READ, deletes=False)
    async def modelNamesAndIds(self) -> dict[str, NotetypeId]:
        """Return the names of all note types with their ids."""
        return await self._read(lambda col: {one.name: NotetypeId(one.id) for one in col.models.all_names_and_ids()})

    @action(needs=READ, deletes=False)
    async def modelNameFromId(self, modelId: NotetypeId) -> str:
        """Return the name of a note type; an unknown one is an error.

        Args:
            modelId: its id
        """
        return await self._read(lambda col: str(get_note_type_by_id(col, modelId)["name"]))

    @action(needs=READ, deletes=False)
    async def findModelsById(self, modelIds: list[NotetypeId]) -> list[NoteType]:
        """Return whole note types as Anki stores them; an unknown one is an error.

        Args:
            modelIds: their ids
        """
        return await self._read(
            lambda col: [note_types.as_told(get_note_type_by_id(col, one)) for one in modelIds], len(modelIds)
        )

    @action(needs=READ, deletes=False)
    async def findModelsByName(self, modelNames: Union[list[str], None] = None) -> list[NoteType]:
        """Return whole note types as Anki stores them; an unknown one is an error.

        Args:
            modelNames: their names; null means all
        """
        if modelNames is None:
            return await self._read(lambda col: [note_types.as_told(one) for one in col.models.all()], WHOLE_COLLECTION)
        names = modelNames
        return await self._read(lambda col: [note_types.as_told(get_note_type(col, one)) for one in names], len(names))

    # Creating --------------------------------------------------------------------

    @action(needs=WRITE, deletes=False)
    async def createModel(
        self,
        modelName: str,
        inOrderFields: list[str],
        cardTemplates: list[NewTemplate],
        css: Union[str, None] = None,
        isCloze: bool = False,
    ) -> NoteType:
        """Create a note type and return it as Anki stores it.

        What Anki refuses, such as a front that shows no field, is an error with its reason.

        Args:
            modelName: its name
            inOrderFields: the names of its fields
            cardTemplates: its card templates
            css: the styling of its cards; by default Anki's
            isCloze: make it a cloze note type
        """

        def create(col: Collection) -> NoteType:
            fields = checked_names(modelName, inOrderFields)
            return note_types.as_told(note_types.create(col, modelName, fields, cardTemplates, css, cloze=isCloze))

        return await self._change(create, WHOLE_COLLECTION)

    # Styling and text ----------------------------------------------------------

    @action(needs=READ, deletes=False)
    async def modelStyling(self, modelName: str) -> Styling:
        """Return the styling of a note type's cards.

        Args:
            modelName: the note type
        """
        return await self._read(lambda col: {"css": get_note_type(col, modelName)["css"]})

    @action(needs=WRITE, deletes=False)
    async def updateModelStyling(self, model: ChangedStyling) -> None:
        """Change the styling of a note type's cards.

        Args:
            model: the note type and its new styling
        """

        def update(col: Collection) -> None:
            note_type = note_types.editable_copy(col, model["name"])
            note_type["css"] = model["css"]
            note_types.save(col, note_type)

        await self._change(update, WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=False)
    async def findAndReplaceInModels(
        self,
        modelName: Union[str, None] = None,
        findText: Union[str, None] = None,
        replaceText: Union[str, None] = None,
        front: bool = True,
        back: bool = True,
        css: bool = True,
        model: Union[Replacing, None] = None,
    ) -> int:
        """Replace a text in the card templates and the styling of note types; return how many note types changed.

        modelName, findText and replaceText are required, either directly or within `model`.

        Args:
            modelName: the note type; an empty string means all
            findText: the text to look for, not a pattern
            replaceText: the new text
            front: replace it on the front of the templates
            back: replace it on the back of the templates
            css: replace it in the styling
            model: all of the above in one object
        """
        flat = {"modelName": modelName, "findText": findText, "replaceText": replaceText}
        request: dict[str, Any] = {**flat, "front": front, "back": back, "css": css, **(model or {})}
        if model is not None and "findText" not in model:
            request["findText"] = model.get("fieldText")
        missing = [name for name in flat if request[name] is None]
        if missing:
            raise MissingArguments(self._call.action, missing)
        if not request["findText"]:
            raise WrongArgument(self._call.action, "findText", "must not be empty")
        return await self._change(lambda col: note_types.replace_text(col, request), WHOLE_COLLECTION)
