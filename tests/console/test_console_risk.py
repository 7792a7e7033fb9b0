"""The register of risks in the console: map, list and why; what is due; what if."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page, expect

from anlan import cities
from anlan.risk.register import Draft, Measure, Source
from anlan.risk.register.draft import Told
from anlan.risk.register.equipment import Done, Piece, put_many
from anlan.risk.register.influences import Influence, replace_all
from anlan.risk.register.room import RegisterRoom
from anlan.store.change import change
from anlan.store.database import Database
from support.members import Members
from support.people import CAUSE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
HOME = "jiangcheng"
SCORES = [(6, "red"), (3, "orange"), (1, "yellow"), (0.5, "blue")]


@pytest.fixture(scope="module")
def risks(guarded_home: Path) -> list[str]:
    """Register four risk points, a lift that is overdue and what a substation supplies."""
    pack = cities.load(HOME)
    tree = pack.divisions(guarded_home / HOME / "layers")
    room, at = RegisterRoom.of(pack.city, tree), datetime.now(UTC)
    grids = sorted(tree.standing("grid"), key=lambda each: each.code)
    drafts = []
    for n, (likelihood, _) in enumerate(SCORES):
        middle = shapely.point_on_surface(grids[n].shape)
        pit = Source(
            "基坑",
            "10",
            {"L": 6, "E": 6, "C": 15},
            {"L": likelihood, "E": 6, "C": 15},
            "支护不足",
            "坍塌埋人",
            (Measure("engineering", "支护降水"),),
        )
        drafts.append(
            Draft(f"R-{n}", f"工地{n}", "place", "construction", "lec", (pit,), unit="甲建筑公司",
                  owner="安全岗", lon=middle.x, lat=middle.y)
        )  # fmt: skip
    database = Database.in_folder(guarded_home)
    with change(database, CAUSE) as made:
        room.put_many(made, room.placed_many(drafts, at), at)
        room.tell(made, [Told("R-3", "hazard_general", "case 7", at)], at)
        lift = Piece("L-1", "lift", "三号楼电梯", grids[0].code, accepted=date(2020, 5, 1),
                     used_from=date(2020, 6, 1), unit="物业公司", point_code="R-0",
                     done={"lift_upkeep": Done(room.today(at) - timedelta(days=20))})  # fmt: skip
        put_many(made, room, [lift])
        replace_all(
            made,
            HOME,
            [Influence("S-1", "R-0", "power", lag=30), Influence("R-0", "R-1", "beside")],
        )
    database.close()
    return [each.code for each in drafts]


def test_console_risk_points_say_why_they_are_of_their_colour(
    visit: Visit, members: Members, risks: list[str]
) -> None:
    page = visit(f"{HOME}/risks", members.add("analyst"))
    rows = page.locator("[data-row^=R-]")
    expect(rows).to_have_count(len(risks))
    assert [row.get_attribute("data-row") for row in rows.all()] == risks
    expect(page.locator("[data-grade=red]")).to_contain_text("1")
    rows.nth(3).click()
    panel = page.locator(".panel")
    expect(panel.get_by_role("heading", level=1)).to_have_text("工地3")
    expect(panel).to_contain_text("Open general hazard (case 7) times 1.5")
    expect(panel).to_contain_text("D = L × E × C = 0.5 × 6 × 15 = 45")
    expect(panel).to_contain_text("支护降水")
    page.get_by_role("button", name="without measures").click()
    expect(page.locator("[data-grade=red]")).to_contain_text("4")
    page.keyboard.press("k")
    expect(panel.get_by_role("heading", level=1)).to_have_text("工地2")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(panel).to_have_count(0)


def test_console_risk_map_is_clicked_and_dragged(
    visit: Visit, members: Members, risks: list[str]
) -> None:
    page = visit(f"{HOME}/risks?sel=R-0", members.add("analyst"))
    expect(page.locator(".city-map")).to_have_attribute("data-selected", "R-0")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".city-map")).to_have_attribute("data-selected", "")
    page.locator(".zoom button").nth(2).click()
    page.locator(".canvas[data-idle]").wait_for(state="attached")
    page.wait_for_function("() => performance.getEntriesByName('anlan:map').length")
    x, y = _pixel(page, 1)
    page.mouse.move(x, y)
    expect(page.locator(".hint")).to_contain_text("工地1")
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=8)
    page.wait_for_timeout(200)  # a hand that stands still doesn't fling the map
    page.mouse.up()
    expect(page.locator(".panel")).to_have_count(0)
    page.mouse.click(x + 60, y + 40)
    expect(page.locator(".panel").get_by_role("heading", level=1)).to_have_text("工地1")


def _pixel(page: Page, n: int) -> tuple[float, float]:
    """Return where a point stands on a map that shows all of them."""
    asked = """async (city) => (await fetch(`api/cities/${city}/risk/map`)).json()"""
    told = page.evaluate(asked, HOME)
    box = page.locator(".city-map").bounding_box()
    assert box is not None
    spots = [_mercator(*each) for each in zip(told["lon"], told["lat"], strict=True)]
    (west, east), (north, south) = ((min(each), max(each)) for each in zip(*spots, strict=True))
    wide, high = box["width"] - 48, box["height"] - 40 - 24 - 64
    scale = min(wide / (east - west), high / (south - north), 512 * 2**15)
    x, y = spots[told["id"].index(f"R-{n}")]
    middle = box["x"] + box["width"] / 2, box["y"] + 40 + high / 2
    return middle[0] + scale * (x - (west + east) / 2), middle[1] + scale * (
        y - (north + south) / 2
    )


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    y = math.asinh(math.tan(math.radians(lat))) / math.pi
    return (lon + 180) / 360, (1 - y) / 2


def test_console_risk_map_is_printed(visit: Visit, members: Members, risks: list[str]) -> None:
    page = visit(f"{HOME}/risks?mode=areas&risk=inherent", members.add("analyst"))
    page.get_by_label("Paper").select_option("a3")
    with page.expect_download() as came:
        page.get_by_role("link", name="Print").click()
    assert came.value.suggested_filename == "jiangcheng-risk-areas-a3.pdf"
    assert came.value.path().read_bytes().startswith(b"%PDF-")


def test_console_risk_due_list_says_why_then(
    visit: Visit, members: Members, risks: list[str]
) -> None:
    page = visit(f"{HOME}/risks/due", members.add("analyst"))
    row = page.locator("[data-duty='L-1 lift_inspection']")
    expect(row).to_contain_text("三号楼电梯")
    expect(row).to_contain_text("days over")
    expect(row).to_contain_text("1, 4, 7, 9, 11, 13, 15")
    expect(page.locator("[data-duty='L-1 lift_upkeep']")).to_contain_text("5 days over")
    page.get_by_label("Due by").fill("2000-01-01")
    expect(page.get_by_text("Nothing is due by then.")).to_be_visible()


def test_console_risk_what_if_leads_to_the_point(
    visit: Visit, members: Members, risks: list[str]
) -> None:
    page = visit(f"{HOME}/risks/what-if", members.add("analyst"))
    page.get_by_label("What is down").fill("S-1")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status")).to_have_text("3 assets would be down.")
    row = page.locator("[data-asset=R-0]")
    expect(row).to_contain_text("Power supply from S-1")
    row.get_by_role("link", name="工地0").click()
    expect(page.locator(".panel").get_by_role("heading", level=1)).to_have_text("工地0")


def test_console_risk_what_if_of_nothing_known_says_so(
    visit: Visit, members: Members, risks: list[str], refusals: None
) -> None:
    page = visit(f"{HOME}/risks/what-if?asset=X-9", members.add("analyst"))
    expect(page.get_by_text("X-9 isn't among the assets with influences")).to_be_visible()


def test_console_risk_month_report_has_figures_definitions_and_files(
    visit: Visit, members: Members, risks: list[str]
) -> None:
    page = visit(f"{HOME}/risks/report", members.add("analyst"))
    expect(page.get_by_text("The month isn't over: figures so far")).to_be_visible()
    points = page.locator("[data-group=points]")
    heads = points.get_by_role("columnheader").all_inner_texts()
    total = points.locator("tr.sum td").all_inner_texts()
    told = dict(zip(heads[1:], total, strict=True))
    assert (told["Risk points"], told["Red"], told["Yellow"]) == (str(len(risks)), "1", "1")
    points.get_by_text("What these figures mean").click()
    expect(points).to_contain_text("Points that were red at the month's end")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Spreadsheet").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    page.get_by_label("Month", exact=True).fill("2001-01")
    expect(points.locator("tr.sum td").first).to_have_text("0")


def test_console_areas_and_cells_have_their_colours_and_one_looks_back(
    visit: Visit, members: Members, risks: list[str]
) -> None:
    page = visit(f"{HOME}/risks?mode=areas", members.add("analyst"))
    legend = page.locator(".legend")
    expect(legend.locator("[data-grade=red]")).to_contain_text("major")
    expect(legend.locator("[data-grade=blue] .soft")).not_to_have_text("0")
    page.get_by_role("button", name="worst point").click()
    # A street without a point has no worst one: as many are coloured as hold points.
    expect(legend.locator("[data-grade=red] .soft")).to_have_text("1")
    page.get_by_role("button", name="Cells").click()
    expect(legend.locator("[data-grade=red] .soft")).to_have_text("1")
    page.get_by_role("button", name="Points").click()
    page.get_by_role("button", name="Back in time").click()
    slider = page.get_by_role("slider", name="Back in time")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^Now: major 1, high 1"))
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("major 0, high 0"))
    assert "day=" in page.url
    expect(page.locator(".filter [data-grade=red]")).to_contain_text("0")
    page.get_by_role("button", name="Back to now").click()
    expect(page.locator(".filter [data-grade=red]")).to_contain_text("1")


def test_console_a_patrol_is_noted_and_the_next_is_due_later(
    visit: Visit, members: Members, risks: list[str]
) -> None:
    who = members.add("operator")
    page = visit(f"{HOME}/risks?sel=R-2", who)
    patrol = page.locator("[data-part=patrol]")
    expect(patrol).to_contain_text("never yet")
    patrol.get_by_role("button", name="Patrolled, nothing found").click()
    expect(patrol).to_contain_text("last ")
    expect(patrol).not_to_contain_text("never yet")
    page = visit(f"{HOME}/risks/due?which=patrols", who)
    page.locator("input[name=until]").fill(f"{date.today() + timedelta(days=2):%Y-%m-%d}")
    rows = page.locator("[data-patrol]")
    expect(rows).to_have_count(len(risks))
    expect(page.locator("[data-patrol=R-2]")).to_contain_text("last ")
    expect(page.locator("[data-patrol=R-1]")).to_contain_text("never yet")
    page.locator("[data-patrol=R-1] a").click()
    expect(page.locator(".panel h1")).to_have_text("工地1")
