"""The day of somebody outside: a way through the tasks, several acts on one case, no signal."""

import math
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from console_town import Grid, Town
from field_round import CITY, Round, outbox, take
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from support.members import Member, Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("field")]
TO_SEND = ("file.accept", "file.file", "dispatch.send")
IN_TURN = ("handle.receive", "handle.start", "handle.finish")


def east(place: tuple[float, float], metres: float) -> Grid:
    """Return the place so many metres east of another."""
    lon, lat = place
    return Grid("", lon + metres / 111_320 / math.cos(math.radians(lat)), lat)


def sent_to(town: Town, department: str, where: Grid, code: str = "c0118") -> str:
    """Return the number of a case that was dispatched to a department."""
    (number,) = town.report(where, [f"at {where.lon:.5f}"], code, placed=True)
    town.do(number, *TO_SEND, department=department)
    return number


def tasks(page: Page) -> None:
    page.locator(".tabs button").nth(1).tap()
    page.get_by_role("button", name="Look again").tap()
    expect(page.locator("article.task").first).to_be_visible()


def without_signal(
    round_: Round, members: Members, town: Town, department: str
) -> tuple[str, BrowserContext, Page, Locator]:
    """Return a department's case by its number, and its task on a phone without signal."""
    number = sent_to(town, department, east(round_.place, 40))
    context = round_.phone(members.add("handler", CITY, department=department))
    page = round_.open(context)
    tasks(page)
    context.set_offline(True)
    return number, context, page, page.locator("article.task", has_text=number[-9:])


def numbers(page: Page) -> list[str]:
    """Return the last digits of the tasks' numbers, as they are listed."""
    found = page.locator("article.task > p:first-of-type").all_inner_texts()
    return [each.rsplit(" · ", 1)[1] for each in found]


def do(page: Page, task: Locator, act: str) -> None:
    """Do an act on a task, with a photo where one is needed."""
    task.locator(f"[data-act='{act}']").tap()
    if page.locator(".sheet input[type=file]").count():
        take(page, "lime")
    page.locator("button[name=go]").tap()
    expect(page.locator(".sheet")).to_have_count(0)


@pytest.mark.usefixtures("refusals")
def test_the_way_begins_here_and_is_short_also_with_no_signal(
    round_: Round, members: Members, town: Town
) -> None:
    walked = (120, 260, 430, -300)
    cases = {m: sent_to(town, "parking", east(round_.place, m))[-9:] for m in walked}
    context = round_.phone(members.add("handler", CITY, department="parking"))
    page = round_.open(context)
    tasks(page)
    # East first: back to the west from 430 m is longer than to the west and back.
    assert numbers(page) == [cases[each] for each in (-300, 120, 260, 430)]
    expect(page.locator(".stop")).to_have_text(["1", "2", "3", "4"])
    expect(page.locator(".walk")).to_contain_text("4 stops, 1.0 km")
    context.set_offline(True)
    lon, lat = east(round_.place, 500)[1:]
    context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 8})
    expect(page.locator(".walk")).to_contain_text("4 stops, 800 m")
    assert numbers(page) == [cases[each] for each in (430, 260, 120, -300)]
    page.reload()
    page.locator(".tabs button").nth(1).tap()
    expect(page.locator(".stop")).to_have_text(["1", "2", "3", "4"])
    page.locator("[data-order=due]").tap()
    expect(page.locator(".stop")).to_have_count(0)
    page.reload()
    page.locator(".tabs button").nth(1).tap()
    expect(page.locator("[data-order=due]")).to_have_attribute("aria-pressed", "true")


def test_an_overdue_task_comes_sooner_as_far_as_it_matters(
    round_: Round, members: Members, town: Town
) -> None:
    """Gas is overdue by the phone's clock, the lamps aren't; one on the way to it is done first."""
    lamps = {m: sent_to(town, "postal", east(round_.place, m))[-9:] for m in (200, -250)}
    gas = sent_to(town, "postal", east(round_.place, 600), "e0403")[-9:]
    context = round_.phone(members.add("handler", CITY, department="postal"))
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC) + timedelta(hours=30))
    page.goto(f"{round_.url}/field/")
    expect(page.locator(".classes [data-code]").first).to_be_visible()
    tasks(page)
    expect(page.locator("article", has_text=gas)).to_contain_text("overdue")
    assert numbers(page) == [lamps[200], gas, lamps[-250]]


