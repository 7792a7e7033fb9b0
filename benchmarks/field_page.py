"""``field-page``: the page for those outside, on a slow phone.

Chromium with its processor slowed four times and the line of a slow 4G (1.6 Mbit/s down, 0.75 up,
150 ms there and back), nothing kept from before, and the server a process of its own. First use
ends when a photo can be taken and the classes that are usual here are there to choose from. Then
the line is cut: the page is opened again, a report is made by taps that are counted, and the line
is given back. There is no peer that does this with no signal to measure beside it.
"""

import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import shapely.geometry
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

from anlan import cities
from anlan.cities import jiangcheng
from anlan.cities.work import opened
from benchmarks.result import Result
from benchmarks.servers import serving  # also finds what tests share
from support.chromium import SWITCHES, chromium

NAME = "field-page"
CITY = "jiangcheng"
SLOWER = 4
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure, thrice or five times."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        lon, lat = _ground(home)
        browser = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        with serving(home, CITY, sign_in=False) as url:
            _round(browser, url, lon, lat)  # the server's own first answers
            found = [_round(browser, url, lon, lat) for _ in range(3 if quick else 5)]
        browser.close()
    first, again, taps, sent = (statistics.median(each) for each in zip(*found, strict=True))
    told = f"CPU {SLOWER}x slower, 1.6 Mbit/s, 150 ms; median of {len(found)}"
    yield Result("field-first-use", first, "s", 3.0, size=told)
    yield Result("field-offline-use", again, "s", 3.0, size=f"{told}; opened again, no signal")
    yield Result("field-taps", taps, "taps", 3.0, size="a report with a photo, no signal")
    yield Result("field-sent", sent, "s", size=f"{told}; from signal again to the case")


def _ground(home: Path) -> tuple[float, float]:
    """Lay out the city's divisions; return a point in one of its grids."""
    shapes = home / "files"
    jiangcheng.generate(shapes, 0.001, seed=1)
    with opened(cities.load(CITY), home) as at:
        at.workspace.keep_layer("divisions.geojson", shapes / "divisions.geojson")
    read = json.loads((shapes / "divisions.geojson").read_text(encoding="utf-8"))["features"]
    grid = next(each for each in read if each["properties"]["level"] == "grid")
    point = shapely.geometry.shape(grid["geometry"]).representative_point()
    return point.x, point.y


def _round(browser: Browser, url: str, lon: float, lat: float) -> tuple[float, float, float, float]:
    """Return the seconds of the first use and of opening it offline, the taps, the sending."""
    context = browser.new_context(
        **PHONE,
        permissions=["geolocation"],
        geolocation={"longitude": lon, "latitude": lat, "accuracy": 8},
    )
    page = context.new_page()
    wire = _slow(context, page)
    first = _usable(page, lambda: page.goto(f"{url}/field/", wait_until="commit"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wire.send("Network.emulateNetworkConditions", LINE | {"offline": True})
    context.set_offline(True)
    again = _usable(page, lambda: page.reload(wait_until="commit"))
    taps = _report(page)
    started = time.perf_counter()
    context.set_offline(False)
    wire.send("Network.emulateNetworkConditions", LINE)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator(".tabs button").nth(2).tap()
    expect(page.locator("article[data-state=sent]")).to_have_count(1, timeout=60_000)
    sent = time.perf_counter() - started
    context.close()
    return first, again, taps, sent


def _slow(context: BrowserContext, page: Page) -> CDPSession:
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return wire


def _usable(page: Page, go: Callable[[], object]) -> float:
    """Return the seconds until a photo can be taken and a class chosen."""
    started = time.perf_counter()
    go()
    page.locator(".classes [data-code]").first.wait_for(timeout=60_000)
    page.locator("label.take").wait_for(timeout=60_000)
    return time.perf_counter() - started


def _report(page: Page) -> int:
    """Report by taps alone; return how many it took."""
    taps = 0
    with page.expect_file_chooser() as camera:
        page.locator("label.take").tap()
        taps += 1
    photo = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    camera.value.set_files(files=[photo])
    page.locator(".view:visible figure img").wait_for()
    page.locator(".classes [data-code]").first.tap()
    taps += 1
    page.locator("button[name=send]").tap()
    taps += 1
    expect(page.locator(".line")).to_contain_text(re.compile("1 saved|1 条"), timeout=60_000)
    return taps


def _photo() -> bytes:
    """Return a photo as a phone takes it: twelve million pixels, with some detail."""
    out = BytesIO()
    Image.effect_noise((1000, 750), 40).resize((4000, 3000)).save(out, "JPEG", quality=85)
    return out.getvalue()
