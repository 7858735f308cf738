"""What the groups of actions on windows have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ...actions.group import Group
from ..background.events import next_turn

if TYPE_CHECKING:
    from aqt.main import AnkiQt

    from ...api.host import Call
    from ..host import DesktopHost


class GuiGroup(Group):
    """A group of actions on Anki's windows; all of these are one category of the reference."""

    category = "gui"

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._desktop.flush_changes()  # the windows must show what came before

    @property
    def _desktop(self) -> DesktopHost:
        return cast("DesktopHost", self._host)

    @property
    def _mw(self) -> AnkiQt:
        """Anki's main window, while a collection is open."""
        self._host.col  # noqa: B018 - raises while there is none
        return self._desktop.main_window

    async def _turn(self) -> AnkiQt:
        """Go on outside of the server, where a dialog may wait for the person; gives Anki's main window."""
        self._host.col  # noqa: B018 - raises at once while there is none
        await self._desktop.busy_gate.worker_free()  # windows ask the backend, and would hold Anki
        await next_turn()
        return self._mw
