"""The same premises in three more departments' files, under keys, names and addresses of their own.

Every clerk writes as the department is used to, and slips. Which row is which premises is told in
the hidden truth alone (``truth/identities.parquet``).
"""

import json
import tomllib
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.cities.jiangcheng import slips
from anlan.cities.jiangcheng.ground import KM_PER_DEGREE
from anlan.cities.jiangcheng.premises import Premises, dates
from anlan.cities.jiangcheng.settings import HERE, Size, day, words

Habit = dict[str, Any]
SOURCES = ("fire_units", "enterprises", "shopfronts")
_ADDRESS = r"^(江城市)(.+?区)(.+?(?:大道|路|街|巷))(\d+)号$"
_KEYS = {"fire_units": "XF{:08d}", "enterprises": "92JC{:012d}XA", "shopfronts": "MQ-{:07d}"}


@cache
def habits() -> dict[str, Habit]:
    """Return how each department's clerks write."""
    return tomllib.loads((HERE / "clerks.toml").read_text("utf-8"))


@cache
def vocabulary() -> dict[str, Any]:
    """Return the words and confusions of clerks."""
    found: dict[str, Any] = json.loads((HERE / "clerks.json").read_text("utf-8"))
    return found


def make_identities(size: Size, premises: Premises) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Return each department's file, and the hidden truth: ``source``, ``key``, ``identity``.

    An identity is a premises' number in the register, or a former tenant's, which no register has.
    """
    known = _known(size, premises)
    files, told = {}, [_of_register(premises)]
    for source in SOURCES:
        written, identity = _department(size, source, known)
        files[source] = written
        told.append(
            pl.DataFrame({"key": written.to_series(0), "identity": identity}).select(
                pl.lit(source).alias("source"), "key", "identity"
            )
        )
    return files, pl.concat(told)


def _of_register(premises: Premises) -> pl.DataFrame:
    key = pl.col("premises_id")
    return premises.frame.select(source=pl.lit("premises"), key=key, identity=key)


def _known(size: Size, premises: Premises) -> pl.DataFrame:
    """Return what is true of each premises: brand, trade, parts of the address, telephone."""
    chance = size.chance("identities")
    frame, n = premises.frame, premises.frame.height
    trade = "(" + "|".join(words()["trade"].values()) + ")$"
    parts = frame["address"].str.extract_groups(_ADDRESS).struct.unnest()
    shared = frame.select(pl.len().over("address") > 1).to_series().to_numpy()
    inside = shared | (chance.random(n) < habits()["common"]["in_building"])
    floor = chance.integers(1, 7, n)
    room = pl.Series(floor * 100 + chance.integers(1, 30, n)).cast(pl.String)
    number = pl.Series(chance.permutation(10**8 - 1)[:n]).cast(pl.String).str.zfill(8)
    return pl.DataFrame(
        {
            "identity": frame["premises_id"],
            "brand": frame["name"].str.replace(trade, ""),
            "trade": frame["name"].str.extract(trade),
            "district": parts.to_series(1),
            "road": parts.to_series(2),
            "number": parts.to_series(3),
            # Shops in a mall have a room and no building of their own.
            "building": pl.Series(chance.integers(1, 13, n)).cast(pl.String).set(
                pl.Series(~inside | shared), None
            ),
            "unit": pl.Series(chance.integers(1, 4, n)).cast(pl.String).set(
                pl.Series(~inside | shared), None
            ),
            "room": room.set(pl.Series(~inside), None),
            "phone": ("000-" + number).set(
                pl.Series(chance.random(n) > habits()["common"]["callable"]), None
            ),
            "former": chance.random(n) < habits()["common"]["former"],
            "former_brand": slips.brands(chance, n),
            "old_brand": slips.brands(chance, n),
            "longitude": frame["longitude"],
            "latitude": frame["latitude"],
            "since": frame["opened_on"],
        }
    )  # fmt: skip


def _department(size: Size, source: str, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Return a department's file and the identity of each of its rows."""
    chance, habit = size.chance(f"clerks of {source}"), habits()[source]
    rows = known.filter(pl.Series(chance.random(known.height) < habit["share"]))
    gone = known.filter("former").with_columns(
        identity="F" + pl.col("identity"), brand="former_brand", phone=pl.lit(None, pl.String)
    )
    gone = gone.filter(pl.Series(chance.random(gone.height) < habits()["common"]["former_listed"]))
    rows = pl.concat([rows, gone])
    rows = rows[chance.permutation(rows.height)]
    n = rows.height
    keys = [_KEYS[source].format(number) for number in chance.permutation(n) + 1]
    told = np.minimum(
        rows["since"].to_physical().to_numpy() + chance.integers(5, 900, n), day("as_of") - 1
    )
    east, north = _position(chance, rows, habit)
    written = pl.DataFrame(
        {
            "key": keys,
            "name": slips.names(chance, rows, habit, vocabulary()),
            "address": slips.addresses(chance, rows, habit, vocabulary()),
            "phone": _phone(chance, rows, habit),
            "longitude": east,
            "latitude": north,
            "recorded_on": dates(told),
        }
    )
    return _headed(source, written), rows["identity"]


def _headed(source: str, written: pl.DataFrame) -> pl.DataFrame:
    """Give the file its department's own headings."""
    if source == "fire_units":
        heads = ["单位编号", "单位名称", "单位地址", "联系电话", "经度", "纬度", "登记日期"]
        return written.rename(dict(zip(written.columns, heads, strict=True)))
    if source == "enterprises":
        return written.drop("longitude", "latitude").rename(
            {"key": "credit_code", "name": "registered_name", "address": "domicile"}
        )
    return written.rename({"key": "shopfront_id", "name": "sign"})


def _phone(chance: np.random.Generator, rows: pl.DataFrame, habit: Habit) -> pl.Series:
    other = "000-" + pl.Series(chance.integers(0, 10**8, rows.height)).cast(pl.String).str.zfill(8)
    mixed = rows["phone"].zip_with(
        pl.Series(chance.random(rows.height) >= habit["other_phone"]), other
    )
    return mixed.set(pl.Series(chance.random(rows.height) >= habit["phone"]), None)


def _position(
    chance: np.random.Generator, rows: pl.DataFrame, habit: Habit
) -> tuple[pl.Series, pl.Series]:
    n, spread = rows.height, habit["metres"] / 1000 / KM_PER_DEGREE
    absent = pl.Series(chance.random(n) >= habit["position"])
    stretch = np.cos(np.radians(rows["latitude"].to_numpy()))
    moved: list[NDArray[np.float64]] = [
        rows["longitude"].to_numpy() + chance.normal(size=n) * spread / stretch,
        rows["latitude"].to_numpy() + chance.normal(size=n) * spread,
    ]
    east, north = (pl.Series(np.round(each, 6)).set(absent, None) for each in moved)
    return east, north
