"""The fleet that the pictures of the console show; see ``screenshots.py``."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image, ImageDraw, ImageFilter
from sqlalchemy import select

from anlan import cities
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.watch import WatchDevice
from anlan.watch.fleet.frames import take as look
from anlan.watch.fleet.given import check, checked_columns
from anlan.watch.fleet.intake import take
from anlan.watch.fleet.judging import judge
from anlan.watch.fleet.live import LiveFleet
from anlan.watch.fleet.seen import tell
from anlan.watch.pictures.faults import measured

CITY, CAUSE = "jiangcheng", Cause("local:operator")
MANY, SEED = 2_400, 7
SORTS = (("camera", "1"), ("camera", "2"), ("camera", "3"), ("camera", "3"), ("sensor", ""))
OWNERS = ("public_security", "transport", "water_affairs", "gas", "fire_rescue")
SILENT, LOW = 0.04, 0.02
FRAMES = 3
"""So many bad frames after a good one; a fault counts once it was seen again."""


def equipped(home: Path) -> str:
    """Take devices in, let most of them speak and some send bad frames; return one that did."""
    chance, now = np.random.default_rng(SEED), datetime.now(UTC)
    pack = cities.load(CITY)
    tree = pack.divisions(home / CITY / "layers")
    grids = sorted(tree.standing("grid"), key=lambda each: each.code)
    rows = []
    for number in range(MANY):
        grid = grids[int(chance.integers(len(grids)))]
        kind, tier = SORTS[number % len(SORTS)]
        place, name = grid.shape.representative_point(), "路口监控" if tier else "井盖传感器"
        rows.append({
            "key": f"JC-{number:05}", "name": f"{grid.name_zh}{name}", "type": kind,
            "tier": tier, "department": OWNERS[int(chance.integers(len(OWNERS)))],
            "division": tree.paths[grid.code], "lon": f"{place.x:.6f}", "lat": f"{place.y:.6f}",
            "model": f"{'HK' if tier else 'GX'}-{number % 4}", "firmware": f"5.{number % 3}",
            "certificate": f"{now + timedelta(days=5 + number % 700):%Y-%m-%d}",
        })  # fmt: skip
    database = Database.in_folder(home)
    given = check(checked_columns(pl.DataFrame(rows), "devices.csv"), pack.city, tree)
    if given.refused:
        raise SystemExit(f"{len(given.refused)} devices aren't taken: {given.refused[0]}")
    take(database, CAUSE, CITY, given.rows, "devices.csv", now)
    _speak(database, chance, now)
    shown = _looked(database, now)
    judge(database, CAUSE, LiveFleet(database, CITY), pack.city.zone, now)
    database.close()
    return shown


def _speak(database: Database, chance: np.random.Generator, now: datetime) -> None:
    with database.writing() as session:
        ids = np.array(session.scalars(select(WatchDevice.id).order_by(WatchDevice.id)).all())
        ids = ids[chance.random(len(ids)) >= SILENT]
        battery = np.where(chance.random(len(ids)) < LOW, 6.0, 88.0)
        at = int(now.timestamp() * 1e6) - chance.integers(0, 60_000_000, len(ids))
        tell(session, ids, at, battery)


def _looked(database: Database, now: datetime) -> str:
    """Let some cameras send a good frame and then bad ones; return the key of the first."""
    good = _street()
    spoilt = (
        Image.new("RGB", good.size, "black"), good.filter(ImageFilter.GaussianBlur(9)),
        Image.new("RGB", good.size, (120, 118, 116)),
    )  # fmt: skip
    with change(database, CAUSE) as made:
        query = select(WatchDevice).where(WatchDevice.tier == 1).order_by(WatchDevice.key)
        cameras = made.session.scalars(query.limit(12)).all()
        for turn, camera in enumerate(cameras):
            bad = spoilt[turn % len(spoilt)]
            for step, frame in enumerate((good, *[bad] * FRAMES)):
                at = now - timedelta(minutes=FRAMES - step)
                look(made, CITY, camera, measured(_encoded(frame, step)), at)
        return cameras[0].key


def _street() -> Image.Image:
    """Return a made-up street: nobody's picture."""
    picture = Image.new("RGB", (640, 360), (150, 170, 190))
    draw = ImageDraw.Draw(picture)
    for n in range(12):
        left, shade = n * 54, 40 + 15 * n
        draw.rectangle((left, 60 + 9 * (n % 5), left + 44, 240), (shade, shade - 10, shade - 20))
        for top in range(90, 226, 34):
            draw.rectangle((left + 8, top, left + 22, top + 16), (230, 220, 160))
    draw.polygon(((0, 360), (640, 360), (420, 240), (220, 240)), (70, 70, 74))
    return picture


def _encoded(picture: Image.Image, step: int) -> bytes:
    """Return a frame as a camera sends it: no two are alike to the last bit."""
    frame, out = picture.copy(), io.BytesIO()
    frame.putpixel((step, 0), (step, step, step))
    frame.save(out, "PNG")
    return out.getvalue()
