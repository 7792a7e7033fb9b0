"""``anlan demo watch``: a stormy afternoon, from sensors over a broker to closed alarms."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import shapely
from rich.table import Table
from sqlalchemy import func, select

from anlan import cities
from anlan.api.logs import configure
from anlan.api.state import CityState
from anlan.cases.gathering import Gatherer
from anlan.cases.reports import SHAPE
from anlan.cities.jiangcheng import sensing
from anlan.cities.jiangcheng.afternoon import Afternoon, Clock
from anlan.cities.jiangcheng.storm import Spot, Storm, Told, settings
from anlan.cli import demo_broker
from anlan.cli.app import Common, common
from anlan.cli.demo_cases import CITY, SEED, SPAN, grids, make_city
from anlan.cli.outbox import senders
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.outbox import queue
from anlan.store.outbox.deliver import deliver
from anlan.store.schema import prepare
from anlan.store.verify import verify
from anlan.store.watch import AlarmGroup, AlarmMove, AlarmRow, WatchRefused
from anlan.watch.alarms import Site
from anlan.watch.alarms.duty import Post, name
from anlan.watch.intake import Intake
from anlan.watch.live import Engine, telling
from anlan.watch.mqtt.broker import LOGIN, read_login
from anlan.watch.mqtt.link import Broker, Came, Link
from anlan.watch.mqtt.plain import Mapping
from anlan.watch.mqtt.router import Router
from anlan.watch.mqtt.settings import Settings
from anlan.watch.mqtt.take import Taker
from anlan.watch.registry import Clients, Registry, WatchRoom
from anlan.words import say

TAKES = Settings(
    json=(Mapping(topic="jiangcheng/{client}/readings", key="{.key}", time="t", value="v"),)
)
"""What gateways send: arrays of readings, each with a key, a time in milliseconds and a value."""
PAST = timedelta(days=60)
"""So long before it the storm was on which the rules are proved."""
PATIENCE_S = 60
"""So long gateways wait for what they sent to be on disk before the demo gives up."""


def watch() -> None:
    """Live through a stormy afternoon."""
    here, started = common(), time.perf_counter()
    configure("warning")
    home = here.home / "watch"
    layers = home / CITY / "layers"
    if not (layers / "divisions.geojson").is_file():
        _say(here, "city")
        make_city(home, layers)
    database = Database(here.database) if here.database else Database.in_folder(home)
    prepare(database)
    with database.session() as session:
        known = session.scalar(select(func.count()).select_from(AlarmRow)) or 0
    if not known:
        state = CityState(cities.load(CITY), home, here.database)
        _live(here, home, database, state)
        state.close()
    _tell(here, database)
    found = verify(database)
    here.tell("ledger_whole", n=found.entries, anchored=found.anchored)
    here.tell("watch.done", seconds=f"{time.perf_counter() - started:.0f}", home=home)
    database.close()


def _say(here: Common, step: str) -> None:
    here.console.rule(say(f"cli.demo_watch.{step}", here.lang), align="left")


def _live(here: Common, home: Path, database: Database, state: CityState) -> None:
    """Register the sensors, prove the rules, and let the afternoon pass."""
    start, room = _start(state), WatchRoom.of(state.pack.city, state.divisions)
    spots = list(_spots(state))
    storm = Storm(spots, SEED)
    _say(here, "proof")
    proof = sensing.prove(home / "proof", Storm(spots, SEED + 1), start - PAST)
    here.tell("watch.proved", rules=len(proof.rules), caught=proof.whole.caught,
              events=proof.whole.events)  # fmt: skip
    with change(database, here.cause) as made:
        secrets = sensing.register(made, room, storm, start)
        sensing.switch_on(made, room, proof)
    here.tell("watch.registered", streams=len(storm.instruments), senders=len(secrets))
    _say(here, "afternoon")
    clock = Clock(int(start.timestamp()) * 1_000_000)
    registry = Registry(database, CITY)
    folder = home / "broker"
    with ExitStack() as stack:
        pager = stack.enter_context(_pager(here, database, storm))
        port = stack.enter_context(demo_broker.running(database, CITY, TAKES, folder))
        wire = Wire(port, folder, secrets, storm)
        stack.enter_context(_taking(database, registry, clock, wire))
        engine = Engine(
            database, CITY, home / CITY / "watch" / "engine",
            lambda: registry.snapshot(fresh=True).streams, partial(telling, CITY), now=clock,
        )  # fmt: skip
        engine.begin()
        gatherer = Gatherer(database, state.cases, lambda: pl.DataFrame(schema=SHAPE))
        afternoon = Afternoon(
            database, state.public, Keyring.of(home), gatherer, grids(home), start, storm=storm,
            engine=engine, clock=clock, send=wire, tell=pager.deliver,
        )  # fmt: skip
        afternoon.run(start + SPAN)
        pager.deliver()
        engine.end()
    here.tell("watch.lived", readings=f"{afternoon.readings:,}", told=pager.came)


def _start(state: CityState) -> datetime:
    """Return when the afternoon began: yesterday in the city."""
    zone = ZoneInfo(state.pack.city.zone)
    hour = datetime.strptime(settings()["start"], "%H:%M").time()
    yesterday = datetime.now(zone).date() - timedelta(days=1)
    return datetime.combine(yesterday, hour, zone).astimezone(UTC)


def _spots(state: CityState) -> Iterator[Spot]:
    """Return a point in each grid of the city, with the community it lies in."""
    for each in sorted(state.divisions.standing("grid"), key=lambda grid: grid.code):
        middle = shapely.Point(each.shape.representative_point()) if each.shape else None
        if middle is not None:
            area = state.divisions.paths[each.code].rpartition("/")[0]
            yield Spot(each.code, area, round(middle.x, 6), round(middle.y, 6))


class Wire:
    """The way from gateways over the broker to the log."""

    def __init__(self, port: int, folder: Path, secrets: dict[str, str], storm: Storm) -> None:
        self.port, self.folder = port, folder
        self._owner = {each.key: sensing.owner(each.kind) for each in storm.instruments}
        self.gateways = {
            name: demo_broker.Gateway(self._broker(name, name, secret))
            for name, secret in secrets.items()
        }
        self.sent, self.start = 0, 0
        self.taken = threading.Semaphore(0)

    def _broker(self, client: str, user: str, password: str) -> Broker:
        return Broker(demo_broker.HOST, self.port, tls=True, client=client, user=user,
                      password=password, ca=self.folder / "broker.pem")  # fmt: skip

    def ours(self) -> Broker:
        """Return the broker as the city's intake sees it."""
        return self._broker("anlan-demo", *read_login(self.folder / LOGIN))

    def __call__(self, told: list[Told]) -> None:
        """Let each gateway send its readings in one message; return when all are on disk."""
        by_gateway: dict[str, list[dict[str, object]]] = {}
        for one in told:
            row = {"key": one.key, "t": self.start + one.second * 1000, "v": one.value}
            by_gateway.setdefault(self._owner[one.key], []).append(row)
        for name_, rows in by_gateway.items():
            topic, payload = f"jiangcheng/{name_}/readings", json.dumps(rows).encode()
            self.gateways[name_].send(topic, payload, PATIENCE_S)
        for _ in by_gateway:
            if not self.taken.acquire(timeout=PATIENCE_S):
                raise TimeoutError


