"""The straightforward way of the Chicago job: pandas for the features, scikit-learn for the model.

It reads the four files, works out the features the city published in 2014 by ``merge_asof``,
``groupby`` and a k-d tree, fits a logistic regression for each of the same six folds, and judges it
by the same measures, each with an interval by drawing premises again as often. It judges that one
model, where ours judges nine ways of choosing; it checks no contract, keeps no record, tries no
leaks and draws no report.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDS, FOLD_DAYS, UNTIL = 6, 91, pd.Timestamp("2014-03-31")
CAPACITY, DRAWS, SEED = 0.1, 1000, 1
METRES = 6_371_008.8 * np.pi / 180
FLAGS = ("consumption_on_premises_incidental_activity", "tobacco")
DAY = pd.Timedelta(days=1)


def read(folder: Path, name: str, *days: str) -> pd.DataFrame:
    """Return a file with its days as times."""
    return pd.read_csv(folder / f"{name}.csv.gz", parse_dates=list(days), low_memory=False)


def visits(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the canvass visits to licensed retail food premises, and all visits before them."""
    past = read(folder, "food_inspections", "inspection_date")
    past = past.rename(columns={"inspection_date": "day"}).sort_values(
        ["day", "inspection_id"], kind="stable", ignore_index=True
    )
    for kind in ("critical", "serious"):
        past[kind] = (past[f"{kind}_violations"] >= 1).astype(float)
    licences = read(folder, "business_licences", "license_term_start_date")
    food = licences[licences["license_description"] == "Retail Food Establishment"]
    since = food.groupby("license_number")["license_term_start_date"].min()
    asked = past[past["inspection_type"] == "Canvass"]
    asked = asked[asked["license"].map(since) < asked["day"]]
    return asked.reset_index(drop=True), past


