"""Servers of the tests' own, for real: on a port, in threads."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from anlan.api import create_app
from anlan.api.state import Door


@contextmanager
def serving() -> Iterator[Callable[..., str]]:
    """Yield a function that serves cities for real and returns the server's address.

    ``start(home, packs, door)``: behind ``sign-in``, or by default open to the laptop itself.
    """
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(home: Path, packs: list[str], door: Door = "local") -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        app = create_app(home, packs, door=door)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join()
