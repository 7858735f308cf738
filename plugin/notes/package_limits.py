"""Checks whether a package brings something that Anki could not show or would not survive, before it is imported.

A template with 20,000 conditions within each other ends Anki while it is imported: 57 KB are enough. So nothing can be
looked at afterwards.
"""

from __future__ import annotations

from pathlib import Path

from anki.collection import Collection
from anki.errors import BackendError
from anki.models import NotetypeId

from ..collection.decks.decks import check_levels
from ..collection.lookups import get_note
from ..collection.note_types.limits import check_limits
from ..collection.package_collection import collection_of
from ..collection.packages import not_imported
from ..collection.tags import check_tags
from ..errors import ApiError, CollectionUnavailable, PackageUnreadable
from ..gil import releasing_gil
from .showable import check_showable

_NOTES_AT_A_TIME = 500
# Notes with a field that may be long, with tags that may have a hundred levels, with four cloze deletions
_SUSPICIOUS = (
    "select id from notes where length(flds) > 17000 or length(tags) > 200"
    " or length(flds) - length(replace(flds, '{{c', '')) > 9"
)


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
        raise PackageUnreadable(package, error) from None


def _check(col: Collection) -> None:
    for deck in col.decks.all_names_and_ids():
        check_levels(deck.name)
    for note_type in col.models.all_names_and_ids():
        check_limits(col.models.get(NotetypeId(note_type.id)) or {})
    if col.db is None:
        raise CollectionUnavailable
    for note_id in releasing_gil(col.db.list(_SUSPICIOUS)):
        note = get_note(col, note_id)
        check_tags(note.tags)
        check_showable(dict(note.items()))
