"""`tools/dev.py screenshots`: pictures of every window of the add-on, light and dark, to be looked at."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools import ROOT
from tools.command import Command, add_anki_option, add_here_option, make_folder, path
from tools.environment.environments import anki_environment, hand_over
from tools.environment.progress import say
from tools.screenshots.picture import refuse_empty
from tools.screenshots.scenes import SCENES
from tools.screenshots.studio import open_studio

_EXAMPLES = """\
example:
  python3 tools/dev.py screenshots FOLDER
"""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=path,
        default=ROOT / "dist" / "screenshots",
        help="for the pictures (dist/screenshots)",
    )
    add_here_option(parser)
    add_anki_option(parser)


def _perform(options: argparse.Namespace) -> None:
    folder: Path = options.folder.resolve()
    make_folder(folder)
    if not options.here:
        hand_over(anki_environment(options.anki), options.arguments)
    with open_studio(folder) as studio:
        for theme in ("light", "dark"):
            studio.set_theme(theme)
            for scene in SCENES:
                with studio.settings_kept():
                    scene(studio)
        for picture in studio.pictures:
            refuse_empty(picture)
    say(f"{len(studio.pictures)} pictures in {folder}")


COMMAND = Command("screenshots", "make pictures of every window, light and dark", _add_arguments, _perform, _EXAMPLES)
