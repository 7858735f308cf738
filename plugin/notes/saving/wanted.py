"""What a request wants to be saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Literal, NamedTuple

from ...api.rights import Grant
from ..media import check_rights, files_of

OnDuplicate = Literal["skip", "update", "add", "fail"]

# A note as it came in the request, once it has been converted by its schema
Sent = Mapping[str, Any]


class NotesToSave(NamedTuple):
    """Notes that a request wants to save.

    Args:
        notes: as they came in the request
        check: converts a note by its schema; is given the note and its position, and raises ApiError
        place: names a note in an error, by its position
        on_duplicate: what becomes of a note without an id that is there already
        grant: what the caller may do
    """

    notes: Sequence[Any]
    check: Callable[[Any, int], Sent]
    place: Callable[[int], str]
    on_duplicate: OnDuplicate
    grant: Grant

    def checked(self, position: int) -> Sent:
        """Convert a note by its schema, or raise why it cannot be saved: also if it names files that it may not."""
        sent = self.check(self.notes[position], position)
        check_rights(files_of(sent), self.grant)
        return sent
