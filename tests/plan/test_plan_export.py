"""Exports: what is written is read back, and can do no harm where it is opened."""

import io
import json
from html.parser import HTMLParser

import gpxpy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_city import details, planned, premises

from anlan.plan.export import COLUMNS, clock, to_csv, to_gpx, to_record
from anlan.plan.sheet import SHAPES, to_sheet

PLAN = planned(premises(appointments={"P8": (100.0, 200.0)}), teams=2, random_share=0.2)
TITLES = {"title": "Chicago · food", "ranked_by": "Ranked by the model."}


class Text(HTMLParser):
    """Collect the tags, the visible text and the number of sections of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_csv_reads_back_row_by_row():
    table = pl.read_csv(io.StringIO(to_csv(PLAN, details(PLAN))))
    assert table.columns == list(COLUMNS)
    assert table["asset"].to_list() == [stop.asset for stop in PLAN.stops]
    assert table["random"].to_list() == [stop.random for stop in PLAN.stops]
    assert table["probability"].to_list() == [stop.probability for stop in PLAN.stops]
    assert table["lon"].to_list() == pytest.approx([stop.lon for stop in PLAN.stops])


def test_csv_runs_no_formula_and_keeps_negative_numbers():
    table = pl.read_csv(io.StringIO(to_csv(PLAN, details(PLAN, name="=cmd|' /C calc'!A0"))))
    assert set(table["name"]) == {"'=cmd|' /C calc'!A0"}
    assert table["lon"].dtype == pl.Float64
    assert table["lon"].max() < 0


@given(st.text(max_size=30))
def test_gpx_reads_back_whatever_the_names(name):
    gpx = gpxpy.parse(to_gpx(PLAN, details(PLAN, name=name)))
    assert len(gpx.waypoints) == len(PLAN.stops)
    assert [len(route.points) for route in gpx.routes] == [
        len(team.stops) + 2 for team in PLAN.teams
    ]
    first = PLAN.teams[0].stops[0]
    point = gpx.routes[0].points[1]
    assert (point.longitude, point.latitude) == pytest.approx((first.lon, first.lat))


def test_gpx_names_the_stops_by_team_and_order():
    gpx = gpxpy.parse(to_gpx(PLAN, details(PLAN)))
    assert [point.name for point in gpx.waypoints][:2] == ["1-1 Bakery", "1-2 Bakery"]


def test_record_is_plain_json_with_the_log_of_the_draw():
    record = json.loads(json.dumps(to_record(PLAN, details(PLAN), "08:30")))
    assert record["seed"] == "chicago/food/2014-09-02"
    assert record["draw"]["probability"] == PLAN.draw.probability
    assert record["draw"]["drawn"] == PLAN.draw.count
    assert [len(team["stops"]) for team in record["teams"]] == [
        len(team.stops) for team in PLAN.teams
    ]
    assert "08:30" <= record["teams"][0]["stops"][0]["arrive"] <= "15:30"


@pytest.mark.parametrize(("lang", "word"), [("en", "by chance"), ("zh", "随机抽取")])
def test_sheets_show_every_visit_once_a_team_in_the_language_asked_for(lang, word):
    page = Text(to_sheet(PLAN, details(PLAN), lang=lang, **TITLES))
    random = sum(stop.random for stop in PLAN.stops)
    assert page.tags.count("section") == len(PLAN.teams)
    assert page.texts.count("Bakery") == len(PLAN.stops)
    assert sum(text.strip() == f"⚄ {word}" for text in page.texts) == random
    assert page.texts.count("Two violations.") == len(PLAN.stops)


@pytest.mark.parametrize("grade", SHAPES)
def test_grades_have_shape_and_word(grade):
    page = to_sheet(PLAN, details(PLAN, grade=grade), **TITLES)
    assert f"{SHAPES[grade]} <b>" in page


@given(st.text(max_size=30))
def test_sheets_escape_whatever_a_source_wrote(text):
    hostile = f"<script>{text}</script>"
    values = {"address": hostile, "reasons": (hostile,)}
    page = Text(to_sheet(PLAN, details(PLAN, hostile, **values), title=hostile, ranked_by=hostile))
    assert "script" not in page.tags


def test_teams_without_a_visit_get_no_sheet():
    alone = planned(premises(total=1), teams=3)
    page = Text(to_sheet(alone, details(alone), **TITLES))
    assert page.tags.count("section") == 1
    assert len(gpxpy.parse(to_gpx(alone, details(alone))).routes) == 1


@pytest.mark.parametrize(
    ("minutes", "start", "time"),
    [(0, "08:30", "08:30"), (29.6, "08:30", "09:00"), (60, "23:30", "00:30"), (61, None, "10:01")],
)
def test_clock_shows_local_time_to_the_minute(minutes, start, time):
    assert clock(minutes, start) == time
