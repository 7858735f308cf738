"""Errors of note types."""

from __future__ import annotations

from .base import ApiError
from .quoting import shown
from .too_many import too_many_sounds, too_many_unclosed


class NoteTypeExists(ApiError):
    names_only = True

    def __init__(self) -> None:
        super().__init__("Model name already exists")


class NoteTypeNameEmpty(ApiError):
    def __init__(self) -> None:
        super().__init__("the name of a model must not be empty")


class FieldsMissing(ApiError):
    def __init__(self) -> None:
        super().__init__("Must provide at least one field for inOrderFields")


class TemplatesMissing(ApiError):
    def __init__(self) -> None:
        super().__init__("Must provide at least one card for cardTemplates")


class FieldExists(ApiError):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"field already exists in {shown(note_type)}: {shown(name)}")


class TemplateExists(ApiError):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"template already exists in {shown(note_type)}: {shown(name)}")


class FieldNameInvalid(ApiError):
    """Anki would take out what it does not allow, so that the field had another name than the client believes."""

    def __init__(self, name: str) -> None:
        rule = 'it must not be empty, contain : { } or ", or begin with # ^ or /'
        super().__init__(f"field name is not allowed, {rule}: {shown(name)}")


class TemplateNameEmpty(ApiError):
    def __init__(self) -> None:
        super().__init__("the name of a template must not be empty")


class FieldNeeded(ApiError):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"{shown(note_type)} cannot be without this field: {shown(name)}")


class TemplateNeeded(ApiError):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"{shown(note_type)} cannot be without this template: {shown(name)}")


class NameTooLong(ApiError):
    """Of a note type, a field or a card template.

    Args:
        kind: of what
        most: characters that it may have
    """

    names_only = True

    def __init__(self, kind: str, most: int) -> None:
        super().__init__(f"the name of the {kind} is too long: at most {most} characters")


class TooManySoundsInTemplate(ApiError):
    names_only = True

    def __init__(self, name: str, most: int) -> None:
        super().__init__(too_many_sounds(f"card template {shown(name)}", most))


class TooManyUnclosedInTemplate(ApiError):
    names_only = True

    def __init__(self, name: str, most: int) -> None:
        marks = "{{, <%, <!--, <style and <script"
        super().__init__(too_many_unclosed(f"card template {shown(name)}", marks, most))


class TemplateNestedTooDeeply(ApiError):
    names_only = True

    def __init__(self, name: str, most: int) -> None:
        bound = f"at most {most} conditions ({{{{#Field}}}}) within each other"
        super().__init__(f"card template {shown(name)} is nested too deeply: {bound}")
