"""The same features the straightforward way: pandas ``merge_asof`` and scipy's k-d tree.

A windowed count or sum is the running total known before the day less the one before the window.
Fading sums join each premises with its own past. Neighbours come from a k-d tree of the events,
a portion of the visits at a time, so that the pairs fit into memory.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

METRES = 6_371_008.8 * np.pi / 180
PORTION = 2_000
SHRINK = 5.0


def total(asked: pd.DataFrame, past: pd.DataFrame, keys: list[str], day: pd.Series) -> pd.DataFrame:
    """Return how many rows, and with how many findings, each key had known before ``day``.

    Events are known the day after, so a row of day e counts from day e + 2 on.
    """
    past = past.sort_values("_event_day", kind="stable")
    groups = past.groupby(keys, sort=False)
    running = past[[*keys, "_event_day"]].assign(
        n=groups.cumcount() + 1, hits=groups["hit"].cumsum()
    )
    left = asked[keys].assign(at=day).sort_values("at", kind="stable")
    found = pd.merge_asof(
        left.reset_index(), running, left_on="at", right_on="_event_day",
        by=keys, allow_exact_matches=False,
    )  # fmt: skip
    return found.set_index("index")[["n", "hits"]].reindex(asked.index).fillna(0)


def window(asked: pd.DataFrame, past: pd.DataFrame, keys: list[str], days: int) -> pd.DataFrame:
    """Return count and findings of the events of days [d - days, d - 1] known before day d."""
    newest = total(asked, past, keys, asked["day"] - 1)
    return newest - total(asked, past, keys, asked["day"] - days)


def own_history(asked: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Return windows, last finding, fading sum and days since, of each premises itself."""
    out = pd.DataFrame(index=asked.index)
    for days in (365, 730, 1825):
        sums = window(asked, past, ["_asset"], days)
        out[f"history.count.{days}d"] = sums["n"]
        out[f"history.critical.sum.{days}d"] = sums["hits"]
    left = asked[["_asset", "day"]].reset_index(names="visit")
    right = past[["_asset", "_event_day", "_known_day", "hit"]]
    right = right.sort_values("_event_day", kind="stable")
    pairs = left.merge(right, on="_asset")
    pairs = pairs[pairs["_known_day"] < pairs["day"]]
    pairs["age"] = pairs["day"] - pairs["_event_day"]
    out["history.critical.last"] = pairs.groupby("visit")["hit"].last()
    weight = pairs["hit"] * 0.5 ** (pairs["age"] / 365)
    fading = weight.groupby(pairs["visit"]).sum()
    out["history.critical.decayed.half365d"] = fading.reindex(out.index).fillna(0)
    out["history.days_since"] = pairs.groupby("visit")["age"].min()
    out["history.critical.days_since_positive"] = (
        pairs[pairs["hit"] > 0].groupby("visit")["age"].min()
    )
    return out


def others(asked: pd.DataFrame, past: pd.DataFrame, key: str, days: int) -> pd.DataFrame:
    """Return a key's window less the premises' own part of it."""
    return window(asked, past, [key], days) - window(asked, past, [key, "_asset"], days)


def neighbours(
    asked: pd.DataFrame, past: pd.DataFrame, radius: float, windows: list[int], own: bool
) -> dict[int, pd.DataFrame]:
    """Return count and findings within a radius, by window."""
    middle = np.cos(np.radians(asked["_lat"].mean()))
    tree = cKDTree(past[["_lon", "_lat"]].to_numpy() * [METRES * middle, METRES])
    event, known, hit = (past[name].to_numpy() for name in ("_event_day", "_known_day", "hit"))
    asset, lon, lat = (past[name].to_numpy() for name in ("_asset", "_lon", "_lat"))
    sums = {days: np.zeros((len(asked), 2)) for days in windows}
    for start in range(0, len(asked), PORTION):
        part = asked.iloc[start : start + PORTION]
        at = part[["_lon", "_lat"]].to_numpy()
        balls = tree.query_ball_point(at * [METRES * middle, METRES], radius * 1.01, workers=-1)
        size = np.array([len(ball) for ball in balls])
        row = np.concatenate([np.asarray(ball, np.int64) for ball in balls])
        visit = np.repeat(np.arange(len(part)), size)
        day = part["day"].to_numpy()[visit]
        near = (known[row] < day) & (event[row] >= day - max(windows))
        row, visit, day = row[near], visit[near], day[near]
        east = (lon[row] - at[visit, 0]) * METRES * np.cos(np.radians(at[visit, 1]))
        near = np.hypot(east, (lat[row] - at[visit, 1]) * METRES) <= radius
        if not own:
            near &= asset[row] != part["_asset"].to_numpy()[visit]
        row, visit, day = row[near], visit[near], day[near]
        for days in windows:
            inside = event[row] >= day - days
            for column, weight in enumerate((np.ones(len(row)), hit[row])):
                sums[days][start : start + len(part), column] = np.bincount(
                    visit[inside], weight[inside], len(part)
                )
    return {
        days: pd.DataFrame(both, index=asked.index, columns=["n", "hits"])
        for days, both in sums.items()
    }


def season(day: pd.Series) -> pd.DataFrame:
    """Return the time of year as a point on a circle, the month and the weekday (1 Monday)."""
    date = pd.to_datetime(day, unit="D")
    angle = 2 * np.pi * (date.dt.day_of_year - 1) / 365.25
    sine, cosine = np.sin(angle), np.cos(angle)
    columns = {"year_sin": sine, "year_cos": cosine, "month": date.dt.month}
    columns["weekday"] = date.dt.day_of_week + 1
    return pd.DataFrame(columns).add_prefix("season.")


def features(asked: pd.DataFrame, past: pd.DataFrame, complaints: pd.DataFrame) -> pd.DataFrame:
    """Return all features."""
    out = own_history(asked, past)
    city = total(asked.assign(all=0), past.assign(all=0), ["all"], asked["day"] - 1)
    prior = SHRINK * city["hits"] / city["n"]
    address = others(asked, past, "_address", 730)
    out["address.count.730d"], out["address.critical.sum.730d"] = address["n"], address["hits"]
    operator = others(asked, past, "_operator", 730)
    out["operator.count.730d"] = operator["n"]
    out["operator.critical.mean.730d"] = (operator["hits"] + prior) / (operator["n"] + SHRINK)
    kind = window(asked, past, ["_type"], 365)
    out["type.critical.mean.365d"] = (kind["hits"] + prior) / (kind["n"] + SHRINK)
    near = neighbours(asked, past, 300, [365], own=False)[365]
    out["near.count.300m.365d"], out["near.critical.sum.300m.365d"] = near["n"], near["hits"]
    for days, sums in neighbours(asked, complaints, 300, [90, 365], own=True).items():
        out[f"complaints.count.300m.{days}d"] = sums["n"]
    return out.join(season(asked["day"]))


def main(folder: Path) -> None:
    """Compute the features of a written city and write them beside it."""
    asked, past, complaints = (
        pd.read_parquet(folder / f"{name}.parquet") for name in ("asked", "visits", "complaints")
    )
    past["hit"] = (past["critical"] >= 1).astype(float)
    complaints["hit"] = 0.0
    for column in ("_asset", "_address", "_operator", "_type"):
        kinds = pd.CategoricalDtype(asked[column].unique())
        for frame in (asked, past, complaints):
            frame[column] = frame[column].astype(kinds).cat.codes
    features(asked, past, complaints).to_parquet(folder / "pandas.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
