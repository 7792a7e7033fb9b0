"""Why a duty is due when it is, in one sentence."""

from datetime import date

from anlan.risk.cycles.due import WHY, Due
from anlan.risk.cycles.table import Cycle, Span
from anlan.words import Language, say


def explain(cycle: Cycle, found: Due, row: int, last: date | None, lang: Language = "en") -> str:
    """Return the rule in words, when it is due by it, and where it is written.

    Args:
        cycle: the duty's cycle.
        found: what ``due`` returned.
        row: of which duty.
        last: when it was last done, None for never.
        lang: of the sentence.
    """
    why = WHY[int(found.why[row])]
    at: date | None = found.at[row].item()
    earliest: date | None = found.earliest[row].item()
    told = say(
        f"risk.cycle.why.{why}",
        lang,
        at=at,
        last=last or say("risk.cycle.never", lang),
        first=_span(cycle.first or cycle.every, lang),
        years=", ".join(str(each) for each in cycle.years),
    )
    early = "" if earliest == at else say("risk.cycle.early", lang, earliest=earliest)
    source = say("risk.cycle.source", lang, source=cycle.source)
    return f"{cycle.name.of(lang)}{say('risk.cycle.colon', lang)}{told}{early}{source}"


def _span(span: Span | None, lang: Language) -> str:
    return "" if span is None else say(f"unit.{span.unit}", lang, n=span.number)
