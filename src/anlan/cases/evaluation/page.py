"""The indicators as a page of the documentation: drawn from what is declared, so it can't lie."""

from anlan.cases.evaluation.indicators import Indicator, indicators
from anlan.cases.evaluation.settings import settings
from anlan.words import say

_ABOVE = "above the line"


def page() -> str:
    """Return the page in Markdown."""
    lines = [
        "# Indicators of cases",
        "",
        "Generated from `cases/data/indicators.toml`. What they mean together, and what is never "
        "scored: [evaluation](../theory/evaluation.md).",
        "",
        "A case falls in a period by the moment named *by*. Conditions are on what is kept of each "
        "case (`cases/data/milestones.toml`): a name stands for being set. *Source*: `found` is an "
        "indicator whose name was found in a published rule or system, with its formula from "
        "memory; `memory` is from memory; `ours` is ours.",
        "",
    ]
    for one in indicators().values():
        lines += _indicator(one)
    return "\n".join([*lines, *_weights()]).rstrip() + "\n"


def _indicator(one: Indicator) -> list[str]:
    objects = [each for each in one.objects if each != "post"] + list(one.posts)
    better = {"higher": "higher", "lower": "lower", "none": "not scored"}[one.better]
    rows = [
        ("formula", f"{one.words.en} ({one.words.zh})"),
        ("in symbols", f"`{one.symbols}`"),
        ("by", f"`{one.by}`"),
        ("cases", _code(one.of)),
    ]
    rows += [(_ABOVE, _code(one.part))] if one.part else []
    rows += (
        [("adds up", f"`{one.sum}`" + (f" / `{one.per}`" if one.per else ""))] if one.sum else []
    )
    rows += [("unit", f"{one.unit.en} ({one.unit.zh})")] if one.unit.en else []
    rows += [
        ("objects", ", ".join(say(f"evaluation.object.{each}", "en") for each in objects)),
        ("better", better),
        ("ranked from", f"{one.least} cases"),
        ("source", f"`{one.source}`"),
    ]
    table = [f"| {name} | {told} |" for name, told in rows]
    title = f"## {one.title.en} {one.title.zh} (`{one.name}`)"
    return [title, "", "| | |", "|---|---|", *table, ""]


def _weights() -> list[str]:
    lines = ["## Weights of the total score", "", "A city's pack may give its own.", ""]
    lines += ["| what is scored | weights |", "|---|---|"]
    for scored, weights in settings().weights.items():
        told = ", ".join(f"`{name}` {weight:g}" for name, weight in weights.items())
        lines.append(f"| {say(f'evaluation.object.{scored}', 'en')} | {told} |")
    return lines


def _code(conditions: tuple[str, ...]) -> str:
    return ", ".join(f"`{each.replace('|', 'or')}`" for each in conditions) or "all"
