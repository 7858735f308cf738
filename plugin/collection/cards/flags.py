"""Sets the flags of cards."""

from __future__ import annotations

from collections.abc import Sequence

from anki.collection import Collection

from ...errors import WrongArgument
from .selection import selected

_HIGHEST = 7
# The lowest three bits; others have the column for themselves
_OTHER_FLAG = "select id from cards where id in (select value from json_each(?1)) and flags & 7 != ?2"


def check_flag(action: str, flag: int) -> None:
    """Raise WrongArgument for what is no flag.

    Args:
        action: for the error text
        flag: as it was sent
    """
    if not 0 <= flag <= _HIGHEST:
        raise WrongArgument(action, "flag", f"must be 0 to {_HIGHEST}")


def set_flag(col: Collection, cards: Sequence[int], flag: int) -> int:
    """Set the flag of cards; return how many had another one.

    Args:
        col: the collection
        cards: ids
        flag: 0 for none
    """
    changing = selected(col, _OTHER_FLAG, cards, flag)
    if changing:
        col.set_user_flag_for_cards(flag, changing)
    return len(changing)