@pytest.mark.usefixtures("refusals")
def test_acts_on_one_case_done_with_no_signal_go_out_in_turn(
    round_: Round, members: Members, town: Town
) -> None:
    number = sent_to(town, "metro", east(round_.place, 40))
    handler = members.add("handler", CITY, department="metro")
    context = round_.phone(handler)
    page = round_.open(context)
    tasks(page)
    task = page.locator("article.task", has_text=number[-9:])
    context.set_offline(True)
    do(page, task, IN_TURN[0])
    expect(task).to_contain_text("waits to be sent: Receive")
    page.reload()
    page.locator(".tabs button").nth(1).tap()
    for act in IN_TURN[1:]:
        do(page, task, act)
    expect(task.locator(".acts")).to_have_count(0)
    expect(page.locator(".line")).to_contain_text("3 saved on the phone")
    context.set_offline(False)
    outbox(page)
    expect(page.locator("article[data-state=sent]")).to_have_count(3)
    row = round_.case(number)
    made = round_.moves(row)[-3:]
    assert [each.act for each in made] == list(IN_TURN)
    assert {each.who for each in made} == {f"account:{handler.number}"}
    assert all(before.done_at < after.done_at for before, after in pairwise(made))
    assert [each.seq for each in round_.photos(row)] == [made[-1].seq]


@pytest.mark.usefixtures("refusals")
def test_an_answer_lost_between_two_acts_does_neither_twice(
    round_: Round, members: Members, town: Town
) -> None:
    number, context, page, task = without_signal(round_, members, town, "power")
    for act in IN_TURN[:2]:
        do(page, task, act)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append("moves")
        route.fetch()
        return route.abort()

    page.route("**/moves*", lose)
    context.set_offline(False)
    outbox(page)
    expect(page.locator("article[data-state=waiting]")).to_have_count(2)
    page.wait_for_timeout(300)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("article[data-state=sent]")).to_have_count(2)
    assert [each.act for each in round_.moves(round_.case(number))][-2:] == list(IN_TURN[:2])


@pytest.mark.usefixtures("refusals")
def test_what_was_done_on_top_of_a_refused_act_waits_and_says_why(
    round_: Round, members: Members, town: Town
) -> None:
    """Somebody else received it meanwhile: what follows still goes, once one has looked."""
    number, context, page, task = without_signal(round_, members, town, "telecom")
    for act in IN_TURN:
        do(page, task, act)
    town.do(number, IN_TURN[0])
    context.set_offline(False)
    outbox(page)
    held = page.locator("article[data-state=held]")
    expect(held).to_have_count(2)
    expect(held.first).to_contain_text(
        re.compile("Receive.*wasn't taken: Somebody else has changed")
    )
    page.locator(".tabs button").nth(1).tap()
    expect(task.locator(".fault")).to_contain_text("wasn't taken")
    expect(task.locator(".acts")).to_have_count(0)
    outbox(page)
    received = page.locator("article[data-state=conflict]")
    received.get_by_role("button", name="Throw away").tap()
    received.get_by_role("button", name="Really?").tap()
    start = page.locator("article[data-state=conflict]")
    expect(start).to_contain_text("which came before, was thrown away")
    expect(held).to_have_count(1)
    start.get_by_role("button", name="Mend").tap()
    page.locator("button[name=again]").tap()
    expect(page.locator("article[data-state=sent]")).to_have_count(2)
    acts = [each.act for each in round_.moves(round_.case(number))]
    assert acts[-3:] == list(IN_TURN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tasks_keep_to_wcag_aa(
    round_: Round, members: Members, town: Town, scheme: str
) -> None:
    sent_to(town, "weather", east(round_.place, 40))
    handler: Member = members.add("handler", CITY, department="weather")
    page = round_.open(round_.phone(handler, color_scheme=scheme))
    tasks(page)
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
    found = Axe().run(page, options=rules).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    heights = page.locator("button:visible").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
