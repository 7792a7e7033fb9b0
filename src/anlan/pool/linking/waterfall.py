"""Why two records are taken for the same, or not: each field's agreement and weight, in words."""

import math
from dataclasses import dataclass
from typing import Any

import polars as pl

from anlan.model.errors import LinkError
from anlan.model.linking import Comparison
from anlan.pool.linking import engine
from anlan.pool.linking.decisions import Decision, Named, decisions
from anlan.pool.linking.levels import levels
from anlan.pool.linking.run import Linkage, Linked
from anlan.words import Language, say

UNKNOWN, DIFFERENT = "unknown", "different"
_SHOWN = {
    "name": "name_sent",
    "operator": "operator_sent",
    "address": "address_sent",
    "trade": "trade",
}


@dataclass(frozen=True)
class Step:
    """What one field adds: its level (a key under ``linking.level``) and the weight in bits.

    ``rarity`` is the part of ``weight`` that comes from how rare the value is.
    """

    field: str
    level: str
    value: float | int | None
    one: str
    other: str
    weight: float
    rarity: float

    def say(self, lang: Language = "en") -> str:
        """Return the step in words."""
        level = say(f"linking.level.{self.level}", lang, value=self.value)
        rare = ""
        if abs(self.rarity) >= 0.05:
            way = "rare" if self.rarity > 0 else "common"
            rare = say(f"linking.{way}", lang, weight=f"{self.rarity:+.1f}")
        told = "linking.step" if self.one or self.other else "linking.step.hidden"
        return say(
            told, lang, field=say(f"linking.field.{self.field}", lang), level=level, rare=rare,
            one=self.one or "—", other=self.other or "—", weight=f"{self.weight:+.1f}",
        )  # fmt: skip


@dataclass(frozen=True)
class Waterfall:
    """A pair from its starting weight to its probability.

    ``weight`` is the sum of ``start`` and all steps, log2 of the odds; ``probability`` follows from
    it. ``decision``: what a clerk decided, which then holds instead. ``together``: whether the two
    are one thing as links and decisions stand.
    """

    one: Named
    other: Named
    start: float
    steps: tuple[Step, ...]
    weight: float
    probability: float
    decision: Decision | None
    together: bool

    def lines(self, lang: Language = "en") -> list[str]:
        """Return the waterfall in words, the weightiest field first."""
        ordered = sorted(self.steps, key=lambda step: -abs(step.weight))
        told = [say("linking.start", lang, weight=f"{self.start:+.1f}")]
        told += [step.say(lang) for step in ordered]
        told.append(
            say(
                "linking.sum",
                lang,
                weight=f"{self.weight:+.1f}",
                percent=_percent(self.probability),
            )
        )
        if self.decision:
            way = "same" if self.decision.same else "different"
            told.append(
                say(f"linking.decided.{way}", lang, who=self.decision.who, why=self.decision.why)
            )
        told.append(say(f"linking.stands.{'together' if self.together else 'apart'}", lang))
        return told


def explain(
    desk: Linkage,
    one: Named,
    other: Named,
    linked: Linked | None = None,
    groups: pl.DataFrame | None = None,
) -> Waterfall:
    """Return why two records of the latest run are taken for the same, or not.

    ``groups``: ``id`` and ``cluster`` of all records, where they are known already.

    Raises:
        LinkError: there is no run, or a record isn't in it.
    """
    linked = linked or desk.latest()
    model = desk.model()
    if model is None or model.version != linked.facts["model"]:
        raise LinkError("error.linking.model_anew", city=desk.city.name)
    rows = [engine.blocked(find(linked, each), desk.linking) for each in sorted((one, other))]
    with engine.opened(model.settings, model.common) as made:
        pair = made.pair(*rows)
    first, second = (row.row(0, named=True) for row in rows)
    steps = tuple(_step(each, pair, first, second) for each in desk.linking.comparisons)
    weight = float(pair["match_weight"])
    standing = decisions(desk.workspace, desk.linking.kind)
    named = ((first["source"], first["key"]), (second["source"], second["key"]))
    decision = next((each for each in standing if (each.one, each.other) == named), None)
    groups = desk.clusters(linked) if groups is None else groups
    groups = groups.filter(pl.col("id").is_in([first["id"], second["id"]]))
    return Waterfall(
        *named,
        start=weight - sum(step.weight for step in steps),
        steps=steps,
        weight=weight,
        probability=float(pair["match_probability"]),
        decision=decision,
        together=groups["cluster"].n_unique() == 1,
    )


def find(linked: Linked, record: Named) -> pl.DataFrame:
    """Return the prepared record of a source and a key, one row.

    Raises:
        LinkError: the run has no such record.
    """
    found = linked.scan().filter(source=record[0], key=record[1]).collect()
    if not found.height:
        raise LinkError("error.linking.no_record", source=record[0], key=record[1])
    return found


def _step(
    comparison: Comparison, pair: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> Step:
    told = levels(comparison)
    gamma = int(pair[f"gamma_{comparison.field}"])
    level, value = (UNKNOWN, None) if gamma < 0 else (DIFFERENT, None)
    if gamma > 0:
        at = told[len(told) - gamma]
        level, value = at.word, at.value
    weight = float(pair[f"mw_{comparison.field}"] or 0)
    rarity = float(pair.get(f"mw_tf_adj_{comparison.field}") or 0)
    column = _SHOWN.get(comparison.field)
    one, other = (_shown(row, column) for row in (first, second))
    return Step(comparison.field, level, value, one, other, weight + rarity, rarity)


def _shown(row: dict[str, Any], column: str | None) -> str:
    """Return what a record says in a field; a hash of a telephone says nothing to a reader."""
    return str(row[column] or "") if column else ""


def _percent(probability: float) -> str:
    """Return a probability so that neither 0 nor 100 % is told where it isn't."""
    if 0 < probability < 1 and (probability < 0.001 or probability > 0.999):
        digits = min(8, math.ceil(-math.log10(min(probability, 1 - probability))) - 1)
        return f"{100 * probability:.{max(1, digits)}f}"
    return f"{100 * probability:.1f}"
