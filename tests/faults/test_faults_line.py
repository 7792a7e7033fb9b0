"""A line to the database that is cut, not closed, in the middle of an answer."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError

from anlan.model.errors import StoreError
from anlan.store.database import Database
from support.postgres import Cluster

CUT = struct.pack("ii", 1, 0)
"""SO_LINGER by which closing resets the connection, as a machine does that went down."""


class Line:
    """A wire between Anlan and PostgreSQL that can be cut."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Reset every connection that is open."""
        ends, self._ends = self._ends, []
        for each in ends:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, CUT)
            each.close()

    def stop(self) -> None:
        """Answer nobody any more."""
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            self._ends += [near]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    """Carry what comes; asked in short turns, as a socket that is waited on isn't let go of."""
    one.settimeout(0.05)
    with contextlib.suppress(OSError), other:
        while True:
            with contextlib.suppress(TimeoutError):
                data = one.recv(65536)
                if not data:
                    return
                other.sendall(data)


@contextlib.contextmanager
def lined(cluster: Cluster) -> Iterator[tuple[Line, Database]]:
    """Yield a database at the end of a line, with the line."""
    url = cluster.url()
    line = Line(cluster.port)
    database = Database(url.replace(f":{cluster.port}/", f":{line.port}/"))
    try:
        yield line, database
    finally:
        database.close()
        line.stop()


def test_a_cut_line_is_told_as_a_database_that_is_away(cluster: Cluster | None) -> None:
    if cluster is None:
        pytest.skip("PostgreSQL isn't installed")
    with lined(cluster) as (line, database):
        with database.session() as session:
            session.execute(text("SELECT 1"))
            threading.Timer(0.3, line.cut).start()
            with pytest.raises(InterfaceError, match="network error"):
                session.execute(text("SELECT pg_sleep(5)"))
        with (
            pytest.raises(StoreError, match="network error"),
            database.writing() as session,
        ):
            session.execute(text("SELECT 1"))
            line.cut()
        with database.session() as session:
            assert session.scalar(text("SELECT 1")) == 1
