"""What the windows say: Anki's own words, translated by Anki, where it has them; all others stand here."""

from __future__ import annotations

from collections.abc import Sequence

from aqt.utils import tr

NAME = "AnkiConnect"

# Permission -------------------------------------------------------------------

MAY_USE_ANKI = "May this web page or browser extension use Anki?"
WHAT_PERMISSION_MEANS = (
    "It could read, change and delete everything in your collection, until you take the permission back in "
    "Tools → AnkiConnect. Say Yes only if you know whose it is, and were just doing something there that needs Anki."
)
IGNORE_ORIGIN = "&Ignore further requests from this origin"


def questions_waiting(count: int) -> str:
    """How many questions come after this one."""
    return "One more question is waiting." if count == 1 else f"{count} more questions are waiting."


def origin_refused(origin: str) -> str:
    """A page was turned away."""
    return f"AnkiConnect refused {origin}, which has no permission to use Anki."


def host_refused(host: str, others: int) -> str:
    """Requests to a host were turned away.

    Args:
        host: that they named, or nothing
        others: how many other sites were refused, which nobody was told of
    """
    name = f"the host {host}" if host else "a host without a name"
    more = f" So were requests to {others} other hosts." if others > 1 else " So was one to another." if others else ""
    advice = " To allow it, add it to webAllowedHosts in Tools → AnkiConnect → Settings." if host else ""
    return f"AnkiConnect refused a request to {name}.{more}{advice}"


# Updates ----------------------------------------------------------------------

LOOK_FOR_UPDATE = "Look for a newer version of this add-on?"
WHAT_AN_UPDATE_MEANS = "A program asks for it. Anki would look for it on AnkiWeb, and install it if there is one."
NOT_FROM_ANKIWEB = "AnkiConnect was not installed from AnkiWeb, so Anki cannot look for a newer version of it."


def up_to_date() -> str:
    """There is no newer version."""
    return f"{NAME}: {tr.addons_no_updates_available()}"


def updated() -> str:
    """A newer version was installed."""
    return f"{NAME}: {tr.addons_download_complete_please_restart_anki_to()}"


def update_failed(reason: str) -> str:
    """A newer version could not be had."""
    return f"AnkiConnect could not be updated: {reason}"


# The port ---------------------------------------------------------------------


def port_problem(where: str, reason: str) -> str:
    """It is not served where it should be."""
    return f"AnkiConnect cannot listen at {where}: {reason}."


PORT_TAKEN_BY_ANKICONNECT = "Another Anki that is running answers there."
PORT_TAKEN_BY_PROGRAM = "Another program, or another Anki, may use this port."
PORT_ADVICE = (
    "Close it, and AnkiConnect will go on by itself; or choose another port (webBindPort) in "
    "Tools → AnkiConnect → Settings.\nAnki itself works as usual."
)
# Not the port but the address is to blame, or who runs Anki may not take it
ADDRESS_ADVICE = (
    "Correct webBindAddress or webBindPort in Tools → AnkiConnect → Settings. AnkiConnect will go on by itself as soon "
    "as it can.\nAnki itself works as usual."
)


def port_taken_by_web_server(name: str) -> str:
    """Something that speaks HTTP is there.

    Args:
        name: that it gives itself, or nothing
    """
    return f"A web server answers there{f', which calls itself {name}' if name else ''}."


# The status window ------------------------------------------------------------

MENU = "AnkiConnect"
NOT_SERVING = "AnkiConnect does not serve any requests."
REQUESTS = "Last re&quests"
ALLOWED = "Origins that may &use Anki"
IGNORED = "Origins that are &ignored"
TAKE_BACK = "&Take back"
TAKE_BACK_IGNORED = "Take &back"
REFERENCE = "API &reference"
SETTINGS = "&Settings"
COLUMNS = ("Time", "From", "Action", "ms", "Outcome")
THIS_COMPUTER = "this computer, and all browser extensions"
EVERYBODY = "everybody"
DONE = "ok"


def serving(addresses: str, version: str) -> str:
    """It is served.

    Args:
        addresses: that requests are taken at
        version: of the add-on
    """
    return f"AnkiConnect {version} serves at {addresses}".replace("  ", " ") + "."


def joined(items: Sequence[str]) -> str:
    """Several things in a sentence."""
    return " and ".join(items)


def from_environment(origin: str, variable: str) -> str:
    """An origin that is not in the settings."""
    return f"{origin} (from {variable})"


def more_origin(origin: str, meaning: str) -> str:
    """An origin that stands for more than itself."""
    return f"{origin} ({meaning})"


# The reference ----------------------------------------------------------------

REFERENCE_TITLE = "AnkiConnect: API reference"
FIND_ACTION = "&Find an action"
ACTIONS = "&Actions"


def close() -> str:
    """The button that closes a window."""
    return tr.actions_close()


def may_delete(rule: str) -> str:
    """The question before something is deleted."""
    return f"May the program {rule} delete this?"


def what_deleting_means(action: str) -> str:
    """What the answer means."""
    return (
        f"It asks for {action}. Yes does it at once. Most of it can be undone until Anki is closed, and media files "
        "go to Anki's trash. You are asked because you have said so for this program."
    )


def allow_for_ten_minutes(rule: str, action: str) -> str:
    """The box beside Yes."""
    return f"Do not ask {rule} about {action} again for ten minutes"


def no_backup(reason: str) -> str:
    """A backup before a deletion has failed."""
    return f"AnkiConnect could not have a backup made before something is deleted: {reason}"
