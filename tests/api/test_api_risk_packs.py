"""Starter packs by HTTP: listing, one whole, sheets, and the clauses a finding may meet."""

from io import BytesIO
from typing import Any

import pytest
from api_town import CITY, Town, problem
from openpyxl import load_workbook

from anlan.risk.packs import packs
from anlan.risk.packs.sheets import write_sheet
from anlan.risk.register import kinds

pytestmark = pytest.mark.xdist_group("town")
HOME = f"/api/cities/{CITY}/risk"
FIELDS = tuple(kinds().fields)


def get(town: Town, path: str, who: str = "analyst", **asked: Any) -> Any:
    with town.client(who) as client:
        return client.get(f"{HOME}{path}", params=asked)


def test_the_packs_of_the_ten_fields_are_listed_in_their_order(town: Town) -> None:
    items = get(town, "/packs", lang="zh").json()["items"]
    assert [each["field"]["name"] for each in items] == list(FIELDS)
    assert [each["field"]["title"] for each in items] == [n.zh for n in kinds().fields.values()]
    for each in items:
        assert min(each[key] for key in ("kinds", "checklists", "jha", "scl", "clauses")) > 0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_pack_is_told_whole(town: Town, field: str, lang: str) -> None:
    told, found = get(town, f"/packs/{field}", lang=lang).json(), packs()[field]
    assert (told["field"]["name"], told["scheme"]["name"]) == (field, found.scheme)
    assert [each["name"] for each in told["kinds"]] == [each.of(lang) for each in found.kinds]
    assert [each["name"] for each in told["cycles"]] == list(found.cycles)
    assert [each["name"] for each in told["modifiers"]] == list(found.modifiers)
    assert told["note"]
    numbers = {each["number"] for each in told["clauses"]}
    asked = [item for each in told["checklists"] for item in each["items"]]
    assert {each["clause"] for each in asked} - {""} <= numbers
    steps = [step for each in told["jha"] for step in each["steps"]]
    assert [each["event"]["name"] for each in steps] == [
        s.event for j in found.jha for s in j.steps
    ]
    items = [item for each in told["scl"] for item in each["items"]]
    assert [each["standard"] for each in items] == [
        each.standard.of(lang) for scl in found.scl for each in scl.items
    ]
    assert all(each["measures"] for each in (*steps, *items))


@pytest.mark.parametrize("kind", ["jha", "scl", "checklist"])
def test_a_sheet_is_fetched_as_the_workbook_that_it_is(town: Town, kind: str) -> None:
    answer = get(town, "/packs/mines/sheet", kind=kind, lang="zh")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    assert f'filename="mines-{kind}-zh.xlsx"' in answer.headers["content-disposition"]
    told, meant = (
        [[cell.value for cell in row] for row in load_workbook(BytesIO(data)).worksheets[0]]
        for data in (answer.content, write_sheet(packs()["mines"], kind, "zh"))
    )
    assert told == meant


def test_a_finding_is_told_the_clauses_it_may_meet_and_that_a_person_concludes(town: Town) -> None:
    asked = {"field": "fire", "text": "二层安全出口被货物堵塞"}
    told = get(town, "/clauses", **asked).json()
    (item,) = [each for each in told["items"] if each["number"] == "6.5"]
    assert (item["field"], item["standard"]) == ("fire", "GB 35181-2017")
    assert item["words"] == ["安全出口", "堵塞"]
    assert item["text"].startswith("Public entertainment place")
    assert item["source"]
    assert "concluded by a person" in told["note"]
    zh = get(town, "/clauses", lang="zh", **asked).json()
    assert "由查阅标准的人员判定" in zh["note"]
    assert "安全出口数量不足" in zh["items"][0]["text"]


def test_a_finding_that_meets_none_is_told_none(town: Town) -> None:
    told = get(town, "/clauses", field="fire", text="墙面轻微污损").json()
    assert told["items"] == []
    assert told["note"]


@pytest.mark.parametrize(
    ("path", "asked", "status", "place"),
    [
        ("/packs/space", {}, 404, "path.field"),
        ("/packs/space/sheet", {}, 404, "path.field"),
        ("/packs/fire/sheet", {"kind": "poem"}, 422, "query.kind"),
        ("/clauses", {"field": "space", "text": "fire"}, 422, "query.field"),
        ("/clauses", {"field": "fire", "text": ""}, 422, "query.text"),
        ("/clauses", {"field": "fire", "text": "x" * 2001}, 422, "query.text"),
        ("/clauses", {"field": "fire", "text": "x", "colour": "red"}, 422, "query.colour"),
    ],
)
def test_what_is_not_there_is_refused_with_its_place(
    town: Town, path: str, asked: dict[str, str], status: int, place: str
) -> None:
    answer = get(town, path, **asked)
    told = problem(answer)
    assert answer.status_code == status
    places = [told["place"], *(each["place"] for each in told["errors"])]  # type: ignore[attr-defined]
    assert place in places


@pytest.mark.parametrize("path", ["/packs", "/packs/fire", "/packs/fire/sheet", "/clauses"])
def test_who_may_not_read_risks_reads_no_pack(town: Town, path: str) -> None:
    asked = {"field": "fire", "text": "x"} if path == "/clauses" else {}
    with town.client() as client:
        assert client.get(f"{HOME}{path}", params=asked).status_code == 401
