"""The sources that speak of assets, and their rows as the index takes them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from anlan.model.city import City, Source
from anlan.pool.contract import Contract
from anlan.pool.linking import keys
from anlan.pool.records import key_text

UNNAMED = "~"
"""Begins the id that a record without one has: by address and operator, as in the register."""
TOLD = ("name", "address", "type")


@dataclass(frozen=True)
class Speaker:
    """A source that speaks of assets of a kind: by an id of theirs, or by links alone."""

    source: Source
    kind: str
    name: str | None
    address: str | None
    type: str | None

    @property
    def names_ids(self) -> bool:
        """Whether records say by themselves which asset they speak of."""
        return self.source.asset is not None


def speakers(city: City) -> list[Speaker]:
    """Return the sources that speak of assets, those with ids first."""
    found = []
    for source in city.sources:
        linked = next(
            ((e.kind, one) for e in city.linking for one in e.sources if one.source == source.name),
            None,
        )
        asset = source.asset
        if asset is None and linked is None:
            continue
        told = [asset, linked[1] if linked else None]
        name, address, kind = (
            next((c for each in told if each and (c := getattr(each, field))), None)
            for field in TOLD
        )
        of = asset.kind if asset else linked[0] if linked else ""
        found.append(Speaker(source, of, name, address, kind))
    return sorted(found, key=lambda each: not each.names_ids)


def shown(agreed: Contract) -> list[str]:
    """Return the columns that the page of an asset shows: none about people."""
    return [each.name for each in agreed.stored if each.personal is None]


def told(rows: pl.DataFrame, speaker: Speaker, agreed: Contract) -> pl.DataFrame:
    """Return what stored rows say of assets; rows that speak of none are left out.

    Returns:
        ``unit`` (the asset's own id, ``~address~operator``, or ``source/key`` of a record that
        only links tie to an asset), ``key``, ``version``, ``event`` and ``known`` (µs since 1970),
        ``division``, ``lon``, ``lat``, ``name``, ``address``, ``type``, ``batch``, and ``body``,
        the columns of :func:`shown` as a JSON list.
    """
    nothing = pl.lit(None, pl.String)
    known = set(rows.columns)

    def text(column: str | None) -> pl.Expr:
        return pl.col(column).cast(pl.String) if column in known else nothing

    made = rows.select(
        unit=_unit(speaker),
        key=key_text(speaker.source),
        version="_version",
        event=pl.col("_event_time").dt.epoch("us"),
        known=pl.col("_known_at").dt.epoch("us"),
        division="_division",
        lon="_lon",
        lat="_lat",
        name=text(speaker.name),
        address=text(speaker.address),
        type=text(speaker.type),
        batch="_batch",
    )
    bodies = map(_json, rows.select(shown(agreed)).iter_rows())
    body = pl.Series("body", list(bodies), pl.String)
    return made.with_columns(body).drop_nulls("unit")


def _unit(speaker: Speaker) -> pl.Expr:
    if not speaker.names_ids:
        return pl.concat_str(pl.lit(speaker.source.name), key_text(speaker.source), separator="/")
    ids, address, operator, _ = keys.columns(speaker.source.asset)
    pair = pl.concat_str(pl.lit(UNNAMED), address, operator, separator=UNNAMED)
    return pl.coalesce(ids, pair)


def _json(values: Iterable[object]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
