"""What an action may ask of the program around it, and what it knows of the request that it serves.

Host has two implementations: desktop/host.py is Anki's desktop, headless/host.py a bare collection.
Both run on the main thread and keep it free: read() and change() run small work at once and large work in the
background, and the caller cannot tell which.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Protocol, TypeVar

from .rights import EVERYTHING, Grant

if TYPE_CHECKING:
    from anki.collection import Collection

T = TypeVar("T")


class UndoEntry:
    """An entry of Anki's Undo menu, which several operations may share.

    Args:
        name: of the entry
    """

    __slots__ = ("name", "step")

    def __init__(self, name: str) -> None:
        self.name = name
        self.step: int | None = None  # by which the backend identifies the entry, once it has been made


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
        """Run something slow that needs no collection, such as a download, on a thread of its own."""

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

    # The person at Anki --------------------------------------------------------

    @property
    def download_seconds(self) -> float:
        """How long a download may take."""

    def notify(self, text: str) -> None:
        """Tell the person at Anki something short, without waiting for anybody."""

    def ask_permission(self, caller: Caller, *, has_key: bool) -> Awaitable[bool]:
        """Let the person at Anki decide whether an origin may use the API, and remember the decision.

        Args:
            caller: with an origin that is not trusted; the question goes with it
            has_key: whether a right key came with the request
        """

    # The program ---------------------------------------------------------------

    def sync(self) -> Awaitable[None]:
        """Bring the collection, and its media if that is on, into step with the sync server, or raise SyncFailed."""

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


class Caller(NamedTuple):
    """Who sent a request, as far as web/gate.py could tell.

    Args:
        address: the peer's, such as 127.0.0.1
        origin: of the page or extension that sent it, None for other programs
        trusted: whether that origin may use the API
        keys: what was sent as a key beside the body, such as a bearer token
        when_gone: to be told when it goes away before it is answered
    """

    address: str
    origin: str | None
    trusted: bool
    keys: tuple[str, ...] = ()
    when_gone: WhenGone = _stays


class Program(Protocol):
    """The part of dispatch.py that actions need."""

    @property
    def action_names(self) -> list[str]:
        """All actions, sorted."""

    @property
    def requires_key(self) -> bool:
        """Whether a key is set."""

    def may_ask(self, origin: str) -> bool:
        """Whether an untrusted origin may ask the person at Anki for permission."""

    def checked(self, type_name: str, value: Any, action: str, path: str) -> Any:
        """Convert a value by the schema of one of the types of wire.py, or raise WrongArgument."""

    def perform(
        self, entry: Any, caller: Caller, *, admitted: bool, shared_undo: UndoEntry | None = None, depth: int = 0
    ) -> Awaitable[Any]:
        """Perform one request object and shape its reply, errors included; never raises.

        Args:
            entry: the request object as it was sent
            caller: who sent it
            admitted: whether the key of the request around it lets it in
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
