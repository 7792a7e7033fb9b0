"""Score visits to come, and rank all places of a kind on a day.

Both learn from what was known before the first day asked about, and both work out each visit's
features from what was known before its own day, so earlier visits count as soon as they were known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from anlan.model.errors import TargetError
from anlan.model.target import Target
from anlan.risk.baselines import RULES, past_of
from anlan.risk.examples import Studied, study
from anlan.risk.features.measures import table_of
from anlan.risk.features.versions import known_by, standing
from anlan.risk.grades import grades
from anlan.risk.methods import train
from anlan.risk.model import Model
from anlan.risk.nuisance import Nuisance
from anlan.risk.reasons import Reason, reasons
from anlan.risk.results import RANKING, VISITS, Ranking, RankingMeta, to_date, to_day
from anlan.risk.settings import settings
from anlan.risk.visits import describe, members, visits_of
from anlan.words import LANGUAGES, say

Floats = npt.NDArray[np.float64]
Tables = Mapping[str, pl.DataFrame]
KEYS = {"_lon": "lon", "_lat": "lat", "_division": "division", "_type": "type"}


@dataclass(frozen=True)
class _Asked:
    """A model, the study of training and asked visits together, and which rows are asked."""

    model: Model
    studied: Studied
    rows: npt.NDArray[np.int64]
    base_rate: float


def score_candidates(target: Target, tables: Tables, candidates: pl.DataFrame) -> pl.DataFrame:
    """Score visits that are going to be made.

    Args:
        target: what is declared.
        tables: typed records of every source; rows may reach past the candidates' days, and may
            hold the candidates themselves: nothing is used that wasn't known before a day.
        candidates: the visits, as typed records of the visits' source; columns that say what was
            found may be missing.

    Returns:
        ``visit`` (the record's key), ``score`` and ``score_premises``, in the candidates' order.

    Raises:
        TargetError: a candidate has no day, nothing was known before the first, or a source or
            column is missing.
    """
    if candidates["_event_day"].is_null().any():
        raise TargetError("error.target.candidate_day", n=candidates["_event_day"].null_count())
    if not candidates.height:
        return pl.DataFrame(schema={"visit": pl.String, **dict.fromkeys(SCORES, pl.Float64)})
    source = target.visits.source
    records = tables[source]
    new = candidates.join(records.select("_key"), on="_key", how="anti")
    told = {**tables, source: _stacked(records, new)}
    asked = _ask(target, told, describe(target, _stacked(records.clear(), candidates)))
    examples = asked.studied.examples.rows(asked.rows)
    return pl.DataFrame(
        {
            "visit": candidates["_key"],
            "score": asked.model.score(examples, asked.studied.mix[asked.rows]),
            "score_premises": asked.model.premises(examples.matrix),
        }
    )


SCORES = ("score", "score_premises")


def rank_premises(
    target: Target,
    tables: Tables,
    assets: pl.DataFrame,
    as_of: date,
    ranked_by: str = "model",
) -> Ranking:
    """Rank every place of the target's kind on the morning of ``as_of``.

    Args:
        target: what is declared.
        tables: typed records of every source the target speaks of.
        assets: the register: ``asset``, ``name``, ``address``, ``type``, ``lon``, ``lat``,
            ``division``, ``address_key``, ``operator_key``.
        as_of: the day; only what was known before it is used.
        ranked_by: ``model``, or a simple rule, as the back-test's verdict says.

    Returns:
        The ranking. ``score`` is the chance of a finding whoever comes, given who usually does.

    Raises:
        TargetError: nothing was known before the day, or a source or column is missing.
    """
    day = to_day(as_of)
    places = _in_population(target, tables, assets, day)
    told = {name: known_by(table, day) for name, table in tables.items()}
    asked = _ask(target, told, _visits_to(places, day))
    examples = asked.studied.examples.rows(asked.rows)
    danger = asked.model.premises(examples.matrix)
    lo, hi = asked.model.bounds(examples.matrix)
    history = visits_of(target, told).filter(pl.col("until") >= day)
    past = past_of(history, asked.studied.visits[asked.rows])
    order_by = danger if ranked_by == "model" else RULES[ranked_by](past, asked.base_rate)
    frame = places.with_columns(
        score_premises=pl.Series(danger),
        score=pl.Series(asked.model.score(examples, asked.studied.mix[asked.rows])),
        lo=pl.Series(lo),
        hi=pl.Series(hi),
        grade=pl.Series(grades(order_by), dtype=pl.String),
        last_visit=pl.Series(_last_visit(history, places), dtype=pl.Int32),
        reasons=_reasons(asked, order_by),
        rank=pl.Series(_ranks(order_by, danger), dtype=pl.Int32),
    )
    visits = history.select(asset="_asset", day="day", found="label").drop_nulls("asset")
    visits = visits.select(pl.col(name).cast(kind) for name, kind in VISITS.items())
    meta = RankingMeta(
        target=target.name,
        as_of=as_of.isoformat(),
        ranked_by=ranked_by,
        ranked_by_text={lang: say(f"risk.ranked_by.{ranked_by}", lang) for lang in LANGUAGES},
        base_rate=asked.base_rate,
    )
    shaped = frame.select(pl.col(name).cast(kind) for name, kind in RANKING.items())
    return Ranking(shaped.sort("rank"), visits, meta)


def _ask(target: Target, tables: Tables, asked: pl.DataFrame) -> _Asked:
    """Train on what was known before the first day asked about; study all visits together."""
    first = int(asked["day"].to_numpy().min())
    known = standing(visits_of(target, tables), first).filter(
        pl.col("label").is_not_null() & (pl.col("day") < first)
    )
    if not known.height or known["label"].n_unique() < 2:
        raise TargetError(
            "error.target.no_history", target=target.name, day=to_date(first).isoformat()
        )
    together = pl.concat([known, asked], how="diagonal_relaxed")
    studied = study(target, together, tables, Nuisance.of(target, tables))
    rows = np.arange(together.height)
    model = train(studied, rows[: known.height])
    return _Asked(model, studied, rows[known.height :], float(known["label"].to_numpy().mean()))


def _stacked(records: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return ``records`` with ``new`` rows below; columns that ``new`` lacks are empty there."""
    shared = [name for name in new.columns if name in records.columns]
    fitted = new.select(pl.col(name).cast(records.schema[name]) for name in shared)
    return pl.concat([records, fitted], how="diagonal")


def _visits_to(places: pl.DataFrame, day: int) -> pl.DataFrame:
    """Return one visit to each place on ``day``, by nobody in particular."""
    return places.select(
        *(pl.col(theirs).alias(ours) for ours, theirs in KEYS.items()),
        _key=pl.col("asset"),
        _asset=pl.col("asset"),
        _address=pl.col("address_key"),
        _operator=pl.col("operator_key"),
        _event_day=pl.lit(day, pl.Int32),
        _known_day=pl.lit(day, pl.Int32),
        visit=pl.col("asset"),
        day=pl.lit(day, pl.Int32),
        label=pl.lit(None, pl.Boolean),
        wider=pl.lit(None, pl.Boolean),
        inspector=pl.lit(None, pl.String),
    )


def _in_population(target: Target, tables: Tables, assets: pl.DataFrame, day: int) -> pl.DataFrame:
    if target.population is None:
        return assets
    source = target.population.source
    told = {**tables, source: standing(table_of(tables, source), day)}
    still = pl.col("until").is_null() | (pl.col("until") >= day)
    known = members(target.population, told).filter(still)
    places = assets.join(known, left_on="asset", right_on="_asset", how="semi")
    if not places.height:
        raise TargetError(
            "error.target.no_places", target=target.name, day=to_date(day).isoformat()
        )
    return places


def _last_visit(history: pl.DataFrame, places: pl.DataFrame) -> pl.Series:
    last = history.group_by("_asset").agg(pl.col("day").max())
    joined = places.select("asset").join(
        last, left_on="asset", right_on="_asset", how="left", maintain_order="left"
    )
    return joined["day"]


def _ranks(order_by: Floats, danger: Floats) -> npt.NDArray[np.int64]:
    """Return each place's rank from 1; of equals the more dangerous comes first."""
    order = np.lexsort((-danger, -order_by))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks


def _reasons(asked: _Asked, order_by: Floats) -> pl.Series:
    """Give reasons for the first places; what nobody will look at isn't put into words."""
    first = np.argsort(-order_by, kind="stable")[: settings().reasons.places]
    told: list[list[Reason]] = [[] for _ in range(len(order_by))]
    for place, mine in zip(
        first, reasons(asked.model, asked.studied, asked.rows[first]), strict=True
    ):
        told[place] = mine
    return pl.Series([[vars(one) for one in mine] for mine in told], dtype=RANKING["reasons"])
