"""What every test shares: where the public data lie, and a small city already worked through."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from hypothesis import settings

from anlan.api import create_app

ROOT = Path(__file__).parent.parent

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("anlan", deadline=None)
settings.load_profile("anlan")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of public data, or skip saying where it was looked for."""
    shared = Path(os.environ.get("ANLAN_SHARED", ROOT.parent / "shared"))
    folder = shared / "data"
    if not folder.is_dir():
        pytest.skip(f"no public data at {folder}; set ANLAN_SHARED to the folder that holds data/")
    return folder


@pytest.fixture(scope="session")
def chicago_data(shared_data: Path) -> Path:
    """Return the folder of the public Chicago files, or skip saying so."""
    folder = shared_data / "chicago"
    if not folder.is_dir():
        pytest.skip(f"no Chicago files at {folder}")
    return folder


@contextmanager
def serving() -> Iterator[Callable[[Path, list[str]], str]]:
    """Yield a function that serves cities for real and returns the server's address."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(home: Path, packs: list[str]) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(home, packs), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join()


@pytest.fixture
def live() -> Iterator[Callable[[Path, list[str]], str]]:
    """Return a function that serves cities for real and returns the server's address."""
    with serving() as start:
        yield start


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a small Jiangcheng that ``anlan demo`` has worked through."""
    home = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "anlan", "--home", str(home), "demo", "--once"]
    subprocess.run(command, check=True, timeout=600)
    return home


@pytest.fixture(scope="session")
def console_url(demo_home: Path) -> Iterator[str]:
    """Return the address of the console of that city."""
    with serving() as start:
        yield start(demo_home, ["jiangcheng"])
