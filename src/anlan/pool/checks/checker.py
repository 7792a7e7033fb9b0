"""Run all rules over a chunk at once and tell good rows from bad."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from anlan.model.city import City, Source
from anlan.model.geo import coordinate_faults
from anlan.pool.agreements import Reference
from anlan.pool.checks import rules
from anlan.pool.checks.casting import typed
from anlan.pool.checks.edges import trimmed_series
from anlan.pool.checks.places import elsewhere, invalid_shapes
from anlan.pool.contract import Contract
from anlan.pool.divisions import DivisionTree
from anlan.pool.position import to_wgs84

PROBLEMS = pl.List(
    pl.Struct({"column": pl.String, "value": pl.String, "rule": pl.String, "expected": pl.String})
)


@dataclass(frozen=True)
class Checked:
    """A checked chunk.

    ``good``: the raw columns of rows that pass, with ``=name`` for each typed column the stamps
    need and ``_lon``/``_lat``. ``bad``: the raw columns of the others, with ``_problems``, the
    list of all that is wrong, the first first.
    """

    good: pl.DataFrame
    bad: pl.DataFrame


class Checker:
    """The rules of one source, compiled once."""

    def __init__(
        self,
        city: City,
        source: Source,
        contract: Contract,
        divisions: DivisionTree,
        known: Mapping[Reference, pl.Series],
    ) -> None:
        self._divisions = divisions
        self._shapes = contract.geometry.shapes
        self._place = source.coordinates
        typed = [column for column in contract.checked if column.personal != "hash"]
        self._columns = [column for column in typed if column.kind != "string"]
        self._texts = [column.name for column in contract.checked]
        self._zone = city.zone
        self._bounds = city.bounds
        self._stamps = [source.event_time, source.known_at.column]
        self._rules = list(rules.of_contract(contract))
        if source.coordinates:
            self._rules += rules.of_place(source.coordinates, city)
        if source.division:
            codes = divisions.codes(source.division.level)
            self._rules.append(rules.of_division(source.division.column, codes))
        self._rules += rules.of_shapes(contract.geometry.shapes)
        self._rules += rules.of_references(known)
        strict = contract.geometry.inside == "quarantine"
        self._named = source.division if strict else None
        if source.division and source.coordinates and strict:
            self._rules.append(rules.of_inside(source.coordinates, source.division.column))

    def check(self, frame: pl.DataFrame) -> Checked:
        """Check ``frame`` (text columns and ``_row``).

        Every problem of a bad row is reported, not just the first.
        """
        wide = self._widen(frame)
        masks = wide.select(
            rule.broken.fill_null(False).alias(str(index)) for index, rule in enumerate(self._rules)
        )
        broken = masks.select(pl.any_horizontal(pl.all())).to_series()
        helpers = [name for name in wide.columns if name[0] in "~=!"]
        kept = [f"={name}" for name in self._stamps]
        lean = wide.drop([name for name in helpers if name not in kept])
        if not broken.any():
            return Checked(lean, frame.clear().with_columns(_problems=pl.lit(None, dtype=PROBLEMS)))
        return Checked(lean.filter(~broken), self._explain(wide, masks, broken, frame.columns))

    def _widen(self, frame: pl.DataFrame) -> pl.DataFrame:
        wide = frame.with_columns(
            trimmed_series(frame.get_column(name)).alias(f"~{name}") for name in self._texts
        ).with_columns(
            typed(column, self._zone, pl.col(f"~{column.name}")).alias(f"={column.name}")
            for column in self._columns
        )
        if self._shapes:
            wide = wide.with_columns(
                invalid_shapes(wide.get_column(f"~{name}")).alias(f"!shape {name}")
                for name in self._shapes
            )
        if not self._place:
            nothing = pl.lit(None, dtype=pl.Float64)
            return wide.with_columns(_lon=nothing, _lat=nothing)
        lon, lat = (
            wide.get_column(f"={name}").cast(pl.Float64).to_numpy()
            for name in (self._place.longitude, self._place.latitude)
        )
        lon, lat = to_wgs84(lon, lat, self._place.crs)
        faults = coordinate_faults(lon, lat, self._bounds)
        if self._named:
            codes = wide.get_column(f"~{self._named.column}")
            wide = wide.with_columns(
                elsewhere(self._divisions, lon, lat, codes, self._named.level).alias("!elsewhere")
            )
        return wide.with_columns(
            pl.Series("!zero", faults.zero),
            pl.Series("!swapped", faults.swapped),
            pl.Series("!outside", faults.outside),
            pl.Series("_lon", lon, nan_to_null=True),
            pl.Series("_lat", lat, nan_to_null=True),
        )

    def _explain(
        self, wide: pl.DataFrame, masks: pl.DataFrame, broken: pl.Series, columns: list[str]
    ) -> pl.DataFrame:
        numbers = pl.Series("_at", np.flatnonzero(broken.to_numpy()), dtype=pl.UInt32)
        found = [
            wide.filter(masks[str(index)]).select(
                pl.Series("_at", np.flatnonzero(masks[str(index)].to_numpy()), dtype=pl.UInt32),
                pl.struct(
                    column=pl.lit(rule.column),
                    value=rule.value,
                    rule=pl.lit(rule.name),
                    expected=pl.lit(rule.expected),
                ).alias("_problems"),
            )
            for index, rule in enumerate(self._rules)
            if masks[str(index)].any()
        ]
        problems = pl.concat(found).group_by("_at", maintain_order=True).agg("_problems")
        bad = wide.select(columns).filter(broken).with_columns(numbers)
        return bad.join(problems, on="_at", how="left", maintain_order="left").drop("_at")
