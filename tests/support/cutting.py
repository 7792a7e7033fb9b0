"""A line between two programs that can be cut: a TCP proxy that drops everybody for a while."""

import socket
import threading
import time
from contextlib import suppress


class Line:
    """Lets through what comes to its port, until it is cut.

    Args:
        to: the port of this machine that it leads to.
    """

    def __init__(self, to: int) -> None:
        self._to = to
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._cut_until = 0.0
        threading.Thread(target=self._serve, name=f"line {self.port}", daemon=True).start()

    def cut(self, seconds: float) -> None:
        """Drop all connections in the middle of whatever they say, and let none in for a while."""
        self._cut_until = time.monotonic() + seconds
        with self._guard:
            gone, self._open = self._open, set()
        for each in gone:
            _drop(each)

    def close(self) -> None:
        """Let nobody in any more."""
        self.cut(1e9)
        _drop(self._door)

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self._door.accept()
            except OSError:
                return
            if time.monotonic() < self._cut_until:
                _drop(one)
                continue
            try:
                other = socket.create_connection(("127.0.0.1", self._to), timeout=5)
            except OSError:
                _drop(one)
                continue
            for each in (one, other):
                each.settimeout(None)
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._guard:
                self._open |= {one, other}
            for source, target in ((one, other), (other, one)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while some := source.recv(65_536):
                target.sendall(some)
        with self._guard:
            self._open -= {source, target}
        _drop(source)
        _drop(target)


def _drop(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        one.close()
