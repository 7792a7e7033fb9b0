"""Leagues: figures of a period with their changes, a total score, and ranks with ties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from anlan.cases.evaluation.columns import Columns
from anlan.cases.evaluation.figures import AS_COUNTED, Figure, Question, Rescored, figures
from anlan.cases.evaluation.indicators import Indicator
from anlan.cases.evaluation.settings import settings

DIGITS = 2
"""Scores are equal where they are shown as equal."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure with what it was: before appeals, in the period before, and a year ago."""

    now: Figure
    counted: Figure
    before: float | None
    year_before: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """An object in a league; no rank where there are too few cases to score."""

    key: str
    score: float | None
    rank: int | None
    figures: Mapping[str, Standing]


def score(told: Mapping[str, Figure], wanted: Mapping[str, Indicator],
          weights: Mapping[str, float]) -> float | None:  # fmt: skip
    r"""Return the total score, from 0 to 100; None where too little can be scored.

    .. math:: S = 100 \frac{\sum_{i \in I} w_i g_i}{\sum_{i \in I} w_i}, \qquad
              g_i = x_i \text{ or } 1 - x_i

    where :math:`x_i` is the figure of indicator :math:`i`, :math:`w_i` its weight, :math:`g_i` the
    figure itself where higher is better and one less it where lower is, and :math:`I` are those
    with enough cases. None where these have less than ``ranked_share`` of all weights.

    >>> from anlan.cases.evaluation.indicators import indicators
    >>> told = {"closed_in_time": Figure(0.9, 90, 100, 100)}
    >>> told["rework_rate"] = Figure(0.2, 20, 100, 100)
    >>> round(score(told, indicators(), {"closed_in_time": 3, "rework_rate": 1}), 1)
    87.5

    Nine in ten closed in time weighs three times as much as the four in five that weren't reworked.
    """
    counted = 0.0
    total = 0.0
    for name, weight in weights.items():
        one, figure = wanted[name], told.get(name)
        if figure is None or figure.value is None or figure.cases < one.least:
            continue
        value = min(max(figure.value, 0.0), 1.0)
        total += weight * (value if one.better == "higher" else 1 - value)
        counted += weight
    if not counted or counted < settings().ranked_share * sum(weights.values()):
        return None
    return 100 * total / counted


def ranks(scores: Mapping[str, float | None]) -> dict[str, int | None]:
    """Return the rank of each: those who are equal share one, and the next ones are left out.

    >>> ranks({"a": 80.0, "b": 91.5, "c": 80.001, "d": None, "e": 70.0})
    {'a': 2, 'b': 1, 'c': 2, 'd': None, 'e': 4}

    Two are second, nobody is third; who has no score has no rank.
    """
    shown = {key: None if value is None else round(value, DIGITS) for key, value in scores.items()}
    ordered = sorted((value for value in shown.values() if value is not None), reverse=True)
    return {
        key: None if value is None else ordered.index(value) + 1 for key, value in shown.items()
    }


@dataclass(frozen=True)
class Ask:
    """What a league is made of: now, the period before and that of a year ago, and the weights."""

    now: Question
    before: Question
    year_before: Question
    wanted: Sequence[Indicator]
    weights: Mapping[str, float]


def league(columns: Columns, ask: Ask, rescored: Rescored = AS_COUNTED) -> list[Row]:
    """Return the league, the best first, those without a rank last."""

    def of(question: Question) -> dict[str, dict[str, Figure]]:
        return figures(columns, replace(question, rescored=rescored), ask.wanted)

    now, before, year_before = of(ask.now), of(ask.before), of(ask.year_before)
    counted = figures(columns, ask.now, ask.wanted) if rescored else now
    by_name = {one.name: one for one in ask.wanted}
    scores = {key: score(row, by_name, ask.weights) for key, row in now.items()}
    placed = ranks(scores)
    rows = []
    for key, row in now.items():
        told = {
            name: Standing(
                figure,
                counted.get(key, {}).get(name, figure),
                _value(before, key, name),
                _value(year_before, key, name),
            )
            for name, figure in row.items()
        }
        rows.append(Row(key, scores[key], placed[key], told))
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.key))


def _value(told: Mapping[str, Mapping[str, Figure]], key: str, name: str) -> float | None:
    found = told.get(key, {}).get(name)
    return found.value if found else None
