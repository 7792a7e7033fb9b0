"""A source's page: what it promised and did, for those of its department."""

import pytest
from api_town import CITY, Town, problem

pytestmark = pytest.mark.xdist_group("town")
HOME = f"/api/cities/{CITY}/sources"


def test_promises_loads_and_quarantine_are_told(town: Town) -> None:
    with town.client("analyst") as client:
        told = client.get(f"{HOME}/hotline").json()
        listed = client.get(f"/api/cities/{CITY}/quarantine", params={"source": "hotline"}).json()
    promises = {(each["promise"], each["column"]): each for each in told["promises"]}
    assert set(promises) == {("frequency", ""), ("latency", ""), ("complete", "地址")}
    assert all(each["kept"] and each["since"] is None for each in promises.values())
    assert promises["complete", "地址"]["promised"] == "95.0 %"
    [file] = [load for load in told["loads"] if load["kind"] == "file"]
    [day] = told["days"]
    assert (
        file["read"]
        == day["read"]
        == sum(file[name] for name in ("new", "updated", "unchanged", "repeated", "quarantined"))
    )
    assert told["by_rule"] == listed["by_rule"]
    assert told["outages"] == []
    assert told["state"]["name"] == "hotline"


def test_records_that_are_kept_but_doubtful_are_counted(town: Town) -> None:
    with town.client("analyst") as client:
        told = client.get(f"{HOME}/inspections", params={"lang": "zh"}).json()
    [warned] = told["warned"]
    assert (warned["rule"], warned["about"]) == ("unknown_reference", "premises.premises_id")
    assert warned["count"] > 0


def test_only_those_who_may_read_the_ledger_learn_who_mended(town: Town) -> None:
    body = {"source": "inspections", "why": "the contract was mended"}
    with town.client("administrator") as client:
        rows = client.get(
            f"/api/cities/{CITY}/quarantine",
            params={"source": "inspections", "rule": "position_swapped"},
        ).json()["items"]
        body |= {"ids": [rows[0]["id"]]}
        path, key = f"/api/cities/{CITY}/quarantine/withdrawals", {"Idempotency-Key": "aside-1"}
        assert client.post(path, json=body, headers=key).status_code == 201
        seen = client.get(f"{HOME}/inspections").json()["loads"][0]
    with town.client("analyst") as client:
        hidden = client.get(f"{HOME}/inspections").json()["loads"][0]
    assert (seen["kind"], seen["who"], seen["why"]) == (
        "withdrawal",
        "Administrator",
        "the contract was mended",
    )
    assert (hidden["kind"], hidden["who"], hidden["why"]) == ("withdrawal", "", "")


def test_another_departments_source_can_not_be_told_from_none(town: Town) -> None:
    with town.client("steward") as client:
        theirs = client.get(f"{HOME}/inspections")
        nothing = client.get(f"{HOME}/nothing")
        assert client.get(f"{HOME}/hotline").status_code == 200
    assert theirs.status_code == nothing.status_code == 404
    assert problem(theirs)["code"] == problem(nothing)["code"] == "api.no_source"