class _Counted(Link):
    """The intake's link, which says how many messages it has acknowledged."""

    def __init__(self, wire: Wire, filters: Iterable[str]) -> None:
        super().__init__(wire.ours(), filters)
        self._wire = wire

    def acknowledge(self, came: Came) -> None:
        """Acknowledge, and say so."""
        super().acknowledge(came)
        self._wire.taken.release(len(came.messages))


@contextmanager
def _taking(database: Database, registry: Registry, clock: Clock, wire: Wire) -> Iterator[None]:
    """Run intake for the time of the block."""
    router = Router(TAKES, TAKES.protocols)
    link = _Counted(wire, router.filters)
    intake = Intake(database, CITY, registry=registry, clock=clock).start()
    taker = Taker(link, router, intake, Clients(database, CITY), lambda _: None, clock)
    ended = threading.Event()
    thread = threading.Thread(target=taker.run, args=(ended.is_set,), daemon=True)
    wire.start = clock.micros // 1000
    thread.start()
    if not link.ready.wait(PATIENCE_S):
        raise TimeoutError
    try:
        yield
    finally:
        ended.set()
        thread.join()
        intake.stop()
        for each in (link, *wire.gateways.values()):
            each.stop()


class Pager:
    """Where wardens are told: a web address on this machine, which counts what comes."""

    def __init__(self, here: Common, database: Database, url: str) -> None:
        self.came = 0
        self.url = url
        self._database = database
        self._senders = senders(database, {}, None, [f"{demo_broker.HOST}/32"], "")
        self._ring = Keyring.of(here.home)
        self._cause = here.cause

    def name(self, storm: Storm) -> None:
        """Name the wardens: of each tower, each community, each district, and the city's desk."""
        site, now = Site(CITY), datetime.now(UTC)
        areas = sorted({each.spot.area for each in storm.instruments})
        districts = sorted({"/".join(each.split("/")[:2]) for each in areas})
        towers = sorted({each.object for each in storm.instruments if each.kind == "smoke"})
        with change(self._database, self._cause) as made:
            secret = self._ring.seal("demo")
            ends = {
                post: queue.add_endpoint(made, f"demo {post}", "webhook", self.url, [], secret)
                for post in ("warden", "community", "district", "city")
            }
            for each in towers:
                name(made, site, Post("warden", ends["warden"], 0, object=each), now)
            for each in areas:
                name(made, site, Post("community", ends["community"], 1, division=each), now)
            for each in districts:
                name(made, site, Post("district", ends["district"], 3, division=each), now)
            name(made, site, Post("city", ends["city"], 4, division=areas[0].split("/")[0]), now)

    def deliver(self) -> None:
        """Send what waits."""
        while any(deliver(self._database, self._senders).counts):
            pass


