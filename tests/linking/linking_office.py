"""A server on a linked city, and clerks with an account there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import polars as pl
from linking_city import desk

from anlan.pool.linking import desk as clerks
from anlan.store.accounts import Grant
from support.people import People

CITY = "jiangcheng"
PAIRS = f"/api/cities/{CITY}/linking/premises"


@dataclass(frozen=True)
class Office:
    """The server, and the token of each clerk."""

    url: str
    home: Path
    tokens: dict[str, str]

    def client(self, who: str = "clerk") -> httpx.Client:
        """Return a client of a clerk's token."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)


def staff(home: Path, district: str) -> dict[str, str]:
    """Add the clerks of an office; return their tokens."""
    people = People(home)
    grants = {
        "clerk": Grant(role="data_steward", city=CITY, division="", department=""),
        "local": Grant(role="data_steward", city=CITY, division=district, department=""),
        "fire": Grant(role="data_steward", city=CITY, division="", department="fire_rescue"),
        "reader": Grant(role="duty_officer", city=CITY, division="", department=""),
    }
    return {login: people.token(people.add(login, grant)) for login, grant in grants.items()}


def doubtful_district(home: Path) -> str:
    """Return the district with the most doubtful pairs whose two records are both in it."""
    with desk(home) as made:
        pairs = clerks.doubtful(made, None)
    one, other = (
        pl.col(f"division_{side}").str.split("/").list.head(2).list.join("/")
        for side in ("one", "other")
    )
    counts = pairs.filter((one == other) & one.str.contains("/")).select(one)
    return str(counts["division_one"].value_counts(sort=True)["division_one"][0])


def decision(client: httpx.Client, pair: Any, verdict: str, key: str) -> httpx.Response:
    """Decide on a pair of the list."""
    body = {side: pair[side]["record"] for side in ("one", "other")}
    body |= {"verdict": verdict, "why": "seen on the spot"}
    return client.post(f"{PAIRS}/decisions", json=body, headers={"Idempotency-Key": key})
