"""Take the pictures of every page of the console: light, dark and on a phone.

Run ``make screenshots``. The city shown is the demo's Jiangcheng, worked through afresh in a
folder that is thrown away; Chicago's back-test is taken too where ``ANLAN_SHARED`` (by default
the folder ``shared`` beside the project) holds its public files.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from fleet import equipped
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from sqlalchemy import select
from views import ADMIN, MAP, RISK_VIEWS, VIEWS, WATCH_VIEWS, View
from watched import shown_of, warned

from anlan import cities
from anlan.access import accounts, signin
from anlan.api.guard import COOKIE
from anlan.api.state import CityState
from anlan.cases import rows
from anlan.cases.evaluation.rest import evaluate
from anlan.cases.flow import Move, workflow
from anlan.cases.gathering import Gatherer
from anlan.cases.public import Asked, Contact
from anlan.cases.report import Report
from anlan.cases.reports import SHAPE
from anlan.cases.room import CaseRoom
from anlan.cities.jiangcheng.day import Day
from anlan.cli.demo_cases import grids
from anlan.model.cause import Cause
from anlan.risk.register.hazards import Finding, found
from anlan.store.accounts import Account, Grant
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.jobs import queue as jobs
from anlan.store.keys import Keyring
from anlan.store.outbox import queue
from anlan.store.risk import RiskPoint

ROOT = Path(__file__).parent.parent
SCREENS = Path(__file__).parent / "images" / "screens"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--hide-scrollbars",
    # Without these two, letters and lines differ by a shade from run to run.
    "--disable-lcd-text",
    "--force-color-profile=srgb",
)
PATIENCE_MS = 60_000
# The machine's own clock would make every picture new: files came and reports were made then.
CLOCK = re.compile(
    r'"(received_at|generated_at|created_at|seen_at|expires_at|moment|anchored_at'
    r'|asked_at|started_at|ended_at|measured_at|linked_at)":"[^"]+"'
)
DAY_OF_LOAD = re.compile(r'"day":"[^"]+","loads"')
THEN = r'"\1":"2026-07-01T00:30:00Z"'
# The pictures' day is long past for the server: of the rungs a case has reached since, only the
# first was reached then.
LATER_RUNGS = re.compile(r'("rungs":\[\{[^}]*\}[^}]*\})[^\]]*\]')
# So does how long the server has run and how full its disk is.
GAUGE = re.compile(r'"(uptime_seconds|disk_free_bytes)":[0-9.]+')
# Names and numbers of an installation's own, new each time.
WORKER = re.compile(r"[\w.-]+/\d+/[0-9a-f]{6}\b")
RUN = re.compile(r"\b2\d{7}T\d{6}\.\d{6}Z")
HASH = re.compile(r'"(hash|head|instance)":"[0-9a-f]{8}[0-9a-f-]+"')
GAUGES = {"uptime_seconds": "259200.0", "disk_free_bytes": "82000000000"}
NOW = datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
INSTALLATION = ("me/*", "accounts**", "ledger**", "jobs**", "system*")
MONDAY = datetime(2026, 6, 7, 16, tzinfo=UTC)
TOMORROW = datetime.now(UTC) + timedelta(days=1)
# What a sign leads to, whatever port the pictures' server has.
ADDRESS = "https://anlan.example"
WITH_DAY = {"evaluation"}
WITH_CASES = {"cases", "board", "casemap", "supervision", "hotline", "routing"}
# What was reported, and what was done with it: each act's minutes after the report, who did it and
# with what. All is told at fixed times, so that deadlines and numbers are always the same.
Acted = tuple[str, int, int, dict[str, Any]]
GAS, LAMP = {"department": "gas"}, {"department": "municipal_works"}
CASES = (
    (
        Report("event", "collector", "楼道里有燃气味", datetime(2026, 6, 30, 22, 20, tzinfo=UTC),
               NOW, "3 栋 2 单元一至三层都能闻到，已提醒住户开窗、不动电器。", "e0403",
               lon=114.33319, lat=30.56931, source="account:2"),
        (("file.accept", 5, 1, {}), ("file.file", 7, 1, {}), ("dispatch.send", 20, 1, GAS),
         ("handle.receive", 28, 3, {}),
         ("handle.start", 35, 3, {"note": "抢修车已出发，先关楼栋总阀。"})),
    ),
    (
        Report("component", "collector", "路灯三盏不亮", datetime(2026, 6, 30, 7, 10, tzinfo=UTC),
               NOW, "", "c0118", lon=114.30932, lat=30.56368, source="account:2"),
        (("file.accept", 10, 1, {}), ("file.file", 15, 1, {}), ("dispatch.send", 30, 1, LAMP)),
    ),
    (
        Report("event", "hotline", "雨水井盖破损", datetime(2026, 6, 30, 8, 50, tzinfo=UTC),
               NOW, "", "c0103", lon=114.29002, lat=30.59997, source="account:2"),
        (),
    ),
)  # fmt: skip

HAZARDS = ("安全出口被货物堵塞", "配电箱无漏电保护", "监测报警装置失效", "支护局部松动")
RESIDENTS = (
    ("collect.ask", 4, 1, {}),
    ("collect.confirm", 31, 2, {"evidence": ["photo-1"]}),
    ("file.accept", 36, 1, {}),
    ("file.file", 40, 1, {}),
    ("dispatch.send", 52, 1, LAMP),
    ("handle.receive", 70, 3, {}),
    ("handle.start", 95, 3, {}),
)


@dataclass(frozen=True)
class Shape:
    """One way to look at a page."""

    name: str
    settings: dict[str, Any]


DESK = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}
HAND = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "has_touch": True}
CHINESE = DESK | {"locale": "zh-CN"}
A5 = {"width": 559, "height": 794}
LIGHT = Shape("light", DESK | {"color_scheme": "light"})
SHAPES = (
    LIGHT,
    Shape("dark", DESK | {"color_scheme": "dark"}),
    Shape("phone", HAND | {"color_scheme": "light"}),
)


def chicago_files() -> Path | None:
    """Return the folder of Chicago's public files, where it is at hand."""
    folder = Path(os.environ.get("ANLAN_SHARED", ROOT.parent / "shared")) / "data" / "chicago"
    return folder if folder.is_dir() else None


