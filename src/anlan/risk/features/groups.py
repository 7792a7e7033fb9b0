r"""Turn a declared feature group into columns.

Symbols, for one visit on day d: the rows i tied to it and visible on d, their value :math:`v_i`
and event day :math:`e_i`; a window w keeps those with :math:`d - w \le e_i \le d - 1`; h is a
half-life, k the declared ``shrink``, :math:`\bar v_d` the mean of all rows of the city visible on
d, and :math:`x_i` what was expected of row i.

.. math::
    \text{sum} = \sum v_i \qquad
    \text{mean} = \frac{\sum v_i + k\,\bar v_d}{n + k} \qquad
    \text{decayed} = \sum v_i\, 2^{-(d - e_i)/h} \qquad
    \text{excess} = \frac{\sum (v_i - x_i)}{n + k}

The decayed excess weighs both its sum and n by :math:`2^{-(d - e_i)/h}`. Rows whose value (or
expectation) is unknown are left out of sums and of n. See ``docs/theory/features.md``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.model.errors import TargetError
from anlan.model.target import FeatureGroup, Statistic
from anlan.risk.features.clock import Ints, Reals, Wanted
from anlan.risk.features.feature import Feature, feature_name
from anlan.risk.features.latest import LAST, NEWEST, POSITIVE, PREVIOUS
from anlan.risk.features.measures import measure_values
from anlan.risk.features.past import Past
from anlan.risk.features.ties import city_tie, length, make_tie

OF_ROWS: tuple[Statistic, ...] = ("count", "days_since")
"""Statistics that need no measure."""
WINDOWED: tuple[Statistic, ...] = ("count", "sum", "mean", "max", "excess")
FADING: tuple[Statistic, ...] = ("decayed", "excess")
FOUND: dict[str, int] = {
    "days_since": NEWEST,
    "last": LAST,
    "previous": PREVIOUS,
    "days_since_positive": POSITIVE,
}
"""Statistics read from single rows, and which row each reads."""
Column = NDArray[np.float32]


def declared(group: FeatureGroup) -> list[Feature]:
    """Return the features a group declares, in order, without computing them.

    Raises:
        TargetError: a statistic lacks its measure or half-life, or ``near`` its radii.
    """
    if group.by == "near" and not group.radii:
        raise TargetError("error.target.feature_radius", group=group.name)
    return [feature for statistic in group.statistics for feature in _of(group, statistic)]


def _of(group: FeatureGroup, statistic: Statistic) -> Iterator[Feature]:
    if statistic == "decayed" and not group.half_lives:
        raise TargetError("error.target.feature_half_life", group=group.name)
    names: list[str | None] = [None] if statistic in OF_ROWS else list(group.measures)
    if not names and statistic == "decayed":
        names = [None]
    if not names:
        raise TargetError("error.target.feature_measure", group=group.name, statistic=statistic)
    radii: list[float | None] = [*group.radii] if group.by == "near" else [None]
    for name in names:
        measure = group.measures[name] if name else None
        for radius in radii:
            for window, half_life in _spans(group, statistic):
                yield Feature(
                    name=feature_name(
                        group.name,
                        name,
                        statistic,
                        radius=radius,
                        window=window,
                        half_life=half_life,
                    ),
                    group=group.name,
                    statistic=statistic,
                    by=group.by,
                    measure=name,
                    window=window,
                    half_life=half_life,
                    radius=radius,
                    own=group.own,
                    binary=measure is not None and measure.binary,
                    row_title=group.title,
                    title=measure.title if measure else group.title,
                )


def _spans(group: FeatureGroup, statistic: Statistic) -> list[tuple[int | None, int | None]]:
    """Return the (window, half-life) pairs of a statistic."""
    spans: list[tuple[int | None, int | None]] = []
    if statistic in WINDOWED:
        spans += [(window, None) for window in group.windows]
    if statistic in FADING:
        spans += [(None, half_life) for half_life in group.half_lives]
    return spans or [(None, None)]


@dataclass(frozen=True)
class Channels:
    """What is added up: one column of ``values`` for each name in ``places``."""

    places: dict[tuple[str, str | None], int]
    values: Reals


class GroupBuilder:
    """Compute the columns of one group from the past rows of its source."""

    def __init__(self, group: FeatureGroup, past: Past) -> None:
        self.group, self.past, self.asked = group, past, past.asked
        self.rows = past.rows(group.where)
        self.tie = make_tie(group, past, self.rows)

    def columns(self) -> Iterator[tuple[Feature, Column]]:
        """Yield each declared feature with its column, NaN where the tie is not known."""
        features = declared(self.group)
        unknown = self.tie.unknown
        added = [f for f in features if f.statistic not in FOUND and f.statistic != "max"]
        computed = self._sums(added) if added else {}
        for name in dict.fromkeys(f.measure for f in features if f not in added):
            computed |= self._single([f for f in features if f not in added and f.measure == name])
        for feature in features:
            column = computed[feature.name].astype(np.float32)
            column[unknown] = np.nan
            yield feature, column

    def measure(self, name: str | None) -> Reals:
        """Return the measure of the chosen rows."""
        if name is None:
            return np.zeros(self.rows.pick.size)
        values = measure_values(self.past.frame, self.group.measures[name], self.past.source)
        return values[self.rows.pick]

    def _channels(self, features: list[Feature]) -> Channels:
        columns: dict[tuple[str, str | None], Reals] = {}
        for feature in features:
            name = feature.measure
            if name is None:
                columns["n", None] = np.ones(self.rows.pick.size)
                continue
            if ("v", name) not in columns:
                values = self.measure(name)
                columns["n", name] = (~np.isnan(values)).astype(np.float64)
                columns["v", name] = np.nan_to_num(values)
            if feature.statistic == "excess" and ("x", name) not in columns:
                excess = self.measure(name) - self._expected(name)
                columns["m", name] = (~np.isnan(excess)).astype(np.float64)
                columns["x", name] = np.nan_to_num(excess)
        places = {key: place for place, key in enumerate(columns)}
        return Channels(places, np.stack(list(columns.values()), axis=1))

    def _expected(self, name: str) -> Reals:
        """Return what was expected of the chosen rows, of this measure where a table says so."""
        own = f"_expected.{self.group.name}.{name}"
        column = own if own in self.past.frame.columns else "_expected"
        if column not in self.past.frame.columns:
            raise TargetError(
                "error.target.feature_expected", group=self.group.name, source=self.past.source
            )
        expected = self.past.frame[column].fill_null(float("nan")).to_numpy()
        return expected[self.rows.pick].astype(np.float64)

    def _sums(self, features: list[Feature]) -> dict[str, Reals]:
        channels = self._channels(features)
        windows = {length(feature.window) for feature in features if feature.half_life is None}
        half_lives = {f.half_life for f in features if f.half_life is not None}
        sums = self.tie.sums(channels.values, sorted(windows), sorted(half_lives))
        prior = self._priors(features, channels)
        computed: dict[str, Reals] = {}
        for feature in features:
            name = feature.measure

            def total(kind: str, of: Feature = feature) -> Reals:
                return sums.of(of, channels.places[kind, of.measure])

            if feature.statistic == "excess":
                computed[feature.name] = _ratio(total("x"), total("m") + self.group.shrink)
            elif feature.statistic == "mean":
                shrink = 0.0 if self.group.by == "city" else self.group.shrink
                weight = shrink * prior[name] if shrink else 0.0
                computed[feature.name] = _ratio(total("v") + weight, total("n") + shrink)
            else:
                computed[feature.name] = total("v" if name else "n")
        return computed

    def _priors(self, features: list[Feature], channels: Channels) -> dict[str | None, Reals]:
        """Return the city's mean of each averaged measure as known on each visit's day."""
        names = {feature.measure for feature in features if feature.statistic == "mean"}
        if not names or self.group.by == "city":
            return {}
        kept = [channels.places[kind, name] for name in names for kind in ("v", "n")]
        values = np.ascontiguousarray(channels.values[:, kept])
        total = city_tie(self.past, self.rows).sums(values, [length(None)], []).in_windows[:, 0, 0]
        return {name: _ratio(total[:, 2 * i], total[:, 2 * i + 1]) for i, name in enumerate(names)}

    def _single(self, features: list[Feature]) -> dict[str, Reals]:
        """Compute the features of one measure that are read from single rows."""
        values = self.measure(features[0].measure)
        wanted = 0
        for feature in features:
            wanted |= 1 << FOUND[feature.statistic] if feature.statistic in FOUND else 0
        windows = [length(feature.window) for feature in features if feature.statistic == "max"]
        computed: dict[str, Reals] = {}
        for radius in dict.fromkeys(feature.radius for feature in features):
            found, highest = self.tie.latest(
                values, radius, Wanted(wanted, np.array(windows, np.int32))
            )
            for feature in features:
                if feature.radius != radius:
                    continue
                if feature.statistic == "max":
                    computed[feature.name] = highest[:, windows.index(length(feature.window))]
                else:
                    row = found[:, FOUND[feature.statistic]]
                    computed[feature.name] = self._read(feature, row, values)
        return computed

    def _read(self, feature: Feature, row: Ints, values: Reals) -> Reals:
        read = np.full(row.size, np.nan)
        there = row >= 0
        if feature.statistic in ("last", "previous"):
            read[there] = values[row[there]]
        else:
            read[there] = self.asked.days[there] - self.rows.events.event[row[there]]
        return read


def _ratio(above: Reals, below: Reals) -> Reals:
    """Divide, giving NaN where there is nothing to divide by."""
    ratio: Reals = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return ratio
