"""The alarm desk over HTTP: what is seen, what may be done, what is told live."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from alarms_hall import ALARMS, Hall, opened


@pytest.fixture
def hall(tmp_path):
    with opened(tmp_path) as here:
        yield here


NOW = datetime.now(UTC).replace(microsecond=0)


def few(hall: Hall):
    """Three alarms: 1 is low, 2 critical, 3 high and in another street."""
    return hall.put(
        (0, "rain", "w1", "raised", "blue"),
        (0, "smoke", "x1", "raised", "yellow"),
        (0, "gas", "w2", "raised", "red"),
        at=datetime.now(UTC),
    )


def numbers(told):
    return [each["number"] for each in told["items"]]


def test_the_most_urgent_comes_first_and_only_what_is_in_scope(hall):
    few(hall)
    whole = hall.get("officer")
    assert (numbers(whole), whole["total"], whole["next"]) == ([2, 3, 1], 3, None)
    assert numbers(hall.get("first")) == [2, 1]
    assert numbers(hall.get("west")) == []
    assert hall.ask("nobody", "GET").status_code == 403


def test_the_list_is_filtered_and_paged(hall):
    few(hall)
    assert numbers(hall.get("officer", priority="low")) == [1]
    assert numbers(hall.get("officer", colour=["red", "yellow"])) == [2, 3]
    assert numbers(hall.get("officer", rule="smoke")) == [2]
    assert numbers(hall.get("officer", division="04")) == [3]
    assert numbers(hall.get("officer", state="owned")) == []
    page = hall.get("officer", limit=2)
    assert numbers(hall.get("officer", limit=2, cursor=page["next"])) == [1]
    assert hall.ask("officer", "GET", params={"colour": "pink"}).status_code == 422
    assert hall.ask("officer", "GET", params={"color": "red"}).status_code == 422
    packed = hall.get("officer", "/packed")
    assert packed["number"] == [2, 3, 1]
    assert [packed["rules"][n]["name"] for n in packed["rule"]] == ["smoke", "gas", "rain"]
    assert [packed["divisions"][n] for n in packed["division"]] == [
        "town/01/03",
        "town/01/04",
        "town/01/03",
    ]


def test_one_alarm_says_why_and_what_may_be_done(hall):
    few(hall)
    told = hall.get("first", "/2")
    assert told["rule"]["name"] == "smoke"
    assert told["post"] == "street_operator@03"
    assert {"acknowledge", "own", "escalate", "shelve", "note"} <= set(told["acts"])
    assert told["moves"][0]["act"] == "raise"
    assert told["why"]
    assert hall.get("reader", "/2")["acts"] == []
    for path in ("/3", "/99"):
        assert hall.ask("first", "GET", path).status_code == 404


def test_acts_are_done_in_a_post_on_the_version_that_was_seen(hall):
    few(hall)
    assert hall.ask("first", "POST", "/2/acts", json={"act": "own"}).status_code == 428
    seen = {"If-Match": '"v1"'}
    assert (
        hall.ask("first", "POST", "/2/acts", json={"act": "own"}, headers=seen).status_code == 200
    )
    again = hall.ask("officer", "POST", "/2/acts", json={"act": "acknowledge"}, headers=seen)
    assert (again.status_code, again.json()["code"]) == (412, "alarm.changed")
    told = hall.get("officer", "/2")
    assert (told["state"], told["owner"], told["moves"][-1]["by"]) == (
        "owned", "street_operator@03", "street_operator@03",
    )  # fmt: skip
    assert numbers(hall.get("first", mine=True)) == [2]
    assert numbers(hall.get("officer", mine=True)) == []
    given = hall.act("officer", 2, "own", owner="duty_officer@01")
    assert given.status_code == 200, given.text
    assert hall.get("officer", "/2")["owner"] == "duty_officer@01"
    for who, status in (("west", 404), ("reader", 403)):
        assert hall.act(who, 2, "note", note="x").status_code == status
    refused = hall.act("officer", 2, "close", reason="true")
    assert (refused.status_code, refused.json()["code"]) == (422, "alarm.stands")
    assert hall.act("officer", 2, "close", reason="false", cause="dust").status_code == 200
    closed = hall.get("officer", "/closed")
    assert [(each["number"], each["reason"], each["cause"]) for each in closed["items"]] == [
        (2, "false", "Dust"),
    ]  # fmt: skip
    time.sleep(0.6)
    assert numbers(hall.get("officer")) == [3, 1]


def test_silences_and_wardens_are_kept_by_who_may(hall):
    body = {"reason": "works", "until_at": (NOW + timedelta(hours=2)).isoformat(), "rule": "gas"}
    assert hall.ask("first", "POST", "/silences", json=body).status_code == 403
    made = hall.ask("officer", "POST", "/silences", json=body)
    assert made.status_code == 201, made.text
    few(hall)
    assert hall.get("officer", "/3")["quiet"] == "silence"
    assert numbers(hall.get("officer", quiet=True)) == [3]
    assert [each["id"] for each in hall.get("officer", "/silences")] == [made.json()["id"]]
    gone = hall.ask(
        "officer", "DELETE", f"/silences/{made.json()['id']}", headers={"If-Match": '"v1"'}
    )
    assert (gone.status_code, hall.get("officer", "/silences")) == (204, [])
    all_of_it = {"reason": "works", "until_at": body["until_at"]}
    assert hall.ask("officer", "POST", "/silences", json=all_of_it).status_code == 422
    refused = hall.ask(
        "officer", "POST", "/wardens", json={"post": "x", "endpoint": 9, "object": "w1"}
    )
    assert refused.status_code == 422


def test_the_desk_says_what_acts_may_be_given_and_how_it_does(hall):
    few(hall)
    desk = hall.get("first", "/desk")
    assert [each["step"] for each in desk["steps"]] == [0, 1, 2, 3, 4]
    assert desk["posts"] == ["street_operator@03"]
    figures = {each["id"]: each["value"] for each in hall.get("officer", "/figures")}
    assert figures["top_share"] == 100
    assert figures["per_post_hour"] == round(3 / 24, 2)
    assert hall.get("officer", "/rules") == []
    assert hall.get("officer", "/groups") == []


def listen(hall, who, found, *, seen=None, until=2):
    """Collect events until there are so many."""
    headers = {"Authorization": f"Bearer {hall.tokens[who]}", "Accept": "text/event-stream"}
    if seen is not None:
        headers["Last-Event-ID"] = str(seen)
    with (
        httpx.Client(timeout=20) as client,
        client.stream("GET", f"{hall.url}{ALARMS}/live", headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        event = {}
        for line in answer.iter_lines():
            if line:
                name, _, value = line.partition(": ")
                event[name] = value
            elif event:
                found.append((event.get("event"), int(event.get("id", -1)),
                              json.loads(event.get("data", "{}"))))  # fmt: skip
                event = {}
                if len(found) >= until:
                    return


def test_what_changes_is_told_live_within_scope_and_taken_up_again(hall):
    few(hall)
    first, west = [], []
    threads = [
        threading.Thread(target=listen, args=(hall, "first", first)),
        threading.Thread(target=listen, args=(hall, "west", west), kwargs={"until": 1}),
    ]
    for each in threads:
        each.start()
    while not (first and west):
        time.sleep(0.05)
    assert hall.act("officer", 3, "acknowledge").status_code == 200  # of another street
    assert hall.act("officer", 2, "acknowledge").status_code == 200
    for each in threads:
        each.join(20)
    assert [each[0] for each in first] == ["begin", "alarms"]
    assert [each["number"] for each in first[1][2]["changed"]] == [2]
    assert first[1][2]["changed"][0]["state"] == "acknowledged"
    assert [each[0] for each in west] == ["begin"]
    hall.act("officer", 2, "close", reason="test")
    again = []
    listen(hall, "first", again, seen=first[1][1], until=1)
    assert (again[0][0], again[0][2]["gone"]) == ("alarms", [2])
    listen(hall, "first", lost := [], seen=10**12, until=1)
    assert lost[0][0] == "reset"


def test_a_stream_is_refused_as_anything_else_and_ends_with_the_right_to_it(hall):
    assert hall.ask("officer", "GET", "/live").status_code == 406
    bad = {"Accept": "text/event-stream", "Last-Event-ID": "x"}
    assert hall.ask("officer", "GET", "/live", headers=bad).status_code == 422
    assert hall.ask("nobody", "GET", "/live", headers=bad).status_code == 403