def history(asked: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Return what the visit before found, and the days since."""
    before = past[["license", "day", "critical", "serious"]].assign(last=past["day"])
    found = pd.merge_asof(
        asked[["license", "day"]], before, on="day", by="license", allow_exact_matches=False
    )
    found["days_since"] = (asked["day"] - found["last"]).dt.days.fillna(730).clip(upper=730)
    return found[["critical", "serious", "days_since"]].fillna(0.0)


def licences(asked: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return the age of the licence and the flags of the latest one known."""
    table = read(folder, "business_licences", "license_term_start_date", "first_licensed_date")
    table = table.rename(columns={"license_number": "license", "license_term_start_date": "day"})
    table = table.dropna(subset=["day"]).sort_values("day", kind="stable")
    known = pd.merge_asof(
        asked[["license", "day"]], table[["license", "day", "first_licensed_date", *FLAGS]],
        on="day", by="license", allow_exact_matches=False,
    )  # fmt: skip
    age = (asked["day"] - known["first_licensed_date"]).dt.days > 1461
    return known[list(FLAGS)].fillna(0.0).assign(old=age.astype(float))


def weather(asked: pd.DataFrame, folder: Path) -> pd.Series:
    """Return the mean of the highest temperatures of the three days before."""
    table = read(folder, "weather", "date").set_index("date")["temperature_max_f"]
    mean = table.rolling(3).mean()
    return asked["day"].sub(DAY).map(mean).fillna(60.0).rename("temperature")


def complaints(asked: pd.DataFrame, folder: Path) -> pd.Series:
    """Return how many complaints came from within 500 metres in the 90 days before."""
    table = read(folder, "sanitation_complaints", "creation_date")
    table = table.dropna(subset=["latitude", "longitude", "creation_date"])
    placed = asked.dropna(subset=["latitude", "longitude"])
    near = cKDTree(_metres(table)).query_ball_point(_metres(placed), 500.0)
    made, day = table["creation_date"].to_numpy(), placed["day"].to_numpy()
    window = np.timedelta64(90, "D")
    counts = [
        int(((made[rows] < at) & (made[rows] >= at - window)).sum())
        for rows, at in zip(near, day, strict=True)
    ]
    return pd.Series(counts, placed.index, float, "complaints").reindex(asked.index).fillna(0.0)


def _metres(table: pd.DataFrame) -> np.ndarray:
    """Return positions on a plane that is right at Chicago."""
    lat, lon = table["latitude"].to_numpy(float), table["longitude"].to_numpy(float)
    return np.column_stack([lon * np.cos(np.radians(41.85)), lat]) * METRES


def judge(asked: pd.DataFrame, features: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the visits of each fold with the chance learnt from what was known before it."""
    folds = []
    label = asked["critical"].to_numpy()
    inspectors = pd.get_dummies(asked["sanitarian"].fillna("unknown"), dtype=float)
    x = pd.concat([features, inspectors], axis=1).to_numpy()
    for number in range(FOLDS):
        start = UNTIL + DAY - (FOLDS - number) * FOLD_DAYS * DAY
        test = (asked["day"] >= start) & (asked["day"] < start + FOLD_DAYS * DAY)
        train = (asked["day"] < start).to_numpy()
        steps = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
        chance = steps.fit(x[train], label[train]).predict_proba(x[test])[:, 1]
        columns = ["license", "day", "critical", "sanitarian"]
        folds.append(asked.loc[test, columns].assign(chance=chance).reset_index(drop=True))
    return folds


def measures(visited: pd.DataFrame) -> dict[str, float]:
    """Return the measures of one fold."""
    label, chance = visited["critical"].to_numpy(), visited["chance"].to_numpy()
    order = np.argsort(-chance, kind="stable")
    day = visited["day"].to_numpy().astype("datetime64[D]").astype(float)
    moved = np.empty(len(order))
    moved[order] = day[order] - np.sort(day)
    top = order[: max(1, round(CAPACITY * len(order)))]
    return {
        "visits": len(visited),
        "auc": roc_auc_score(label, chance),
        "average_precision": average_precision_score(label, chance),
        "brier": brier_score_loss(label, chance),
        "hit_rate": label[top].mean(),
        "first_half": label[order[: len(order) // 2]].sum() / label.sum(),
        "days_earlier": moved[label > 0].mean(),
        "within_inspector": within(visited),
    }


def within(visited: pd.DataFrame) -> float:
    """Return the AUC among visits of the same inspector, weighed by pairs."""
    groups = visited.groupby("sanitarian")
    ranks = groups["chance"].rank().where(visited["critical"] > 0).groupby(visited["sanitarian"])
    found, total = groups["critical"].sum(), groups["critical"].size()
    won = ranks.sum() - found * (found + 1) / 2
    return float(won.sum() / (found * (total - found)).sum())


def pooled(folds: list[pd.DataFrame]) -> pd.Series:
    """Return each measure over all folds, weighed by their visits."""
    each = pd.DataFrame([measures(fold) for fold in folds])
    return each.mul(each["visits"], axis=0).sum() / each["visits"].sum()


def intervals(folds: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the 95 % interval of each pooled measure, drawing premises with all their visits."""
    rng = np.random.default_rng(SEED)
    rows = [fold.groupby("license").indices for fold in folds]
    names = np.array(sorted(set().union(*rows)))
    nothing = np.array([], int)
    draws = []
    for _ in range(DRAWS):
        drawn = rng.choice(names, len(names))
        again = (
            fold.take(np.concatenate([held.get(name, nothing) for name in drawn]))
            for fold, held in zip(folds, rows, strict=True)
        )
        draws.append(pooled([fold.reset_index(drop=True) for fold in again]))
    return pd.DataFrame(draws).quantile([0.025, 0.975])


def main(folder: Path, out: Path) -> None:
    """Do the whole job on a folder and write what was found."""
    started = time.perf_counter()
    asked, past = visits(folder)
    features = pd.concat(
        [history(asked, past), licences(asked, folder), weather(asked, folder),
         complaints(asked, folder)], axis=1,
    )  # fmt: skip
    folds = judge(asked, features)
    found = pooled(folds)
    told = {"visits": sum(map(len, folds)), "pooled": found.to_dict()}
    told["seconds_without_intervals"] = time.perf_counter() - started
    told["intervals"] = intervals(folds).to_dict("list")
    out.write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
