"""`tools/dev.py seed`: makes a large, lifelike collection, the same one for the same arguments."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tools.command import Command, add_anki_option, add_here_option, make_folder, path
from tools.environment.environments import anki_environment, hand_over
from tools.environment.progress import Stop, say

LARGEST = 2_000_000

_EXAMPLES = """\
examples:
  python3 tools/dev.py seed FOLDER               makes FOLDER/User 1/collection.anki2 with 20,000 notes
  python3 tools/dev.py seed some.anki2 --notes 400 --seed 7
"""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", type=path, help="a base folder of Anki, or the path of a .anki2 file to make")
    parser.add_argument("--notes", type=_count, default=20_000, help="in the collection (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another one makes other notes (%(default)s)")
    add_here_option(parser)
    add_anki_option(parser)


def _count(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) <= LARGEST):
        raise Stop(f"{text} is no number of notes: those are 1 to {LARGEST:,}")
    return int(text)


def _perform(options: argparse.Namespace) -> None:
    path: Path = options.target
    if path.suffix != ".anki2":
        path = path / "User 1" / "collection.anki2"
    if path.exists():
        raise Stop(f"{path} exists already")
    make_folder(path.parent)
    if not options.here:
        hand_over(anki_environment(options.anki), options.arguments)
    # here, because it needs Anki
    from anki.collection import Collection

    from tools.seed.collection import seed

    begun = time.monotonic()
    col = Collection(str(path.resolve()))
    try:
        made = seed(col, options.notes, options.seed)
    finally:
        col.close()
    say(
        f"{path}: {made.notes} notes, {made.cards} cards, {made.reviews} reviews, {made.decks} decks"
        f" in {time.monotonic() - begun:.1f} s"
    )


COMMAND = Command("seed", "make a large, lifelike collection", _add_arguments, _perform, _EXAMPLES)
