"""``risk-map``: 200,000 risk points over five levels of divisions, in a browser and on paper.

Chromium on two cores without a graphics card: what it paints, it paints by software (SwiftShader),
which is the worst that a desk has; the figures say so. First paint is from the navigation of a
signed-in page with an empty cache until the map has drawn its points. Panning is the mouse itself,
drawn to and fro over the map for some seconds at two zooms, and the time between two frames. The
peer is a bare page that draws the same points, basemap and borders the usual way: as GeoJSON, in
one layer of circles. The print is asked of the same server.
"""

import contextlib
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import shapely
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import insert

from anlan import cities
from anlan.access.secrets import digest
from anlan.api.guard import COOKIE
from anlan.cities.jiangcheng import files
from anlan.cities.jiangcheng.basemap import make_basemap
from anlan.cities.jiangcheng.ground import make_ground
from anlan.cities.jiangcheng.settings import Size
from anlan.cities.jiangcheng.tree import make_tree
from anlan.cities.work import opened
from anlan.pool.divisions.tree import DivisionTree
from anlan.store.accounts import Account, Grant, SignIn
from anlan.store.database import Database
from anlan.store.risk import RiskPoint
from anlan.store.schema import prepare
from benchmarks.result import ROOT, Result
from benchmarks.servers import serving  # also finds what tests share
from support.chromium import SWITCHES, chromium

NAME = "risk-map"
CITY = "jiangcheng"
POINTS = 200_000
SHARES = (0.55, 0.3, 0.12, 0.03)
"""Of the colours, from the lowest."""
BLOCK = 20_000
ZOOMS_IN = 3
SECRET = "secret-of-the-bench"  # noqa: S105 - of a database that is thrown away
SCREEN = {"viewport": {"width": 1440, "height": 900}}
LIBRARY = ROOT / "web" / "node_modules" / "maplibre-gl" / "dist"
PEER = Path(__file__).parent / "peers" / "map_circles.html"
PAINTS = {"risk-map-first-paint": 2.0, "risk-map-whole": None}
"""Points on the map, and basemap, borders and names with them; and what each may take."""
FRAMES = """() => {
  window.frames_ = [];
  const note = (at) => { window.frames_.push(at); window.running_ = requestAnimationFrame(note); };
  window.running_ = requestAnimationFrame(note);
}"""
Frames = tuple[float, float]
"""The median of frames a second, and the share of frames below 50 a second."""


