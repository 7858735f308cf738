"""Looks for a newer version of this add-on through Anki's own add-on updater, when the person agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from anki.errors import BackendError
from aqt.addons import DownloadLogEntry, InstallOk, describe_log_entry, download_addons, fetch_update_info

from ..api.futures import Future
from ..api.host import WhenGone
from ..errors import CollectionUnavailable, reason_line
from . import messages
from .background.running_tasks import RunningTasks
from .entries import guarded
from .windows.question import Answer, Questions, Wording

if TYPE_CHECKING:
    from aqt.main import AnkiQt


class Updates:
    """Updates of this add-on.

    Args:
        mw: Anki's main window
        module: the add-on's name for the add-on manager: its number on AnkiWeb if it comes from there
        tasks: counts what is fetched
        questions: asks
        notify: tells the person something short
    """

    def __init__(
        self, mw: AnkiQt, module: str, tasks: RunningTasks, questions: Questions, notify: Callable[[str], None]
    ) -> None:
        self._mw = mw
        self._module = module
        self._tasks = tasks
        self._questions = questions
        self._notify = notify

    async def run(self, when_gone: WhenGone) -> bool:
        """Ask, look, and install what is newer; tell whether something was installed.

        Args:
            when_gone: of the caller; the question is cancelled with it
        """
        if self._mw.col is None:
            raise CollectionUnavailable  # Anki's updater waits for a profile to be open
        number = self._mw.addonManager.addon_meta(self._module).ankiweb_id()
        if number is None:
            self._notify(messages.NOT_FROM_ANKIWEB)
            return False
        if await self._questions.ask(self._wording(), when_gone) is not Answer.YES:
            return False
        if not await self._update_is_available(number):
            return False
        return await self._install(number)

    def _wording(self) -> Wording:
        name = self._mw.addonManager.addon_meta(self._module).human_name()
        return Wording("upgrade", messages.LOOK_FOR_UPDATE, name, messages.WHAT_AN_UPDATE_MEANS, None)

    async def _update_is_available(self, number: int) -> bool:
        manager = self._mw.addonManager
        try:
            # a list of its own: Anki empties the one that it is given
            found = await self._tasks.run_in_thread(lambda: fetch_update_info([number]))
        except BackendError as error:
            self._notify(messages.update_failed(reason_line(str(error))))
            return False
        manager.update_supported_versions(found)
        if manager.get_updated_addons(found):
            return True
        self._notify(messages.up_to_date())
        return False

    async def _install(self, number: int) -> bool:
        done: Future[list[DownloadLogEntry]] = Future()
        with self._tasks.start():
            download_addons(self._mw, self._mw.addonManager, [number], guarded(done.set_result))
            log = await done
        installed = any(isinstance(entry, InstallOk) for _, entry in log)
        if installed:
            self._notify(messages.updated())
        else:
            self._notify(messages.update_failed(reason_line("; ".join(describe_log_entry(entry) for entry in log))))
        return installed
