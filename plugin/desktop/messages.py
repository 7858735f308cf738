"""What the windows say: Anki's own words, translated by Anki, where it has them; all others stand here."""

from __future__ import annotations

from collections.abc import Sequence

from aqt.utils import tr

NAME = "AnkiConnect"

# Permission -------------------------------------------------------------------

WHAT_PERMISSION_MEANS = (
    "It could read, change and delete everything in your collection, until you take the permission back in "
    "Tools → AnkiConnect."
)
MAY_USE_FILES = "It could also read files of this computer, and write some."
WHEN_TO_SAY_YES = "Say Yes only if you know whose it is, and were just doing something there that needs Anki."
IGNORE_FROM_NOW_ON = "&Ignore it from now on"


def may_use_anki(*, program: bool, extension: bool) -> str:
    """The question.

    Args:
        program: whether it shows pages under a scheme of its own
        extension: whether it is one of a browser
    """
    kind = "program" if program else "browser extension" if extension else "web page"
    return f"May this {kind} use Anki?"


THROUGH_A_PROXY = "The request comes through a proxy: nobody knows from which computer."


def from_another_computer(address: str) -> str:
    """The request did not come from this computer."""
    return f"The request comes from another computer: {address}."


def questions_waiting(count: int) -> str:
    """How many questions come after this one."""
    return "One more question is waiting." if count == 1 else f"{count} more questions are waiting."


def origin_refused(origin: str) -> str:
    """A page was turned away."""
    return f"AnkiConnect refused {origin}. You can allow it in Tools → AnkiConnect."


def host_refused(host: str, others: int) -> str:
    """Requests to a host were turned away.

    Args:
        host: that they named, or nothing
        others: how many other sites were refused, which nobody was told of
    """
    name = f"the host {host}" if host else "a host without a name"
    more = f" So were requests to {others} other hosts." if others > 1 else " So was one to another." if others else ""
    advice = " If you set up this name yourself, allow it in Tools → AnkiConnect (webAllowedHosts)." if host else ""
    return f"AnkiConnect refused a request to {name}.{more}{advice}"


FULL_SYNC = "AnkiConnect: one collection replaces the other…"

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


def address_missing(where: str) -> str:
    """The other loopback address is not listened on.

    Args:
        where: the address and the port
    """
    return f"AnkiConnect cannot listen at {where} too: see Tools → AnkiConnect."