def run(quick: bool, _chicago: Path) -> Iterator[Result]:
    """Measure in the browser, thrice or five times, and on paper."""
    many, rounds = (POINTS // 10, 3) if quick else (POINTS, 5)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        home = Path(name)
        _fill(home, many)
        browser = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        told = f"{many:,} points; software rendering, {SCREEN['viewport']['width']}x900"
        with serving(home, CITY) as url, _peer(home) as peer:
            page = f"{url}/#/{CITY}/risks"
            _first_paint(browser, page)  # the server's own first answers
            ours = [_first_paint(browser, page) for _ in range(rounds)]
            theirs = [_first_paint(browser, peer) for _ in range(rounds)]
            for place, (name_, limit) in enumerate(PAINTS.items()):
                mine, other = ([each[place] for each in them] for them in (ours, theirs))
                yield Result(
                    name_, statistics.median(mine), "s", limit, "<=",
                    "GeoJSON circles", statistics.median(other),
                    f"{told}; median of {rounds}, slowest {max(mine):.2f} s",
                )  # fmt: skip
            ours_, theirs_ = _panned(browser, page), _panned(browser, peer)
            for zoom, frames, peers in zip(("city", "street"), ours_, theirs_, strict=True):
                yield Result(
                    f"risk-map-pan-{zoom}", frames[0], "frames/s", 50.0, ">=",
                    "GeoJSON circles", peers[0],
                    f"{told}; median, {frames[1]:.1%} of frames below 50/s (peer {peers[1]:.1%})",
                )  # fmt: skip
            yield from _printed(url, many)
        browser.close()


def _context(browser: Browser, url: str) -> Page:
    context = browser.new_context(**SCREEN)
    context.add_cookies([{"name": COOKIE, "value": SECRET, "url": url.split("#", maxsplit=1)[0]}])
    return context.new_page()


def _first_paint(browser: Browser, url: str) -> tuple[float, float]:
    """Return the seconds from the navigation until the points are there, and all of the map."""
    page = _context(browser, url)
    page.goto(url, wait_until="commit")
    took = _marked(page, "anlan:points"), _marked(page, "anlan:map")
    page.context.close()
    return took


def _marked(page: Page, mark: str) -> float:
    asked = f"() => performance.getEntriesByName('{mark}')[0]?.startTime"
    page.wait_for_function(asked, timeout=120_000)
    return float(page.evaluate(asked)) / 1000


def _panned(browser: Browser, url: str) -> list[Frames]:
    """Return the frames while one drags the map, of the whole city and of some streets."""
    page = _context(browser, url)
    page.goto(url, wait_until="commit")
    page.locator("[data-idle]").first.wait_for(state="attached", timeout=120_000)
    page.wait_for_timeout(1000)
    found = [_dragged(page)]
    box = page.locator(".maplibregl-canvas").bounding_box() or {}
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(ZOOMS_IN):
        page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(1200)
    found.append(_dragged(page))
    page.context.close()
    return found


def _dragged(page: Page, seconds: float = 5.0) -> Frames:
    box = page.locator(".maplibregl-canvas").bounding_box() or {}
    left, top = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(left, top)
    page.mouse.down()
    page.evaluate(FRAMES)
    began = time.perf_counter()
    while (past := time.perf_counter() - began) < seconds:
        page.mouse.move(left + 320 * np.sin(past * 2.2), top + 180 * np.sin(past * 1.4))
    stamps = page.evaluate("() => { cancelAnimationFrame(window.running_); return frames_; }")
    page.mouse.up()
    page.wait_for_timeout(500)
    gaps = np.diff(np.array(stamps, np.float64))
    return 1000 / float(np.median(gaps)), float((gaps > 1000 / 50).mean())


def _printed(url: str, many: int) -> Iterator[Result]:
    """Yield how long the print of all points on A0 takes."""
    cookie = {"Cookie": f"{COOKIE}={SECRET}"}
    for what in ("points", "areas"):
        began = time.perf_counter()
        path = f"{url}/api/cities/{CITY}/risk/print?size=a0&what={what}"
        answer = httpx.get(path, headers=cookie, timeout=120).raise_for_status()
        took, size = time.perf_counter() - began, len(answer.content) / 2**20
        name = "risk-map-print" + ("" if what == "points" else f"-{what}")
        yield Result(name, took, "s", 20.0, size=f"{many:,} points on A0, a PDF of {size:.1f} MiB")


def _fill(home: Path, many: int) -> None:
    """Lay out the city, register points in its grids, and sign somebody in who may see them."""
    shapes = home / "files"
    lay_out(shapes)
    with opened(cities.load(CITY), home) as at:
        for name in ("divisions.geojson", "basemap.geojson"):
            at.workspace.keep_layer(name, shapes / name)
    database = Database.in_folder(home)
    prepare(database)
    placed = _points(cities.load(CITY).divisions(shapes), many)
    with database.writing() as session:
        for first in range(0, many, BLOCK):
            session.execute(insert(RiskPoint), placed[first : first + BLOCK])
        _sign_in(session)
    database.close()
    _write_geojson(home, placed)


def lay_out(folder: Path) -> None:
    """Write the city's divisions at its full size, and its basemap, without its other files."""
    folder.mkdir(parents=True)
    size = Size(1.0, 1)
    ground = make_ground(size)
    tree = make_tree(size, ground)
    shapes = files.write_divisions(folder / "divisions.geojson", size, tree)
    basemap = make_basemap(size, ground, shapes["city"][0])
    (folder / "basemap.geojson").write_text(basemap, encoding="utf-8")


def _points(tree: DivisionTree, many: int) -> list[dict[str, Any]]:
    """Return points as the register leaves them, more of them where there are more grids."""
    chance = np.random.default_rng(5)
    grids = sorted(tree.standing("grid"), key=lambda each: each.code)
    boxes = np.array([each.shape.bounds for each in grids])
    of = chance.integers(0, len(grids), many)
    west, south, east, north = boxes[of].T
    lon = west + (east - west) * chance.uniform(0.1, 0.9, many)
    lat = south + (north - south) * chance.uniform(0.1, 0.9, many)
    colour = chance.choice(4, many, p=SHARES)
    at, fields = datetime(2026, 11, 27, 8, tzinfo=UTC), ("fire", "construction", "chemicals")
    return [
        {
            "id": n + 1, "city": CITY, "code": f"P-{n}", "name": f"风险点{n}", "type": "place",
            "field": fields[n % 3], "division": tree.paths[grids[of[n]].code],
            "department": "housing", "lon": float(lon[n]), "lat": float(lat[n]),
            "asset_id": None, "unit": "", "unit_code": "", "owner": "", "scheme": "lec",
            "scheme_version": "1", "inherent_value": 100.0,
            "inherent_colour": min(3, int(colour[n]) + 1), "residual_value": 90.0,
            "residual_colour": int(colour[n]), "floor": 0, "floor_rule": "",
            "now_value": 90.0, "now_colour": int(colour[n]), "made_at": at, "reviewed_at": at,
            "review_at": at + timedelta(days=365), "retired_at": None, "version": 1,
        }
        for n in range(many)
    ]  # fmt: skip


def _sign_in(session: Any) -> None:
    now = datetime.now(UTC)
    account = Account(login="bench", name="Bench", created_at=now)
    session.add(account)
    session.flush()
    session.add(Grant(account_id=account.id, role="analyst", city=CITY))
    session.add(
        SignIn(id=digest(SECRET), account_id=account.id, stage="full", origin="-", created_at=now,
               seen_at=now, expires_at=now + timedelta(hours=4))
    )  # fmt: skip


def _write_geojson(home: Path, placed: list[dict[str, Any]]) -> None:
    """Write what the peer's page is made of."""
    folder = home / "peer"
    folder.mkdir()
    features = [
        {
            "type": "Feature",
            "properties": {"code": each["code"], "colour": each["now_colour"]},
            "geometry": {
                "type": "Point",
                "coordinates": [round(each["lon"], 6), round(each["lat"], 6)],
            },
        }
        for each in placed
    ]
    whole = {"type": "FeatureCollection", "features": features}
    (folder / "points.geojson").write_text(json.dumps(whole), encoding="utf-8")
    for name in ("divisions.geojson", "basemap.geojson"):
        (folder / name).write_bytes((home / "files" / name).read_bytes())
    for each in LIBRARY.iterdir():
        if each.suffix in {".mjs", ".css"} and "-dev" not in each.name:
            (folder / each.name).write_bytes(each.read_bytes())
    spots = shapely.points([(each["lon"], each["lat"]) for each in placed])
    bounds = json.dumps([float(each) for each in shapely.total_bounds(spots)])
    page = PEER.read_text(encoding="utf-8").replace("BOUNDS", bounds)
    (folder / "index.html").write_text(page, encoding="utf-8")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def _peer(home: Path) -> Iterator[str]:
    """Serve the peer's page; yield its address."""
    handler = partial(_Quiet, directory=str(home / "peer"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
