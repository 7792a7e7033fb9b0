"""The reference page of the starter packs, written from their files."""

from anlan.model.colour import COLOURS
from anlan.risk.cycles import cycles
from anlan.risk.living import rules
from anlan.risk.packs.read import packs
from anlan.risk.packs.shape import Pack
from anlan.risk.register.clauses import of_field
from anlan.risk.register.kinds import kinds
from anlan.risk.schemes import shipped

_HEAD = """# Starter packs

Generated from `risk/data/packs` and `risk/data/clauses.csv`. How to use them:
[begin with a starter pack](../howto/starter-packs.md). Clauses are paraphrased; whether one is met
is concluded by a person.
"""


def page() -> str:
    """Return the page in Markdown."""
    return "\n".join([_HEAD, *(_pack(each) for each in packs().values())]).rstrip() + "\n"


def _pack(found: Pack) -> str:
    scheme = shipped()[found.scheme]
    least = {band.colour: band.at_least for band in sorted(scheme.bands, key=lambda b: b.grade)}
    lowest, *above = COLOURS
    cut = ", ".join(f"{name} from {least[name]:g}" for name in reversed(above))
    lines = [
        f"## {kinds().fields[found.field].en}",
        "",
        f"- Scheme: {scheme.name.en}, {scheme.formula}; {cut}, else {lowest}",
        f"- Source: {found.source.en}",
    ]
    for type_, name in kinds().types.items():
        of_type = ", ".join(each.en for each in found.kinds if each.type == type_)
        lines.append(f"- {name.en}: {of_type}")
    lines += [f"- Checklist: {each.name.en} ({len(each.items)} lines)" for each in found.checklists]
    lines += [f"- JHA: {found.kind(e.kind).en} ({len(e.steps)} steps)" for e in found.jha]
    lines += [f"- SCL: {found.kind(e.kind).en} ({len(e.items)} items)" for e in found.scl]
    lines.append(f"- Cycles: {'; '.join(cycles()[each].name.en for each in found.cycles)}")
    moving = "; ".join(rules().of(each).name.en for each in found.modifiers)
    lines += [f"- Living facts: {moving}", "", "| standard | clause | text | source |"]
    lines.append("|---|---|---|---|")
    lines += [
        f"| {each.standard.en} | {each.number} | {each.text.en} | {each.source.en} |"
        for each in of_field(found.field)
    ]
    return "\n".join([*lines, ""])
