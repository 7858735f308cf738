"""Finds which Debian packages are missing and installs them, or says how to."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence

from tools.environment.progress import Stop, run, say

# What PyQt6 with QtWebEngine loads even without a screen. Measured on minimal Debians 12 and 13; libxi6 and
# libatomic1 are for Qt 6.6 and 6.8, which older Ankis come with.
QT = (
    "libgl1",
    "libegl1",
    "libnss3",
    "libasound2",
    "libdbus-1-3",
    "libfontconfig1",
    "libglib2.0-0",
    "libxcomposite1",
    "libxdamage1",
    "libxfixes3",
    "libxrandr2",
    "libxtst6",
    "libxkbcommon0",
    "libxkbfile1",
    "libgssapi-krb5-2",
    "libxi6",
    "libatomic1",
)
# What Qt loads beside that to open windows
WINDOWS = (
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-util1",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
# What the client for TypeScript is compiled and run with, and the commands by which an installed one is known
TYPESCRIPT = {"nodejs": ("node", "nodejs"), "node-typescript": ("tsc",)}
# Clients that the desktop tests drive, beside it
CLIENTS = {
    **TYPESCRIPT,
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "firefox-esr": ("firefox-esr", "firefox"),
}
BROWSERS = {"chromium", "firefox-esr"}
# Renamed when 64-bit time came to 32-bit machines, in Ubuntu 24.04 and Debian 13
_RENAMED = {"libasound2": "libasound2t64", "libglib2.0-0": "libglib2.0-0t64"}


def ensure(packages: Sequence[str]) -> None:
    """Install what is missing when root, else print the command that does and stop; other systems lack nothing."""
    if not sys.platform.startswith("linux"):
        return
    if packages and not _on_debian():
        say("  no Debian or Ubuntu here: the libraries that Qt needs are not looked for")
        return
    missing = _missing(packages) if packages else []
    if not missing:
        return
    install = ["apt-get", "install", "--no-install-recommends", *missing]
    if os.geteuid() == 0:
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run("reading the lists of Debian packages", ["apt-get", "update"], env)
        run(f"installing {_count(missing)}", [*install, "-y"], env)
        return
    say("\nInstall what is missing, then run this command again:\n")
    say(f"    sudo apt-get update && sudo {shlex.join(install)}\n")
    raise Stop(f"{_count(missing)} missing, which only root can install")


def python_packages() -> list[str]:
    """What this interpreter lacks to make virtual environments: Debian splits that off."""
    if importlib.util.find_spec("ensurepip") is not None:
        return []
    return [f"python3.{sys.version_info.minor}-venv"]


def client_packages(clients: Mapping[str, Sequence[str]] = CLIENTS) -> list[str]:
    """The clients that no command shows to be here and that are packages on this system.

    Args:
        clients: commands by the name of the package
    """
    absent = [name for name, commands in clients.items() if not any(map(shutil.which, commands))]
    if _on_debian() and _distribution() != "debian":
        # Ubuntu's packages of browsers only fetch a snap
        for name in BROWSERS & set(absent):
            say(f"  no {name} here: install one, or the tests that need it are skipped")
            absent.remove(name)
    return absent


def _on_debian() -> bool:
    return all(map(shutil.which, ("dpkg-query", "apt-get")))


def _missing(packages: Iterable[str]) -> list[str]:
    installed = _installed()
    if any(name.endswith("t64") for name in installed):
        packages = [_RENAMED.get(name, name) for name in packages]
    return [name for name in packages if name not in installed]


def _installed() -> set[str]:
    listing = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ).stdout
    rows = (line.split() for line in listing.splitlines())
    return {row[0] for row in rows if row[1:] == ["installed"]}


def _distribution() -> str:
    with open("/etc/os-release", encoding="utf-8") as lines:
        fields = dict(line.rstrip().split("=", 1) for line in lines if "=" in line)
    return fields.get("ID", "").strip('"')


def _count(packages: Sequence[str]) -> str:
    return f"{len(packages)} Debian package{'s' if len(packages) > 1 else ''}"
