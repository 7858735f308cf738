"""The second line of an error over /mcp: of what kind it is, and what a model can do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..errors import Code
from .tool_words import DESCRIBE

_ARGUMENTS = re.compile(r"\(\) (?:got an unexpected keyword argument|missing \d+ required positional argument)")

# By the beginning of the error
_BY_WORDS: Mapping[str, str] = {
    "deck was not found": "deckTree lists the decks",
    "model was not found": "modelNames lists the note types",
    "Note was not found": "searchNotes finds notes, with their ids",
    "Card was not found": "searchCards finds cards, with their ids",
    "the answer has": "searchNotes and searchCards take limit, include and cursor; searchNotes excerpt, too",
    "not allowed": "the person at Anki can allow it: Tools, AnkiConnect, Who may use Anki",
    "the disk is full": "nothing can be saved before the person has made room",
    "the person at Anki said no": "do not ask again unless the person wants it",
    "may not use files of this computer": "send the contents, or an address",
    "cannot create note because it is a duplicate": 'saveNotes with onDuplicate "update" changes the one that is there',
}
_BY_CODE: Mapping[Code, str] = {
    "unsupported": "describeActions lists what there is",
    "unavailable": "try again in a moment",
    "internal": "it is a mistake of AnkiConnect, which is in its log",
}


def hint(action: str, message: str, code: Code | None, parameters: Sequence[str]) -> str:
    """The line; nothing if there is nothing to say.

    Args:
        action: that failed
        message: of the error
        code: of what kind it is
        parameters: of the action
    """
    if code is None:
        return ""
    if _ARGUMENTS.search(message):
        more = f"{action} takes {', '.join(parameters)}" if parameters else f"{action} takes no arguments"
    elif action == DESCRIBE and code == "limit":
        more = "name a category, or fewer actions"
    else:
        by_words = (words for start, words in _BY_WORDS.items() if message.startswith(start))
        more = next(by_words, _BY_CODE.get(code, ""))
    return f"{code}: {more}" if more else code
