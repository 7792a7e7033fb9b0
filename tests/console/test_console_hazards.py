"""Hazards in the console: the desk, reporting one from a point's panel, a duty noted as done."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.room import CaseRoom
from anlan.risk.register import Draft, Measure, Source, rows
from anlan.risk.register.equipment import Done, Piece, put_many
from anlan.risk.register.hazards import Finding, found
from anlan.risk.register.room import RegisterRoom
from anlan.store.cases import CaseRow
from anlan.store.change import change
from anlan.store.database import Database
from support.members import Members
from support.people import CAUSE
from support.photo_files import picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
HOME = "jiangcheng"
DESK = f"{HOME}/risks/hazards?unit=HAZ"
TITLES = ("支护松动", "护栏缺失", "照明损坏")


@pytest.fixture(scope="module")
def hazards(guarded_home: Path) -> Iterator[list[str]]:
    """Register two points of a unit and a lift; find three hazards, the second a major one.

    The points are taken off again: others count all there are.
    """
    pack = cities.load(HOME)
    layers = guarded_home / HOME / "layers"
    tree = pack.divisions(layers)
    room, at = RegisterRoom.of(pack.city, tree), datetime.now(UTC)
    cases = CaseRoom(pack.city, tree, Clockwork.of(pack.city, pack.finder(layers)))
    grids = sorted(tree.standing("grid"), key=lambda each: each.code)
    exits = Source(
        "疏散通道", "19", {"L": 3, "E": 6, "C": 15}, {"L": 0.5, "E": 6, "C": 15}, "", "",
        (Measure("engineering", "应急照明"), Measure("management", "每日巡查")),
    )  # fmt: skip
    drafts = []
    for n in range(2):
        middle = shapely.point_on_surface(grids[n + 8].shape)
        drafts.append(
            Draft(f"H-{n}", f"商场{n}", "place", "fire", "lec", (exits,), unit="百货公司",
                  unit_code="HAZ", owner="安全岗", lon=middle.x, lat=middle.y)
        )  # fmt: skip
    database = Database.in_folder(guarded_home)
    with change(database, CAUSE) as made:
        room.put_many(made, room.placed_many(drafts, at), at)
        lift = Piece("H-L", "lift", "商场电梯", grids[8].code, accepted=date(2020, 5, 1),
                     used_from=date(2020, 6, 1), unit="百货公司", point_code="H-0",
                     done={"lift_upkeep": Done(room.today(at) - timedelta(days=40))})  # fmt: skip
        put_many(made, room, [lift])
        numbers = [
            found(made, room, cases, "H-1", Finding(title, title, major=n == 1), at)
            for n, title in enumerate(TITLES)
        ]
    yield numbers
    with change(database, CAUSE) as made:
        for draft in drafts:
            row = rows.find(made.session, HOME, draft.code)
            room.retire(made, row.code, row.version, datetime.now(UTC))
    database.close()


def lines(page: Page) -> Locator:
    return page.locator("tr[data-row]")


def test_console_hazards_are_listed_filtered_and_led_on_from(
    visit: Visit, members: Members, hazards: list[str]
) -> None:
    page = visit(DESK, members.add("operator"))
    expect(lines(page)).to_have_count(3)
    expect(page.locator("[data-state=open]")).to_contain_text("3")
    page.locator("[name=kind]").select_option("major")
    expect(lines(page)).to_have_count(1)
    expect(lines(page)).to_contain_text("Major hazard")
    expect(lines(page)).to_contain_text("商场1")
    page.locator("[name=grade]").select_option("blue")
    expect(page.get_by_text("No hazard fits these filters.")).to_be_visible()
    page.locator("[name=grade]").select_option("")
    expect(page.locator("[data-figure=rectified]")).to_contain_text("0 of 1")
    page.locator("[data-figure=recurred]").hover()
    expect(page.locator(".bubble")).to_contain_text("within the 90 days before")
    page.locator("[data-state=ended]").click()
    expect(page.get_by_text("No hazard fits these filters.")).to_be_visible()


def test_console_hazards_desk_is_walked_by_keyboard(
    visit: Visit, members: Members, hazards: list[str]
) -> None:
    page = visit(DESK, members.add("operator"))
    expect(lines(page)).to_have_count(3)
    order = [row.get_attribute("data-row") for row in lines(page).all()]
    page.keyboard.press("j")
    expect(page.locator(f"tr[data-row='{order[0]}'][aria-selected=true]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"tr[data-row='{order[1]}'][aria-selected=true]")).to_have_count(1)
    expect(page.locator("aside.side")).to_contain_text(str(order[1]))
    page.locator("aside.side").press("Escape")
    expect(page.locator("aside.side")).to_have_count(0)
    page.get_by_role("link", name=str(order[0])).click()
    expect(page).to_have_url(f"{page.url.split('#')[0]}#/{HOME}/cases?case={order[0]}")


def test_console_hazards_on_a_phone(visit: Visit, members: Members, hazards: list[str]) -> None:
    narrow = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    page = visit(DESK, members.add("operator"), **narrow)
    expect(lines(page)).to_have_count(3)
    expect(lines(page).first).to_contain_text("商场1")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    lines(page).first.locator(".name").first.click()
    expect(page.locator("aside.side")).to_be_visible()


def fill(page: Page, title: str) -> None:
    page.get_by_role("button", name="Report a hazard").click()
    form = page.get_by_role("form", name="Report a hazard")
    form.get_by_label("What is wrong").fill(title)
    form.get_by_label("Major hazard").check()
    form.get_by_label("Measure that is missing").select_option(label="Management: 每日巡查")


@pytest.mark.usefixtures("refusals")
def test_console_finding_with_a_lost_answer_is_reported_once(
    visit: Visit, members: Members, hazards: list[str], guarded_home: Path
) -> None:
    page = visit(f"{HOME}/risks?sel=H-0", members.add("operator"))
    panel = page.locator(".panel")
    expect(panel.locator(".big")).to_have_class("big blue")
    fill(page, "二层安全出口被货物堵塞")
    expect(page.locator("[data-clause='6.5']")).to_contain_text("安全出口 · 堵塞")
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}]
    )
    expect(page.locator(".photos img")).to_have_count(1)
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            return route.fallback()
        route.fetch()
        return route.abort()

    page.route("**/findings?*", lose_the_first_answer)
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.get_by_text("it won't be reported twice")).to_be_visible()
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Reported as case")).to_be_visible()
    expect(panel.locator(".big")).to_have_class("big red")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    database = Database.in_folder(guarded_home)
    with database.session() as session:
        (row,) = session.scalars(
            select(CaseRow).where(CaseRow.title == "二层安全出口被货物堵塞")
        ).all()
        assert row.kind == "hazard_major"
    database.close()
    page.get_by_role("link", name="Open the case").click()
    expect(page.locator(".case-title")).to_have_text("二层安全出口被货物堵塞")
    expect(page.get_by_role("heading", name="Photos")).to_be_visible()


def test_console_finding_is_offered_to_those_who_may_report(
    visit: Visit, members: Members, hazards: list[str]
) -> None:
    page = visit(f"{HOME}/risks?sel=H-1", members.add("analyst"))
    plate = page.locator("[data-plate=a5]")
    expect(plate).to_be_visible()
    expect(page.get_by_role("button", name="Report a hazard")).to_have_count(0)
    answer = page.request.get(page.evaluate("each => each.href", plate.element_handle()))
    assert answer.body().startswith(b"%PDF")


def test_console_due_duty_is_noted_as_done(
    visit: Visit, members: Members, hazards: list[str]
) -> None:
    page = visit(f"{HOME}/risks/due", members.add("analyst"))
    row = page.locator("[data-duty='H-L lift_upkeep']")
    expect(row).to_contain_text("days over")
    row.get_by_role("button", name="Note as done").click()
    form = page.get_by_role("form", name="Note as done")
    today = page.evaluate("new Date().toLocaleDateString('en-CA', {timeZone: 'Asia/Shanghai'})")
    form.get_by_label("Done on").fill(today)
    form.get_by_role("button", name="Note", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="noted. Next due on")).to_be_visible()
    expect(row).not_to_contain_text("days over")
    page = visit(f"{HOME}/risks/due", members.add("operator"))
    expect(page.locator("[data-duty='H-L lift_upkeep']")).to_be_visible()
    expect(page.get_by_role("button", name="Note as done")).to_have_count(0)
