"""The command that serves a collection without Anki's window."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from anki.collection import Collection
from anki.errors import BackendError

from ..collection.backups import folder_beside, make_backup
from ..collection.media.folder import path_of
from ..collection.media.replacing import remove_leftovers
from ..collection.syncing import DOWNLOAD, UPLOAD
from ..config.settings import CONDITIONS, LoadedSettings, Settings
from ..errors import ApiError, in_plain_words, plain_line, shown
from ..log.file_log import FileLog
from ..server.peers import is_loopback
from ..web.bind_addresses import addresses_of, authority, is_lacking, url
from ..web.port_owner import ServerKind, owner_of_port
from .configuration import (
    COLLECTION,
    SETTINGS,
    SYNC_ENDPOINT,
    SYNC_PASSWORD,
    SYNC_USERNAME,
    ConfigurationError,
    read_configuration,
    read_environment,
    variable,
)
from .opening import collection_file, open_collection
from .service import Service
from .syncing import Login, Syncing

_DESCRIPTION = "Serves the AnkiConnect API on a collection of Anki, without Anki's window."
_EPILOG = f"""\
The login for a sync comes from {SYNC_USERNAME} and {SYNC_PASSWORD}. Each setting can come from a
variable: apiKey from ANKICONNECT_API_KEY, webBindPort from ANKICONNECT_BIND_PORT, and so on; with _FILE behind its
name, a variable names a file that holds the value. SIGTERM and Ctrl-C end it when all that goes on has been answered.
"""
_OPEN_TO_NETWORK = (
    "Other computers can reach this server, and no key is set: everybody in the network may use the collection. "
    "Set ANKICONNECT_API_KEY, or accessRules and rightsWithoutRule."
)
_LONGEST_PATH = 200


class Options(NamedTuple):
    """What the command line and the environment say.

    Args:
        file: of the collection
        new: make it if it is not there
        loaded: the settings, and what is wrong with them
        syncing: knows the sync server
    """

    file: Path
    new: bool
    loaded: LoadedSettings
    syncing: Syncing


def parser(program: str) -> argparse.ArgumentParser:
    """What the command line may say."""
    whole = argparse.ArgumentParser(
        prog=program,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    whole.add_argument(
        "collection", nargs="?", type=Path, help=f"collection.anki2, or the folder of a profile ({COLLECTION})"
    )
    whole.add_argument("--new", action="store_true", help="make the collection if it is not there")
    whole.add_argument(
        "--settings", type=Path, metavar="FILE", help=f"settings in JSON, as in config.json ({SETTINGS})"
    )
    whole.add_argument("--bind", metavar="ADDRESS", help="webBindAddress (127.0.0.1)")
    whole.add_argument("--port", type=int, help="webBindPort (8765)")
    whole.add_argument(
        "--sync-endpoint", metavar="URL", help=f"a sync server of your own, in place of AnkiWeb ({SYNC_ENDPOINT})"
    )
    whole.add_argument(
        "--full-sync",
        choices=(DOWNLOAD, UPLOAD),
        help="sync before serving, and if the two collections cannot be merged, let the one on the server (download) "
        "or this one (upload) replace the other",
    )
    return whole


def read_options(program: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """Understand the command line and the environment; raises ConfigurationError."""
    given = parser(program).parse_args(arguments)
    variables = read_environment(environment)
    named = given.collection or (Path(variables[COLLECTION]) if COLLECTION in variables else None)
    if named is None:
        raise ConfigurationError(f"name a collection, or set {COLLECTION}")
    file = given.settings or (Path(variables[SETTINGS]) if SETTINGS in variables else None)
    for option, value, setting in (("--bind", given.bind, "webBindAddress"), ("--port", given.port, "webBindPort")):
        if value is None:
            continue
        if not CONDITIONS[setting].is_valid(value):
            raise ConfigurationError(f"{option} must be {CONDITIONS[setting].description}")
        variables[variable(setting)] = str(value)
    endpoint = given.sync_endpoint or variables.get(SYNC_ENDPOINT)
    login = None
    if SYNC_USERNAME in variables and SYNC_PASSWORD in variables:
        login = Login(variables[SYNC_USERNAME], variables[SYNC_PASSWORD], endpoint)
    elif SYNC_USERNAME in variables or SYNC_PASSWORD in variables or given.full_sync:
        raise ConfigurationError(f"a sync needs both {SYNC_USERNAME} and {SYNC_PASSWORD}")
    loaded = read_configuration(file, variables)
    return Options(collection_file(named), given.new, loaded, Syncing(login, given.full_sync))


def serve(options: Options) -> None:
    """Serve until a signal says to end; raises ConfigurationError if it cannot begin."""
    settings, problems = options.loaded
    log = _open_log(settings)
    for problem in [*problems, *([_OPEN_TO_NETWORK] if _is_open_to_network(settings) else [])]:
        log.notice(problem)
    col = open_collection(options.file, new=options.new)
    try:
        remove_leftovers(path_of(col))  # of a run that was killed, before anything new is written there
        if options.syncing.direction is not None:
            _sync_first(col, options.syncing, log)
        with closing(Service(col, settings, options.file.absolute().parent.name, log, options.syncing)) as service:
            _end_on_signals(service)
            _listen(service, settings, options.file)
            service.run()
        _back_up(col, log)
    finally:
        options.syncing.abort(col)  # the media may still be on their way
        col.close()
        log.close()


def _back_up(col: Collection, log: FileLog) -> None:
    """Make a backup by Anki's rules, as Anki does when it closes a collection."""
    try:
        make_backup(col, folder_beside(col), wait=True)
    except (BackendError, OSError) as error:
        log.notice(f"No backup could be made: {plain_line(in_plain_words(str(error)))}")


