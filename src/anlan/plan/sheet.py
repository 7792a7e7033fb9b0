"""The sheet of paper a team takes along: one for each team, to print on A4."""

from collections.abc import Mapping
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from anlan.plan.dayplan import DayPlan
from anlan.plan.export import StopDetail, clock
from anlan.plan.travel import assumption
from anlan.words import Language, say

SHAPES = {"red": "▲", "orange": "◆", "yellow": "■", "blue": "●"}


def to_sheet(
    plan: DayPlan,
    details: Mapping[str, StopDetail],
    *,
    title: str,
    ranked_by: str,
    lang: Language = "en",
    shift_start: str | None = None,
) -> str:
    """Return an HTML page with a printable sheet for each team that has visits.

    Args:
        plan: the plan of a day.
        details: by asset id, for every stop of the plan, in the language of the sheet.
        title: city and target, in the language of the sheet.
        ranked_by: what the premises were ranked by, as a sentence, for the footer.
        lang: the language of the sheet.
        shift_start: see :func:`anlan.plan.export.clock`.
    """
    used = {
        "ranked_by": ranked_by,
        "detour": assumption("detour_factor"),
        "speed": round(plan.speed_kmh, 1),
        "seed": plan.draw.seed,
        "share": round(100 * plan.random_share, 1),
        "eligible": plan.draw.eligible,
        "drawn": plan.draw.count,
        "percent": round(100 * plan.draw.probability, 2),
    }
    return (
        _environment()
        .get_template("sheet.html")
        .render(
            plan=plan,
            teams=[team for team in plan.teams if team.stops],
            details=details,
            title=title,
            used=used,
            lang=lang,
            say=partial(_say, lang),
            clock=partial(_clock, shift_start),
            shapes=SHAPES,
        )
    )


def _say(lang: Language, key: str, **values: object) -> str:
    return say(key, lang, **values)


def _clock(shift_start: str | None, minutes: float) -> str:
    return clock(minutes, shift_start)


@cache
def _environment() -> Environment:
    """Return the templates; what is filled in is escaped, and what is missing is an error."""
    return Environment(
        loader=PackageLoader("anlan.plan"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
