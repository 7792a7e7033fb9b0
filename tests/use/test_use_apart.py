"""A back-test of somebody else's files says nothing about how the city is ranked."""

import json
from pathlib import Path

from sqlalchemy import create_engine, text
from use_town import CITY, DATA, PACK, anlan, runs


def test_a_back_test_of_a_folder_leaves_the_citys_own_verdict_alone(home: Path) -> None:
    engine = create_engine(f"sqlite:///{home / 'anlan.db'}")
    with engine.connect() as connection:
        entries = connection.execute(text("select count(*) from ledger")).scalar()
    done = anlan(home, "backtest", PACK, "--data", DATA)
    assert done.code == 0, done.said
    assert f"{CITY} itself is ranked as its own back-test says" in done.said
    assert runs(home, "backtest") == []
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from ledger")).scalar() == entries
    engine.dispose()
    kept = home / CITY / "apart" / "backtest"
    latest = kept / (kept / "latest").read_text(encoding="utf-8").strip()
    verdict = json.loads((latest / "verdict.json").read_text(encoding="utf-8"))
    assert verdict["ranked_by"] != "model", "else the next line would show nothing"
    assert "Ranked by the danger of the premises" in anlan(home, "score", PACK).said
