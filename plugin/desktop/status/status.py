"""Tools → AnkiConnect: the entries in Anki's menu, and what the window behind them shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import aqt
from aqt.qt import QAction

from ... import guard
from ...api.rights import GUI, READ
from ...config.rules import DEFAULT_SETTING, SETTING
from ...log.recent_requests import RecentRequests
from .. import messages
from ..address_binding import AddressBinding
from ..entries import connect, guarded
from ..windows.notice import Button, Notice
from .origin_settings import Origins
from .rule_settings import RuleSettings, stored_rules
from .stored_settings import StoredSettings

if TYPE_CHECKING:
    from aqt.main import AnkiQt

    from .status_window import StatusWindow


_MOST_MISTAKES = 5  # that the headline tells
_OF_RULES = (SETTING, DEFAULT_SETTING)  # these are shown beside the list of callers


class Told(NamedTuple):
    """What a person is told of the settings.

    Args:
        mistakes: a sentence for each
        open_to_network: whether other computers may use Anki without a key
    """

    mistakes: list[str]
    open_to_network: bool

    @property
    def mistakes_of_rules(self) -> list[str]:
        """Those that concern who may do what."""
        return [one for one in self.mistakes if one.startswith(_OF_RULES)]

    @property
    def other_mistakes(self) -> list[str]:
        """All others."""
        return [one for one in self.mistakes if not one.startswith(_OF_RULES)]


class Status:
    """The entries in the Tools menu, and the window behind them.

    Args:
        mw: Anki's main window
        module: the add-on's name for the add-on manager
        recent: the last requests
        stored: the settings
        origins: the lists of origins
        port: where requests are taken
    """

    def __init__(
        self,
        mw: AnkiQt,
        module: str,
        recent: RecentRequests,
        stored: StoredSettings,
        origins: Origins,
        port: AddressBinding,
    ) -> None:
        self.mw = mw
        self.module = module
        self.recent = recent
        self.stored = stored
        self.origins = origins
        self.rules = RuleSettings(stored)
        self.port = port
        self.told = Told([], False)
        self.name = "AnkiConnect"  # of the window, for Anki's manager of dialogs
        self.window: StatusWindow | None = None
        self.cards_notice = Notice(mw)
        self._cards_were_refused = False
        aqt.dialogs.register_dialog(self.name, self._create_window)
        self.action = QAction(messages.MENU, mw)
        connect(self.action.triggered, self.open)
        self.pause_action = QAction(messages.PAUSE_MENU, mw)
        self.pause_action.setCheckable(True)
        connect(self.pause_action.triggered, self.pause_or_resume)
        for action in (self.action, self.pause_action):
            mw.form.menuTools.addAction(action)

    def open(self) -> None:
        """Open the window, or raise it."""
        aqt.dialogs.open(self.name)

    def refresh(self) -> None:
        """Show what has changed, if anybody is looking."""
        self.pause_action.setChecked(self.port.paused)
        if self.window is not None:
            guard.call(self.window.refresh)  # what has changed is in effect, whether it can be shown or not

    def on_window_closed(self) -> None:
        """Forget the window; it has closed."""
        self.window = None
        self.recent.changed = None

    @property
    def headline(self) -> str:
        """Whether requests are served, and where; and what is wrong with that or with the settings."""
        mistakes = self.told.other_mistakes
        more = [messages.more_mistakes(len(mistakes) - _MOST_MISTAKES)] if len(mistakes) > _MOST_MISTAKES else []
        return "\n".join([*self._serving, *mistakes[:_MOST_MISTAKES], *more])

    @property
    def reference_address(self) -> str:
        """The page that shows the API; nothing while nobody is served."""
        addresses = [] if self.port.paused else self.port.addresses
        return f"{addresses[0]}/docs" if addresses else ""

    @property
    def _serving(self) -> list[str]:
        if self.port.paused:
            return [messages.PAUSED]
        if not self.port.addresses:
            return [self.port.problem or messages.NOT_SERVING]
        version = self.mw.addonManager.addon_meta(self.module).human_version or ""
        return [messages.serving(messages.joined(self.port.addresses), version), *self.port.troubles]

    def pause_or_resume(self) -> None:
        """Serve nobody until further notice, or everybody again."""
        if self.port.paused:
            self.port.resume()
        else:
            self.port.pause()

    def offer_key(self) -> None:
        """Open the window where a key is made, and ask whether to make one."""
        self.open()
        if self.window is not None:
            self.window.offer_key()

    def announce_cards_refused(self, right: str) -> None:
        """Tell the person, once, that a script in a card was refused something.

        Args:
            right: that it lacked
        """
        if self._cards_were_refused:
            return
        self._cards_were_refused = True

        def allow() -> None:
            rules = stored_rules(self.stored.read())
            now = next((one.rights for one in rules if one.is_of_cards), frozenset({READ, GUI}))
            self.rules.allow_cards(now | {right})

        self.cards_notice.show(messages.cards_refused(right), Button(messages.ALLOW_CARDS, allow))

    def _create_window(self) -> StatusWindow:
        from .status_window import StatusWindow  # needed when a person looks, not when Anki starts

        self.window = StatusWindow(self)
        self.recent.changed = guarded(self.window.schedule_refresh)
        return self.window
