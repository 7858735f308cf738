"""Errors of note types."""

from __future__ import annotations

from .base import ApiError
from .quoting import shown
from .too_many import too_many_sounds, too_many_unclosed


class NoteTypeExists(ApiError):
    code = "duplicate"
    names_only = True

    def __init__(self) -> None:
        super().__init__("Model name already exists")


class NoteTypeNameEmpty(ApiError):
    code = "empty"

    def __init__(self) -> None:
        super().__init__("the name of a model must not be empty")


class FieldsMissing(ApiError):
    code = "empty"

    def __init__(self) -> None:
        super().__init__("Must provide at least one field for inOrderFields")


class TemplatesMissing(ApiError):
    code = "empty"

    def __init__(self) -> None:
        super().__init__("Must provide at least one card for cardTemplates")


class FieldExists(ApiError):
    code = "duplicate"

    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"field already exists in {shown(note_type)}: {shown(name)}")


class TemplateExists(ApiError):
    code = "duplicate"

    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"template already exists in {shown(note_type)}: {shown(name)}")


class FieldNameInvalid(ApiError):
    """Anki would take out what it does not allow, so that the field had another name than the client believes."""

    code = "invalid"

    def __init__(self, name: str) -> None:
        rule = 'it must not be empty, contain : { } or ", or begin with # ^ or /'
        super().__init__(f"field name is not allowed, {rule}: {shown(name)}")


class TemplateNameEmpty(ApiError):
    code = "empty"

    def __init__(self) -> None:
        super().__init__("the name of a template must not be empty")


class FieldNeeded(ApiError):
    code = "invalid"

    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"{shown(note_type)} cannot be without this field: {shown(name)}")


class TemplateNeeded(ApiError):
    code = "invalid"

    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"{shown(note_type)} cannot be without this template: {shown(name)}")


class NameTooLong(ApiError):
    """Of a note type, a field or a card template.

    Args:
        kind: of what
        most: characters that it may have
    """

    code = "limit"
    names_only = True

    def __init__(self, kind: str, most: int) -> None:
        super().__init__(f"the name of the {kind} is too long: at most {most} characters")


class TooManySoundsInTemplate(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, name: str, most: int) -> None:
        super().__init__(too_many_sounds(f"card template {shown(name)}", most))


class TooManyUnclosedInTemplate(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, name: str, most: int) -> None:
        marks = "{{, <%, <!--, <style and <script"
        super().__init__(too_many_unclosed(f"card template {shown(name)}", marks, most))


class TemplateNestedTooDeeply(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, name: str, most: int) -> None:
        bound = f"at most {most} conditions ({{{{#Field}}}}) within each other"
        super().__init__(f"card template {shown(name)} is nested too deeply: {bound}")
