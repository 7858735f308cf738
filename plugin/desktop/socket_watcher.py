"""Wakes the server through Qt when a socket has something to do, so that nobody waits for the timer."""

from __future__ import annotations

import socket
from typing import Callable

from aqt.qt import QObject, QSocketNotifier

from .entries import connect


class QtWatcher:
    """A notifier per socket and direction, made when first needed.

    Args:
        parent: the owner of the notifiers
        ready: called on the main thread when a socket can be read or written
    """

    def __init__(self, parent: QObject, ready: Callable[[], None]) -> None:
        self._parent = parent
        self._ready = ready
        self._notifiers: dict[tuple[socket.socket, QSocketNotifier.Type], QSocketNotifier] = {}
        self._wanted: set[QSocketNotifier] = set()
        self._paused = False

    def pause(self, paused: bool) -> None:
        """Look at no socket for a while, as the server has enough to do, or look at them again."""
        if paused != self._paused:
            self._paused = paused
            for notifier in self._wanted:
                notifier.setEnabled(not paused)

    def watch(self, sock: socket.socket, readable: bool, writable: bool) -> None:
        """Say what the server waits for on a socket."""
        self._set(sock, QSocketNotifier.Type.Read, readable)
        self._set(sock, QSocketNotifier.Type.Write, writable)

    def forget(self, sock: socket.socket) -> None:
        """Stop watching a socket that is about to be closed."""
        for kind in (QSocketNotifier.Type.Read, QSocketNotifier.Type.Write):
            notifier = self._notifiers.pop((sock, kind), None)
            if notifier is not None:
                self._wanted.discard(notifier)
                notifier.setEnabled(False)
                notifier.deleteLater()  # it may be the one whose signal is being handled

    def _set(self, sock: socket.socket, kind: QSocketNotifier.Type, wanted: bool) -> None:
        notifier = self._notifiers.get((sock, kind))
        if not wanted:
            if notifier is not None:
                self._wanted.discard(notifier)
                notifier.setEnabled(False)
            return
        if notifier is None:
            notifier = QSocketNotifier(sock.fileno(), kind, self._parent)  # type: ignore[call-overload]  # the stub wants a voidptr
            connect(notifier.activated, self._activated)
            self._notifiers[sock, kind] = notifier
        self._wanted.add(notifier)
        notifier.setEnabled(not self._paused)

    def _activated(self, *_: object) -> None:
        self._ready()
