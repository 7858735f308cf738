"""What an action may ask of the program around it, and what it knows of the request that it serves.

Host has two implementations: desktop/host.py is Anki's desktop, headless/host.py a bare collection.
Both run on the main thread and keep it free: read() and change() run small work at once and large work in the
background, and the caller cannot tell which.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Callable, Literal, NamedTuple, Protocol, TypeVar, Union

from ..errors import Code
from .kept_lists import FoundLists
from .rights import EVERYTHING, Grant

if TYPE_CHECKING:
    from anki.collection import Collection

    from .confirmations import Confirmations

T = TypeVar("T")

# To the server, or from it
Direction = Literal["upload", "download"]

DOWNLOADS_AT_A_TIME = 8


class UndoEntry:
    """An entry of Anki's Undo menu, which several operations may share.

    Args:
        name: of the entry; or what tells it by the collection, before the operation begins and in its transaction,
            for one that must see first how much it will change
    """

    __slots__ = ("_name", "step")

    def __init__(self, name: Union[str, Callable[[Collection], str]]) -> None:
        self._name = name
        self.step: int | None = None  # by which the backend identifies the entry, once it has been made

    def name(self, col: Collection) -> str:
        """The name, for an operation that is about to begin."""
        return self._name if isinstance(self._name, str) else self._name(col)


class AnkisUndoEntry(UndoEntry):
    """The entry that Anki itself makes for a single call, with Anki's name.

    For what Anki undoes rightly only as what it is: after another deck was chosen, it reads the cards to study anew,
    which it does not for an entry with a name of ours.
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("")


class Host(Protocol):
    """The program around an action."""

    # The collection ------------------------------------------------------------

    @property
    def col(self) -> Collection:
        """The open collection; raises CollectionUnavailable while there is none."""

    def read(self, operation: Callable[[Collection], T], items: int) -> Awaitable[T]:
        """Run an operation that changes nothing.

        Args:
            operation: is given the collection, on whatever thread
            items: how many things it works on, and how much text (weight.py); the host decides by it what is large
        """

    def change(self, entry: UndoEntry, operation: Callable[[Collection], T], items: int) -> Awaitable[T]:
        """Run an operation that changes the collection, as one undo entry; if it raises, nothing is changed.

        Args:
            entry: the undo entry to make or, if earlier operations have made it, to add to
            operation: is given the collection, on any thread
            items: how many items it works on
        """

    def change_without_undo(self, operation: Callable[[Collection], T], items: int) -> Awaitable[T]:
        """Run an operation for which Anki has no undo; the undo history ends with it, and all windows refresh.

        Args:
            operation: is given the collection, on whatever thread
            items: how many things it works on
        """

    def run_in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        """Run something slow that needs no collection on a thread of its own."""

    def download(self, work: Callable[[], T]) -> Awaitable[T]:
        """As run_in_thread(), for a download: at most DOWNLOADS_AT_A_TIME run in the whole program.

        The others wait in the order in which they came, and the time of each begins with its work; so the one that
        comes behind n others waits at most n / DOWNLOADS_AT_A_TIME times as long as a download may take.
        """

    def read_file(self, work: Callable[[], T]) -> Awaitable[T]:
        """As run_in_thread(), for what brings a file into memory: a few at a time, or many large ones would fill it."""

    def finish_in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        """As run_in_thread(), for what must be finished even if the profile closes, such as the reply to a change."""

    def yield_to_event_loop(self) -> Awaitable[None]:
        """Let the program and other requests have their turn, in the midst of something long on the main thread."""

    def reload(self) -> None:
        """Have all windows read the collection again."""

    # Profiles ------------------------------------------------------------------

    @property
    def profile(self) -> str:
        """The name of the open profile."""

    @property
    def profiles(self) -> list[str]:
        """The names of all profiles."""

    @property
    def found_lists(self) -> FoundLists:
        """What searches in the open profile have found."""

    # The person at Anki --------------------------------------------------------

    @property
    def download_seconds(self) -> float:
        """How long a download may take."""

    def wait(self, seconds: float) -> Awaitable[None]:
        """Let time pass, while everybody else is served."""

    def notify(self, text: str) -> None:
        """Tell the person at Anki something short, without waiting for anybody."""

    def ask_permission(self, caller: Caller, *, has_key: bool) -> Awaitable[bool]:
        """Let the person at Anki decide whether an origin may use the API, and remember the decision.

        Args:
            caller: with an origin that is not trusted; the question goes with it
            has_key: whether a right key came with the request
        """

    def tell_cards_refused(self, right: str) -> None:
        """Tell the person at Anki, who may allow it, that a script in a card lacks a right."""

    @property
    def confirmations(self) -> Confirmations | None:
        """Lets a person decide about deletions; None if nobody can be asked."""

    def back_up(self, caller: str) -> Awaitable[None]:
        """Make Anki's own backup before something is deleted, if it is the first time in an hour for this caller.

        Args:
            caller: the name of its rule, its origin or its address
        """

    def make_backup(self, *, now: bool) -> Awaitable[bool]:
        """Make Anki's own backup and wait until it is written, or raise BackupFailed; tell whether one was due.

        Args:
            now: though the last one is recent
        """

    # The program ---------------------------------------------------------------

    def sync(self, direction: Direction | None) -> Awaitable[None]:
        """Bring the collection, and its media if that is on, into step with the sync server, or raise SyncFailed.

        Args:
            direction: which collection replaces the other if they cannot be merged; None: neither
        """

    def load_profile(self, name: str) -> Awaitable[bool]:
        """Open a profile in place of the one that is open; tell whether there is one of that name."""

    def upgrade(self, when_gone: WhenGone) -> Awaitable[bool]:
        """Ask the person whether to look for a newer version of the add-on; tell whether one was installed.

        Args:
            when_gone: of the caller, with whom the question goes
        """