def _open_log(settings: Settings) -> FileLog:
    path = Path(settings.apiLogPath).expanduser() if settings.apiLogPath else None
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a"):
                pass
        except OSError as error:
            where = shown(str(path), _LONGEST_PATH)
            raise ConfigurationError(f"apiLogPath: {where} cannot be written: {error.strerror}") from error
    return FileLog(None, path)


def _is_open_to_network(settings: Settings) -> bool:
    address = settings.webBindAddress
    is_local = address == "localhost" or is_loopback(address)
    return not (settings.key or is_local) and bool(settings.rightsWithoutRule)


def _sync_first(col: Collection, syncing: Syncing, log: FileLog) -> None:
    try:
        message = syncing.sync_collection(col)
        if message:
            log.notice(message)
        syncing.follow_media(col)
    except (ApiError, OSError) as error:  # OSError: of the backup
        raise ConfigurationError(str(error)) from error


def _end_on_signals(service: Service) -> None:
    # Python runs the handler once the loop is awake
    signal.set_wakeup_fd(service.loop.waker.fileno(), warn_on_full_buffer=False)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: service.stop())


def _listen(service: Service, settings: Settings, file: Path) -> None:
    addresses = addresses_of(settings)
    try:
        failed = service.listen(addresses)
    except OSError as error:
        reason = f"{error.strerror or error}{_owner(addresses[0])}"
        raise ConfigurationError(f"cannot listen at {authority(addresses[0])}: {reason}") from error
    for address, failure in failed.items():
        if not is_lacking(failure):
            _say(f"not served: {url(address)}: {failure.strerror or failure}")
    _say(f"AnkiConnect serves {file} at {' and '.join(url(one) for one in service.server.addresses)}")


def _owner(address: tuple[str, int]) -> str:
    kind = owner_of_port(*address).kind
    return "; another AnkiConnect answers there" if kind is ServerKind.ANKICONNECT else ""


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None, program: str = "ankiconnect-server") -> None:
    """Do what the command line says, or exit with a line that says why that cannot be."""
    try:
        serve(read_options(program, sys.argv[1:] if arguments is None else arguments, os.environ))
    except ConfigurationError as error:
        sys.exit(f"{program}: {error}")
    except KeyboardInterrupt:
        sys.exit(f"{program}: interrupted")