@contextmanager
def _pager(here: Common, database: Database, storm: Storm) -> Iterator[Pager]:
    """Let wardens have a web address for the time of the block."""

    class Taken(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            pager.came += 1
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((demo_broker.HOST, 0), Taken)
    pager = Pager(here, database, f"http://{demo_broker.HOST}:{server.server_port}/")
    pager.name(storm)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield pager
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


FIGURES = ("raised", "rose", "inhibited", "climbed", "cases", "true", "false", "open")
"""What is told of each rule's alarms."""


def _tell(here: Common, database: Database) -> None:
    """Say what became of the alarms of each rule."""
    _say(here, "alarms")
    sums: dict[str, Counter[str]] = {}
    titles: dict[str, str] = {}
    with database.session() as session:
        acts = Counter(
            (number, act)
            for number, act in session.execute(select(AlarmMove.number, AlarmMove.act))
        )
        for row in session.scalars(select(AlarmRow).order_by(AlarmRow.number)):
            titles[row.rule] = row.title[here.lang]
            sums.setdefault(row.rule, Counter()).update(
                raised=1, rose=row.flaps, cases=row.case_number is not None,
                inhibited=row.inhibited_by is not None, climbed=acts[row.number, "escalate"] > 0,
                true=row.reason == "true", false=row.reason == "false",
                open=row.closed_at is None,
            )  # fmt: skip
        groups = session.scalar(select(func.count()).select_from(AlarmGroup)) or 0
        refused = session.scalar(select(func.sum(WatchRefused.times))) or 0
    heads = (say(f"cli.demo_watch.{each}", here.lang) for each in FIGURES)
    shown = Table(say("cli.demo_watch.rule", here.lang), *heads)
    for rule, told in sums.items():
        shown.add_row(titles[rule], *(str(int(told[each])) for each in FIGURES))
    here.console.print(shown)
    here.tell("watch.groups", n=groups, refused=refused)
