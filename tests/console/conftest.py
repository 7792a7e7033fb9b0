"""A real Chromium that drives the console and fails a test on any fault the page reports."""

import json
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import shapely.geometry
from console_town import Town
from field_round import CITY, Round
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from anlan.api.guard import COOKIE
from support.chromium import NAMES, SWITCHES, chromium
from support.members import Member, Members
from support.serving import serving

PATIENCE_MS = 30_000
# Five seconds, as given, are short for the first look at a city while other tests run.
expect.set_options(timeout=PATIENCE_MS)
# Software rendering makes Chromium warn of slow reads; that says nothing of the console.
NOISE = ("GPU stall due to ReadPixels", "Automatic fallback to software WebGL")

OpenPage = Callable[..., Page]


@dataclass
class Watched:
    """What the pages of a test said and asked for."""

    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    refusals: bool = False
    """Whether requests may be refused or cut off, of which Chromium tells by itself."""

    def listen(self, context: BrowserContext) -> None:
        """Follow every page of ``context``."""
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", lambda request: self.asked.append(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        noise = any(part in message.text for part in NOISE)
        noise |= self.refusals and message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not noise:
            self.faults.append(f"{message.type}: {message.text}")


@pytest.fixture
def refusals(watched: Watched) -> None:
    """Let requests be refused or cut off; any other fault still fails the test."""
    watched.refusals = True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield a running Chromium, or skip saying how to get one."""
    path = chromium()
    if path is None:
        pytest.skip(f"no {', '.join(NAMES)} on this machine; install one or set ANLAN_CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield running
        running.close()


@pytest.fixture(scope="session")
def summary(console_url: str) -> dict[str, Any]:
    """Return what the server says of the first city that has a ranking."""
    with urllib.request.urlopen(f"{console_url.rstrip('/')}/api/cities") as answer:  # noqa: S310
        cities: list[dict[str, Any]] = json.load(answer)
    return next(each for each in cities if each["has"]["ranking"])


@pytest.fixture(scope="session")
def city(summary: dict[str, Any]) -> str:
    """Return the name of that city."""
    return str(summary["name"])


@pytest.fixture
def ask(console_url: str, city: str) -> Callable[[str], Any]:
    """Return a function that asks the API for something of the city."""

    def get(path: str) -> Any:
        url = f"{console_url.rstrip('/')}/api/cities/{city}/{path}"
        with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
            return json.load(answer)

    return get


@pytest.fixture
def watched() -> Watched:
    """Return what will be heard of the pages."""
    return Watched()


@contextmanager
def browsing(
    browser: Browser, url: str, watched: Watched
) -> Iterator[Callable[..., BrowserContext]]:
    """Yield what makes contexts; no page in them may report a fault or ask elsewhere."""
    contexts: list[BrowserContext] = []

    def new_context(**settings: Any) -> BrowserContext:
        wanted = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"} | settings
        context = browser.new_context(**wanted)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        watched.listen(context)
        return context

    yield new_context
    for context in contexts:
        context.close()
    own = urlsplit(url).netloc
    # What stands in the address itself (data:) is asked of nobody.
    foreign = [asked for asked in watched.asked if urlsplit(asked).netloc not in {own, ""}]
    assert watched.faults == []
    assert foreign == []


@pytest.fixture
def browsing_at(browser: Browser, watched: Watched) -> Callable[[str], Any]:
    """Return what browses at another address than the others' tests."""
    return lambda url: browsing(browser, url, watched)


@pytest.fixture
def browser_page(
    browser: Browser, console_url: str, city: str, watched: Watched
) -> Iterator[OpenPage]:
    """Yield a function that opens a page of the console; no fault and no foreign request may come.

    ``open(path, **context)`` takes what follows the city in the address and Playwright's settings
    of a context (viewport, locale, colour scheme).
    """
    with browsing(browser, console_url, watched) as new_context:

        def open_page(path: str = "map", **settings: Any) -> Page:
            page = new_context(**settings).new_page()
            page.goto(f"{console_url.rstrip('/')}/#/{city}/{path}")
            return page

        yield open_page


@pytest.fixture(scope="session")
def guarded_home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home like the demo's, whose accounts are only these tests'."""
    home = tmp_path_factory.mktemp("guarded") / "home"
    shutil.copytree(demo_home, home)
    return home


@pytest.fixture(scope="session")
def guarded_url(guarded_home: Path) -> Iterator[str]:
    """Return the address of a console at which everybody signs in."""
    with serving() as start:
        yield start(guarded_home, ["jiangcheng"], "sign-in")


@pytest.fixture(scope="session")
def members(guarded_home: Path, guarded_url: str) -> Iterator[Members]:
    """Return what adds accounts there."""
    made = Members(guarded_home)
    yield made
    made.close()


@pytest.fixture(scope="session")
def town(guarded_home: Path) -> Town:
    """Return the city there, in which cases are reported and moved without the console."""
    return Town(guarded_home)


@pytest.fixture
def visit(browser: Browser, guarded_url: str, members: Members, watched: Watched) -> Iterator[Any]:
    """Yield a function that opens a page of the guarded console, for somebody or for nobody.

    ``visit(path, member, **context)``: a member comes with an open session, as after signing in.
    """
    with browsing(browser, guarded_url, watched) as new_context:

        def open_page(path: str, member: Member | None = None, **settings: Any) -> Page:
            context = new_context(**settings)
            if member is not None:
                secret = members.session(member)
                context.add_cookies([{"name": COOKIE, "value": secret, "url": guarded_url}])
            page = context.new_page()
            page.goto(f"{guarded_url}/#/{path}")
            return page

        yield open_page


@pytest.fixture(scope="session")
def spot(guarded_home: Path) -> tuple[float, float]:
    """A point in a grid of the city."""
    file = guarded_home / CITY / "layers" / "divisions.geojson"
    grids = [
        each
        for each in json.loads(file.read_text(encoding="utf-8"))["features"]
        if each["properties"]["level"] == "grid"
    ]
    point = shapely.geometry.shape(grids[0]["geometry"]).representative_point()
    return point.x, point.y


@pytest.fixture
def round_(
    guarded_home: Path,
    guarded_url: str,
    members: Members,
    browsing_at: Callable[[str], Any],
    spot: tuple[float, float],
) -> Iterator[Round]:
    with browsing_at(guarded_url) as new:
        yield Round(guarded_home, guarded_url, members, new, spot)


@pytest.fixture
def collector(members: Members) -> Member:
    return members.add("collector", CITY)
