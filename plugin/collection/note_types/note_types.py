"""Creates note types, and changes whole ones."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable, TypeVar, cast

from anki.collection import Collection
from anki.models import NotetypeDict
from anki.stdmodels import StockNotetypeKind
from anki.utils import from_json_bytes

from ...api.wire.note_types import NoteType
from ...errors import (
    FieldsMissing,
    NoteTypeExists,
    NoteTypeNameEmpty,
    TemplateExists,
    TemplatesMissing,
)
from ..lookups import find_note_type_id, get_note_type, get_note_type_by_id
from ..names import note_type_name
from ..undo import for_each
from .template_parser import with_stored_names
from .validation import validate_changes, validate_new

# A field or a template
Thing = TypeVar("Thing", bound=Mapping[str, Any])


def as_told(note_type: NotetypeDict) -> NoteType:
    """A note type as replies have it: as Anki stores it, whose own types do not tell its members."""
    return cast("NoteType", note_type)


def with_name(things: Iterable[Thing], name: str, stored: Callable[[str], str]) -> Thing | None:
    """The field, or template, of that name; None if there is none.

    Args:
        things: of a note type
        name: as it was sent
        stored: gives a name as Anki stores it
    """
    by_name = {thing["name"]: thing for thing in things}
    return by_name.get(name) or by_name.get(stored(name))


def same_name(one: str, other: str) -> bool:
    """Whether two names of fields, or of templates, are the same for Anki."""
    return _comparable(one) == _comparable(other)


def first_repeated(names: Iterable[str]) -> str | None:
    """The first name that is the same for Anki as an earlier one in the list; None if there is none."""
    seen: set[str] = set()
    for name in names:
        comparable = _comparable(name)
        if comparable in seen:
            return name
        seen.add(comparable)
    return None


def _comparable(name: str) -> str:
    return unicodedata.normalize("NFC", name).replace('"', "").casefold()


# Changing --------------------------------------------------------------------


def editable_copy(col: Collection, name: str) -> NotetypeDict:
    """A copy of a note type, to be changed and saved; get_note_type() returns the object in Anki's cache."""
    # The cached one may be older than what the person at Anki has just saved, until windows are told of that change
    col.models._remove_from_cache(get_note_type(col, name)["id"])
    return copy.deepcopy(get_note_type(col, name))


def save(col: Collection, *note_types: NotetypeDict) -> int:
    """Save the note types that were changed; return how many. If Anki refuses one, none is saved.

    Notes and cards are updated as the numbers in `ord` say: contents stay with their field, cards with their template.
    """
    changed = [one for one in note_types if one != col.models.get(one["id"])]
    if changed:
        validate_changes([(get_note_type_by_id(col, one["id"]), one) for one in changed])
        for_each(col, changed, col.models.update_dict)
    return len(changed)


# Creating ----------------------------------------------------------------------


def create(
    col: Collection,
    name: str,
    fields: Sequence[str],
    templates: Sequence[Mapping[str, Any]],
    css: str | None,
    *,
    cloze: bool,
) -> NotetypeDict:
    """Create a note type.

    Args:
        col: the collection
        name: of the note type
        fields: their names, in order and checked
        templates: wire.NewTemplate
        css: of its cards, None for Anki's default
        cloze: whether it is a cloze note type
    """
    if not fields:
        raise FieldsMissing
    if not templates:
        raise TemplatesMissing
    name = note_type_name(name)
    if not name.strip():
        raise NoteTypeNameEmpty
    if find_note_type_id(col, name) is not None:
        raise NoteTypeExists
    note_type = _empty_note_type(col, cloze=cloze)
    note_type["name"] = name
    note_type["flds"] = [col.models.new_field(field) for field in fields]
    note_type["tmpls"] = [new_template(col, template, number) for number, template in enumerate(templates, start=1)]
    _check_template_names(note_type)
    if css is not None:
        note_type["css"] = css
    validate_new(note_type)
    return get_note_type_by_id(col, col.models.add_dict(note_type).id)


def new_template(col: Collection, template: Mapping[str, Any], number: int = 0) -> dict[str, Any]:
    """Create a card template.

    Args:
        col: the collection
        template: wire.NewTemplate
        number: for its name, if it has none
    """
    new: dict[str, Any] = col.models.new_template(template.get("Name") or f"Card {number}")
    new["qfmt"], new["afmt"] = with_stored_names(template["Front"]), with_stored_names(template["Back"])
    return new


def _empty_note_type(col: Collection, *, cloze: bool) -> NotetypeDict:
    if not cloze:
        return col.models.new("")
    note_type: NotetypeDict = from_json_bytes(col._backend.get_stock_notetype_legacy(StockNotetypeKind.KIND_CLOZE))
    return note_type


def _check_template_names(note_type: NotetypeDict) -> None:
    repeated = first_repeated(template["name"] for template in note_type["tmpls"])
    if repeated is not None:
        raise TemplateExists(note_type["name"], repeated)


# Replacing text --------------------------------------------------------------


def replace_text(col: Collection, request: Mapping[str, Any]) -> int:
    """Replace a text in a note type, or in all of them; return how many changed.

    Args:
        col: the collection
        request: wire.Replacing with all its members
    """
    names = [request["modelName"]] if request["modelName"] else [one.name for one in col.models.all_names_and_ids()]
    note_types = [editable_copy(col, name) for name in names]
    for note_type in note_types:
        for template in note_type["tmpls"]:
            if request["front"]:
                _replace(template, "qfmt", request)
            if request["back"]:
                _replace(template, "afmt", request)
        if request["css"]:
            _replace(note_type, "css", request)
    return save(col, *note_types)


def _replace(container: dict[str, Any], key: str, request: Mapping[str, Any]) -> None:
    text, sent, wanted = container[key], request["findText"], with_stored_names(request["replaceText"])
    container[key] = text.replace(sent if sent in text else with_stored_names(sent), wanted)
