"""Errors of the program around the collection: the profile, the sync, the host."""

from __future__ import annotations

from .base import ApiError, Code, reason_line
from .quoting import shown


class CollectionUnavailable(ApiError):
    code = "unavailable"
    names_only = True

    def __init__(self) -> None:
        super().__init__("collection is not available")


class RefusedByAnki(ApiError):
    """Anki's own reason, in plain text.

    Args:
        message: of Anki, in plain words
        code: if Anki said more than that something is wrong (code_of)
    """

    code = "invalid"

    def __init__(self, message: str, code: Code = "invalid") -> None:
        super().__init__(reason_line(message) or "Anki refused this without a reason", code)


class AnkiBusy(ApiError):
    """The request was not performed: something in Anki goes on that nobody may come between.

    Args:
        activity: what goes on, in a few words
    """

    code = "unavailable"

    def __init__(self, activity: str) -> None:
        super().__init__(f"nothing was done, because {activity}; try again later")


class NeedsWindow(ApiError):
    """Only Anki with its windows can do this.

    Args:
        action: the action's name
    """

    code = "unsupported"
    names_only = True

    def __init__(self, action: str) -> None:
        super().__init__(f"{action} needs Anki with its windows, and there is no window here")


class SwitchUnfinished(ApiError):
    """The profile was not switched: something in Anki goes on, or waits for the person.

    Args:
        activity: what goes on, in a few words
    """

    code = "unavailable"

    def __init__(self, activity: str) -> None:
        reason = activity or "requests of others are still being performed"
        super().__init__(f"loadProfile: the profile that is open could not be closed yet: {reason}; try again later")


class ProfileNotOpened(ApiError):
    """Anki could not open a profile, and has told the person why."""

    code = "unavailable"
    names_only = True

    def __init__(self, name: str) -> None:
        super().__init__(f"loadProfile: Anki could not open the profile {shown(name)}")


class SyncNotConfigured(ApiError):
    code = "unavailable"
    names_only = True

    def __init__(self) -> None:
        super().__init__("sync: auth not configured")


class SyncFailed(ApiError):
    """A sync came to nothing; what was changed here is still here, and only here.

    Args:
        reason: what is wrong
        advice: what the person can do about it
    """

    code: Code = "unavailable"

    def __init__(self, reason: str, advice: str = "") -> None:
        words = reason_line(reason) or "no reason was given"
        super().__init__(f"sync: {words}; {advice}" if advice else f"sync: {words}")


class FullSyncNeeded(SyncFailed):
    """One of the two collections would be lost, and which one is not for a program to decide.

    Args:
        reason: why they cannot be merged
        advice: how somebody decides
    """

    code = "unconfirmed"
    names_only = True

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"a full sync is needed because {reason}", advice)
