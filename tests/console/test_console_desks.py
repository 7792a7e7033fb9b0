"""The desks of cases: a board, a map, supervision, the hotline, and rules that are tried."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from console_town import HOME, TO_CLOSED, Grid, Town
from playwright.sync_api import Locator, Page, expect

from support.members import Member, Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
CASES = f"{HOME}/cases"
PHONE = {"locale": "zh-CN", "viewport": {"width": 390, "height": 844}, "has_touch": True}
UNLABELLED = """fields => fields
  .filter(each => !each.labels?.length && !each.getAttribute("aria-label"))
  .map(each => each.outerHTML)"""


def card(page: Page, number: str) -> Locator:
    return page.locator(f"[data-case='{number}']")


def of_grid(members: Members, role: str, grid: Grid) -> Member:
    """Add somebody who sees one grid only: what other tests left crowds no list of theirs."""
    return members.add(role, HOME, grid.path)


def again(page: Page) -> None:
    """Let a page look for news, as when one comes back to it."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_console_board_shows_each_step_and_opens_a_case_by_one_click(
    visit: Visit, members: Members, town: Town
) -> None:
    grid = town.grids[40]
    first, second = town.report(grid, ["看板一", "看板二"])
    town.do(second, *TO_CLOSED[:5])
    page = visit(f"{CASES}/board", of_grid(members, "administrator", grid))
    expect(page.locator("[data-step='1'] .card", has_text="看板一")).to_be_visible()
    handling = page.locator("[data-step='4']")
    expect(handling.locator(".card", has_text="看板二")).to_be_visible()
    expect(handling.locator(".counts")).to_contain_text("open")
    card(page, first).click()
    expect(page.locator(".case-title")).to_have_text("看板一")
    expect(page.locator("aside")).to_be_focused()
    assert f"case={first}" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("aside")).to_have_count(0)
    expect(card(page, first)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("aside .case-title")).to_be_visible()


def test_console_board_marks_what_others_changed_and_keeps_one_s_place(
    visit: Visit, members: Members, town: Town
) -> None:
    grid = town.grids[41]
    number, chosen = town.report(grid, ["他人会改", "自己在看"])
    page = visit(f"{CASES}/board?case={chosen}", of_grid(members, "acceptor", grid))
    page.locator(".acts").get_by_role("button", name="Not accept", exact=True).click()
    reason = page.get_by_role("form", name="Not accept").get_by_label("Reason")
    reason.fill("half a sentence")
    expect(card(page, number)).to_be_visible()
    expect(page.locator(".column .badge.good")).to_have_count(0)
    town.do(number, "file.accept")
    again(page)
    moved = page.locator("[data-step='2']").locator(f"[data-case='{number}']")
    expect(moved).to_contain_text("changed")
    expect(reason).to_have_value("half a sentence")
    expect(page.locator(".case-title")).to_have_text("自己在看")
    moved.click()
    expect(page.locator(".case-title")).to_have_text("他人会改")
    expect(moved.locator(".badge.good")).to_have_count(0)


def test_console_inbox_by_what_one_s_post_has_to_do(
    visit: Visit, members: Members, town: Town
) -> None:
    grid = town.grids[42]
    waiting, filed = town.report(grid, ["等待受理", "等待派遣"])
    town.do(filed, "file.accept", "file.file")
    page = visit(CASES, of_grid(members, "dispatcher", grid))
    chips = page.get_by_role("group", name="What you have to do").get_by_role("button")
    expect(chips).to_have_count(3)
    page.locator("[data-todo='dispatch.send']").click()
    expect(card(page, filed)).to_be_visible()
    expect(card(page, waiting)).to_have_count(0)
    assert "todo=dispatch.send" in page.url
    page.reload()
    expect(page.locator("[data-todo='dispatch.send']")).to_have_attribute("aria-pressed", "true")
    expect(card(page, waiting)).to_have_count(0)


def test_console_supervision_lists_what_climbed_the_ladder(
    visit: Visit, members: Members, town: Town
) -> None:
    grid = town.grids[43]
    (number,) = town.report(grid, ["久拖未决"])
    town.climb(datetime.now(UTC) + timedelta(days=40))
    page = visit(f"{CASES}/supervision", of_grid(members, "duty_head", grid))
    row = page.locator(f"[data-row='{number}']")
    expect(row).to_contain_text("Report to the city")
    page.locator("[data-rung='reminder']").first.click()
    expect(row).to_have_count(0)
    page.locator(".segments [data-rung='report']").click()
    row.get_by_role("button").click()
    expect(page.locator(".case-title")).to_have_text("久拖未决")
    expect(page.locator("tr[aria-selected=true]")).to_contain_text("久拖未决")


def test_console_map_list_and_panel_show_the_same_case(
    visit: Visit, members: Members, town: Town
) -> None:
    grid = town.grids[44]
    (number,) = town.report(grid, ["地图上的井盖"], placed=True)
    page = visit(f"{CASES}/map", of_grid(members, "acceptor", grid))
    page.locator(".canvas[data-idle]").wait_for(state="attached")
    card(page, number).click()
    expect(page.locator(".city-map")).to_have_attribute("data-selected", number)
    expect(page.locator("aside .case-title")).to_have_text("地图上的井盖")
    expect(card(page, number)).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Board").click()
    expect(page.locator("aside .case-title")).to_have_text("地图上的井盖")


