"""Checks whether a package brings something that Anki could not show or would not survive, before it is imported.

A template with 20,000 conditions within each other ends Anki while it is imported: 57 KB are enough. So nothing can be
looked at afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from anki.collection import Collection
from anki.errors import BackendError
from anki.models import NotetypeId
from anki.utils import split_fields

from ..collection.decks.decks import check_levels
from ..collection.note_types.limits import check_limits
from ..collection.package_collection import collection_of
from ..collection.packages import not_imported
from ..collection.tags import check_tags, tags_of
from ..errors import ApiError, CollectionUnavailable, PackageUnreadable
from ..gil import releasing_gil
from .showable import check_showable

# Notes with a field that may be long, with tags that may have a hundred levels, with four cloze deletions
_SUSPICIOUS = (
    "select id from notes where length(flds) > 17000 or length(tags) > 200"
    " or length(flds) - length(replace(flds, '{{c', '')) > 9"
)
_NOTE = "select cast(mid as integer), cast(tags as text), cast(flds as text) from notes where id = ?"


def check_contents(package: Path) -> None:
    """Raise PackageUnreadable for a package that holds what an action would refuse as well.

    Args:
        package: which has been found undamaged, and not too large
    """
    try:
        with collection_of(package) as col:
            _check(col)
    except (BackendError, OSError) as error:
        raise not_imported(package, error) from None
    except ApiError as error:
        raise PackageUnreadable(package, error, error.code) from None


def _check(col: Collection) -> None:
    for deck in col.decks.all_names_and_ids():
        check_levels(deck.name)
    fields: dict[int, list[str]] = {}
    for listed in col.models.all_names_and_ids():
        note_type = col.models.get(NotetypeId(listed.id))
        if note_type is not None:
            check_limits(note_type)
            fields[listed.id] = [one["name"] for one in note_type["flds"]]
    if col.db is None:
        raise CollectionUnavailable
    for note_id in releasing_gil(col.db.list(_SUSPICIOUS)):
        # not as a note: of one whose note type is missing, or has other fields, Anki makes none
        kind, tags, contents = col.db.first(_NOTE, note_id) or (0, "", "")
        check_tags(tags_of(tags))
        check_showable(dict(_named(split_fields(contents), fields.get(kind, []))))


def _named(contents: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, content in enumerate(contents):
        yield names[number] if number < len(names) else str(number + 1), content
