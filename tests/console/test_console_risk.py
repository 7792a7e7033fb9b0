"""The register of risks in the console: map, list and why; what is due; what if."""

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
