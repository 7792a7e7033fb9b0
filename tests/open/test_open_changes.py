"""The feed of changes over HTTP: who keeps the cursor misses nothing and is told nothing twice."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from open_town import NOW, OPEN, Town, row

from anlan.api.paging import cursor_of, numbers
from support.serving import serving

pytestmark = pytest.mark.xdist_group("open")
CHANGES = f"{OPEN}/sources/visits/changes"
Change = dict[str, Any]


def follow(client: httpx.Client, cursor: str | None, limit: int = 7) -> tuple[list[Change], str]:
    """Return all that is new behind a cursor, in pages, and the new cursor."""
    found: list[Change] = []
    while True:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        answer = client.get(CHANGES, params=query)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert len(told["changes"]) <= limit
        found += told["changes"]
        cursor = told["next"]
        if not told["more"]:
            return found, cursor


def test_from_the_beginning_everything_in_order(reader: httpx.Client) -> None:
    found, cursor = follow(reader, None)
    kinds = [each["kind"] for each in found]
    assert kinds == ["new"] * 25 + ["changed"] * 3
    assert [each["record"]["id"] for each in found[-3:]] == ["V1", "V2", "V3"]
    assert found[-3]["id"] == found[0]["id"]
    assert (found[0]["version"], found[-3]["version"]) == (1, 2)
    assert not {"caller", "phone"} & set(found[0]["record"])
    assert follow(reader, cursor) == ([], cursor)


def test_any_changes_own_cursor_goes_on_behind_it(reader: httpx.Client) -> None:
    found, _ = follow(reader, None)
    for number in (0, 10, 24, 25, 27):
        assert follow(reader, found[number]["cursor"])[0] == found[number + 1 :]


def test_json_lines_hold_the_same(reader: httpx.Client) -> None:
    found, _ = follow(reader, None)
    answer = reader.get(f"{CHANGES}.jsonl", params={"limit": 20})
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    link = answer.links["next"]["url"]
    rest = reader.get(link)
    lines += [json.loads(line) for line in rest.text.splitlines()]
    assert lines == found
    assert "later" in rest.links
    assert "next" not in rest.links


def test_a_part_of_the_town_is_told_its_part(town: Town) -> None:
    with town.client("east") as client:
        found, _ = follow(client, None, limit=3)
    held: dict[str, int] = {}
    for each in found:
        if each["kind"] == "withdrawn":
            assert each["record"] is None
            del held[each["id"]]
        else:
            assert each["record"]["anlan_division"] == "town/42/4201"
            held[each["id"]] = each["version"]
    # V3 was corrected to lie in the west: for the east it is gone.
    assert [each["kind"] for each in found].count("withdrawn") == 1
    assert len(held) == 12


def test_a_cursor_that_is_none_or_of_another_history(reader: httpx.Client) -> None:
    _, cursor = follow(reader, None)
    batch, check, part, place = numbers(cursor, 4)
    for wrong in ("x", "MS4y", cursor + "A"):
        answer = reader.get(CHANGES, params={"cursor": wrong})
        assert (answer.status_code, answer.json()["place"]) == (422, "query.cursor")
    for over in (
        cursor_of(batch, check ^ 1, part, place),
        cursor_of(batch + 9, check, part, place),
        cursor_of(batch, check, part, place + 1000),
    ):
        answer = reader.get(CHANGES, params={"cursor": over})
        assert (answer.status_code, answer.json()["code"]) == (410, "api.open.cursor_gone")


def test_while_a_load_runs_and_across_a_restart(tmp_path: Path) -> None:
    """Loads go on in another thread; the server is stopped and started in between."""
    town = Town(tmp_path)
    town.load([row(number) for number in range(1, 11)])
    loads = 4
    done, troubles = threading.Event(), []

    def loading() -> None:
        try:
            for number in range(1, loads + 1):
                rows = [row(n, score=str(number)) for n in range(number, number + 10)]
                town.load(rows, now=NOW + timedelta(hours=number))
        except Exception as error:
            troubles.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=loading)
    found: list[Change] = []
    cursor: str | None = None
    thread.start()
    for life in range(2):
        with serving() as start:
            url = start(town.home, [str(town.pack)])
            with httpx.Client(base_url=url, timeout=60) as client:
                ended = False
                while not ended:
                    ended = done.is_set() or life == 0
                    more, cursor = follow(client, cursor)
                    found += more
    thread.join()
    assert troubles == []
    # Load k holds V(k) to V(k+9), all with the score k; the first one's V1 says nothing new.
    told = [(each["record"]["id"], each["version"]) for each in found]
    assert len(told) == len(set(told)) == 10 + 10 * loads - 1
    last = {each["record"]["id"]: each["record"]["score"] for each in found}
    assert last == {f"V{n}": min(n, loads) for n in range(1, 10 + loads)}
