"""Notes what Anki prints or logs because of how our code calls it: above all that a name is deprecated.

Anki tells so in many ways: a line that begins with the place of the caller (anki._legacy.print_deprecation_warning), a
line of a function's own, a printed stack, since 26 a warning that is logged. So print(), traceback.print_stack() and
the making of log records are watched, and who called is looked up on the stack. Python's DeprecationWarning is an error
for pytest anyway.
"""

from __future__ import annotations

import builtins
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Optional

OURS = str(Path(__file__).resolve().parents[1] / "plugin")
INSTALLED = "addons21"  # the folder of Anki that add-ons are installed in
_TELLS_OF_A_CALLER = re.compile(r"\S+\.py:\d+:|.*(deprecated|obsolete)", re.DOTALL)
_ANKI = ("anki", "aqt", "_aqt")


@contextmanager
def watched_for_complaints() -> Iterator[list[str]]:
    """Give a list to which is added what Anki says about our code."""
    complaints: list[str] = []
    usual_print, usual_stack, usual_record = builtins.print, traceback.print_stack, logging.getLogRecordFactory()

    def note(text: str, frame: Optional[FrameType], *, is_about_callers: bool) -> None:
        place = _blamed(frame, is_about_callers)
        if place is not None:
            complaints.append(f"{Path(place.f_code.co_filename).name}:{place.f_lineno}: {text}")

    def watched_print(*values: Any, **options: Any) -> None:
        text = " ".join(map(str, values))
        note(text, sys._getframe(1), is_about_callers=bool(_TELLS_OF_A_CALLER.match(text)))
        usual_print(*values, **options)

    def watched_stack(*arguments: Any, **options: Any) -> None:
        note("a printed stack", sys._getframe(1), is_about_callers=True)
        usual_stack(*arguments, **options)

    def watched_record(*arguments: Any, **options: Any) -> logging.LogRecord:
        record = usual_record(*arguments, **options)
        if record.levelno >= logging.WARNING:
            frame: Optional[FrameType] = sys._getframe(1)
            while frame is not None and frame.f_globals.get("__name__") == "logging":
                frame = frame.f_back
            note(record.getMessage(), frame, is_about_callers=record.stack_info is not None)
        return record

    builtins.print, traceback.print_stack = watched_print, watched_stack
    logging.setLogRecordFactory(watched_record)
    try:
        yield complaints
    finally:
        builtins.print, traceback.print_stack = usual_print, usual_stack
        logging.setLogRecordFactory(usual_record)


def _blamed(speaking: Optional[FrameType], is_about_callers: bool) -> Optional[FrameType]:
    """The line of ours because of which a function of Anki says something, if there is one.

    That function is called by ours; or Anki is known to speak about whoever has called Anki.
    """
    if speaking is None or not _is_anki(speaking):
        return None
    caller = speaking.f_back
    while is_about_callers and caller is not None and _is_anki(caller):
        caller = caller.f_back
    return caller if caller is not None and _is_ours(caller) else None


def _is_anki(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).split(".")[0] in _ANKI


def _is_ours(frame: FrameType) -> bool:
    path = Path(frame.f_code.co_filename)
    return path.is_relative_to(OURS) or INSTALLED in path.parts
