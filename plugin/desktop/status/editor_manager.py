"""What Anki's editor of settings is given as Anki's add-on manager: what cannot be written holds until Anki ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import guard

if TYPE_CHECKING:
    from aqt.addons import AddonManager

    from .stored_settings import StoredSettings


class EditorManager:
    """Anki's add-on manager, but for how it stores settings.

    Args:
        manager: Anki's
        stored: the settings
    """

    def __init__(self, manager: AddonManager, stored: StoredSettings) -> None:
        self._manager = manager
        self._stored = stored

    @guard.guarded()
    def writeConfig(self, _module: str, config: dict[str, Any]) -> None:
        """Store settings; Anki's would raise an error, which the editor does not expect."""
        self._stored.replace(config)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._manager, name)
