"""Makes those who judge requests from the settings: the gate by the head, access by key and action."""

from __future__ import annotations

from typing import NamedTuple

from ..config.settings import Settings
from .access import Access
from .gate import Gate
from .trust import NO_PORTS, Ports, Trust


class Judges(NamedTuple):
    """The rules in force; made anew when the settings change."""

    gate: Gate
    access: Access


def judges(settings: Settings, ports: Ports = NO_PORTS, machine: str | None = None) -> Judges:
    """Those who judge by these settings.

    Args:
        settings: in force
        ports: of this computer
        machine: its name, which is looked up if it is not given
    """
    trust = Trust(settings, ports)
    return Judges(Gate(settings, trust, ports, machine), Access(settings, trust, ports))
