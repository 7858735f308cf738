"""Actions on the card templates of note types, which the wire calls models."""

from __future__ import annotations

from ..api.deletions import Deletion
from ..api.registry import action
from ..api.rights import READ, WRITE
from ..api.wire.note_types import ChangedTemplates, Template, TemplateContents
from ..collection import deletion_subjects
from ..collection.note_types import templates
from ..errors import WrongArgument
from .group import WHOLE_COLLECTION, Group


class ModelTemplates(Group):
    """Actions on the card templates of note types."""

    category = "models"

    @action(needs=READ, deletes=False)
    async def modelTemplates(self, modelName: str) -> dict[str, TemplateContents]:
        """Return both sides of each card template of a note type.

        Args:
            modelName: the note type
        """
        return await self._read(lambda col: templates.contents(col, modelName))

    @action(needs=READ, deletes=False)
    async def modelFieldsOnTemplates(self, modelName: str) -> dict[str, tuple[list[str], list[str]]]:
        """Return for each card template the fields on its front, and the fields that are only on its back.

        A field that is only a condition ({{#Field}}, {{^Field}}) does not count.

        Args:
            modelName: the note type
        """
        return await self._read(lambda col: templates.fields_on_templates(col, modelName))

    @action(needs=WRITE, deletes=False)
    async def updateModelTemplates(self, model: ChangedTemplates) -> None:
        """Change card templates of a note type; unknown templates and empty sides are ignored.

        What Anki refuses, such as a front that shows no field, is an error with its reason, and nothing is changed.

        Args:
            model: the note type and its templates' new contents
        """
        await self._change(lambda col: templates.update(col, model["name"], model["templates"]), WHOLE_COLLECTION)

    # Structure -----------------------------------------------------------------

    @action(needs=WRITE, deletes=False)
    async def modelTemplateAdd(self, modelName: str, template: Template) -> None:
        """Add a card template to a note type, or change the existing one of this name; a new one makes cards for notes.

        The next sync is a full sync, as after every change of a note type's structure.

        Args:
            modelName: the note type
            template: the template
        """
        await self._change(lambda col: templates.add(col, modelName, template), WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=False)
    async def modelTemplateRename(self, modelName: str, oldTemplateName: str, newTemplateName: str) -> None:
        """Rename a card template of a note type.

        Args:
            modelName: the note type
            oldTemplateName: the template
            newTemplateName: its new name
        """
        await self._change(
            lambda col: templates.rename(col, modelName, oldTemplateName, newTemplateName), WHOLE_COLLECTION
        )

    @action(needs=WRITE, deletes=False)
    async def modelTemplateReposition(self, modelName: str, templateName: str, index: int) -> None:
        """Move a card template of a note type; its cards stay with it.

        The next sync is a full sync, as after every change of a note type's structure.

        Args:
            modelName: the note type
            templateName: the template
            index: its new position, from 0; past the end means last
        """
        if index < 0:
            raise WrongArgument(self._call.action, "index", "must be an integer of at least 0")
        await self._change(lambda col: templates.reposition(col, modelName, templateName, index), WHOLE_COLLECTION)

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.template))
    async def modelTemplateRemove(self, modelName: str, templateName: str) -> None:
        """Remove a card template from a note type, with all its cards; the last template cannot be removed.

        Notes stay, even those that had no other card. The next sync is a full sync, as after every change of a note
        type's structure.

        Args:
            modelName: the note type
            templateName: the template
        """
        await self._change(lambda col: templates.remove(col, modelName, templateName), WHOLE_COLLECTION)
