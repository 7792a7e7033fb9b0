"""Servers of the tests' own, for real: on a port, in threads."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from anlan.api import create_app
from anlan.api.protocol import PatientProtocol
from anlan.api.settings import settings
from anlan.api.state import Door

Start = Callable[..., str]
"""Called with home and packs, perhaps ``door`` and ``proxy``; returns the server's address."""


def _config(
    home: Path, packs: list[str], door: Door, address: str, *, proxy: bool
) -> uvicorn.Config:
    app = create_app(home, packs, door=door, address=address)
    return uvicorn.Config(
        app,
        log_level="warning",
        http=PatientProtocol,
        proxy_headers=proxy,
        server_header=False,
        timeout_graceful_shutdown=settings().stop_seconds,
    )


@contextmanager
def serving() -> Iterator[Start]:
    """Yield a function that serves cities for real and returns the server's address."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(
        home: Path,
        packs: list[str],
        door: Door = "local",
        address: str = "",
        *,
        proxy: bool = False,
    ) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        here = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(_config(home, packs, door, address or here, proxy=proxy))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        servers.append((server, thread))
        return here

    try:
        yield start
    finally:
        for server, thread in servers:
            server.should_exit = True
            thread.join()
