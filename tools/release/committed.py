"""Tells whether the checkout is a commit and nothing else: what is released must be what anybody can look up."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tools.environment.progress import Stop


def check_committed(root: Path, version: str) -> None:
    """Stop if something has been changed since the last commit, or if another commit was released as this version.

    Args:
        root: of the checkout
        version: that is to be released
    """
    if shutil.which("git") is None:
        raise Stop("git is needed, to see that nothing has been changed since the last commit")
    if not (root / ".git").exists():
        raise Stop(f"{root} is no clone: nobody could tell what has been changed in it")
    changed = _git(root, "status", "--porcelain").splitlines()
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise Stop(f"not everything is committed: {changed[0][3:]}{more}")
    tag = f"v{version}"
    if _git(root, "tag", "--list", tag) and _commit(root, tag) != _commit(root, "HEAD"):
        raise Stop(f"{version} is released already: the tag {tag} is at another commit")


def _commit(root: Path, name: str) -> str:
    return _git(root, "rev-list", "-n", "1", name)


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise Stop(f"git {arguments[0]}: {(done.stderr.strip().splitlines() or ['failed'])[0]}")
    return done.stdout.rstrip("\n")