def anlan(home: Path, *arguments: str) -> list[str]:
    """Return a command line of Anlan on the cities below ``home``."""
    return [sys.executable, "-m", "anlan", "--home", str(home), *arguments]


@contextmanager
def served(home: Path, cities: list[str], *options: str) -> Iterator[str]:
    """Serve the console on a free port; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(anlan(home, "serve", *cities, *options, "--port", str(port)))
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/ready", server)
        yield url
    finally:
        server.terminate()
        server.wait()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("the console stopped before it answered")
        try:
            with urllib.request.urlopen(url):  # noqa: S310 - our own server
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise SystemExit("the console didn't answer within a minute")


def first_place(url: str, city: str) -> str:
    """Return the first place of the ranking."""
    with urllib.request.urlopen(f"{url}/api/cities/{city}/ranking.csv") as answer:  # noqa: S310
        head, row = (answer.readline().decode("utf-8-sig").strip() for _ in range(2))
    return dict(zip(head.split(","), row.split(","), strict=False))["asset"]


def settle_in(home: Path) -> None:
    """Let some people have accounts, work be asked for, and somebody outside be told."""
    database, cause = Database.in_folder(home), Cause("local:operator")
    with change(database, cause) as made:
        chen = _account(made, ADMIN, "Chen Wei", Grant(role="administrator", city="*"))
        chen.must_change = False
        district = "jiangcheng/990103"
        lin = Grant(role="operator", city="jiangcheng", division=district)
        _account(made, "lin.wei", "Lin Wei", lin).must_change = False
        _account(made, "zhao.min", "Zhao Min", Grant(role="auditor", city="jiangcheng"))
        sealed = Keyring.of(home).seal("a secret that no picture shows")
        hook = ("webhook", "https://example.org/hook", ["batch.*", "run.plan"], sealed)
        queue.add_endpoint(made, "duty room", *hook)
    with change(database, Cause("account:1", origin="192.0.2.7")) as made:
        for kind, due in (("plan", None), ("score", None), ("ingest", TOMORROW)):
            jobs.ask(made, kind, "jiangcheng", {}, due)
    database.close()


def settle_in_with_cases(home: Path) -> None:
    """Let the same people report problems and work on them."""
    settle_in(home)
    pack = cities.load("jiangcheng")
    layers = home / "jiangcheng" / "layers"
    room = CaseRoom.of(pack.city, pack.divisions(layers), pack.finder(layers))
    database = Database.in_folder(home)
    for report, acts in CASES:
        with change(database, Cause("account:2", origin="192.0.2.7")) as made:
            opened = room.open(made, room.placed(replace(report, known_at=report.at)))
        _work(database, room, opened.number, report.at, acts)
    database.close()


def _work(
    database: Database, room: CaseRoom, number: str, begin: datetime, acts: Sequence[Acted]
) -> None:
    """Do acts on a case, each so many minutes after it began."""
    for act, minutes, who, fields in acts:
        role = workflow().acts[act][0].actors[0]
        with database.session() as session:
            row = rows.find(session, room.city.name, number)
            version, office = row.version, row.department if role == "handler" else ""
        at = begin + timedelta(minutes=minutes)
        by = Move(act, f"account:{who}", role, at, office, fields)
        with change(database, Cause(by.who, origin="192.0.2.7")) as made:
            room.move(made, number, by, version)


def leave_one(home: Path) -> tuple[str, str]:
    """Let a resident report what is worked on since; return the number and the code."""
    state, database = CityState(cities.load("jiangcheng"), home), Database.in_folder(home)
    asked = Asked(
        "resident_page", "a resident's phone", datetime(2026, 6, 29, 23, 50, tzinfo=UTC),
        "学校门口井盖破损", "边上有个大洞，孩子上学要绕到马路上走。", "c0103",
        lon=114.33319, lat=30.56931,
    )  # fmt: skip
    room = state.public
    with change(database, Cause("public:resident_page")) as made:
        left = room.open(made, Keyring.of(home), room.placed(asked), "a phone", Contact({}))
    _work(database, room.room, left.number, asked.at, RESIDENTS)
    state.close()
    database.close()
    return left.number, left.code or ""


def settle_in_with_day(home: Path) -> None:
    """Let a day of cases pass, and be evaluated."""
    settle_in(home)
    state = CityState(cities.load("jiangcheng"), home)
    database = Database.in_folder(home)
    gatherer = Gatherer(database, state.cases, lambda: pl.DataFrame(schema=SHAPE))
    points = grids(home)
    Day(database, state.public, Keyring.of(home), gatherer, points, MONDAY).run(NOW)
    while evaluate(database, "jiangcheng", NOW):
        pass
    state.close()
    database.close()


def _account(made: Change, login: str, name: str, grant: Grant) -> Account:
    account = accounts.add(made, login, name, accounts.OneTime.new())
    accounts.give(made, account, grant)
    return account


def enter(context: BrowserContext, home: Path, url: str) -> None:
    """Let the context be signed in as the administrator, in one session only."""
    database = Database.in_folder(home)
    with change(database, Cause("local:operator")) as made:
        account = accounts.one(made, 1)
        accounts.end_sessions(made, account)
        secret = signin.open_for(made, account, "192.0.2.7 picture").secret
    database.close()
    context.add_cookies([{"name": COOKIE, "value": secret, "url": url}])


def _at_one_time(route: Route) -> None:
    """Answer as the server does, with one fixed time for what the machine's clock said."""
    answer = route.fetch()
    text = HASH.sub(rf'"\1":"{"0123456789abcdef" * 4}"', CLOCK.sub(THEN, answer.text()))
    text = DAY_OF_LOAD.sub('"day":"2026-07-01","loads"', text)
    text = RUN.sub("20260701T003000.000000Z", WORKER.sub("server/4237/69c4c4", text))
    text = LATER_RUNGS.sub(r"\1]", text)
    told = GAUGE.sub(lambda found: f'"{found[1]}":{GAUGES[found[1]]}', text)
    route.fulfill(response=answer, body=told)


