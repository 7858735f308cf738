"""What the actions on whole note types do to a collection."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from anki.collection import Collection
from anki.models import NotetypeDict, NotetypeId
from anki.stdmodels import StockNotetypeKind
from anki.utils import from_json_bytes

from ...errors import (
    FieldsMissing,
    NoteTypeExists,
    NoteTypeNameEmpty,
    NoteTypeNotFound,
    TemplateExists,
    TemplatesMissing,
)
from ..lookups import note_type
from ..undo import for_each
from .validation import try_changes, try_new


def note_type_of_id(col: Collection, note_type_id: int) -> NotetypeDict:
    """The note type of that id."""
    found = col.models.get(NotetypeId(note_type_id))
    if found is None:
        raise NoteTypeNotFound(note_type_id)
    return found


def same_name(one: str, other: str) -> bool:
    """Whether Anki takes two names of fields, or of templates, for one."""
    return _comparable(one) == _comparable(other)


def first_repeated(names: Iterable[str]) -> str | None:
    """The first of names that Anki takes for an earlier one of them; None if there is none."""
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


def draft(col: Collection, name: str) -> NotetypeDict:
    """A note type as it is in the collection, to be changed and stored; what note_type() gives is Anki's own copy."""
    # That copy may be older than what the person at Anki has just stored, until windows are told of it
    col.models._remove_from_cache(note_type(col, name)["id"])
    return copy.deepcopy(note_type(col, name))


def store(col: Collection, *drafts: NotetypeDict) -> int:
    """Store those note types that were changed; all of them or, if Anki refuses one, none. Tell how many.

    Notes and cards follow: contents stay with their field, cards with their template, as the numbers in `ord` say.
    """
    changed = [one for one in drafts if one != col.models.get(one["id"])]
    if changed:
        try_changes([(note_type_of_id(col, one["id"]), one) for one in changed])
        for_each(col, changed, col.models.update_dict)
    return len(changed)


# Making ----------------------------------------------------------------------


def create(
    col: Collection,
    name: str,
    fields: Sequence[str],
    templates: Sequence[Mapping[str, Any]],
    css: str | None,
    *,
    cloze: bool,
) -> NotetypeDict:
    """Make a note type.

    Args:
        col: the collection
        name: of the note type
        fields: their names, in order and checked
        templates: wire.NewTemplate
        css: of its cards, None for Anki's own
        cloze: whether its cards come from cloze deletions
    """
    if not fields:
        raise FieldsMissing
    if not templates:
        raise TemplatesMissing
    name = name.replace('"', "")  # as Anki does
    if not name.strip():
        raise NoteTypeNameEmpty
    if col.models.id_for_name(name) is not None:
        raise NoteTypeExists
    kind = _empty_kind(col, cloze=cloze)
    kind["name"] = name
    kind["flds"] = [col.models.new_field(field) for field in fields]
    kind["tmpls"] = [new_template(col, template, number) for number, template in enumerate(templates, start=1)]
    _check_template_names(kind)
    if css is not None:
        kind["css"] = css
    try_new(kind)
    return note_type_of_id(col, col.models.add_dict(kind).id)


def new_template(col: Collection, template: Mapping[str, Any], number: int = 0) -> dict[str, Any]:
    """A template for Anki.

    Args:
        col: the collection
        template: wire.NewTemplate
        number: for its name, if it has none
    """
    made: dict[str, Any] = col.models.new_template(template.get("Name") or f"Card {number}")
    made["qfmt"], made["afmt"] = template["Front"], template["Back"]
    return made


def _empty_kind(col: Collection, *, cloze: bool) -> NotetypeDict:
    if not cloze:
        return col.models.new("")
    kind: NotetypeDict = from_json_bytes(col._backend.get_stock_notetype_legacy(StockNotetypeKind.KIND_CLOZE))
    return kind


def _check_template_names(kind: NotetypeDict) -> None:
    repeated = first_repeated(template["name"] for template in kind["tmpls"])
    if repeated is not None:
        raise TemplateExists(kind["name"], repeated)


# Replacing text --------------------------------------------------------------


def replace_text(col: Collection, wanted: Mapping[str, Any]) -> int:
    """Replace a text in a note type, or in all of them; tell how many changed.

    Args:
        col: the collection
        wanted: wire.Replacing with all its members
    """
    names = [wanted["modelName"]] if wanted["modelName"] else [one.name for one in col.models.all_names_and_ids()]
    drafts = [draft(col, name) for name in names]
    for kind in drafts:
        for template in kind["tmpls"]:
            if wanted["front"]:
                _replace(template, "qfmt", wanted)
            if wanted["back"]:
                _replace(template, "afmt", wanted)
        if wanted["css"]:
            _replace(kind, "css", wanted)
    return store(col, *drafts)


def _replace(thing: dict[str, Any], key: str, wanted: Mapping[str, Any]) -> None:
    thing[key] = thing[key].replace(wanted["findText"], wanted["replaceText"])
