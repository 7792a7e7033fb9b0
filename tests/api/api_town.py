"""A server where everybody must sign in, on a small city that was worked through."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import polars as pl

from anlan.model.permission import EVERYWHERE
from support.people import People, signed_in

CITY = "jiangcheng"


@dataclass(frozen=True)
class Town:
    """The server, who has an account there, and two districts of the city."""

    url: str
    home: Path
    people: People
    mine: str
    other: str
    tokens: dict[str, str]

    def client(self, who: str = "") -> httpx.Client:
        """Return a client of a person's token, or of nobody."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)

    @contextmanager
    def session(self, login: str) -> Iterator[httpx.Client]:
        """Yield a client that has signed in."""
        with httpx.Client(base_url=self.url, timeout=60) as client:
            yield signed_in(client, login)

    def assets(self) -> pl.DataFrame:
        """Return every asset of the latest ranking."""
        runs = self.home / CITY / "runs" / "score"
        latest = (runs / "latest").read_text(encoding="utf-8").strip()
        return pl.read_parquet(runs / latest / "ranking.parquet")


ROLES = {
    "administrator": ("administrator", EVERYWHERE, "", ""),
    "auditor": ("auditor", EVERYWHERE, "", ""),
    "monitor": ("monitor", EVERYWHERE, "", ""),
    "analyst": ("analyst", CITY, "", ""),
    "operator": ("operator", CITY, "{mine}", ""),
    "steward": ("data_steward", CITY, "", "hotline"),
    "local_administrator": ("local_administrator", CITY, "{mine}", ""),
}
"""Login → role, city, division, department."""


def districts(home: Path) -> tuple[str, str]:
    """Return the paths of the two districts with the most places."""
    runs = home / CITY / "runs" / "score"
    assets = pl.read_parquet(
        runs / (runs / "latest").read_text(encoding="utf-8").strip() / "ranking.parquet"
    )
    first = assets["division"].str.split("/").list.head(2).list.join("/")
    counts = first.value_counts(sort=True).filter(pl.col("division").str.contains("/"))
    mine, other = counts["division"].head(2)
    return mine, other


def problem(answer: httpx.Response) -> dict[str, object]:
    """Return an error's body, which must have the one shape."""
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, object] = json.loads(answer.text)
    assert {"type", "title", "status", "detail", "instance", "code", "mend"} <= set(told)
    assert told["status"] == answer.status_code
    return told