def take(browser: Browser, home: Path, url: str, view: View, shape: Shape, file: Path) -> None:
    """Open the page as ``shape`` says, wait until nothing moves, write the picture."""
    context = browser.new_context(reduced_motion="reduce", **shape.settings)
    context.set_default_timeout(PATIENCE_MS)
    for stamped in (
        "cities/**/overview*",
        "cities/**/sources/*",
        "cities/**/backtest*",
        "cities/*/linking*",
        *INSTALLATION,
        "cities/*/cases/*",
    ):
        context.route(f"**/api/{stamped}", _at_one_time)
    if not view.city and view.who:
        enter(context, home, url)
    page = context.new_page()
    if view.name in WITH_CASES:
        page.clock.set_fixed_time(NOW)
    path = view.path.format(first=first_place(url, view.city)) if "{" in view.path else view.path
    page.goto(f"{url}/#/{view.city}/{path}" if view.city else f"{url}/#/{path}")
    page.locator(view.there).first.wait_for(state="attached")
    _settle(page)
    page.screenshot(path=file, animations="disabled", caret="hide", scale="css")
    # A page that looks for news by itself may be in the middle of asking.
    context.unroute_all(behavior="ignoreErrors")
    context.close()
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1024:,.0f} KiB")


def _settle(page: Page) -> None:
    """Wait for the fonts, the last answers and, where there is one, the whole map."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    if page.locator(".canvas").count():
        page.locator(MAP).first.wait_for(state="attached")
    page.wait_for_timeout(700)


def main() -> None:
    """Work the cities through, serve them, take every picture."""
    path = os.environ.get("ANLAN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        raise SystemExit(f"none of {', '.join(CHROMIUM)} found; install one or set ANLAN_CHROMIUM")
    wanted = set(sys.argv[1:])
    chicago = chicago_files()
    views = [view for view in VIEWS if not wanted or view.name in wanted]
    views = [view for view in views if chicago or view.city != "chicago"]
    risky = [view for view in RISK_VIEWS if not wanted or view.name in wanted]
    watched = [view for view in WATCH_VIEWS if not wanted or view.name in wanted]
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        if risky:
            take_risks(path, Path(folder) / "risks", risky)
        if watched:
            take_watch(path, Path(folder) / "watch", watched)
        if wanted and not views and not wanted & set(BY_HAND):
            return
        home = Path(os.environ.get("ANLAN_HOME", folder))
        data = ["--chicago", str(chicago)] if any(v.city == "chicago" for v in views) else []
        subprocess.run(anlan(home, "demo", "--once", *data), check=True)
        subprocess.run(anlan(home, "link", "run", "jiangcheng"), check=True)
        subprocess.run(anlan(home, "asset", "index", "jiangcheng"), check=True)
        names = ["jiangcheng", "chicago"] if data else ["jiangcheng"]
        guarded = [view for view in views if not view.city]
        open_ones = [view for view in views if view.city]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
            if open_ones:
                with served(home, names) as url:
                    take_all(browser, home, url, open_ones)
                    if "map" in {view.name for view in open_ones}:
                        chinese = Shape("light", CHINESE | {"color_scheme": "light"})
                        picture = SCREENS / "map-zh-light.png"
                        take(browser, home, url, VIEWS[0], chinese, picture)
            with_cases = [view for view in guarded if view.name in WITH_CASES]
            by_hand = [each for name, each in BY_HAND.items() if not wanted or name in wanted]
            with_day = [view for view in guarded if view.name in WITH_DAY]
            without = [view for view in guarded if view.name not in WITH_CASES | WITH_DAY]
            # Apart from each other, since what is in the ledger is in its picture.
            for name, settle, group in (
                ("guarded", settle_in, without),
                ("cases", settle_in_with_cases, with_cases),
                ("day", settle_in_with_day, with_day),
            ):
                hands = by_hand if settle is settle_in_with_cases else []
                if not group and not hands:
                    continue
                apart = Path(folder) / name
                shutil.copytree(home, apart, ignore=lambda *_: ["guarded", "cases", "day"])
                settle(apart)
                with served(apart, names, "--sign-in", "--address", ADDRESS) as url:
                    take_all(browser, apart, url, group)
                    for each in hands:
                        each(browser, apart, url)
            browser.close()


def take_risks(chromium: str, home: Path, views: Sequence[View]) -> None:
    """Live through a quarter of the register, report hazards of today, take its pages."""
    subprocess.run(anlan(home, "demo", "risk"), check=True)
    point = find_hazards(home / "risk")
    with sync_playwright() as playwright, served(home / "risk", ["jiangcheng"]) as url:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(SWITCHES))
        shown = [replace(view, path=view.path.format(point=point)) for view in views]
        take_all(browser, home / "risk", url, shown)
        browser.close()


def find_hazards(home: Path) -> str:
    """Report hazards at the most dangerous risk points; return the code of the first."""
    state, database = CityState(cities.load("jiangcheng"), home), Database.in_folder(home)
    at = datetime.now(UTC)
    with database.session() as session:
        order = (RiskPoint.now_colour.desc(), RiskPoint.now_value.desc(), RiskPoint.id)
        codes = list(session.scalars(select(RiskPoint.code).order_by(*order).limit(12)))
    with change(database, Cause("local:operator")) as made:
        for n, code in enumerate(codes):
            title, failed = HAZARDS[n % len(HAZARDS)], (0, 0) if n % 3 == 0 else None
            finding = Finding(title, f"picture {n}", major=n % 6 == 0, measure=failed)
            found(made, state.register, state.cases, code, finding, at)
    state.close()
    database.close()
    return codes[0]


def take_watch(chromium: str, home: Path, views: Sequence[View]) -> None:
    """Live through the stormy afternoon, warn of it, take the pages of early warning."""
    subprocess.run(anlan(home, "demo", "watch"), check=True)
    folder = home / "watch"
    chosen = shown_of(folder)
    names = vars(chosen) | {"draft": warned(folder, chosen.alarm), "device": equipped(folder)}
    with sync_playwright() as playwright, served(folder, ["jiangcheng"]) as url:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(SWITCHES))
        shown = [replace(view, path=view.path.format(**names)) for view in views]
        take_all(browser, folder, url, shown)
        browser.close()


@contextmanager
def phone(browser: Browser, scheme: str, locale: str) -> Iterator[Page]:
    """Yield a page on a phone that knows where it is."""
    context = browser.new_context(
        **HAND | {"locale": locale, "color_scheme": scheme},
        reduced_motion="reduce",
        service_workers="block",
        permissions=["geolocation"],
        geolocation={"longitude": 114.33319, "latitude": 30.56931, "accuracy": 8},
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    yield page
    context.close()


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    """Write the picture of a page that was brought to where it shall be."""
    _settle(page)
    file = SCREENS / f"{name}.png"
    page.screenshot(path=file, animations="disabled", caret="hide", scale="css", full_page=whole)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1024:,.0f} KiB")


def take_field(browser: Browser, home: Path, url: str) -> None:
    """Take the page for those outside, as it is on a phone: a report begun, and the tasks."""
    for scheme, locale, tab in (("light", "zh-CN", 0), ("dark", "en-GB", 1)):
        with phone(browser, scheme, locale) as page:
            enter(page.context, home, url)
            page.goto(f"{url}/field/")
            page.locator(".classes [data-code]").first.wait_for()
            photograph(page)
            page.locator(".classes [aria-expanded]").click()
            page.locator(".all [data-code=e9001]").click()
            page.locator(".tabs button").nth(tab).click()
            shoot(page, f"field-{scheme}")


def take_report(browser: Browser, home: Path, url: str) -> None:
    """Take the residents' page on a phone: a report begun, and what became of another."""
    number, code = leave_one(home)
    for scheme, locale, words in (
        ("light", "zh-CN", "学校门口井盖破损，边上有个大洞"),
        ("dark", "en-GB", "井盖破损 Manhole cover broken at the school gate"),
    ):
        with phone(browser, scheme, locale) as page:
            page.goto(f"{url}/report/?city=jiangcheng")
            page.locator("#words").fill(words)
            page.locator("[data-place]").click()
            page.locator(".near li").first.wait_for()
            page.locator("input[type=radio]").first.check()
            photograph(page)
            shoot(page, f"report-{scheme}", whole=True)
            page.goto(f"{url}/report/?city=jiangcheng#{number}/{code}")
            page.locator(".words").first.wait_for()
            # The code is another each time; this one is none.
            page.locator("input[name=code]").fill("k5xw-q2ra-7fgh-mzte")
            shoot(page, f"report-status-{scheme}", whole=True)


