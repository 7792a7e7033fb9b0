"""A city's alarm rules by HTTP: read, switched on by what proves them, each within one's rights."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from api_town import CITY, Town, problem

from anlan import cities
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.watch import rulebook
from anlan.watch.registry import WatchRoom
from anlan.watch.replay.certificate import Certificate, Judged, Recorded, code, version
from anlan.watch.replay.figures import Figures
from anlan.watch.replay.run import costs
from anlan.watch.rules import Rules, read

pytestmark = pytest.mark.xdist_group("town")
HOME = f"/api/cities/{CITY}/watch"
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)


def certificate(rules: Rules, name: str) -> Certificate:
    """A certificate of one rule as a replay gives it: 4 alarms, of which one was false."""
    rule = rules.rules[rules.places[name]]
    figures = Figures(
        objects=2, alarms=4, alarms_per_object=2.0, events=3, caught=3, before=3,
        lead_minutes=(1.0, 2.0, 3.0), false_alarms=1, false_per_week=1.0, cost_per_week=10.0,
    )  # fmt: skip
    judged = Judged(id=rule.id, version=rule.version, fingerprint=rules.fingerprint(rule),
                    figures=figures)  # fmt: skip
    told = Recorded(sha256="0", streams=2, readings=9, unknown=0, unusable=0, repeated=0,
                    begin=0, end=1)  # fmt: skip
    return Certificate(
        anlan=version(), code=code(), history=told, streams=None, events="1", forecasts=None,
        allowance_seconds=1, horizon_seconds=1, costs=costs(), whole=figures, rules=(judged,),
        lacking=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def gas(town: Town) -> Town:
    """The town with rules on gas, one of which is proved."""
    rules = read(Path("gas"))
    database = Database.in_folder(town.home)
    with change(database, Cause("local:test")) as made:
        rulebook.add(made, WatchRoom.bare(cities.load(CITY).city), rules, "gas", AT)
        rulebook.keep_certificate(made, CITY, certificate(rules, "gas_underground"), AT)
    database.close()
    return town


def test_a_rule_is_read_in_words_with_what_proves_it(gas: Town) -> None:
    with gas.client("operator") as client:
        lines = {each["rule"]: each for each in client.get(f"{HOME}/rules").json()["items"]}
        page = client.get(f"{HOME}/rules/gas_underground")
        proof = client.get(f"{HOME}/rules/gas_underground/certificate").json()
        bare = client.get(f"{HOME}/rules/gas_toxic/certificate")
        ghost = client.get(f"{HOME}/rules/ghost")
        chinese = client.get(f"{HOME}/rules/gas_underground?lang=zh").json()
    assert "2.5 %VOL" in lines["gas_underground"]["says"]
    assert lines["gas_underground"]["proof"]["figures"]["caught"] == 3
    assert lines["gas_toxic"]["proof"] is None
    assert page.headers["ETag"] == '"v1"'
    assert page.json()["body"]["rules"][0]["id"] == "gas_underground"
    assert proof["rules"][0]["figures"]["false_alarms"] == 1
    assert chinese["name"] != page.json()["name"]
    assert (bare.status_code, ghost.status_code) == (404, 404)


def test_a_rule_is_switched_by_whoever_may_and_knows_it_as_it_is(gas: Town) -> None:
    place, toxic = f"{HOME}/rules/gas_underground", f"{HOME}/rules/gas_toxic"
    first = {"If-Match": '"v1"'}
    with gas.client("operator") as client:
        assert client.post(f"{place}/on", headers=first).status_code == 403
    with gas.client("analyst") as client:
        assert client.post(f"{place}/on").status_code == 428
        stale = client.post(f"{place}/on", headers={"If-Match": '"v7"'})
        unproved = client.post(f"{toxic}/on", headers=first)
        done = client.post(f"{place}/on", headers=first)
        off = client.post(f"{place}/off", headers={"If-Match": done.headers["ETag"]})
        again = client.post(f"{place}/on", headers={"If-Match": off.headers["ETag"]})
    assert (stale.status_code, problem(stale)["code"]) == (412, "watch.rule_changed")
    assert (unproved.status_code, problem(unproved)["code"]) == (409, "watch.unproved")
    assert done.json()["on_since"] and done.json()["in_life"]["promised"] == 0.75
    assert off.json()["on_since"] is None and off.json()["in_life"] is None
    assert again.headers["ETag"] == '"v4"'


def test_how_the_engine_is_where_none_ever_ran(gas: Town) -> None:
    with gas.client("operator") as client:
        assert client.get(f"{HOME}/engine").json() == {"runs": False, "figures": {}}
