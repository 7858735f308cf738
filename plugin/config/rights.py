"""The rights, by name: what an action may need, and a rule may give."""

from __future__ import annotations

READ = "read"  # tells what is in the collection
WRITE = "write"  # changes the collection or its media
GUI = "gui"  # opens, fills or drives windows
FILES = "files"  # names paths of this computer
ADMIN = "admin"  # syncs, backs up, switches profiles, ends Anki
RIGHTS = (READ, WRITE, GUI, FILES, ADMIN)

Rights = frozenset[str]

ALL: Rights = frozenset(RIGHTS)
NONE: Rights = frozenset()


def in_order(rights: Rights) -> list[str]:
    """Rights in the order in which people read them."""
    return [one for one in RIGHTS if one in rights]
