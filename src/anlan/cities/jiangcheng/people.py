"""How many people are in each community of Jiangcheng at which hour: invented, and counts only."""

import csv
from pathlib import Path

import numpy as np

from anlan.cities.jiangcheng.quarter import settings
from anlan.pool.divisions import DivisionTree
from anlan.risk.register.ground import COLUMNS, HOURS
from anlan.risk.register.room import RegisterRoom


def write(file: Path, room: RegisterRoom, tree: DivisionTree, seed: int) -> int:
    """Write the counts of every community; return how many rows."""
    chosen, chance = settings()["people"], np.random.default_rng(seed)
    hours, shares = np.array(chosen["at_home"], np.float64).T
    by_hour = np.interp(np.arange(HOURS), hours, shares)
    rows: list[tuple[object, ...]] = []
    for each in sorted(tree.standing("community"), key=lambda one: one.code):
        km2 = room.km2(tree.paths[each.code])
        home, work = chance.lognormal(np.log(chosen["per_km2"]), chosen["spread"], 2) * km2
        there = np.round(home * by_hour + work * (1 - by_hour)).astype(int)
        rows += [(each.code, hour, int(people), "", "") for hour, people in enumerate(there)]
        premises = int(1 + (home + work) / chosen["people_per_premises"])
        rows.append((each.code, "", "", premises, int(chance.binomial(premises, chosen["hurt"]))))
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return len(rows)
