"""Which pages of the console are taken as pictures; see ``screenshots.py``."""

from dataclasses import dataclass

ADMIN, NOBODY = "chen.wei", ""


@dataclass(frozen=True)
class View:
    """One page to take: what follows the city in the address, and what shows it is all there.

    A page without a city is one of the installation's, behind sign-in, as ``who`` sees it.
    """

    name: str
    path: str
    there: str
    city: str = "jiangcheng"
    who: str = ADMIN


MAP = ".canvas[data-idle]"
VIEWS = (
    View("map", "map", MAP),
    View("areas", "map?mode=areas", MAP),
    View("list", "list", "tbody tr"),
    View("place", "list?sel={first}", "aside h1"),
    View("routes", "routes", f"{MAP}, .phone-team"),
    View("backtest", "backtest", ".chart svg"),
    View("data", "data", "tbody tr"),
    View("mend", "data?source=premises&rule=not_integer&row=1-654", ".beside form"),
    View("source", "data/hotline", "[data-part=loads]"),
    View("divisions", "divisions?division=990103", ".map[data-ready=true]"),
    View("linking", "linking", ".waterfall tfoot"),
    View("asset", "asset/{first}", ".timeline li"),
    View("backtest-chicago", "backtest", ".chart svg", "chicago"),
    View("sign-in", "sign-in", "form", "", NOBODY),
    View("me", "me", "section li", ""),
    View("accounts", "accounts?sel=2", ".beside form", ""),
    View("why", "why?permission=premises.read&city=jiangcheng&account=2", ".answer li", ""),
    View("ledger", "ledger", "tbody tr", ""),
    View("jobs", "jobs?sel=2", "[data-row='2'] .badge:text-is('done')", ""),
    View("outbox", "outbox", "tbody tr", ""),
    View("system", "system", "[data-number]", ""),
    View("cases", "jiangcheng/cases?case=9901002026070100001", ".timeline li", ""),
    View("board", "jiangcheng/cases/board", ".card", ""),
    View("casemap", "jiangcheng/cases/map?case=9901002026070100001", MAP, ""),
    View("supervision", "jiangcheng/cases/supervision", ".page .note, tbody tr", ""),
    View("hotline", "jiangcheng/cases/hotline", MAP, ""),
    View("routing", "jiangcheng/cases/routing", "[data-rule]", ""),
    View("evaluation", "jiangcheng/evaluation?month=2026-06", "tbody tr", ""),
)
RISK_VIEWS = (
    View("risks", "risks", MAP),
    View("riskpoint", "risks?sel={point}", ".panel .source"),
    View("hazards", "risks/hazards?days=365", "tbody tr"),
    View("due", "risks/due", "tbody tr"),
    View("whatif", "risks/what-if?asset=SUB-1", "tbody tr"),
    View("riskareas", "risks?mode=areas&time=1", MAP),
    View("patrols", "risks/due?which=patrols", "tbody tr"),
    View("packs", "risks/packs", ".page h2"),
    View("riskreport", "risks/report", "tbody tr"),
)
"""The register of risks is another city, worked through a quarter, with hazards of today."""
WATCH_VIEWS = (
    View("alarmdesk", "watch?alarm={alarm}", "[data-alarm][role=option]"),
    View("watchobject", "watch/objects/{object}?hours=6&until={until}", ".chart svg"),
    View("playback", "watch/map?kind=waterlogging&hours=168&at={until}", MAP),
    View("alerts", "alerts", "[data-part=waiting] [data-draft]"),
    View("alertcompose", "alerts/compose?alarm={alarm}", "[data-part=residents]"),
    View("alertdraft", "alerts/drafts/{draft}", "[data-part=approve]"),
    View("fleet", "watch/fleet?device={device}", ".beside h1"),
    View("watchrules", "watch/rules?rule=underpass_close", ".beside [data-figure=caught]"),
)
"""Early warning and its public alerts are the city of the stormy afternoon."""
