"""What an action deletes: how it is declared beside the action, and described to the person who decides about it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Union

if TYPE_CHECKING:
    from anki.collection import Collection

# Of the things that are deleted, so many are shown
MOST_EXAMPLES = 5


class Subject(NamedTuple):
    """What would be deleted.

    Args:
        what: in a few words, such as "Delete 3 notes"
        examples: the first few things, a line each
        contents: changes when what would be deleted does
    """

    what: str
    examples: Sequence[str] = ()
    contents: Hashable = None


def _always(_arguments: Mapping[str, Any]) -> bool:
    return True


class Deletion(NamedTuple):
    """An action removes what a person may miss.

    Args:
        describe: what, for the arguments given
        applies: whether a request with these arguments deletes anything
    """

    describe: Callable[[Collection, Mapping[str, Any]], Subject]
    applies: Callable[[Mapping[str, Any]], bool] = _always

    @property
    def always(self) -> bool:
        """Whether every request deletes something."""
        return self.applies is _always


# An action may replace files by others: it finds out when it has them, and raises ReplacingUnconfirmed
IF_IT_REPLACES_A_FILE = "if it replaces a file"

# False: nothing
Deletes = Union[bool, str, Deletion]