def take_sign(browser: Browser, home: Path, url: str) -> None:
    """Take the making of a sign for a place, and the sign as it is printed."""
    for shape, name in ((LIGHT, "sign-light"), (Shape("", CHINESE), "sign-print")):
        context = browser.new_context(reduced_motion="reduce", **shape.settings)
        enter(context, home, url)
        page = context.new_page()
        page.goto(f"{url}/#/jiangcheng/cases/sign")
        page.locator(MAP).first.wait_for(state="attached")
        page.locator("canvas").first.click(position={"x": 330, "y": 250})
        page.locator("input[name=name]").fill("东湖路 3 号楼")
        page.wait_for_function("() => document.querySelector('.sheet img')?.naturalWidth > 50")
        if name == "sign-print":
            page.emulate_media(media="print")
            page.set_viewport_size(A5)
        shoot(page, name)
        context.close()


def photograph(page: Page) -> None:
    """Hand the page a photo, as a phone's camera does."""
    photo = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    page.locator("input[type=file]:visible").first.set_input_files(files=[photo])
    page.locator(".photos img").first.wait_for()


BY_HAND = {"field": take_field, "report": take_report, "sign": take_sign}
"""Pictures that take more than opening a page, by the name they are asked for."""


def a_photo() -> bytes:
    """Return a picture of a lane with a car across it, drawn: no photo of a place that is."""
    made = Image.new("RGB", (1200, 900), "#9fb3bd")
    pen = ImageDraw.Draw(made)
    pen.rectangle((0, 120, 330, 900), fill="#8a8178")
    pen.rectangle((870, 60, 1200, 900), fill="#7d756d")
    pen.polygon(((330, 900), (520, 380), (680, 380), (870, 900)), fill="#5c666c")
    pen.rounded_rectangle((380, 560, 830, 720), 30, fill="#c9cdd0")
    pen.rounded_rectangle((470, 480, 740, 580), 40, fill="#dfe3e5")
    for x in (470, 740):
        pen.ellipse((x - 50, 670, x + 50, 770), fill="#23292d")
    out = BytesIO()
    made.save(out, "JPEG", quality=90)
    return out.getvalue()


def take_all(browser: Browser, home: Path, url: str, views: list[View]) -> None:
    """Take every view in every shape."""
    for view in views:
        for shape in SHAPES:
            take(browser, home, url, view, shape, SCREENS / f"{view.name}-{shape.name}.png")


if __name__ == "__main__":
    main()
