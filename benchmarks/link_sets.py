"""``link-quality-*``: the public linkage sets, with what would give the answer away left out.

Chicago: the inspections' log against the register of licences; the licence's number is dropped and
only tells afterwards who is who. Distinct names and addresses of the log are linked to rows of the
register. Restaurants: two guides (Fodor's and Zagat's) with 112 pairs that people found; telephones
are left out too, as they alone give nearly all away.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from anlan.model.linking import Blocking, Comparison, LinkedSource, Linking, Training
from anlan.pool.linking import engine
from anlan.pool.linking.clusters import Decided, clusters
from anlan.pool.linking.prepare import RAW, prepare
from benchmarks.result import Result

BASELINE = 0.802
"""F1 of "name similarity of at least 90 within house number and street", told with the set."""
COMPARISONS = [
    Comparison(field="name", edits=[2], contains=True, similar=[0.92, 0.8]),
    Comparison(field="address"),
    Comparison(field="trade"),
]
CHICAGO = Linking(
    kind="food_premises",
    sources=[LinkedSource(source="log", once=False), LinkedSource(source="register", once=False)],
    blocking=[
        Blocking(same=["road", "number"]),
        Blocking(same=["core", "road"]),
        Blocking(same=["core", "number"]),
    ],
    comparisons=COMPARISONS,
    training=Training(
        certain=[["core", "road", "number"]],
        recall=0.6,
        blocks=[["road", "number"], ["core", "postcode"]],
    ),
    places=["Chicago"],
    link_from=0.95,
)
RESTAURANTS = CHICAGO.model_copy(
    update={
        "sources": [LinkedSource(source="guides", once=False)],
        "blocking": [
            Blocking(same=["number"]),
            Blocking(same=["core"]),
            Blocking(same=["road"]),
            Blocking(same=["head"]),
        ],
        "places": [],
        "training": Training(
            certain=[["core", "road", "number"]], recall=0.5, blocks=[["number"], ["core"]]
        ),
    }
)


def run(folder: Path) -> Iterator[Result]:
    """Measure F1 on each set that is there."""
    if (folder / "inspection_log.parquet").is_file():
        f1, size = chicago(folder)
        told = "similarity 90 within house number and street"
        yield Result("link-quality-chicago", f1, "F1", BASELINE, ">=", told, BASELINE, size)
    if (folder / "restaurant_fodors_zagat").is_dir():
        f1, size = restaurants(folder / "restaurant_fodors_zagat")
        yield Result("link-quality-restaurants", f1, "F1", None, ">=", "", None, size)


def chicago(folder: Path) -> tuple[float, str]:
    """Return F1 over pairs of a log's place and a register's row, and the size in words."""
    log = pl.read_parquet(folder / "inspection_log.parquet")
    nothing = pl.lit(None, pl.String)  # of the log, it stands in the address
    log = log.select("license", name="dba", address="address", postcode=nothing).unique(
        maintain_order=True
    )
    register = pl.read_parquet(folder / "licence_register.parquet")
    register = register.select(
        license=pl.col("license_number").cast(pl.String),
        name="doing_business_as_name",
        address="address",
        postcode=pl.col("zip_code").cast(pl.String),
    ).unique(maintain_order=True)
    rows = pl.concat(
        [log.with_columns(source=pl.lit("log")), register.with_columns(source=pl.lit("register"))]
    )
    truth = rows["license"].to_list()
    f1, _ = judged(rows, truth, CHICAGO)
    return f1, f"{log.height:,} places of the log, {register.height:,} licences"


def restaurants(folder: Path) -> tuple[float, str]:
    """Return F1 over pairs of rows that are one restaurant, and the size in words."""
    rows = pl.read_csv(folder / "restaurant.csv", infer_schema=False).with_row_index("at")
    gold = pl.read_csv(folder / "restaurant_gold.csv", infer_schema=False)
    names = [name.strip() for name in gold.columns]
    pairs = gold.rename(dict(zip(gold.columns, names, strict=True)))
    firsts = pairs["id_1"].str.strip_chars().cast(pl.Int64).to_list()
    seconds = pairs["id_2"].str.strip_chars().cast(pl.Int64).to_list()
    who = list(range(rows.height))
    for one, other in zip(firsts, seconds, strict=True):
        who[other - 1] = who[one - 1]
    # The file doesn't say which guide a row is of.
    rows = rows.select("name", address="addr").with_columns(source=pl.lit("guides"))
    f1, _ = judged(rows, [str(each) for each in who], RESTAURANTS)
    return f1, f"{rows.height} restaurants, {len(firsts)} pairs"


def judged(
    rows: pl.DataFrame, truth: list[str], linking: Linking
) -> tuple[float, tuple[float, float]]:
    """Link rows with ``source``, ``name``, ``address``; return F1, and precision and recall.

    Of two sources, over pairs of a record of either; of one, over all pairs.
    """
    absent = {each: pl.lit(None, pl.String) for each in RAW if each not in rows.columns}
    whole = rows.with_columns(
        **absent,
        id=pl.int_range(pl.len(), dtype=pl.Int64),
        key=pl.int_range(pl.len()).cast(pl.String),
        day=pl.lit(0, pl.Int32),
        lon=pl.lit(None, pl.Float64),
        lat=pl.lit(None, pl.Float64),
        cell=pl.lit(None, pl.String),
        division=pl.lit(None, pl.String),
    )
    records = prepare(whole, linking, {})
    common, crowded = engine.term_frequencies(records, linking), engine.crowded(records, linking)
    ready = engine.blocked(records, linking, crowded)
    with engine.opened(engine.settings(linking), common) as made:
        made.train(ready, linking)
        links = made.within(ready, linking.link_from)
    once = frozenset(each.source for each in linking.sources if each.once)
    groups = clusters(records, links, Decided.nothing(), once)
    told = groups.join(records.select("id", "source"), on="id").with_columns(
        identity=pl.Series(truth).gather(groups["id"])
    )
    right, found, true = (
        across(told, *columns) for columns in (("cluster", "identity"), ("cluster",), ("identity",))
    )
    return 2 * right / (found + true), (right / found, right / true)


def across(rows: pl.DataFrame, *columns: str) -> int:
    """Return how many pairs are the same in ``columns``: of two sources, or of the only one."""
    sizes = rows.group_by(*columns, "source").len().with_columns(pl.col("len").cast(pl.Int64))
    own = (pl.col("len") ** 2).sum() if rows["source"].n_unique() > 1 else pl.col("len").sum()
    sums = sizes.group_by(columns).agg(whole=pl.col("len").sum() ** 2, own=own)
    return int((sums["whole"] - sums["own"]).sum()) // 2
