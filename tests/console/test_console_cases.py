"""The page of cases: a report becomes a case, people of their posts move it, refusals say why."""

import re
from collections.abc import Callable

import pytest
from console_town import HOME, Grid, Town
from playwright.sync_api import Locator, Page, Route, expect

from support.members import Member, Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
CASES = f"{HOME}/cases"
UNLABELLED = """fields => fields
  .filter(each => !each.labels?.length && !each.getAttribute("aria-label"))
  .map(each => each.outerHTML)"""


@pytest.fixture(scope="module")
def grids(town: Town) -> list[Grid]:
    """The city's grids, in order."""
    return town.grids


@pytest.fixture
def opened(town: Town) -> Callable[..., list[str]]:
    """What reports problems at a grid without the console; it returns the cases' numbers."""
    return town.report


def line(page: Page, title: str) -> Locator:
    return page.locator(".inbox li", has_text=title)


def act(page: Page, name: str) -> Locator:
    return page.locator(".acts > .buttons").get_by_role("button", name=name, exact=True)


def fill_report(page: Page, title: str, grid: Grid) -> None:
    page.get_by_role("button", name="Report a problem").click()
    page.get_by_label("What is it, in a few words?").fill(title)
    page.get_by_label("Came by").select_option("collector")
    page.get_by_label("Longitude (").fill(str(grid.lon))
    page.get_by_label("Latitude (").fill(str(grid.lat))


def send(page: Page) -> None:
    page.get_by_role("form", name="Report a problem").get_by_role("button", name="Report").click()


def test_console_case_is_reported_accepted_and_remembers_it(
    visit: Visit, members: Members, grids: list[Grid]
) -> None:
    page = visit(CASES, members.add("collector", name="Gao Ping"))
    fill_report(page, "门口路灯坏了", grids[0])
    page.get_by_role("radio", name="Street lamp").check()
    expect(page.get_by_label("Kind")).to_have_value("component")
    send(page)
    expect(page.locator(".case-title")).to_have_text("门口路灯坏了")
    expect(line(page, "门口路灯坏了")).to_contain_text("Street lamp · reported")
    number = page.locator(".case-head code").inner_text()
    assert number in page.url

    page = visit(f"{CASES}?case={number}", members.add("acceptor", name="Ren Jing"))
    expect(page.locator("[aria-current=step]")).to_contain_text("Collection")
    expect(page.locator(".why-then")).to_contain_text("Limit")
    expect(page.locator(".route")).to_contain_text("it goes to")
    act(page, "Accept").click()
    page.get_by_role("form", name="Accept").get_by_role("button", name="Do it: accept").click()
    expect(page.locator(".said")).to_contain_text("The case is now accepted")
    expect(page.locator("[aria-current=step]")).to_contain_text("Filing")
    expect(line(page, "门口路灯坏了")).to_contain_text("accepted")
    moves = page.locator(".timeline > li")
    expect(moves).to_have_count(2)
    expect(moves.first).to_contain_text("Ren Jing · acceptor")
    expect(moves.last).to_contain_text("Gao Ping")


def test_console_case_says_why_somebody_may_not(
    visit: Visit, members: Members, grids: list[Grid], opened: Callable[..., list[str]]
) -> None:
    number = opened(grids[0], ["积水"])[0]
    page = visit(f"{CASES}?case={number}", members.add("auditor"))
    expect(page.locator(".acts")).to_contain_text("There is nothing for you to do")
    expect(page.get_by_role("button", name="Report a problem")).to_have_count(0)
    page.get_by_text("Not possible now").click()
    refused = page.locator(".unable dt", has_text=re.compile("^Accept$")).locator("+ dd")
    expect(refused).to_be_visible()
    expect(refused).to_contain_text("acceptor")


@pytest.mark.usefixtures("refusals")
def test_console_case_tells_the_refusal_and_keeps_what_was_typed(
    visit: Visit, members: Members, grids: list[Grid], opened: Callable[..., list[str]]
) -> None:
    number = opened(grids[0], ["不知是什么"], code="")[0]
    page = visit(f"{CASES}?case={number}", members.add("acceptor"))
    act(page, "Accept").click()
    form = page.get_by_role("form", name="Accept")
    form.get_by_role("button", name="Do it: accept").click()
    expect(form.get_by_role("alert")).to_contain_text("give the class code")
    form.get_by_label("Class").fill("c0999")
    form.get_by_role("button", name="Do it: accept").click()
    expect(form.get_by_role("alert")).to_contain_text("c0999")
    expect(form.get_by_label("Class")).to_have_value("c0999")
    form.get_by_label("Class").fill("c0118")
    form.get_by_role("button", name="Do it: accept").click()
    expect(page.locator(".said")).to_contain_text("The case is now accepted")


