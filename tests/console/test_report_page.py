"""The residents' page in a real Chromium: a report from a phone to the answer at its end."""

import gzip
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from console_town import HOME, TO_CLOSED, Grid, Town
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from anlan.api.app import CONSOLE
from anlan.cases import photos, rows
from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from support.members import Members
from support.photo_files import located

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "en-GB"}
MOST_BYTES = 60_000
OpenReport = Callable[..., Page]


@pytest.fixture
def resident(guarded_url: str, browsing_at: Callable[[str], Any]) -> Iterator[OpenReport]:
    """Yield what opens the page on a phone that knows where it is, or isn't allowed to tell."""
    with browsing_at(guarded_url) as new_context:

        def open_page(rest: str = "", at: Grid | None = None, **settings: Any) -> Page:
            context = new_context(**PHONE | settings)
            if at is not None:
                context.grant_permissions(["geolocation"])
                context.set_geolocation({"longitude": at.lon, "latitude": at.lat, "accuracy": 9})
            page: Page = context.new_page()
            page.goto(f"{guarded_url}/report/?city={HOME}{rest}")
            return page

        yield open_page


def fill(page: Page, words: str) -> None:
    page.get_by_label("What is wrong?").fill(words)


def send(page: Page) -> tuple[str, str]:
    """Send the report; return its number and code."""
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It has been received")
    number = page.locator("[data-number]").get_attribute("data-number")
    code = page.locator("[data-code]").get_attribute("data-code")
    assert number is not None
    assert code is not None
    return number, code


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what is against WCAG 2.2 A and AA on a page, as far as a program can tell."""
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
    found = Axe().run(page, options=rules).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def test_report_goes_from_a_phone_through_all_steps_to_the_answer_at_its_end(
    resident: OpenReport, visit: Callable[..., Page], members: Members, town: Town
) -> None:
    grid = town.grids[20]
    page = resident(at=grid)
    fill(page, "<script>document.title='x'</script>路灯不亮\n学校门口三盏都灭了")
    page.get_by_role("radio", name="Street lamp").check()
    page.get_by_role("button", name="I am there now").click()
    expect(page.locator(".said").first).to_contain_text("right to about 9 m")
    expect(page.locator("main")).to_contain_text("Nothing has been reported near there")
    number, code = send(page)
    assert page.locator("img").get_attribute("src", timeout=5000)
    page.get_by_role("link", name="See how it stands").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "received")
    expect(page.locator(".words").first).to_have_text("<script>document.title='x'</script>路灯不亮")
    assert page.title() != "x"

    town.do(number, "collect.ask", "collect.confirm", *TO_CLOSED[:5], department="municipal_works")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "worked")
    expect(page.locator(".facts")).to_contain_text("Municipal works")
    expect(page.locator(".told form")).to_have_count(0)

    town.do(number, *TO_CLOSED[5:])
    page.get_by_role("button", name="Look").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "solved")
    page.get_by_role("radio", name="Yes, I am satisfied").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".told .said")).to_contain_text("Thank you")
    expect(page.locator(".told form")).to_have_count(0)

    desk = visit(f"{HOME}/cases?case={number}", members.add("acceptor"))
    expect(desk.locator(".case-title")).to_contain_text("路灯不亮")
    expect(desk.locator(".timeline li").first).to_contain_text("satisfied")
    stranger = resident(f"#{number}")
    expect(stranger.locator("[data-state]")).to_have_attribute("data-state", "solved")
    expect(stranger.locator("main")).not_to_contain_text("路灯不亮")
    assert code not in stranger.content()


def do(desk: Page, act: str, **fields: str) -> None:
    """Do an act on the open case as people do: its button, what it asks, its name again."""
    desk.locator(".acts > .buttons").get_by_role("button", name=act, exact=True).click()
    form = desk.get_by_role("form", name=act, exact=True)
    for label, value in fields.items():
        field = form.get_by_label(label)
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.get_by_role("button", name="Do it").click()
    expect(desk.locator(".said")).to_be_visible()


def test_one_report_goes_by_people_at_their_desks_from_the_phone_to_the_closing_call(
    resident: OpenReport, visit: Callable[..., Page], members: Members, town: Town
) -> None:
    page = resident(at=town.grids[26])
    fill(page, "路灯不亮，请回电")
    page.get_by_role("radio", name="Street lamp").check()
    page.get_by_role("button", name="I am there now").click()
    expect(page.locator(".said").first).to_contain_text("right to about 9 m")
    page.locator("summary").click()
    page.get_by_label("Phone").fill("138 0000 1234")
    number, _ = send(page)
    page.get_by_role("link", name="See how it stands").click()

    works = "municipal_works"
    posts = {
        role: members.add(role, HOME, department=works if role == "handler" else "")
        for role in ("acceptor", "collector", "duty_head", "dispatcher", "handler")
    }
    desks: dict[str, Page] = {}
    for role, act, fields in (
        ("acceptor", "Have it verified on site", {}),
        ("collector", "Confirm on site", {"Evidence": "photo-1"}),
        ("acceptor", "Accept", {}),
        ("duty_head", "File", {}),
        ("dispatcher", "Dispatch", {"Department": works}),
        ("handler", "Receive", {}),
        ("handler", "Start handling", {}),
        ("handler", "Report as handled", {"Evidence": "photo-2"}),
        ("acceptor", "Have it checked on site", {}),
        ("collector", "Pass the check", {"Evidence": "photo-3"}),
        ("duty_head", "Close", {}),
    ):
        if role in desks:
            desks[role].reload()
        else:  # not before: until it is theirs, the case isn't there for a department
            desks[role] = visit(f"{HOME}/cases?case={number}", posts[role])
        do(desks[role], act, **fields)
    page.get_by_role("button", name="Look").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "solved")

    desks["acceptor"].goto(
        desks["acceptor"].url.split("#")[0] + f"#/{HOME}/cases/hotline?part=back"
    )
    waiting = desks["acceptor"].locator(f"[data-back='{number}']")
    waiting.get_by_role("button", name="Satisfied", exact=True).click()
    expect(waiting).to_have_count(0)
    desks["duty_head"].reload()
    expect(desks["duty_head"].locator(".timeline li").first).to_contain_text("satisfied")


def test_report_shows_what_is_near_and_takes_a_me_too(resident: OpenReport, town: Town) -> None:
    grid = town.grids[21]
    first = resident(at=grid)
    fill(first, "井盖破损")
    first.get_by_role("button", name="I am there now").click()
    number, _ = send(first)
    other = resident(at=grid)
    fill(other, "井盖坏了")
    other.get_by_role("button", name="I am there now").click()
    near = other.locator(".near li").first
    expect(near).to_contain_text("by 1")
    near.get_by_role("button", name="I saw it, too").click()
    expect(near).to_contain_text("by 2")
    near.get_by_role("link").click()
    expect(other.get_by_label("Number")).to_have_value(number)
    expect(other.locator(".facts")).to_contain_text("Reported by")


def test_report_by_keyboard_alone_with_no_position(resident: OpenReport, town: Town) -> None:
    page = resident()
    page.get_by_label("What is wrong?").wait_for()
    page.keyboard.press("Tab")  # the languages
    for _ in range(8):
        if page.evaluate("document.activeElement.id") == "words":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("树倒了")
    page.keyboard.press("Tab")
    choose = page.get_by_role("button", name="Choose the place")
    for _ in range(10):
        if choose.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("select[name=level0]").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.locator("select[name=level1]").wait_for()
    for _ in range(12):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("It has been received")
    expect(page.locator(".left")).to_be_focused()


def test_report_says_what_is_missing_and_goes_there(resident: OpenReport) -> None:
    page = resident()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".missing")).to_contain_text("what is wrong")
    expect(page.get_by_label("What is wrong?")).to_be_focused()
    fill(page, "积水")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".missing")).to_contain_text("where it is")
    expect(page.get_by_role("button", name="I am there now")).to_be_focused()
    page.get_by_role("button", name="I am there now").click()
    expect(page.locator(".said").first).to_contain_text("may not tell your position")
    expect(page.get_by_label("District")).to_be_visible()


@pytest.mark.usefixtures("refusals")
def test_report_from_elsewhere_is_refused_with_a_sentence_and_kept(resident: OpenReport) -> None:
    page = resident(at=Grid("", 2.35, 48.86))
    fill(page, "不在本市")
    page.get_by_role("button", name="I am there now").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").filter(has_text="Jiangcheng")).to_be_visible()
    expect(page.get_by_label("What is wrong?")).to_have_value("不在本市")


@pytest.mark.usefixtures("refusals")
def test_report_whose_answer_was_lost_is_sent_once(resident: OpenReport, town: Town) -> None:
    page = resident(at=town.grids[22])
    keys: list[str] = []

    def lose_the_first(route: Any) -> None:
        if route.request.method != "POST":
            return route.fallback()
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            return route.fallback()
        route.fetch()
        return route.abort()

    page.route("**/reports?*", lose_the_first)
    fill(page, "答复丢失")
    page.get_by_role("button", name="I am there now").click()
    expect(page.locator(".said").first).to_contain_text("Position found")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").filter(has_text="can't be reached")).to_be_visible()
    send(page)
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_report_by_a_sign_knows_the_place(
    resident: OpenReport, visit: Callable[..., Page], members: Members, town: Town
) -> None:
    grid = town.grids[23]
    page = resident(f"&lon={grid.lon}&lat={grid.lat}&place=%3Cb%3E3号楼")
    expect(page.locator(".said").first).to_have_text("Place of the sign: <b>3号楼")
    fill(page, "电梯坏了")
    number, _ = send(page)
    desk = visit(f"{HOME}/cases?case={number}", members.add("acceptor"))
    expect(desk.locator(".text")).to_contain_text("<b>3号楼")


def test_a_sign_is_made_for_a_place(visit: Callable[..., Page], members: Members) -> None:
    page = visit(f"{HOME}/cases/sign", members.add("duty_head"))
    page.locator(".canvas[data-idle]").wait_for(state="attached")
    page.locator("canvas").click()
    page.get_by_label("What the place is called").fill("3 号楼")
    picture = page.get_by_role("img", name=re.compile("QR code"))
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("src", re.compile("place="))
    drawn = "() => document.querySelector('.sheet img')?.naturalWidth > 50"
    page.wait_for_function(drawn)


def test_report_page_lists_what_is_supervised_in_public(resident: OpenReport, town: Town) -> None:
    until = "2031-03-01T08:00:00+08:00"
    for grid, shown in ((27, "yes"), (28, "no")):
        (number,) = town.report(town.grids[grid], ["不公开的标题"])
        town.do(number, *TO_CLOSED[:2])
        town.do(
            number, "supervise.list", issuer="housing", leader="Deputy head of the bureau",
            deadline=until, public=shown, reason=f"overdue, shown {shown}",
        )  # fmt: skip
    page = resident()
    page.get_by_role("link", name="Under supervision").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Under supervision")
    notice = page.locator("[data-listed]").first
    expect(notice).to_contain_text("Street lamp")
    expect(notice).to_contain_text("overdue, shown yes")
    expect(notice).to_contain_text("Deputy head of the bureau")
    expect(page.locator("main")).not_to_contain_text("shown no")
    expect(page.locator("main")).not_to_contain_text("不公开的标题")
    assert violations(page) == []
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("挂牌督办")
    expect(page.locator("[data-listed]").first).to_contain_text("责任人")


def photograph(page: Page, colour: str) -> None:
    """Add a photo, as the phone hands it over."""
    photo = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": located(2400, colour)}
    shown = page.locator(".photos img").count()
    page.locator(".photos input[type=file]").set_input_files(files=[photo])
    expect(page.locator(".photos img")).to_have_count(shown + 1)


@pytest.mark.usefixtures("refusals")
def test_report_with_photos_is_sent_small_blacked_out_and_once(
    resident: OpenReport, visit: Callable[..., Page], members: Members, town: Town
) -> None:
    page = resident(at=town.grids[25])
    fill(page, "护栏断裂")
    page.get_by_role("button", name="I am there now").click()
    expect(page.locator(".said").first).to_contain_text("Position found")
    for colour in ("red", "teal", "navy"):
        photograph(page, colour)
    expect(page.locator(".photos input[type=file]")).to_have_count(0)
    page.locator("figure").last.get_by_role("button", name="Remove").click()
    page.locator("figure").first.get_by_role("button", name="Black out").click()
    assert violations(page) == []
    page.locator("canvas").click(position={"x": 100, "y": 40})
    page.get_by_role("button", name="Use it so").click()
    sent: list[int] = []

    def lose_the_second(route: Any) -> None:
        sent.append(len(route.request.post_data_buffer))
        if len(sent) == 2:
            route.fetch()
            return route.abort()
        return route.fallback()

    page.route("**/photos?*", lose_the_second)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").filter(has_text="can't be reached")).to_be_visible()
    number, code = send(page)
    assert len(sent) == 3
    assert max(sent) < 400_000
    page.get_by_role("link", name="See how it stands").click()
    expect(page.locator("main")).to_contain_text("With 2 photos, seen only by")
    expect(page.locator("main img:visible")).to_have_count(0)
    desk = visit(f"{HOME}/cases?case={number}", members.add("acceptor"))
    expect(desk.locator(".case-title")).to_contain_text("护栏断裂")
    pictures = kept(members, number)
    assert [each.size for each in pictures] == [(1200, 1600)] * 2
    scale = 1200 / 362
    assert max(pictures[0].getpixel((int(100 * scale), int(40 * scale)))) < 40
    assert not any(each.getexif() for each in pictures)
    assert code


def kept(members: Members, number: str) -> list[Image.Image]:
    """Return the photos of a case, as whoever works on it sees them."""
    database, ring = Database.in_folder(members.home), Keyring.of(members.home)
    with change(database, Cause("job:test")) as made:
        row = rows.find(made.session, HOME, number)
        shelf = photos.of_case(made.session, row)
        found = [Image.open(BytesIO(photos.look(made, ring, each, number))) for each in shelf]
    database.close()
    return found


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_report_page_keeps_to_wcag_aa_in_its_reader_s_language(
    resident: OpenReport, town: Town, locale: str, scheme: str
) -> None:
    page = resident(at=town.grids[24], locale=locale, color_scheme=scheme)
    page.locator("#words").fill("路灯不亮，井盖也坏了")
    page.locator("[data-place]").click()
    page.locator("summary").click()
    photograph(page, "teal")
    page.locator("input[type=radio]").first.wait_for()
    assert violations(page) == []
    text = page.locator("body").inner_text()
    assert "resident." not in text
    assert page.locator("html").get_attribute("lang") == ("en" if locale == "en-GB" else "zh-Hans")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.locator("button, input:not([type=radio]), select, textarea, summary, .choice")
    heights = small.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert min(heights) >= 48
    page.locator("button.main").click()
    page.locator("[data-code]").wait_for()
    assert violations(page) == []
    page.locator(".left a").click()
    page.locator("[data-state]").wait_for()
    assert violations(page) == []


def test_report_page_changes_its_language(resident: OpenReport) -> None:
    page = resident()
    expect(page.get_by_role("heading", level=1)).to_have_text("Report a problem")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("上报问题")
    expect(page.locator(".city")).to_contain_text("江城")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("上报问题")


def test_report_page_leads_to_the_warnings_in_force_and_back(resident: OpenReport) -> None:
    page = resident()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("link", name="当前预警").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("heading", level=1)).to_contain_text("江城")
    page.locator("summary").click()
    part = page.locator(".parts a").first
    name = part.inner_text()
    part.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{name}：")
    page.get_by_role("link", name="向城市上报问题").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("上报问题")
    assert page.url.endswith(f"/report/?city={HOME}")


@pytest.mark.usefixtures("refusals")
def test_report_page_of_a_city_that_takes_none_says_so(browser: Browser, guarded_url: str) -> None:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.goto(f"{guarded_url}/report/?city=nowhere")
    expect(page.get_by_role("alert")).to_contain_text("takes no reports")
    page.goto(f"{guarded_url}/report/")
    expect(page.get_by_label("What is wrong?")).to_be_visible()
    context.close()


def test_report_page_is_light_enough_for_a_bad_line() -> None:
    page = (CONSOLE / "report" / "index.html").read_text(encoding="utf-8")
    scripts = {Path(each).name for each in re.findall(r'(?:src|href)="\.\./([^"]+\.js)"', page)}
    assert scripts
    sizes = [len(gzip.compress((CONSOLE / "assets" / each).read_bytes())) for each in scripts]
    assert sum(sizes) <= MOST_BYTES
