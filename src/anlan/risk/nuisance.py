"""What the visit, not the premises, brings: who inspects, and who walks the beat.

From the records of the visits' source this works out, as known on each record's own day: what was
to be expected of it whoever's premises it was (columns ``_expected…``, which the ``excess``
features subtract), the surprise of visits nearby, and who may be expected to come.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.model.target import Measure, Target
from anlan.risk.beat import Plane, Spots, surprise_nearby, who_comes
from anlan.risk.features.measures import measure_values, table_of
from anlan.risk.features.versions import since, until
from anlan.risk.settings import Settings, settings
from anlan.risk.strictness import Findings, Strictness
from anlan.risk.visits import describe, in_target

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
UNDATED = -1_000_000


@dataclass(frozen=True)
class Nuisance:
    """The records of the visits' source, ready to be asked about inspectors and neighbours.

    ``learnable`` (n) marks visits of the target, from which strictness is learnt; ``inspectors``
    stand in the order in which they became known, on the days ``known_since``; ``plane`` places all
    records; ``assets`` gives each asset its code.
    """

    target: Target
    records: pl.DataFrame
    learnable: npt.NDArray[np.bool_]
    inspectors: list[str]
    known_since: npt.NDArray[np.int32]
    assets: pl.DataFrame
    plane: Plane
    settings: Settings

    @classmethod
    def of(
        cls,
        target: Target,
        tables: Mapping[str, pl.DataFrame],
        chosen: Settings | None = None,
    ) -> Self:
        """Read the visits' source of ``tables``."""
        records = describe(target, table_of(tables, target.visits.source))
        named = records.select("inspector", since=pl.col("_known_day").cast(pl.Int32)).drop_nulls()
        who = named.group_by("inspector").agg(pl.col("since").min()).sort("since", "inspector")
        assets = records.select(pl.col("_asset").drop_nulls().unique(maintain_order=True))
        # By the first day's rows alone: whatever comes later, the map stays where it is.
        first = records.drop_nulls(["_lon", "_lat"])
        first = first.filter(pl.col("_known_day") == pl.col("_known_day").min())
        plane = Plane.around(_floats(first, "_lon"), _floats(first, "_lat"))
        return cls(
            target,
            records,
            in_target(target, tables).to_numpy(),
            who["inspector"].to_list(),
            who["since"].to_numpy(),
            assets.with_row_index("code"),
            plane,
            chosen or settings(),
        )

    def codes(self, visits: pl.DataFrame) -> Codes:
        """Return each visit's inspector code (n), -1 where not known."""
        order = pl.Series("inspector", self.inspectors, pl.String)
        table = pl.DataFrame({"inspector": order}).with_row_index("code")
        found = visits.select("inspector").join(
            table, on="inspector", how="left", maintain_order="left"
        )
        return found["code"].cast(pl.Int32).fill_null(-1).to_numpy()

    def with_expected(self, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """Return ``tables`` with what was expected of each record beside it.

        Column ``_expected.<group>.<measure>`` for every measure whose excess a feature group asks
        for: its inspector's expectation on the record's day plus the surprise nearby.
        """
        columns: dict[str, Floats] = {}
        known: dict[str, Floats] = {}
        for group in self.target.features:
            if group.source != self.target.visits.source or "excess" not in group.statistics:
                continue
            for name, measure in group.measures.items():
                same = measure.model_dump_json(exclude={"title"})
                if same not in known:
                    known[same] = self._expected(measure)
                columns[f"_expected.{group.name}.{name}"] = known[same]
        records = tables[self.target.visits.source].with_columns(
            pl.Series(name, values) for name, values in columns.items()
        )
        return {**tables, self.target.visits.source: records}

    def nearby(self, visits: pl.DataFrame) -> Floats:
        """Return (n, 1): the shrunk mean surprise of the label near each visit, as known then.

        Of visits by the same inspector where that one is known, else of all.
        """
        surprise = self._surprise(self.target.label)[0]
        asked = self._spots(visits, visits["day"])
        return self._nearby(surprise, asked, same_inspector=True)[:, None]

    def who_comes(self, visits: pl.DataFrame) -> Floats:
        """Return (n, inspectors): the chance that each inspector makes the visit."""
        if not self.inspectors:
            return np.zeros((visits.height, 0))
        asked = self._spots(visits, visits["day"])
        return who_comes(self._past, self.known_since, asked, self.settings.beat)

    def _expected(self, measure: Measure) -> Floats:
        surprise, expected = self._surprise(measure)
        spots = self._spots(self.records, self.records["day"])
        return expected + self._nearby(surprise, spots, same_inspector=False)

    def _surprise(self, measure: Measure) -> tuple[Floats, Floats]:
        """Return each record's value beyond its inspector's expectation, and the expectation."""
        values = measure_values(self.records, measure, self.target.visits.source)
        past = self._past
        use = np.flatnonzero(self.learnable & ~np.isnan(values) & (past.day > UNDATED))
        strict = Strictness.learn(
            Findings(past.inspector, past.day, past.known, past.until, values).rows(use),
            len(self.inspectors),
            self.settings.strictness,
        )
        expected = strict.expected(past.inspector, _days(self.records["day"]))
        return values - expected, expected

    def _nearby(self, surprise: Floats, asked: Spots, same_inspector: bool) -> Floats:
        past = self._past
        use = np.flatnonzero(~np.isnan(surprise) & (past.day > UNDATED))
        beat = self.settings.beat
        return surprise_nearby(past.rows(use), surprise[use], asked, beat, same_inspector)

    @cached_property
    def _past(self) -> Spots:
        return self._spots(self.records, since(self.records))

    def _spots(self, frame: pl.DataFrame, day: pl.Series) -> Spots:
        x, y = self.plane.metres(_floats(frame, "_lon"), _floats(frame, "_lat"))
        coded = frame.select("_asset").join(
            self.assets, on="_asset", how="left", maintain_order="left"
        )
        asset = coded["code"].cast(pl.Int64).fill_null(-1).to_numpy()
        known, stood = _days(frame["_known_day"]), _days(until(frame))
        return Spots(x, y, _days(day), asset, self.codes(frame), known, stood)


def _floats(frame: pl.DataFrame, column: str) -> Floats:
    return frame[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _days(column: pl.Series) -> npt.NDArray[np.int32]:
    return column.cast(pl.Int32).fill_null(UNDATED).to_numpy()
