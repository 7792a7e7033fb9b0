"""The server answers for a city that has nothing yet, and refuses what it doesn't know."""

import httpx
import pytest


@pytest.fixture
def client(tmp_path, live):
    with httpx.Client(base_url=live(tmp_path, ["chicago"])) as client:
        yield client


def test_a_city_without_runs_says_which_command_makes_them(client):
    for what, command in (("ranking", "score"), ("plan", "plan"), ("backtest", "backtest")):
        answer = client.get(f"/api/cities/chicago/{what}")
        assert answer.status_code == 404
        assert f"anlan {command} chicago" in answer.json()["detail"]


def test_an_unknown_city_is_told_apart(client):
    answer = client.get("/api/cities/atlantis/overview", params={"lang": "zh"})
    assert answer.status_code == 404
    assert "chicago" in answer.json()["detail"]


def test_an_unknown_parameter_is_refused(client):
    answer = client.get("/api/cities/chicago/overview", params={"langauge": "zh"})
    assert answer.status_code == 422
    assert "langauge" in answer.json()["detail"]


def test_the_overview_says_what_is_there(client):
    found = client.get("/api/cities/chicago/overview").json()
    assert {source["name"] for source in found["sources"]} == {
        "food_inspections",
        "business_licences",
        "sanitation_complaints",
        "weather",
    }
    assert all(figure["definition"] for figure in found["figures"])


def test_every_answer_forbids_foreign_content(client):
    policy = client.get("/api/version").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
