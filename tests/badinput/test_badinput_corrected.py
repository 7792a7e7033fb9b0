"""A department sends its files again with every row corrected: the past is not lost by it."""

from pathlib import Path

from badinput_city import CITY, Rows, anlan, rewrite

BRACKETS = "[/b]铺"


def rename(rows: Rows) -> None:
    title = rows[0].index("name")
    for row in rows[1:]:
        row[title] = BRACKETS


def test_a_city_is_ranked_after_every_name_was_corrected(home: Path, data: Path) -> None:
    for file in ("premises.csv.gz", "inspections.csv.gz"):
        rewrite(data / file, rename)
    took = anlan(home, "ingest", CITY, "--data", data)
    assert took.code == 0, took.said
    told = anlan(home, "score", CITY)
    assert told.code == 0, told.said
    assert "394 premises" in told.said
    assert BRACKETS in told.said, "as typed: no mark-up of ours"
