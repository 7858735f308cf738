"""`tools/dev.py fix`: has the linter mend what it can, and formats everything."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tools import ROOT
from tools.command import Command, add_here_option
from tools.environment.environments import lint_environment


def _perform(options: argparse.Namespace) -> None:
    python = Path(sys.executable) if options.here else lint_environment().python
    ruff = [str(python), "-m", "ruff"]
    # what the linter cannot mend does not keep the formatter from its work
    left = subprocess.run([*ruff, "check", "--fix", "."], cwd=ROOT, check=False).returncode
    subprocess.run([*ruff, "format", "."], cwd=ROOT, check=True)
    sys.exit(left)


COMMAND = Command("fix", "have the linter mend what it can, and format all code", add_here_option, _perform)