# Has a callable called when whoever asked goes away before the answer
WhenGone = Callable[[Callable[[], None]], None]


def _stays(_callback: Callable[[], None]) -> None:
    """Whoever asked stays until the answer."""


# A key that was sent, in each of the ways to read its letters; empty if none was sent
Key = tuple[str, ...]

# One that is no text: no key is empty, so that it is a wrong one
WRONG_KEY: Key = ("",)


class Caller(NamedTuple):
    """Who sent a request, as far as web/gate.py could tell.

    Args:
        address: the peer's, such as 127.0.0.1
        origin: of the page or extension that sent it, None for other programs
        trusted: whether that origin may use the API
        key: that was sent beside the body, as a bearer token
        on_this_computer: whether it runs here, and did not come through a proxy
        when_gone: to be told when it goes away before it is answered
        agent: what it calls itself, if it came over /mcp, perhaps nothing; None if it did not
        while_asked: entered while a person is asked on its behalf; raises an ApiError if too many are
    """

    address: str
    origin: str | None
    trusted: bool
    key: Key = ()
    on_this_computer: bool = True
    when_gone: WhenGone = _stays
    agent: str | None = None
    while_asked: Callable[[], AbstractContextManager[None]] = nullcontext

    @property
    def is_agent(self) -> bool:
        """Whether it came over /mcp."""
        return self.agent is not None


class Outcome(NamedTuple):
    """How the performance of a request object ended.

    Args:
        shaped: the reply
        error: what may be kept of the error, None on success
        code: of the error
        locked_out: whether its caller guesses keys: what else it sent with this one is not looked at
        hangs_up: whether its connection is closed
        rule: the name of the rule that names its caller, nothing if there is none
    """

    shaped: Any
    error: str | None = None
    code: Code | None = None
    locked_out: bool = False
    hangs_up: bool = False
    rule: str = ""


class CutShort(list[Any]):
    """Replies of several requests, of which those after a guessed key were not looked at.

    Args:
        replies: of all
        hangs_up: as in an Outcome
    """

    def __init__(self, replies: Iterable[Any], *, hangs_up: bool) -> None:
        super().__init__(replies)
        self.hangs_up = hangs_up


class Program(Protocol):
    """The part of dispatch.py that actions need."""

    @property
    def action_names(self) -> list[str]:
        """All actions, sorted."""

    @property
    def requires_key(self) -> bool:
        """Whether apiKey is set."""

    def may_ask(self, origin: str) -> bool:
        """Whether an untrusted origin may ask the person at Anki for permission."""

    def checked(self, type_name: str, value: Any, action: str, path: str) -> Any:
        """Convert a value by the schema of one of the types in wire/, or raise WrongArgument."""

    def perform(
        self, entry: Any, caller: Caller, *, around: Grant, shared_undo: UndoEntry | None = None, depth: int = 0
    ) -> Awaitable[Outcome]:
        """Perform one request object within another and shape its reply, errors included; never raises.

        Args:
            entry: the request object as it was sent
            caller: who sent it
            around: what the request around it may do, which counts if it has no key of its own
            shared_undo: the undo entry that it adds to
            depth: how many requests are around it
        """


class Call(NamedTuple):
    """One action being performed.

    Args:
        action: its name
        version: of the request
        host: the program around
        caller: who sent the request
        program: that performs it
        shared_undo: the undo entry of the multi around it
        depth: how many requests are around it
        weight: of what was sent (weight.py)
        grant: what the request may do
    """

    action: str
    version: int
    host: Host
    caller: Caller
    program: Program
    shared_undo: UndoEntry | None = None
    depth: int = 0
    weight: int = 0
    grant: Grant = EVERYTHING

    @property
    def undo_name(self) -> str:
        return f"AnkiConnect: {self.action}"
