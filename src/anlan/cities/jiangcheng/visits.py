"""Visits of inspector teams: whom they choose, how strict they are, what they find."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.cities.jiangcheng.premises import Premises, dates, of_kinds, pick
from anlan.cities.jiangcheng.settings import Size, day, truth
from anlan.cities.jiangcheng.tree import Index, Tree
from anlan.cities.jiangcheng.weather import Weather

Floats = NDArray[np.float64]
ROUTINE, COMPLAINT, RECHECK = "日常检查", "投诉核查", "复查"


def make_visits(
    size: Size, tree: Tree, premises: Premises, weather: Weather
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the visits with their findings, and the hidden strictness of the teams."""
    chance = size.chance("visits")
    effect, habit = truth()["effects"], truth()["visits"]
    strictness = effect["strictness"] * chance.normal(size=size.teams)
    planned = _planned(chance, size, premises)
    team = _teams(chance, size, tree, premises, planned[0])
    called = chance.random(len(team)) < habit["complaint_share"]
    chances = _chances(premises, weather, *planned) + strictness[team]
    found = _drawn(chance, chances + effect["after_complaint"] * called)
    again = np.flatnonzero(found & (chance.random(len(team)) < habit["recheck_share"]))
    row, when = planned[0][again], _workday(planned[1][again] + chance.integers(15, 45, len(again)))
    kept = when <= day("as_of")
    again, row, when = again[kept], row[kept], when[kept]
    chances = _chances(premises, weather, row, when) + strictness[team[again]]
    refound = _drawn(chance, chances + effect["after_order"])
    kinds = np.concatenate([called.astype(np.int64), np.full(len(again), 2)])
    frame = _frame(
        chance,
        premises,
        np.concatenate([planned[0], row]),
        np.concatenate([planned[1], when]),
        np.concatenate([team, team[again]]),
        pick([ROUTINE, COMPLAINT, RECHECK], kinds),
        np.concatenate([found, refound]),
    )
    codes = [f"T{number + 1:03d}" for number in range(size.teams)]
    return frame, pl.DataFrame({"team": codes, "strictness": strictness})


def _planned(chance: np.random.Generator, size: Size, premises: Premises) -> tuple[Index, Index]:
    """Choose premises and day of every planned visit: open long, and dangerous, means more."""
    begin, end = day("visits_from"), day("as_of")
    first = np.maximum(premises.opened, begin)
    danger = premises.danger - premises.danger.mean()
    pull = (end - first) * np.exp(truth()["visits"]["selection"] * danger)
    total = np.cumsum(pull)
    row = np.searchsorted(total, chance.random(size.count("inspections")) * total[-1])
    row = np.minimum(row, len(total) - 1)
    spread = chance.random(len(row)) * (end - 3 - first[row])
    return row, _workday((first[row] + spread).astype(np.int64))


def _workday(days: Index) -> Index:
    """Move Saturdays and Sundays to the Monday after (1970-01-01 was a Thursday)."""
    weekday = (days + 3) % 7
    return np.asarray(np.where(weekday >= 5, days + 7 - weekday, days))


def _teams(
    chance: np.random.Generator, size: Size, tree: Tree, premises: Premises, row: Index
) -> Index:
    """Give each visit a team: mostly one of the district's own, else any of the city's."""
    district = tree.parents["district"][premises.grid[row]]
    groups = min(size.teams, int(district.max()) + 1)
    own = district % groups
    members = (size.teams - 1 - own) // groups + 1
    local = own + groups * (chance.random(len(row)) * members).astype(np.int64)
    anyone = chance.integers(0, size.teams, len(row))
    return np.where(chance.random(len(row)) < truth()["visits"]["own_district"], local, anyone)


def _chances(premises: Premises, weather: Weather, row: Index, days: Index) -> Floats:
    """Return the log-odds of a serious finding, the team's strictness apart."""
    effect, kind = truth()["effects"], premises.kind[row]
    at = np.clip(days - weather.first, 0, len(weather.heat) - 1)
    heat = effect["heat"] * weather.heat[at] * of_kinds("food")[kind]
    dry = effect["dry"] * weather.dry[at] * of_kinds("store")[kind]
    return np.asarray(premises.at(row, days) + heat + dry)


def _drawn(chance: np.random.Generator, log_odds: Floats) -> NDArray[np.bool_]:
    return np.asarray(chance.random(len(log_odds)) < 1 / (1 + np.exp(-log_odds)))


def _frame(
    chance: np.random.Generator,
    premises: Premises,
    row: Index,
    days: Index,
    team: Index,
    kind: pl.Series,
    found: NDArray[np.bool_],
) -> pl.DataFrame:
    order = np.lexsort([row, days])
    row, days, team, found = row[order], days[order], team[order], found[order]
    serious, general, codes = _findings(chance, premises.danger[row], found)
    places = premises.frame.select(
        "premises_id", "name", "kind", "address", "longitude", "latitude"
    )
    delay = chance.integers(0, int(truth()["visits"]["report_days"]) + 1, len(row))
    return pl.DataFrame(
        {
            "inspection_id": [f"JCA{number + 1:08d}" for number in range(len(row))],
            **{name: places[name].gather(row) for name in places.columns},
            "inspected_on": dates(days),
            "reported_on": dates(np.minimum(days + delay, day("as_of"))),
            "inspection_type": kind.gather(order),
            "team": pick([f"T{n + 1:03d}" for n in range(int(team.max()) + 1)], team),
            "serious_findings": serious,
            "general_findings": general,
            "finding_codes": codes,
        }
    )


def _findings(
    chance: np.random.Generator, danger: Floats, found: NDArray[np.bool_]
) -> tuple[Index, Index, pl.Series]:
    """Return how many serious and general findings each visit made, and their codes."""
    table = truth()["findings"]
    grave = [code for code, finding in table.items() if finding.get("serious")]
    minor = {code: finding["chance"] for code, finding in table.items() if "chance" in finding}
    main = chance.integers(0, len(grave), len(found))
    worse = np.exp(0.35 * (danger - danger.mean()))
    shown: dict[str, NDArray[np.bool_]] = {}
    for number, code in enumerate(grave):
        shown[code] = found & ((main == number) | (chance.random(len(found)) < 0.12))
    for code, share in minor.items():
        shown[code] = chance.random(len(found)) < np.clip(share * worse, 0, 0.9)
    serious = np.sum([shown[code] for code in grave], axis=0)
    general = np.sum([shown[code] for code in minor], axis=0)
    flags = pl.DataFrame(shown)
    listed = [pl.when(pl.col(code)).then(pl.lit(code)) for code in flags.columns]
    codes = flags.select(pl.concat_str(listed, separator=" ", ignore_nulls=True)).to_series()
    return serious, general, codes.replace("", None)
