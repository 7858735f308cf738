"""Writes what a report of a problem needs: versions, addresses, settings without secrets, and the last problems."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aqt.qt import PYQT_VERSION_STR, qVersion

from ...compat import anki_version
from ...config.settings import ALLOWED_HOSTS_VARIABLE, CONDITIONS, ENVIRONMENT
from ...config.shareable import shareable_settings
from ...errors import without_url_secrets
from ...log.bugs_file import BUGS_FILE, last_bugs
from ...log.recent_requests import Entry
from .. import messages

if TYPE_CHECKING:
    from .status import Status

_MOST_FAILURES = 10
_FIRST_WORD = re.compile(r"\w+")
_VARIABLES = (*ENVIRONMENT, ALLOWED_HOSTS_VARIABLE)


def details(status: Status) -> str:
    """The whole text.

    Args:
        status: of the running add-on
    """
    manager, module = status.mw.addonManager, status.module
    bugs = Path(manager.addonsFolder(module)) / BUGS_FILE
    lines = [
        f"{messages.NAME} {manager.addon_meta(module).human_version or '?'}, in the folder {module}",
        f"Anki {anki_version()}",
        f"Python {platform.python_version()}, Qt {qVersion()}, PyQt {PYQT_VERSION_STR}",
        platform.platform(),
        "",
        *_serving(status),
        "",
        *_titled("Settings that are not as they were installed", shareable_settings(status.stored.read())),
        *_titled("Settings with a mistake", _mistaken(status.told.mistakes)),
        *_titled("Environment variables", [one for one in _VARIABLES if os.environ.get(one)]),
        "",
        *_titled("The last requests that failed", _failures(status.recent.entries)),
        "",
        *_titled(f"The last entries about bugs in {bugs}", last_bugs(bugs)),
    ]
    return _without_home("\n".join(lines)) + "\n"


def _serving(status: Status) -> Iterator[str]:
    if status.port.paused:
        yield "Paused by the person at Anki"
    elif status.port.addresses:
        yield f"Serves at {messages.joined(status.port.addresses)}"
    else:
        yield "Serves nobody"
    if status.port.problem and not status.port.paused:
        yield without_url_secrets(status.port.problem)
    if status.told.open_to_network:
        yield "Other computers may call it without a key"


def _titled(title: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        yield f"{title}: none"
        return
    yield f"{title}:"
    yield from (f"  {line}" for text in lines for line in text.splitlines())


def _mistaken(mistakes: Sequence[str]) -> list[str]:
    """The names of the settings: what is told of a mistake may quote what was written."""
    return sorted({word[0] for word in map(_FIRST_WORD.match, mistakes) if word and word[0] in CONDITIONS})


def _failures(entries: Iterable[Entry]) -> list[str]:
    failed = [one for one in entries if one.error is not None][-_MOST_FAILURES:]
    return [_failure(one) for one in failed]


def _failure(entry: Entry) -> str:
    when = time.strftime("%H:%M:%S", time.localtime(entry.when))
    # the sentence about a refused host names it, and the one about a page that may not call does not
    outcome = "a host that is not allowed" if entry.refused_host else str(entry.error)
    start = f"{entry.action or '-'}: "
    return f"{when} {start}{outcome[len(start) if outcome.startswith(start) else 0 :]}"


def _without_home(text: str) -> str:
    """The text with ~ in place of the person's own folder, whose name is often theirs."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
