"""Major hazard installations of hazardous chemicals: when a unit is one, and of which rank."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from anlan.model.declared import Declared, Text
from anlan.model.errors import RegisterError
from anlan.risk.declared import DATA, read_declared
from anlan.words import Language, say


@dataclass(frozen=True)
class Substance:
    """A substance: its threshold in tonnes, and the factor by which its danger counts."""

    code: str
    name: Text
    threshold: float
    beta: float
    source: str


class _Alpha(Declared):
    residents: int
    factor: float


class _Rank(Declared):
    name: str
    at_least: float


class _Rules(Declared):
    source: str
    alpha: tuple[_Alpha, ...]
    ranks: tuple[_Rank, ...]


@dataclass(frozen=True)
class Installation:
    """What the rules say of a unit.

    Attributes:
        s: the sum of stock over threshold; from 1 on the unit is a major hazard installation.
        r: the graded sum.
        alpha: the factor of the residents around it.
        rank: I, the highest, to IV; empty where it is none.
    """

    s: float
    r: float
    alpha: float
    rank: str


@cache
def substances() -> dict[str, Substance]:
    """Return the substances that ship with Anlan, by their code."""
    with (DATA / "substances.csv").open(encoding="utf-8", newline="") as text:
        return {
            row["code"]: Substance(
                row["code"],
                Text(en=row["en"], zh=row["zh"]),
                float(row["threshold_t"]),
                float(row["beta"]),
                row["source"],
            )
            for row in csv.DictReader(text)
        }


@cache
def _rules() -> _Rules:
    return read_declared(DATA / "installations.toml", _Rules)


def assess(
    stocks: Mapping[str, float],
    residents: int,
    known: Mapping[str, Substance] | None = None,
) -> Installation:
    r"""Return whether a unit is a major hazard installation, and of which rank.

    With :math:`q_i` the most that is stored of substance i and :math:`Q_i` its threshold, both in
    tonnes, the unit is one where :math:`S = \sum_i q_i / Q_i \ge 1`; its rank follows from
    :math:`R = \alpha \sum_i \beta_i q_i / Q_i`, with :math:`\beta_i` the substance's factor and
    :math:`\alpha` that of the residents within 500 m: I from 100, II from 50, III from 10, else IV
    (GB 18218; ``risk/data/installations.toml``).

    Args:
        stocks: tonnes, by the substance's code.
        residents: permanent ones within 500 m outside its boundary, a count.
        known: the substances; those that ship with Anlan unless given.

    Raises:
        RegisterError: a substance isn't known, a stock is no amount, or the residents no count.

    >>> found = assess({"chlorine": 40.0, "ammonia": 15.0}, residents=60)
    >>> round(found.s, 1), found.alpha, found.r, found.rank
    (9.5, 1.5, 52.5, 'II')

    Nine times the threshold, chlorine counting four times, among 60 neighbours: rank II.
    """
    known = substances() if known is None else known
    if residents < 0:
        raise RegisterError("error.installation.residents", found=residents)
    for code, tonnes in stocks.items():
        if code not in known:
            raise RegisterError("error.installation.substance", found=code)
        if not math.isfinite(tonnes) or tonnes < 0:
            name = known[code].name
            raise RegisterError("error.installation.stock", substance=name, found=tonnes)
    shares = {code: tonnes / known[code].threshold for code, tonnes in stocks.items()}
    s = math.fsum(shares.values())
    alpha = max(
        (each for each in _rules().alpha if residents >= each.residents),
        key=lambda each: each.residents,
    ).factor
    r = alpha * math.fsum(known[code].beta * share for code, share in shares.items())
    if s < 1:
        return Installation(s, r, alpha, "")
    reached = (each for each in _rules().ranks if r >= each.at_least)
    return Installation(s, r, alpha, max(reached, key=lambda each: each.at_least).name)


def explain(found: Installation, lang: Language = "en") -> str:
    """Return in one sentence whether a unit is a major hazard installation, and why.

    >>> explain(assess({"lpg": 20.0}, residents=0))
    'S = Σ q/Q = 0.4 is less than 1: no major hazard installation. Source: GB 18218.'

    Twenty tonnes of liquefied gas are below the fifty that make one.
    """
    key = "major" if found.rank else "none"
    return say(
        f"risk.installation.{key}",
        lang,
        s=f"{found.s:.3g}",
        alpha=f"{found.alpha:g}",
        r=f"{found.r:.4g}",
        rank=found.rank,
    )
