"""Puts the parts together inside Anki: settings, host, actions, server, timer."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aqt import gui_hooks

from . import guard
from .api.dispatch import Dispatcher
from .api.futures import start
from .api.reference import Reference
from .api.registry import Registry
from .compat import set_app_nap
from .config.older import OLDER_ADDON
from .config.settings import LoadedSettings, Settings, read_settings, unknown_key
from .desktop import messages
from .desktop.address_binding import AddressBinding
from .desktop.entries import add_hook, call_later, connect, guarded, timer
from .desktop.host import DesktopHost
from .desktop.older_addon import OlderAddon
from .desktop.socket_watcher import QtWatcher
from .desktop.status.origin_settings import Origins
from .desktop.status.status import Status, Told
from .desktop.status.stored_settings import StoredSettings
from .desktop.windows.notice import Button, Notice
from .doors import Doors, Program
from .errors import shown
from .log.bugs_file import BUGS_FILE
from .log.file_log import FileLog
from .log.recent_requests import RecentRequests
from .server.peers import is_loopback
from .server.server import Limits, Server
from .web.api_endpoint import ApiEndpoint
from .web.endpoints import own_paths
from .web.judges import Judges, judges
from .web.origins import normal_origin, shown_origin
from .web.refused_hosts import RefusedHosts
from .web.router import Router
from .web.trust import Ports

if TYPE_CHECKING:
    from aqt.main import AnkiQt

    from .events.feed import Feed


# Bytes wake the server through Qt; what is left for the timer are time limits, which are counted in seconds
_IDLE_POLL = 1000  # ms
_QUIET_AFTER = 1.0  # seconds without a byte, until the timer slows down
_MOST_ANNOUNCED = 100
_LOG_PATH = 200  # characters of it that are shown
_DRAIN_SECONDS = 1.0  # for responses that are being sent when Anki ends
_COMPLETE_AFTER = 3000  # ms, when Anki has started


class Addon:
    """The running add-on.

    Args:
        mw: Anki's main window
    """

    def __init__(self, mw: AnkiQt) -> None:
        self._mw = mw
        self._module = mw.addonManager.addonFromModule(__name__)
        self._notice = Notice(mw)
        self._settings_notice = Notice(mw)  # stays when what the other one told has been mended
        self.stored = StoredSettings(mw, self._module, self._apply_settings, self._settings_not_stored)
        older = OlderAddon(Path(mw.addonManager.addonsFolder()), self._module)
        self._news = self._take_over(older)
        self.settings, self._problems = self._read_settings()
        self._log = self._open_log(self._request_log())
        self.recent = RecentRequests(self._log, self._announce_refusal, RefusedHosts(self._announce_host).refused)
        self._refused_origins: set[str] = set()
        self._last_notice = ""
        self._last_shown = ""
        self._last_missing = ""  # the last notice about an address beside the one that is served
        self.origins = Origins(self.stored)
        self.host = DesktopHost(
            mw, self._module, lambda: self.settings.webTimeout / 1000, self.origins, lambda text: self._log.notice(text)
        )
        reference = Reference()
        registry = Registry.lazy(_all_groups)
        gate, access = self._judges()
        self.dispatcher = Dispatcher(registry, reference, access, self.host)
        self.doors = Doors(self._program(registry, reference))
        api = ApiEndpoint(self.dispatcher, self.host, self.recent)
        self.router = Router(gate, api, self.recent, own_paths(api, self.doors.paths))
        self.router.api.compression = self.settings.webCompression
        # also if nobody asks for anything: after an update the files would be of another version
        call_later(_COMPLETE_AFTER, lambda: start(self.dispatcher.load_actions()))
        # The application owns what runs until the end: when it is about to quit, the main window is gone already
        self._timer = timer(mw.app, self.poll)
        self._watcher = QtWatcher(mw.app, self._woken)
        self.server = Server(
            self.router,
            _limits(self.settings),
            self._watcher,
            wake=lambda: self._timer.setInterval(0),
            tell=self._trouble,
        )
        self._last_bytes = 0.0
        self.port = AddressBinding(mw, self.server, self.host.tasks, self._port_changed, older.is_to_listen_at)
        self.status = Status(mw, self._module, self.recent, self.stored, self.origins, self.port)
        self.host.on_cards_refused = self.status.announce_cards_refused
        mw.addonManager.setConfigUpdatedAction(self._module, guarded(self._settings_saved))
        add_hook(gui_hooks.main_window_did_init, self._show_what_is_new)
        add_hook(gui_hooks.main_window_did_init, self._show_problems)
        add_hook(gui_hooks.addon_manager_will_install_addon, self._will_install)
        add_hook(gui_hooks.addons_dialog_will_delete_addons, self._will_delete)
        connect(mw.app.aboutToQuit, self.stop)
        if self._news:
            self._log.notice(self._news)  # for whoever runs Anki without a screen
        self.port.serve(self.settings)
        self._timer.start(_IDLE_POLL)
        set_app_nap(not self.settings.disableAppNap)

    def _program(self, registry: Registry, reference: Reference) -> Program:
        """What the endpoints beside the API need."""

        def make_feed() -> Feed:
            from .desktop import event_source  # imported when needed, as the actions are

            return event_source.make_feed(self._mw, self.host)

        return Program(
            self.dispatcher,
            registry,
            reference,
            self.host,
            self.recent,
            settings=lambda: self.settings,
            gate=lambda: self.router.gate,
            profile=lambda: None if self._mw.col is None else self.host.profile,
            tell=lambda text: self._log.notice(text),
            make_feed=make_feed,
        )

    # Work ----------------------------------------------------------------------

    def poll(self) -> None:
        """Do all that the server can do now, and decide when to look again at the latest."""
        try:
            self.server.poll()
        finally:  # a bug in one request must not keep the others waiting
            if self.server.pending:
                interval = 0
            elif time.monotonic() - self._last_bytes < _QUIET_AFTER:
                interval = self.settings.apiPollInterval
            else:
                interval = _IDLE_POLL
            if self._timer.interval() != interval:
                self._timer.setInterval(interval)
            # sockets that are always ready would keep Qt from its timers, Anki's too
            self._watcher.pause(self.server.pending or self.server.paused)

    def _woken(self) -> None:
        self._last_bytes = time.monotonic()
        self.poll()

    def stop(self) -> None:
        """Close the server; Anki is quitting."""
        steps = (
            self._timer.stop,
            self.port.stop,
            self.host.questions.cancel_all,
            self.server.unlisten,
            lambda: self.server.drain(_DRAIN_SECONDS),
            self.server.close,
            self._log.close,
        )
        for step in steps:
            guard.call(step)  # one that fails must not keep the port

    # Settings ------------------------------------------------------------------

    def _take_over(self, older: OlderAddon) -> str:
        """Take over what a person has set of the older add-on, if nothing was saved of this one; tell what was done."""
        found = older.settings_to_take_over() if self.stored.none_saved else None
        if found is None:
            return ""
        failure = self.stored.change_unapplied(lambda config: config.update(found.settings))
        told = messages.taken_over(OLDER_ADDON, found.taken, found.refused)
        return told if failure is None else f"{told}\n\n{failure}"

    def _read_settings(self) -> LoadedSettings:
        loaded = read_settings(self.stored.read(), os.environ)
        if self.stored.lost is None:
            return loaded
        # a key is lost with them, perhaps
        closed = loaded.settings if loaded.settings.key else loaded.settings._replace(apiKey=unknown_key())
        return LoadedSettings(closed, [self.stored.lost, *loaded.notices])

    def _settings_saved(self, _saved: Any) -> None:
        """Take note of what was saved in Anki's config window."""
        self.stored.saved_elsewhere()
        self._last_shown = ""  # a mistake that was saved again is told again
        self._apply_settings()

    def _apply_settings(self) -> None:
        """Apply what is stored, at once."""
        old = self.settings
        self.settings, self._problems = self._read_settings()
        self.router.gate, self.dispatcher.access = self._judges()
        if self.settings.accessRules != old.accessRules:
            self.host.confirmations.forget_allowed()
        self.router.api.compression = self.settings.webCompression
        self.doors.settings_changed()
        self.server.limits = _limits(self.settings)
        requests = self._request_log()
        if self.settings.apiLogPath != old.apiLogPath:
            self._log.close()
            self._log = self.recent.log = self._open_log(requests)
        if self.settings.disableAppNap != old.disableAppNap:
            set_app_nap(not self.settings.disableAppNap)
        self.port.serve(self.settings)
        self._show_problems()
        self.status.refresh()

    def _judges(self) -> Judges:
        # the port of Anki's web server is known when requests come
        return judges(self.settings, Ports(lambda: self.port.number, self._mw.mediaServer.getPort))

    def _request_log(self) -> Path | None:
        """The file for requests; a path that cannot be written is a problem, and none keeps the add-on from running."""
        path, file = self.settings.apiLogPath, None
        if not path:
            return None
        try:
            file = Path(path).expanduser()
            with contextlib.suppress(FileExistsError):  # opening it tells what is wrong
                file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a"):
                pass
        except OSError as error:  # it may be written later
            self._problems.append(messages.log_unwritable(shown(path, _LOG_PATH), error.strerror or str(error)))
        except (RuntimeError, ValueError) as error:  # there is no such user, or it is no path
            self._problems.append(messages.log_unwritable(shown(path, _LOG_PATH), str(error)))
            return None
        return file

    def _open_log(self, requests: Path | None) -> FileLog:
        return FileLog(Path(self._mw.addonManager.addonsFolder(self._module)) / BUGS_FILE, requests)

    def _will_install(self, _manager: object, module: str) -> None:
        if module == self._module:
            self._log.release()  # Windows moves no folder with an open file in it; the log opens again by itself

    def _will_delete(self, _dialog: object, modules: list[str]) -> None:
        if self._module in modules:
            self._log.leave(Path(self._mw.addonManager.addonsFolder(self._module)))

    # The person at Anki --------------------------------------------------------

    def _port_changed(self) -> None:
        self._show_problems()
        self.status.refresh()

    def _trouble(self, sentence: str) -> None:
        self._log.notice(sentence)
        self.port.listen_again()
        self.status.refresh()

    def _show_problems(self) -> None:
        open_to_network = self._is_open_to_network()
        self.status.told = Told(self._problems, open_to_network)
        serves_nobody = self.port.problem if self.port.problem and not self.port.addresses else None
        problems = [*self._problems, *([serves_nobody] if serves_nobody else [])]
        text = "\n\n".join([*problems, *([messages.OPEN_TO_NETWORK] if open_to_network else [])])
        if text and text != self._last_notice:
            self._log.notice(text)  # also for whoever runs Anki without a screen
        self._last_notice = text
        if not text:
            self._notice.hide()
            self._last_shown = ""
        elif self._mw.isVisible() and text != self._last_shown:
            self._last_shown = text
            make_key = Button(messages.MAKE_KEY, self.status.offer_key)
            self._notice.show(text, make_key if open_to_network else None)
        if self._mw.isVisible():
            self._show_missing()

    def _show_missing(self) -> None:
        """Tell shortly that the other loopback address is not to be had, as it may be so at each start of Anki."""
        problem, missing = self.port.problem, self.port.missing
        text = messages.address_missing(missing) if missing else ""
        if problem and text and text != self._last_missing:
            self._log.notice(problem)
            self.host.notify(text)
        self._last_missing = text

    def _is_open_to_network(self) -> bool:
        """Whether other computers may do something without a key."""
        address = self.settings.webBindAddress
        if self.settings.key or address == "localhost" or is_loopback(address):
            return False
        return bool(self.settings.rightsWithoutRule)

    def _settings_not_stored(self, reason: str) -> None:
        self._log.notice(reason)
        self._settings_notice.show(reason)

    def _show_what_is_new(self) -> None:
        if self._news:
            self._settings_notice.show(self._news)

    def _announce_refusal(self, origin: str) -> None:
        """Tell the person, once for each origin, that a page was refused; not if they have chosen to ignore it."""
        normal = normal_origin(origin)
        ignored = any(normal_origin(one) == normal for one in self.settings.ignoreOriginList)
        shown = shown_origin(origin)  # short, as nobody knows how long the origin is
        if ignored or shown in self._refused_origins or len(self._refused_origins) == _MOST_ANNOUNCED:
            return
        self._refused_origins.add(shown)
        self.host.notify(messages.origin_refused(shown))

    def _announce_host(self, host: str, others: int) -> None:
        self.host.notify(messages.host_refused(shown_origin(host), others))


def begin(mw: AnkiQt) -> None:
    """Start the add-on; Anki's main window holds it from now on.

    One that runs already goes on, as when an author has its modules loaded anew: nobody could listen beside it.
    """
    if getattr(mw, "ankiconnect", None) is None:
        mw.ankiconnect = Addon(mw)  # type: ignore[attr-defined]  # ours, and nobody else's


def _all_groups() -> tuple[type, ...]:
    # imported when needed: half of what the add-on would add to the start of Anki
    from .actions.groups import GROUPS

    # after an update, or when the add-on was deleted, their files would not be those of this version
    from .desktop import deletion_messages, event_source  # noqa: F401
    from .desktop.actions.groups import GUI_GROUPS
    from .desktop.status import status_window  # noqa: F401 - likewise
    from .mcp import endpoint, setup_page  # noqa: F401 - likewise
    from .web import actions_endpoint, batch_parser, events_endpoint, pages_endpoints, value_count  # noqa: F401

    return (*GROUPS, *GUI_GROUPS)


def _limits(settings: Settings) -> Limits:
    return Limits(
        body_bytes=settings.webMaxBodyBytes, memory_bytes=settings.webMemoryBytes, backlog=settings.webBacklog
    )