LOCALHOST_MAY_MEAN_IT = "A program that asks for localhost may reach whoever is there instead of this Anki."
PORT_TAKEN_BY_ANKICONNECT = (
    "Another Anki that is running answers there, perhaps that of another user of this computer; programs of yours then "
    "work with its cards."
)
PORT_TAKEN_BY_PROGRAM = "Another program, or another Anki, may use this port."
PORT_TAKEN_BY_OLDER = (
    "The older add-on 2055492159, switched on as well, uses this port: disable it in Tools → Add-ons and start "
    "Anki again; or choose another port (webBindPort) in Tools → AnkiConnect → Settings.\nAnki itself works as usual."
)
PORT_ADVICE = (
    "Close it, and AnkiConnect will go on by itself; or choose another port (webBindPort) in "
    "Tools → AnkiConnect → Settings.\nAnki itself works as usual."
)
# Hyper-V, WSL and Docker set ranges of ports aside when Windows starts; no program has them, so there is none to close
PORT_RESERVED = (
    "Nobody answers there: Windows has set this port aside, as it does for Hyper-V, WSL and Docker. This shows which "
    "ports are set aside:\n    netsh interface ipv4 show excludedportrange protocol=tcp\nTo have it back, restart "
    "Windows; or quit Anki, and as administrator\n    net stop winnat\nthen start Anki, then\n    net start winnat\n"
    "Or choose another port (webBindPort) in Tools → AnkiConnect → Settings, and in every program that uses it.\n"
    "Anki itself works as usual."
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


# The settings -----------------------------------------------------------------


def settings_unwritable(file: str, reason: str) -> str:
    """A change could not be stored."""
    return f"AnkiConnect cannot write its settings, so this holds only until Anki is closed: {file}: {reason}."


def log_unwritable(path: str, reason: str) -> str:
    """The file for requests cannot be written."""
    return f"apiLogPath: {path} cannot be written: {reason}"


def settings_unreadable(file: str, reason: str) -> str:
    """A change was not stored, because what is there would be lost."""
    return f"AnkiConnect cannot read its settings, so this holds only until Anki is closed: {file}: {reason}."


def settings_lost(file: str, reason: str) -> str:
    """What the person has set is not known."""
    return (
        f"AnkiConnect cannot read its settings, so no request is let in: {file}: {reason}. Save them anew in "
        "Tools → AnkiConnect → Settings; or close Anki, correct or delete the file, and start Anki again."
    )


def taken_over(addon: str, taken: Sequence[str], refused: Sequence[str]) -> str:
    """Settings of the older add-on are in effect.

    Args:
        addon: its number
        taken: the names of settings
        refused: what became of each of the others
    """
    of_it = f"of the older add-on {addon}, which it replaces"
    if not refused:
        return f"AnkiConnect has taken over the settings {of_it}: {', '.join(taken)}."
    others = f"not taken over, as they are not valid here: {'; '.join(refused)}"
    names = f"{', '.join(taken)}; " if taken else ""
    return f"AnkiConnect has taken over the settings {of_it}: {names}{others}."


def setting_is_no_list(key: str) -> str:
    """A setting has a mistake, and so cannot be added to."""
    return f"{key} in the settings is no list: correct it in Tools → AnkiConnect → Settings first."


# The status window ------------------------------------------------------------

MENU = "AnkiConnect"
PAUSE_MENU = "Pause AnkiConnect"
NOT_SERVING = "AnkiConnect does not serve any requests."
PAUSED = "AnkiConnect is paused: nobody can use it until you resume it, or start Anki again."
PAUSE = "&Pause"
RESUME = "&Resume"
REQUESTS_TAB = "Re&quests"
CALLERS_TAB = "&Who may use Anki"
REFERENCE = "API re&ference"
REFERENCE_NOT_SERVED = "The API reference is a page that AnkiConnect serves. It can be opened once requests are served."
SETTINGS = "&Settings"
COPY_DETAILS = "Copy &details"
WHAT_DETAILS_ARE = "For a report of a problem: versions, addresses, settings without keys and names, the last problems."
OPEN_TO_NETWORK = (
    "Other computers can reach AnkiConnect, and no key is set: everybody in the network may use Anki as you allow "
    "programs here to."
)


def opens_reference(address: str) -> str:
    """What the button for the reference does.

    Args:
        address: of the page
    """
    return f"Opens {address} in your browser."


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


def more_mistakes(count: int) -> str:
    """There are more mistakes in the settings than are shown."""
    return f"There {'is one more mistake' if count == 1 else f'are {count} more mistakes'} in the settings."


# The requests

COLUMNS = ("Time", "From", "Action", "ms", "Outcome")
REQUESTS = "&Last requests"
SHOW_OF = "S&how:"
OF_EVERYBODY = "All"
SHOW_ONLY = "Show only this caller"
ALLOW = "&Allow…"
DONE = "ok"
ASKED = "asked for permission"
ALLOW_PAGE = "Allow it"


def allow_host(host: str) -> str:
    """The question when a refused host is to be allowed."""
    return f"May this computer be called {host}?"


WHAT_A_HOST_MEANS = (
    "Allow this only if you set up this name yourself. A web page can make a name of its own lead to your computer, "
    "and would get at your collection by that name as if it were a program here."
)


def allow_page(origin: str) -> str:
    """The question when a refused page is to be allowed."""
    return f"May {origin} use Anki?"


# Who may

CALLERS = "Wh&o may do what"
CALLER_COLUMNS = ("Who", "What it is", "May")
GIVE_ACCESS = "&Give a program access…"
CHANGE = "C&hange…"
TAKE_BACK = "&Take back"
NARROW = "&Narrow to those seen…"
KEY = "Key"
NO_KEY = "No key is set: programs need none, nor do the pages and extensions listed here."
KEY_IS_SET = "A key is set: everybody must send it, or a key of their own. Whoever has it may do everything."
KEY_UNREADABLE = "The key in the settings is not a text: it lets nobody in until you correct it or make a new one."
MAKE_KEY = "&Make a key…"
SHOW_KEY = "Show &it"
HIDE_KEY = "Hide &it"
REMOVE_KEY = "Remo&ve it…"
REPLACE_KEY = "Replace the key?"
WHAT_REPLACING_MEANS = "All that send the present key are refused until they are given the new one."
REPLACE = "Make a new key"
REMOVE_THE_KEY = "Remove the key?"
WHAT_REMOVING_MEANS = "Everybody may then do without a key what the list says."
REMOVE = "Remove the key"
MAKE_THE_KEY = "Make a key that everybody needs?"
WHAT_MAKING_MEANS = (
    "All programs, pages and extensions that use Anki are refused until the key is entered in their settings. To let "
    'in one more program without disturbing the others, use "Give a program access…" instead.'
)
KEY_MADE = "This is the key."
WHERE_THE_KEY_GOES = "Enter it in the settings of each program and extension that uses Anki. It can be seen here later."

RIGHT_NAMES = {"read": "read", "write": "change", "gui": "windows", "files": "files", "admin": "run Anki"}
RIGHT_MEANINGS = {
    "read": "see your notes, cards, decks and statistics",
    "write": "add, change and delete notes, cards, decks and media files",
    "gui": "open, fill in and close Anki's windows",
    "files": "read files of this computer, and write some",
    "admin": "sync, back up, switch profiles and end Anki",
}
_RIGHT_MNEMONICS = {"read": "&read", "write": "&change", "gui": "&windows", "files": "&files", "admin": "run &Anki"}
RIGHT_BOXES = {right: f"{name}: {RIGHT_MEANINGS[right]}" for right, name in _RIGHT_MNEMONICS.items()}
CONFIRM_BOX = "as&k me before anything is deleted"
CONFIRM_NAME = "asks before it deletes"
EVERYTHING = "everything"
ALL_BUT_FILES = "everything but files"
NOTHING = "nothing"
BY_KEY = "what its key allows"
TAKEN_BACK = "nothing: taken back"
MISTAKEN = "nothing: has a mistake"
IGNORED = "nothing: ignored, without a question"

KIND_EVERYBODY_ELSE = "all others"
KIND_ANYBODY = "anybody"
KIND_PROGRAM = "program"
KIND_EXTENSION = "browser extension"
KIND_PAGE = "web page"
KIND_LOCAL = "local pages, all extensions"
KIND_EVERY_PAGE = "every page there is"
KIND_CARDS = "scripts in your cards"
EVERYBODY_ELSE = "Everybody else, without a key"
RIGHTS_OF_OTHERS = "What may everybody else do, without a key?"
HOLDERS_OF_KEY = "Whoever has the key"
CARDS = "Your cards"


def from_environment(origin: str, variable: str) -> str:
    """A page that is not in the settings."""
    return f"{origin} (from {variable})"


def rights_of(name: str) -> str:
    """The headline above the rights of one caller."""
    return f"What may {name} do?"


NEW_PROGRAM = "Give a program access"
WHAT_A_PROGRAM_MEANS = "It gets a key of its own. What it asks for beyond this is refused."
PROGRAM_NAME = "&Name of the program:"
NAME_NEEDED = "Give it a name, so that you know it again."
NAME_TAKEN = "There is one of this name already."
MAKE_ACCESS = "Make its key"
FILES_OF_A_PAGE = "A web page that may use files can read everything that you can: your documents, and your passwords."


def key_of(name: str) -> str:
    """The headline above a program's key."""
    return f"This is the key of {name}."


KEY_IS_SHOWN_ONCE = "Copy it into the settings of that program now: it is not stored, and cannot be shown again."
WITHOUT_KEY = "May programs without a key still do everything?"
WHAT_WITHOUT_KEY_MEANS = (
    "This is the first key for one program. So far everybody in the list has had all rights: programs that send no "
    "key, pages and extensions. Agents that speak MCP need a key from now on, whatever you choose."
)
STILL_EVERYTHING = "Yes, as before"
ONLY_LOOK = "They may only look"
NOTHING_WITHOUT_KEY = "No, nothing"

NARROW_TITLE = "Which pages and extensions may use Anki?"
WHAT_NARROWING_MEANS = (
    '"http://localhost" in the settings stands for all pages of this computer and all browser extensions, also those '
    "that you install later. It is replaced by those that you choose here. These have used Anki since it started:"
)
NOBODY_SEEN = (
    '"http://localhost" in the settings stands for all pages of this computer and all browser extensions. None of '
    "them has used Anki since it started: use those that you need, then come back."
)
SEEN = "&Seen:"
REPLACE_BY_CHOSEN = "Allow only these"

CARDS_REFUSED = (
    "A script in one of your cards tried to use AnkiConnect in a way that cards may not, and was refused. A deck that "
    "you did not make brings its scripts along. Allow this only if you know the script."
)
ALLOW_CARDS = "Allow it"


def cards_refused(right: str) -> str:
    """A script in a card was refused something.

    Args:
        right: that it lacked
    """
    return f"{CARDS_REFUSED}\n\nIt wanted to {RIGHT_MEANINGS[right]}."


def close() -> str:
    """The button that closes a window."""
    return tr.actions_close()


def no_backup(reason: str) -> str:
    """A backup before a deletion has failed."""
    return f"AnkiConnect could not have a backup made before something is deleted: {reason}"


def cancel() -> str:
    """The button that closes a window and changes nothing."""
    return tr.actions_cancel()


def save() -> str:
    """The button that keeps what was changed."""
    return tr.actions_save()


def copy() -> str:
    """The button that puts a text on the clipboard."""
    return tr.actions_copy()


def copied() -> str:
    """A text is on the clipboard."""
    return tr.about_copied_to_clipboard()