@pytest.mark.usefixtures("refusals")
def test_console_case_changed_by_another_is_read_again_with_what_was_typed(
    visit: Visit, members: Members, grids: list[Grid], opened: Callable[..., list[str]]
) -> None:
    number = opened(grids[0], ["两人同时办理"])[0]
    page = visit(f"{CASES}?case={number}", members.add("acceptor"))
    act(page, "Not accept").click()
    form = page.get_by_role("form", name="Not accept")
    form.get_by_label("Reason").fill("seen before")
    other = visit(f"{CASES}?case={number}", members.add("duty_head"))
    act(other, "Mark as urgent").click()
    urge = other.get_by_role("form", name="Mark as urgent")
    urge.get_by_label("Reason").fill("a school is near")
    urge.get_by_role("button", name="Do it").click()
    expect(other.locator(".said")).to_be_visible()
    form.get_by_role("button", name="Do it").click()
    expect(form.get_by_role("alert")).to_contain_text("Somebody else changed this case")
    expect(page.locator(".case-head")).to_contain_text("urgent")
    expect(form.get_by_label("Reason")).to_have_value("seen before")
    form.get_by_role("button", name="Do it").click()
    expect(page.locator(".said")).to_contain_text("not accepted")
    expect(line(page, "两人同时办理")).to_have_count(0)


@pytest.mark.usefixtures("refusals")
def test_console_report_sent_again_unheard_is_one_case(
    visit: Visit, members: Members, grids: list[Grid]
) -> None:
    page = visit(CASES, members.add("collector"))
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            return route.fallback()
        route.fetch()
        return route.abort()

    page.route("**/cases", lose_the_first_answer)
    page.route("**/cases?*", lose_the_first_answer)
    fill_report(page, "答复丢失", grids[0])
    send(page)
    expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    send(page)
    expect(page.locator(".case-title")).to_have_text("答复丢失")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    expect(line(page, "答复丢失")).to_have_count(1)


@pytest.mark.usefixtures("refusals")
def test_console_report_by_division_and_a_refused_place(
    visit: Visit, members: Members, grids: list[Grid]
) -> None:
    page = visit(CASES, members.add("collector"))
    fill_report(page, "不在本市", Grid("", 2.35, 48.86))
    send(page)
    expect(page.get_by_role("alert").filter(has_text="lies in no division")).to_be_visible()
    page.get_by_label("Only the division is known").check()
    page.get_by_label("Division", exact=True).fill(grids[0].path.rpartition("/")[2])
    page.locator("[role=option]").first.click()
    send(page)
    expect(page.locator(".case-title")).to_have_text("不在本市")


def test_console_cases_in_chinese_on_a_phone(
    visit: Visit, members: Members, grids: list[Grid], opened: Callable[..., list[str]]
) -> None:
    opened(grids[0], ["手机上看"])
    phone = {"locale": "zh-CN", "viewport": {"width": 390, "height": 844}, "has_touch": True}
    page = visit(CASES, members.add("acceptor"), **phone)
    expect(page.get_by_role("heading", level=1)).to_have_text("案件")
    line(page, "手机上看").get_by_role("button").click()
    expect(page.locator(".case-title")).to_have_text("手机上看")
    expect(page.locator(".why-then")).to_contain_text("时限")
    expect(page.locator(".inbox")).not_to_be_visible()
    act(page, "不予受理").click()
    expect(page.get_by_label("理由")).to_be_focused()
    text = page.locator("body").inner_text()
    assert "console." not in text
    assert "case." not in text
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="返回列表").click()
    expect(line(page, "手机上看").get_by_role("button")).to_be_focused()
    page.get_by_role("button", name="上报问题").click()
    expect(page.get_by_label("问题标题")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    fields = page.locator("main").locator("input, select, textarea")
    assert fields.count() > 5
    assert fields.evaluate_all(UNLABELLED) == []


def test_console_cases_are_not_shown_to_who_may_not_read_them(
    visit: Visit, members: Members
) -> None:
    member: Member = members.add("monitor")
    page = visit(f"{HOME}/map", member)
    page.locator("nav.side a").first.wait_for()
    expect(page.locator("nav.side a[href*='/cases']")).to_have_count(0)


def test_console_cases_page_by_page_and_by_keyboard(
    visit: Visit, members: Members, grids: list[Grid], opened: Callable[..., list[str]]
) -> None:
    last = grids[-1]
    opened(last, [f"第{each}件" for each in range(51)])
    district = "/".join(last.path.split("/")[:2])
    page = visit(CASES, members.add("acceptor", HOME, district))
    lines = page.locator(".inbox li")
    expect(lines).to_have_count(50)
    expect(lines.first.locator("button")).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(lines.nth(1).locator("button")).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowUp")
    expect(lines.first.locator("button")).to_have_attribute("aria-current", "true")
    chosen = page.locator(".case-title").inner_text()
    page.get_by_role("button", name="Next").click()
    expect(lines).to_have_count(1)
    expect(page.locator(".case-title")).to_have_text(chosen)
    page.reload()
    expect(lines).to_have_count(1)
    page.get_by_label("Which cases").select_option("closed")
    expect(page.locator(".inbox-lines")).to_contain_text("No case is in this state")
