"""Weighs what a request has sent, in the items by which a host decides whether an operation is large (host.py).

How long something takes depends on how many things it is about, and on how much text: a field of 450 KB of HTML, given
to a single note, was seen to hold Anki's main thread for 40 ms.
"""

from __future__ import annotations

from typing import Any

# 100 items may take a few milliseconds: 100 KB of HTML take some 9 ms to be stripped, compared and stored, plain text 3
_CHARACTERS_PER_ITEM = 1_000
# 2,000 values in lists within lists take a millisecond or two to be checked
_VALUES_PER_ITEM = 20
# More items than any limit for a small operation: nothing is counted beyond, so that weighing itself takes no time
MOST = 200
_MOST_VALUES = MOST * _VALUES_PER_ITEM


def weigh(value: Any) -> int:
    """The items that something sent counts for by its size, MOST at the most.

    Args:
        value: what JSON has
    """
    characters = values = 0
    waiting = [value]
    while waiting:
        one = waiting.pop()
        values += 1
        if isinstance(one, str):
            characters += len(one)
        elif isinstance(one, (list, dict)):
            if len(one) > _MOST_VALUES:
                return MOST
            waiting.extend([*one, *one.values()] if isinstance(one, dict) else one)
        if _items(characters, values + len(waiting)) >= MOST:
            return MOST
    return _items(characters, values)


def _items(characters: int, values: int) -> int:
    return characters // _CHARACTERS_PER_ITEM + values // _VALUES_PER_ITEM
