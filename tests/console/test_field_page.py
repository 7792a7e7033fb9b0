"""The page for those outside, on a phone in a real Chromium: with signal, without, and half-way."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from field_round import CITY, Round, outbox, report, sent, take
from PIL import Image
from playwright.sync_api import Route, expect

from anlan.api.guard import COOKIE
from support.members import Member, Members
from support.photo_files import picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("field")]


def test_three_taps_and_a_photo_make_a_case(round_: Round, collector: Member) -> None:
    page = round_.open(round_.phone(collector))
    expect(page.locator("button[name=send]")).to_be_disabled()
    code = report(page)
    sent(page)
    (row,) = round_.cases(collector)
    kind = "component" if code.startswith("c") else "event"
    assert (row.class_code, row.kind, row.channel) == (code, kind, "collector")
    assert (row.lon, row.lat) == pytest.approx(round_.place)
    assert [each.who for each in round_.photos(row)] == [f"account:{collector.number}"]


@pytest.mark.usefixtures("refusals")
def test_without_signal_it_waits_over_a_reload_and_is_sent_once(
    round_: Round, collector: Member
) -> None:
    context = round_.phone(collector)
    page = round_.open(context)
    context.set_offline(True)
    report(page)
    expect(page.locator(".line")).to_contain_text("1 saved on the phone")
    page.reload()
    expect(page.locator(".line")).to_contain_text("1 saved on the phone")
    expect(page.locator(".classes [data-code]").first).to_be_visible()
    assert round_.cases(collector) == []
    other = context.new_page()
    other.goto(f"{round_.url}/field/")
    expect(other.locator(".line")).to_contain_text("1 saved on the phone")
    context.set_offline(False)
    sent(page)
    sent(other)
    (row,) = round_.cases(collector)
    assert len(round_.photos(row)) == 1


def test_send_pressed_twice_is_one_case(round_: Round, collector: Member) -> None:
    page = round_.open(round_.phone(collector))
    take(page)
    page.locator(".classes [data-code]").first.tap()
    page.locator("button[name=send]").evaluate("button => { button.click(); button.click(); }")
    sent(page)
    assert len(round_.cases(collector)) == 1


@pytest.mark.usefixtures("refusals")
def test_answers_lost_on_the_way_make_nothing_twice(round_: Round, collector: Member) -> None:
    """What was asked is done, but nobody hears of it: the photo first, then the report."""
    page = round_.open(round_.phone(collector))
    lost: list[str] = []

    def lose(route: Route) -> None:
        place = route.request.url.rpartition("/")[2].partition("?")[0]
        if route.request.method == "POST" and place not in lost:
            lost.append(place)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/cities/**", lose)
    report(page)
    outbox(page)
    for _ in range(2):
        expect(page.locator("article[data-state=waiting]")).to_have_count(1)
        page.wait_for_timeout(300)
        page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    assert lost == ["photos", "cases"]
    (row,) = round_.cases(collector)
    assert len(round_.photos(row)) == 1


@pytest.mark.usefixtures("refusals")
def test_a_photo_cut_off_half_way_is_sent_anew(round_: Round, collector: Member) -> None:
    page = round_.open(round_.phone(collector))
    cut: list[int] = []

    def half(route: Route) -> None:
        if cut:
            route.continue_()
        else:
            cut.append(1)
            route.continue_(post_data=picture()[:700])

    page.route("**/photos*", half)
    report(page)
    outbox(page)
    expect(page.locator("article[data-state=waiting]")).to_have_count(1)
    page.get_by_role("button", name="Send now").tap()
    sent(page)
    (row,) = round_.cases(collector)
    assert len(round_.photos(row)) == 1


@pytest.mark.usefixtures("refusals")
def test_a_server_killed_while_a_photo_comes_leaves_nothing_half(
    round_: Round, collector: Member, browsing_at: Callable[[str], Any], watched: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "anlan", "--home", str(round_.home), "serve", CITY]
    command += ["--sign-in", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with browsing_at(url) as new:
        killed(replace(round_, url=url, new=new), collector, command)
    # All of it was asked of this test's own server, as was seen there.
    watched.asked.clear()


@contextmanager
def server(command: list[str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a server that answers; it is gone afterwards, also where the test fails."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        try:
            up(url)
            yield running
        finally:
            running.kill()


def killed(other: Round, collector: Member, command: list[str]) -> None:
    with server(command, other.url) as first:
        context = other.phone(collector)
        page = other.open(context)
        wire = context.new_cdp_session(page)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300}
        wire.send("Network.emulateNetworkConditions", slow)
        with page.expect_request("**/photos*"):
            report(page)
        page.wait_for_timeout(500)
        first.kill()
    wire.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    expect(page.locator(".line")).to_contain_text("saved on the phone")
    with server(command, other.url):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        sent(page)
    (row,) = other.cases(collector)
    assert len(other.photos(row)) == 1


def up(url: str) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        try:
            httpx.get(f"{url}/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server didn't start")


def test_a_wrong_clock_is_told_and_corrected(round_: Round, collector: Member) -> None:
    context = round_.phone(collector)
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC) - timedelta(hours=5))
    page.goto(f"{round_.url}/field/")
    expect(page.locator(".classes [data-code]").first).to_be_visible()
    report(page)
    sent(page)
    expect(page.locator("article[data-state=sent]")).to_contain_text("clock is 300 minutes wrong")
    (row,) = round_.cases(collector)
    assert abs(row.opened_at - datetime.now(UTC)) < timedelta(minutes=3)


@pytest.mark.usefixtures("refusals")
def test_a_refused_report_says_why_and_can_be_mended(round_: Round, collector: Member) -> None:
    page = round_.open(round_.phone(collector))
    page.locator(".where").tap()
    page.locator("input[name=place]").fill("0.5, 0.5")
    page.locator("input[name=place]").blur()
    report(page)
    outbox(page)
    refused = page.locator("article[data-state=refused]")
    expect(refused).to_contain_text("0.5")
    assert round_.cases(collector) == []
    refused.get_by_role("button", name="Mend").tap()
    sheet = page.get_by_role("dialog", name="Mend")
    sheet.locator(".where").tap()
    lon, lat = round_.place
    sheet.locator("input[name=place]").fill(f"{lat}, {lon}")
    sheet.locator("input[name=place]").blur()
    page.locator("button[name=again]").tap()
    sent(page)
    (row,) = round_.cases(collector)
    assert len(round_.photos(row)) == 1


@pytest.mark.usefixtures("refusals")
def test_of_two_at_one_case_the_late_one_is_shown_what_became_of_it(
    round_: Round, collector: Member, members: Members
) -> None:
    context = round_.phone(collector)
    page = round_.open(context)
    report(page)
    sent(page)
    (row,) = round_.cases(collector)
    page.locator(".tabs button").nth(1).tap()
    page.get_by_role("button", name="Look again").tap()
    task = page.locator("article.task", has_text=row.number[-9:])
    expect(task).to_be_visible()
    context.set_offline(True)
    task.locator("[data-act='handle.on_spot']").tap()
    take(page, "lime")
    page.locator("button[name=go]").tap()
    expect(task).to_contain_text("waits to be sent")
    round_.act(members.add("acceptor", CITY), row, "file.reject", reason="not ours")
    context.set_offline(False)
    outbox(page)
    conflict = page.locator("article[data-state=conflict]")
    expect(conflict).to_contain_text("Somebody else has changed case")
    conflict.get_by_role("button", name="Mend").tap()
    expect(page.locator("button[name=again]")).to_be_disabled()
    assert [each.act for each in round_.moves(row)] == ["collect.report", "file.reject"]


@pytest.mark.usefixtures("refusals")
def test_an_act_done_without_signal_is_done_when_it_is_back(
    round_: Round, collector: Member
) -> None:
    context = round_.phone(collector)
    page = round_.open(context)
    report(page)
    sent(page)
    (row,) = round_.cases(collector)
    page.locator(".tabs button").nth(1).tap()
    page.get_by_role("button", name="Look again").tap()
    task = page.locator("article.task", has_text=row.number[-9:])
    context.set_offline(True)
    task.locator("[data-act='handle.on_spot']").tap()
    take(page, "lime")
    page.locator("button[name=go]").tap()
    context.set_offline(False)
    sent(page, 2)
    assert [each.act for each in round_.moves(row)] == ["collect.report", "handle.on_spot"]
    assert [each.seq for each in round_.photos(row)] == [1, 2]


def test_what_was_blacked_out_never_leaves_the_phone(round_: Round, collector: Member) -> None:
    page = round_.open(round_.phone(collector))
    take(page, "red")
    page.get_by_role("button", name="Black out").tap()
    pad = page.locator(".sheet canvas")
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 40, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Use it so").tap()
    expect(pad).to_have_count(0)
    page.locator(".classes [data-code]").first.tap()
    page.locator("button[name=send]").tap()
    sent(page)
    (row,) = round_.cases(collector)
    (photo,) = round_.photos(row)
    with round_.office(collector) as client:
        kept = Image.open(BytesIO(client.get(f"/cities/{CITY}/photos/{photo.code}").content))
    scale = kept.width / box["width"]
    assert max(kept.getpixel((int(80 * scale), int(40 * scale)))) < 20
    assert kept.getpixel((int(250 * scale), int(40 * scale)))[0] > 200


@pytest.mark.usefixtures("refusals")
def test_what_one_left_is_not_sent_in_anothers_name(
    round_: Round, collector: Member, members: Members
) -> None:
    context = round_.phone(collector)
    page = round_.open(context)
    context.set_offline(True)
    report(page)
    other = members.add("collector", CITY)
    context.add_cookies([{"name": COOKIE, "value": members.session(other), "url": round_.url}])
    context.set_offline(False)
    expect(page.locator(".line")).to_contain_text(f"wait for {collector.login}")
    assert round_.cases(other) == round_.cases(collector) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_targets_and_letters_are_large(
    round_: Round, collector: Member, scheme: str, locale: str
) -> None:
    page = round_.open(round_.phone(collector, color_scheme=scheme, locale=locale))
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input:not(.unseen), textarea, label.take')]
          .filter(each => each.offsetParent && each.getBoundingClientRect().height < 48)
          .map(each => each.outerHTML.slice(0, 80))"""
    )
    assert small == []
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('body *:not(svg *)')]
          .filter(each => each.offsetParent)
          .map(each => parseFloat(getComputedStyle(each).fontSize))"""
    )
    assert min(sizes) >= 16
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
