"""The pages of early warning: the alarm desk live and by keyboard, objects, map, rules, fleet."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from console_town import HOME
from console_watch import Watch
from playwright.sync_api import Locator, Page, expect

from support.members import Members

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
Visit = Callable[..., Page]
DESK = f"{HOME}/watch"
WELLS, MANY = 40, 10_000
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True}
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def city(guarded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Watch:
    """Return the city, watched: devices, wells that were read, rules of which one is on."""
    found = Watch(guarded_home)
    found.devices(60)
    streams = found.wells(WELLS)
    found.readings(streams[:8], datetime.now(UTC), hours=2)
    found.rulebook(tmp_path_factory.mktemp("replay"))
    return found


@pytest.fixture(scope="module")
def wells() -> Callable[[], str]:
    """Return what names a well of which no alarm is open yet."""
    numbers = count(8)
    return lambda: f"well-{next(numbers)}"


@pytest.fixture
def raised(city: Watch, wells: Callable[[], str]) -> Callable[..., int]:
    """Return what raises an alarm; it returns its number."""

    def claim(colour: str = "red", rule: str = "gas_underground", **more: object) -> int:
        told = {"rule": rule, "object": wells(), "colour": colour, "value": 2.6, "limit": 2.5}
        return city.claim(told | more).raised[0]

    return claim


def row(page: Page, number: int) -> Locator:
    return page.locator(f"[data-alarm='{number}'][role=option]")


def at_desk(page: Page) -> Page:
    """Wait until the desk hears of changes as they happen."""
    expect(page.locator("[data-line=live]")).to_be_visible()
    return page


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """What axe has to say against a page."""
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], [node["html"][:200] for node in each["nodes"][:3]])
        for each in found
        if each["impact"] in SERIOUS
    ]


def test_console_desk_is_worked_by_keyboard(
    visit: Visit, members: Members, raised: Callable[..., int]
) -> None:
    first, second = raised(), raised()
    page = at_desk(visit(f"{DESK}?alarm={second}", members.add("duty_head")))
    expect(row(page, second)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("j")
    expect(row(page, first)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".one-side .where")).to_contain_text("号井")
    page.keyboard.press("a")
    expect(page.locator(".one-side .said")).to_contain_text("acknowledged")
    expect(row(page, first)).to_contain_text("acknowledged")
    page.keyboard.press("o")
    expect(row(page, first)).to_contain_text("taken on")
    expect(page.locator(".moves [data-move=own]")).to_contain_text("duty_head@jiangcheng")
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog", name="Close")
    dialog.get_by_label("False", exact=True).check()
    dialog.get_by_label("Why it was false").select_option("fault")
    dialog.get_by_role("button", name="Close").click()
    expect(row(page, first)).to_have_count(0)
    expect(page.locator(".badges")).to_contain_text("closed")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Object, rule")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Acknowledge")


def test_console_desk_shelves_with_a_reason_and_escalates(
    visit: Visit, members: Members, raised: Callable[..., int]
) -> None:
    number = raised("yellow")
    page = at_desk(visit(f"{DESK}?alarm={number}", members.add("duty_head")))
    expect(page.locator(".acts [data-act=shelve]")).to_be_visible()
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Escalate")
    dialog.get_by_role("button", name="Escalate").click()
    expect(page.locator("[data-move=escalate]")).to_be_visible()
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog", name="Shelve")
    dialog.get_by_label("For how long").select_option("240")
    dialog.get_by_label("Why it may wait").fill("the crew is there")
    dialog.get_by_role("button", name="Shelve").click()
    expect(row(page, number)).to_contain_text("shelved")
    expect(page.locator(".one-side")).to_contain_text("the crew is there")


def test_console_desk_hears_of_alarms_as_they_happen(
    visit: Visit, members: Members, city: Watch, raised: Callable[..., int]
) -> None:
    first = raised("yellow")
    page = at_desk(visit(DESK, members.add("operator")))
    expect(row(page, first)).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    second = raised("red")
    expect(row(page, second)).to_be_visible()
    assert not [each for each in asked if "/packed" in each]
    expect(row(page, second).locator(".mark")).to_have_css("animation-name", re.compile("call"))
    expect(row(page, first).locator(".mark")).to_have_css("animation-name", re.compile("call"))


@pytest.mark.usefixtures("refusals")
def test_console_desk_tells_who_was_slower(
    visit: Visit, members: Members, raised: Callable[..., int]
) -> None:
    number = raised()
    page = at_desk(visit(f"{DESK}?alarm={number}", members.add("duty_head")))
    page.locator(".acts [data-act=note]").click()
    dialog = page.get_by_role("dialog", name="Note")
    dialog.get_by_label("Note").fill("called the gas company")
    # What is told live is held back, as on a slow line: the page still shows what it was.
    page.route(f"**/watch/alarms/{number}?*", lambda route: None)
    other = at_desk(visit(f"{DESK}?alarm={number}", members.add("operator")))
    expect(other.locator(".acts [data-act=acknowledge]")).to_be_enabled()
    other.keyboard.press("a")
    expect(other.locator(".one-side .said")).to_contain_text("acknowledged")
    dialog.get_by_role("button", name="Note").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Somebody else changed this alarm")
    page.unroute_all()
    expect(dialog.get_by_label("Note")).to_have_value("called the gas company")


@pytest.mark.usefixtures("refusals")
def test_console_desk_says_when_the_line_is_down(
    visit: Visit, members: Members, raised: Callable[..., int]
) -> None:
    number = raised()
    page = visit("me", members.add("operator"))
    # Until the first page stands, a change of the address is not heard of.
    expect(page.locator("main h1")).to_be_visible()
    page.route("**/watch/alarms/live*", lambda route: route.abort())
    page.goto(page.url.split("#")[0] + f"#/{DESK}")
    expect(row(page, number)).to_be_visible()
    expect(page.locator("[data-line=polling]")).to_contain_text("asked at")
    page.route("**/watch/alarms/packed*", lambda route: route.abort())
    expect(page.locator("[data-line=down]")).to_contain_text("line down since")
    page.unroute_all()
    expect(page.locator("[data-line=live]")).to_be_visible()


def test_console_desk_holds_ten_thousand_alarms(
    visit: Visit, members: Members, city: Watch
) -> None:
    city.wells(MANY, "many", ["gas_underground"])
    for begin in range(0, MANY, 2_500):
        told = [
            {"rule": "waterlogging", "object": f"many-{i}", "colour": "orange"}
            for i in range(begin, begin + 2_500)
        ]
        city.claim(*told)
    page = at_desk(visit(DESK, members.add("operator")))
    box = page.locator(".alarms")
    total = int(box.get_attribute("data-total") or 0)
    assert total >= MANY
    assert page.locator(".alarm").count() < 60
    page.keyboard.press("End")
    last = page.locator(".alarm[aria-selected=true]")
    expect(last).to_have_attribute("aria-posinset", str(total))
    expect(last).to_be_in_viewport()
    assert page.locator(".alarm").count() < 60
    assert page.locator("main *").count() < 1_500
    expect(page.locator(".storms summary")).to_contain_text("Storms in")
    page.get_by_role("searchbox", name="Object, rule").fill("9876 号井")
    expect(box).to_have_attribute("data-total", "1")
    page.get_by_role("searchbox", name="Object, rule").fill("")
    page.get_by_text("Filters").click()
    page.get_by_label("Colour").select_option("yellow")
    expect(page.locator(".filters-more summary")).not_to_contain_text(f"{total:,} of")
    assert page.locator(".alarm").count() < 60


@pytest.mark.usefixtures("refusals")
def test_console_desk_makes_and_ends_a_silence(visit: Visit, members: Members, city: Watch) -> None:
    page = at_desk(visit(f"{DESK}?side=silences", members.add("duty_head")))
    page.get_by_role("button", name="Make a silence").click()
    form = page.get_by_role("form", name="Make a silence")
    form.get_by_label("A maintenance window").check()
    form.get_by_label("Reason").fill("the valve is replaced")
    form.get_by_label("Object or asset").fill("well-1")
    form.get_by_label("Until").fill("2090-01-01T08:00")
    form.get_by_role("button", name="Make a silence").click()
    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.get_by_label("Reason")).to_have_value("the valve is replaced")
    soon = datetime.now() + timedelta(hours=2)
    form.get_by_label("Until").fill(f"{soon:%Y-%m-%dT%H:%M}")
    form.get_by_role("button", name="Make a silence").click()
    made = page.locator("[data-silence]", has_text="the valve is replaced")
    expect(made).to_contain_text("maintenance")
    number = city.claim({"rule": "gas_underground", "object": "well-1", "colour": "red"}).raised[0]
    expect(row(page, number)).to_contain_text("quiet")
    expect(row(page, number).locator(".mark")).to_have_css("animation-name", "none")
    made.get_by_role("button", name="End it now").click()
    expect(made).to_have_count(0)


def test_console_desk_shows_groups_and_acts_on_all_of_one(
    visit: Visit, members: Members, city: Watch
) -> None:
    told = [{"rule": "waterlogging", "object": f"well-{i}", "colour": "yellow"} for i in (2, 3)]
    numbers = city.claim(*told).raised
    page = at_desk(visit(f"{DESK}?side=groups", members.add("duty_head")))
    group = page.locator("[data-group]", has_text="Water").first
    group.get_by_role("button", name="Acknowledge all").click()
    expect(page.locator(".one-side .said")).to_contain_text("acknowledged")
    group.get_by_role("button", name="Only these").click()
    expect(page.locator(".alarm").first).to_contain_text("acknowledged")
    assert len(numbers) == 2


def test_console_object_shows_readings_limits_and_alarms(
    visit: Visit, members: Members, city: Watch
) -> None:
    number = city.claim(
        {"rule": "gas_underground", "object": "well-0", "colour": "red", "value": 2.6}
    ).raised[0]
    page = visit(f"{DESK}?alarm={number}", members.add("duty_head"))
    page.locator(".where a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("0 号井")
    chart = page.locator("[data-stream]", has_text="%VOL")
    expect(chart.locator("svg path").first).to_be_attached()
    expect(chart.get_by_role("img").first).to_have_attribute(
        "aria-label", re.compile("120 readings")
    )
    expect(chart).to_contain_text("yellow from 1 %VOL, red from 2.5 %VOL")
    expect(chart).to_contain_text("not usable")
    expect(page.locator(f".open [data-alarm='{number}']")).to_contain_text("Methane")
    page.get_by_role("button", name="1 h", exact=True).click()
    expect(chart.get_by_role("img").first).to_have_attribute(
        "aria-label", re.compile("[56]. readings")
    )
    page.get_by_role("button", name="Earlier").click()
    expect(page).to_have_url(re.compile("until="))
    assert serious(page) == []


def test_console_map_is_played_back(visit: Visit, members: Members, city: Watch) -> None:
    page = visit(f"{DESK}/map?kind=gas_underground&hours=1", members.add("duty_head"))
    shown = page.locator(".play-page")
    expect(shown).to_have_attribute("data-shown", "4")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("at="))
    first = shown.get_attribute("data-moment")
    page.get_by_role("button", name="Play").click()
    expect(shown).not_to_have_attribute("data-moment", first or "")
    page.get_by_role("button", name="Stop").click()
    page.locator("select[name=kind]").select_option("alarms")
    page.get_by_role("button", name="Back to now").click()
    expect(shown).to_have_attribute("data-shown", re.compile(r"[1-9]\d*"))


@pytest.mark.usefixtures("refusals")
def test_console_rules_show_certificates_and_are_switched(
    visit: Visit, members: Members, city: Watch
) -> None:
    page = visit(f"{DESK}/rules", members.add("analyst"))
    page.get_by_role("button", name="Methane under the street").click()
    panel = page.locator(".beside")
    expect(panel.locator("[data-figure=caught]")).to_contain_text("2 / 2")
    expect(panel.locator("[data-figure=false]")).to_contain_text("1.00")
    expect(panel).to_contain_text("Gas may explode")
    other = visit(f"{DESK}/rules?rule=gas_underground", members.add("analyst"))
    other.get_by_role("button", name="Switch off").click()
    other.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    expect(other.locator(".said")).to_contain_text("The rule is off")
    panel.get_by_role("button", name="Switch off").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Switch off").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_role("button", name="Load it again").click()
    panel.get_by_role("button", name="Switch on").click()
    dialog.get_by_role("button", name="Switch on").click()
    expect(page.locator(".said")).to_contain_text("The rule is on")
    page.get_by_role("button", name="Without certificate").click()
    page.get_by_role("button", name="Smoke", exact=True).click()
    expect(panel.get_by_role("button", name="Switch on")).to_be_disabled()
    assert serious(page) == []


def test_console_rules_stand_side_by_side(visit: Visit, members: Members, city: Watch) -> None:
    city.second_version()
    page = visit(f"{DESK}/rules?rule=gas_underground", members.add("auditor"))
    panel = page.locator(".beside")
    panel.get_by_label("Beside it").select_option("2")
    expect(panel.locator("[data-figure=false] .better")).to_be_visible()
    expect(panel.locator("[data-figure=false] td")).to_have_count(2)
    expect(panel.get_by_role("button", name="Switch")).to_have_count(0)


def test_console_fleet_is_filtered_and_told(visit: Visit, members: Members, city: Watch) -> None:
    page = visit(f"{DESK}/fleet", members.add("fleet_operator"))
    expect(page.locator("[data-rate=online] .big")).to_contain_text("%")
    expect(page.locator(".total")).to_contain_text("60 devices")
    page.locator("[data-facet='type:camera']").click()
    expect(page.locator(".total")).to_contain_text("40 devices")
    page.locator("[data-facet='state:offline']").click()
    expect(page.locator(".total")).to_contain_text("6 devices")
    expect(page).to_have_url(re.compile("state=offline"))
    page.keyboard.press("j")
    expect(page.locator(".beside h1")).to_contain_text("路口监控")
    expect(page.locator(".beside")).to_contain_text("Offline")
    page.keyboard.press("Escape")
    expect(page.locator(".beside")).to_have_count(0)
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".total")).to_contain_text("60 devices")
    page.get_by_role("button", name="Owner").click()
    expect(page.locator(".parts li")).to_have_count(2)
    assert serious(page) == []


@pytest.mark.parametrize(
    ("path", "there"),
    [
        pytest.param("", ".alarm", id="desk"),
        pytest.param("/rules", "tbody tr", id="rules"),
        pytest.param("/fleet", "tbody tr", id="fleet"),
        pytest.param("/objects/well-0", ".charts svg", id="object"),
    ],
)
def test_console_watch_in_chinese_on_a_phone(
    visit: Visit, members: Members, raised: Callable[..., int], path: str, there: str
) -> None:
    raised()
    page = visit(f"{DESK}{path}", members.add("administrator"), **PHONE)
    expect(page.locator(there).first).to_be_visible()
    text = page.locator("main").inner_text()
    assert "console." not in text
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []


def test_console_desk_on_a_phone_goes_to_the_alarm_and_back(
    visit: Visit, members: Members, raised: Callable[..., int]
) -> None:
    number = raised()
    page = at_desk(visit(DESK, members.add("duty_head"), **PHONE))
    row(page, number).click()
    expect(page.locator(".one-side .title")).to_be_visible()
    page.get_by_role("button", name="接手").click()
    expect(page.locator(".one-side .said")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []
    page.get_by_role("button", name="返回列表").click()
    expect(row(page, number)).to_contain_text("已接手")


def test_console_desk_is_not_shown_to_who_may_not_see_it(visit: Visit, members: Members) -> None:
    page = visit(f"{DESK}/fleet", members.add("fleet_operator"))
    expect(page.locator(".desks a")).to_have_count(1)
    page.goto(page.url.replace("/fleet", ""))
    expect(page.locator("main")).to_contain_text("You may not see this page")
