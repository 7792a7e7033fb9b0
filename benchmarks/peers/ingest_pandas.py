"""The straightforward pandas way: read in chunks, check each column, write good and bad apart."""

import sys
from pathlib import Path

import pandas as pd

KINDS = {"restaurant", "market", "hotel", "workshop", "warehouse"}


def good(chunk: pd.DataFrame, seen: set[str]) -> pd.Series:
    """Return which rows of a chunk break no rule."""
    ok = chunk["visit_id"].notna() & ~chunk["visit_id"].duplicated()
    ok &= ~chunk["visit_id"].map(seen.__contains__)
    seen.update(chunk["visit_id"])
    ok &= pd.to_numeric(chunk["premises_id"], errors="coerce").ge(1)
    ok &= chunk["name"].str.len().between(1, 200)
    ok &= chunk["kind"].isin(KINDS)
    ok &= pd.to_datetime(chunk["visit_date"], format="%Y-%m-%d", errors="coerce").notna()
    ok &= chunk["result"].isin({"pass", "fail"})
    ok &= pd.to_numeric(chunk["violations"], errors="coerce").between(0, 99)
    ok &= pd.to_numeric(chunk["longitude"], errors="coerce").between(113, 116)
    ok &= pd.to_numeric(chunk["latitude"], errors="coerce").between(29, 32)
    return ok & chunk["telephone"].str.fullmatch(r"\d{8}")


def main(data: Path, folder: Path) -> None:
    """Check the files of ``data`` into ``folder``."""
    for kind in ("good", "bad"):
        (folder / kind).mkdir(parents=True)
    seen: set[str] = set()
    for path in sorted(data.glob("*.csv")):
        for number, chunk in enumerate(pd.read_csv(path, dtype=str, chunksize=500_000)):
            ok = good(chunk, seen)
            name = f"{path.stem}-{number}.parquet"
            chunk[ok].to_parquet(folder / "good" / name)
            chunk[~ok].to_parquet(folder / "bad" / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
