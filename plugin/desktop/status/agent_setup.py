"""Finds what the texts for agents are made of: the address, and what joins to it who speaks by stdin and stdout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...mcp.setup_lines import Setup, is_plain, setups
from ...web.bind_addresses import IPV4_LOOPBACK, url

if TYPE_CHECKING:
    from .status import Status

_SCRIPT = "mcp_stdio.py"
# There is no Python beside Anki before 25.09, whose own program is not one
_ANY_PYTHON, _ANY_PYTHON_OF_WINDOWS = "python3", "py"
# What is installed within a Flatpak is not there for programs outside
_FLATPAK = Path("/.flatpak-info")


def setups_with(key: str, status: Status) -> list[Setup]:
    """What is entered in the settings of each program.

    Args:
        key: that it sends
        status: of the running add-on
    """
    address = next(iter(status.port.addresses), "")
    if not is_plain(address):  # not served at this moment, or by a name that only this computer knows
        address = url((IPV4_LOOPBACK, status.port.number))
    return setups(address, key, _bridge(Path(status.mw.addonManager.addonsFolder(status.module))))


def _bridge(folder: Path) -> list[str] | None:
    """A command to which the address is added; None if the add-on came without the script."""
    script = folder / _SCRIPT
    return [python_outside(Path(sys.executable or "")), str(script)] if script.is_file() else None


def python_outside(own: Path) -> str:
    """A Python that a program outside of Anki can start.

    Args:
        own: the program that runs this
    """
    # pythonw, by which Anki starts without a console, has no stdin
    with_console = own.with_name("python.exe") if own.name.lower() == "pythonw.exe" else own
    if with_console.name.lower().startswith("python") and with_console.is_file() and not _FLATPAK.exists():
        return str(with_console)
    return _ANY_PYTHON_OF_WINDOWS if sys.platform == "win32" else _ANY_PYTHON