def test_console_hotline_shows_what_is_near_before_it_reports(
    visit: Visit, members: Members, town: Town
) -> None:
    grid = town.grids[5]
    (known,) = town.report(grid, ["已有人报"], placed=True)
    page = visit(f"{CASES}/hotline", members.add("acceptor"))
    words = page.get_by_label("What does the caller say?")
    expect(words).to_be_focused()
    words.fill("<b>井盖</b>坏了\n就在门口")
    page.get_by_role("radio", name="Storm drain cover").check()
    expect(page.get_by_role("button", name="Report", exact=True)).to_be_disabled()
    page.locator(".canvas[data-idle]").wait_for(state="attached")
    page.locator("canvas").click()
    expect(page.locator(".where")).to_contain_text("Point on the map")
    expect(page.locator(".near")).not_to_contain_text("Loading")
    page.get_by_text("How to reach the caller").click()
    page.get_by_label("Telephone").fill("027 8000 0000")
    page.get_by_role("button", name="Report", exact=True).click()
    read = page.get_by_role("group", name="Read the number to the caller")
    expect(read).to_be_focused()
    number = read.locator("p.large").first.get_attribute("aria-label") or ""
    expect(read.locator("[data-code]")).to_have_text(re.compile("^[a-z0-9]{4}-"))
    assert "".join(read.locator("p.large span").all_inner_texts()) == number
    page.get_by_role("link", name="Open the case").click()
    expect(page.locator(".case-title")).to_have_text("<b>井盖</b>坏了")
    expect(page.locator(".text")).to_contain_text("就在门口")
    assert known != number


def test_console_hotline_reads_back_the_number_of_what_is_known(
    visit: Visit, members: Members, town: Town
) -> None:
    page = visit(f"{CASES}/hotline", members.add("administrator"))
    words = page.get_by_label("What does the caller say?")
    words.fill("楼上渗水")
    base = page.url.split("#")[0]
    places = page.request.get(f"{base}api/cities/{HOME}/premises").json()
    at = Grid("", places["lon"][0], places["lat"][0])
    (known,) = town.report(at, ["楼上渗水"], placed=True)
    page.get_by_role("combobox", name="Where is it?").fill(places["id"][0])
    page.locator("[role=option]", has_text=places["name"][0]).first.wait_for()
    page.keyboard.press("Enter")
    line = page.locator(f"[data-near='{known}']")
    expect(line).to_contain_text("0 m away")
    line.click()
    page.get_by_role("button", name="It is this one").click()
    expect(page.locator("p.large")).to_have_attribute("aria-label", known)
    page.get_by_role("button", name="Next call").click()
    expect(words).to_have_value("")


def test_console_hotline_notes_the_answer_of_a_call_back(
    visit: Visit, members: Members, town: Town
) -> None:
    (number,) = town.report(town.grids[7], ["回访我"], channel="hotline")
    town.do(number, "collect.ask", "collect.confirm", *TO_CLOSED)
    page = visit(f"{CASES}/hotline?part=back", members.add("acceptor"))
    waiting = page.locator(f"[data-back='{number}']")
    waiting.get_by_role("button", name="Not reached").click()
    expect(waiting.locator(".badge")).to_have_text("not reached")
    waiting.get_by_role("button", name="Satisfied", exact=True).click()
    expect(waiting).to_have_count(0)
    expect(page.locator(".said")).to_contain_text("回访我")


@pytest.mark.usefixtures("refusals")
def test_console_routing_rules_are_tried_and_nothing_is_sent(
    visit: Visit, members: Members, town: Town
) -> None:
    town.report(town.grids[8], ["试算用的燃气味"], code="e0403")
    page = visit(f"{CASES}/routing", members.add("dispatcher"))
    expect(page.locator("[data-rule='gas']").first).to_contain_text("Gas company")
    text = page.get_by_label("Rules as the pack writes them")
    right = text.input_value()
    text.fill(right.replace('"gas"', '"gaz"'))
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("alert").filter(has_text="'gaz'")).to_be_visible()
    first = '[[routing]]\nname = "all"\nto = { department = "housing", level = "city" }\n\n'
    text.fill(first + right)
    page.get_by_role("button", name="Try it").click()
    result = page.get_by_role("group", name="What it would do")
    expect(result.locator(".sum")).to_contain_text("would go elsewhere")
    expect(result).to_contain_text("Rules that never decide")
    expect(result.locator(".first li", has_text="试算用的燃气味")).to_contain_text("Housing")
    text.fill(right)
    expect(result).to_contain_text("The text has been changed since")
    page.get_by_role("button", name="Try it").click()
    expect(result.locator(".sum")).to_contain_text(", 0 would go elsewhere")


@pytest.mark.parametrize("desk", ["board", "map", "supervision", "hotline", "routing", "sign"])
def test_console_desks_in_chinese_on_a_phone(
    visit: Visit, members: Members, town: Town, desk: str
) -> None:
    town.report(town.grids[9], ["手机上的案件"], placed=True)
    page = visit(f"{CASES}/{desk}", members.add("administrator"), **PHONE)
    page.locator("main h1").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    text = page.locator("body").inner_text()
    assert "console." not in text
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("main").locator("input, select, textarea").evaluate_all(UNLABELLED) == []
    targets = page.locator("main button:visible, main .desks a").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height).filter(h => h < 24)"
    )
    assert targets == []


def test_console_desks_show_only_what_one_may(visit: Visit, members: Members) -> None:
    page = visit(CASES, members.add("auditor"))
    desks = page.get_by_role("navigation", name="Desks of cases").get_by_role("link")
    expect(desks).to_have_text(["Inbox", "Board", "Map", "Supervision", "Routing", "Signs"])
    page.goto(page.url.split("#")[0] + f"#/{CASES}/hotline")
    expect(page.locator("main")).to_contain_text("permission to report cases")
