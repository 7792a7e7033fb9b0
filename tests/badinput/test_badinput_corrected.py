"""A department sends its files again with every row corrected: the past is not lost by it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from badinput_city import CITY, MAIN, Rows, anlan, latest, rewrite

BRACKETS = "[/b]铺"


def rename(rows: Rows) -> None:
    title = rows[0].index("name")
    for row in rows[1:]:
        row[title] = BRACKETS


def test_a_city_is_ranked_after_every_name_was_corrected(home: Path, data: Path) -> None:
    for file in ("premises.csv.gz", "inspections.csv.gz"):
        rewrite(data / file, rename)
    took = anlan(home, "ingest", CITY, "--data", data, *MAIN)
    assert took.code == 0, took.said
    told = anlan(home, "score", CITY)
    assert told.code == 0, told.said
    assert "394 premises" in told.said
    assert BRACKETS in told.said, "as typed: no mark-up of ours"


def report(home: Path) -> dict[str, Any]:
    """Back-test the city; return the report without the time it was made."""
    told = anlan(home, "backtest", CITY)
    assert told.code == 0, told.said
    text = (latest(home, "backtest") / "report.en.json").read_text(encoding="utf-8")
    return {**json.loads(text), "generated_at": ""}


def clear(rows: Rows) -> None:
    """Correct what every past inspection found: nothing. A row set aside stays as it is."""
    found = rows[0].index("serious_findings")
    for row in rows[1:]:
        row[found] = "0" if row[found] in "123456789" and row[found] else row[found]


def widen(rows: Rows) -> None:
    """Write every name with a space behind it: the row is another, the operator the same."""
    name = rows[0].index("name")
    for row in rows[1:]:
        row[name] += " "


def scores(home: Path) -> list[float]:
    told = anlan(home, "score", CITY)
    assert told.code == 0, told.said
    ranking = pl.read_parquet(latest(home, "score") / "ranking.parquet")
    return ranking.sort("asset")["score_premises"].to_list()


def test_correcting_what_no_feature_reads_leaves_the_back_test_as_it_was(
    home: Path, data: Path
) -> None:
    before, ranked = report(home), scores(home)
    rewrite(data / "inspections.csv.gz", widen)
    took = anlan(home, "ingest", CITY, "--data", data, *MAIN)
    assert took.code == 0, took.said
    assert (report(home), scores(home)) == (before, ranked)


def test_a_correction_counts_from_the_day_after_it_came(home: Path, data: Path) -> None:
    ranked = scores(home)
    rewrite(data / "inspections.csv.gz", clear)
    assert anlan(home, "ingest", CITY, "--data", data, *MAIN).code == 0
    assert scores(home) == ranked, "days before the receipt see what was known then"
    later = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    told = anlan(home, "score", CITY, "--as-of", later)
    assert told.code == 1
    assert "or all of one outcome" in told.said, told.said
