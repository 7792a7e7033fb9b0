"""The residents' page: what it says and what it doesn't, how light it is, that it knows nobody."""

import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from alerts_desk import CITY, approve, cancel, compose, desk, form, laid_out
from lxml import html

from anlan import cap
from anlan.alerts.form import AreaForm, Texts
from anlan.store.alerts import AlertInbound, AlertRow
from anlan.store.database import Database
from support.serving import serving

LIGHT = 14_000
PATIENCE_S = 60
WEST, EAST = AreaForm(divisions=("420101",)), AreaForm(divisions=("420102",))
TRIANGLE = "30,114 30,114.1 30.1,114 30,114"
HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}"


class Town:
    """A city that warns, and whoever reads its page."""

    def __init__(self, home: Path, url: str) -> None:
        self.database = Database.in_folder(home)
        self.client = httpx.Client(base_url=url, timeout=60)

    def publish(self, area: AreaForm = WEST, number: int | None = None, **more: Any) -> AlertRow:
        now = datetime.now(UTC)
        filled = form(**{"expires": now + timedelta(hours=6), "area": area} | more)
        draft = compose(self.database, desk(), filled, now, number=number)
        return approve(self.database, desk(), draft, now)

    def take_back(self, row: AlertRow, reason: str) -> None:
        cancel(self.database, desk(), row.number, datetime.now(UTC), reason=reason)

    def text(self, address: str = f"/alerts/{CITY}", lang: str = "en") -> str:
        """Return what a page says."""
        answer = self.client.get(address, headers={"Accept-Language": lang})
        assert answer.status_code == 200, answer.text
        return " ".join(html.fromstring(answer.content).find("body").text_content().split())

    def eventually(self, *wanted: str, address: str = f"/alerts/{CITY}", lang: str = "en") -> str:
        """Return what a page says once all that is wanted is there: it is kept for a moment."""
        until = time.monotonic() + PATIENCE_S
        while not all(each in (found := self.text(address, lang)) for each in wanted):
            assert time.monotonic() < until, found
        return found


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    home = tmp_path / "home"
    laid_out(home)
    with serving() as start:
        made = Town(home, start(home, [CITY, "chicago"], door="sign-in"))
        yield made
        made.client.close()
        made.database.close()


def told(info: dict[str, Any], identifier: str = "theirs") -> AlertInbound:
    """Return a message of another authority as it lies in the database."""
    now = datetime.now(UTC)
    usual: dict[str, Any] = {
        "categories": ("Met",), "event": "Storm", "urgency": "Expected", "severity": "Severe",
        "certainty": "Likely", "areas": (cap.Area("here", (TRIANGLE,)),),
    }  # fmt: skip
    block = cap.Info(**usual | info)
    message = cap.Alert(
        identifier=identifier, sender="w.example", sent=cap.wire(now), status="Actual",
        msg_type="Alert", scope="Public", infos=(block,),
    )  # fmt: skip
    return AlertInbound(
        city=CITY, feed="w", sender="w.example", identifier=identifier, status="Actual",
        msg_type="Alert", event="Storm", severity="Severe", headlines={}, digest=identifier,
        document=cap.write(message).decode(), signature="none", signer="", references=[],
        places=[f"{CITY}/420101"], problems=[], sent_at=now, expires_at=now + timedelta(hours=1),
        received_at=now, ended_at=None, ended_how="",
    )  # fmt: skip


def take(town: Town, row: AlertInbound) -> None:
    with town.database.writing() as session:
        session.add(row)


def test_nothing_in_force_is_said_in_either_language(town: Town) -> None:
    assert "No alert is in force: Jiangcheng" in town.text()
    assert "No alert has ended in the last 24 hours" in town.text()
    chinese = town.text(lang="zh-CN,zh;q=0.9")
    assert "当前没有生效的预警" in chinese
    assert "alert.page" not in chinese
    assert "当前没有生效的预警" in town.text(f"/alerts/{CITY}?lang=zh", "en-GB")
    assert "No alert is in force" in town.text(f"/alerts/{CITY}?lang=en", "zh-CN")


def test_an_alert_says_what_to_do_until_when_and_who_says_so(town: Town) -> None:
    own = Texts(headline="River over its banks", instruction="Go upstairs.", description="Water.")
    row = town.publish(texts={"en": own, "zh": own})
    page = town.eventually("1 alert is in force")
    order = [
        "Orange alert, the second highest",
        "River over its banks",
        "What to do",
        "Go upstairs.",
    ]
    assert sorted(order, key=page.index) == order
    assert "Jiangcheng Emergency Management, at " in page
    answer = town.client.get(f"/alerts/{CITY}", headers={"Accept-Language": "en"})
    tree = html.fromstring(answer.content)
    assert tree.xpath("//article/@data-id") == [row.identifier]
    assert tree.xpath("//a[@class='call']/@href") == ["tel:12345"]
    assert tree.xpath("//article//time/@datetime")
    (document,) = tree.xpath("//article//a[contains(@href, '.xml')]/@href")
    assert town.client.get(f"/alerts/{document}").content == row.document.encode()
    assert "1 条预警生效中" in town.text(lang="zh")


def test_the_gravest_comes_first_and_exercises_and_tests_never(town: Town) -> None:
    for colour in ("blue", "red", "yellow"):
        town.publish(colour=colour)
    for status in ("Exercise", "Test"):
        town.publish(status=status, colour="red")
    page = town.eventually("3 alerts are in force")
    grades = ["Red alert", "Yellow alert", "Blue alert"]
    assert sorted(grades, key=page.index) == grades
    assert "EXERCISE" not in page
    assert "TEST" not in page
    assert "演练" not in town.text(lang="zh")


def test_what_was_taken_back_stays_on_the_page_as_over(town: Town) -> None:
    row = town.publish()
    town.eventually("1 alert is in force")
    town.take_back(row, "The water has gone.")
    page = town.eventually("No alert is in force", "Taken back: ", "The water has gone.")
    assert page.count("Taken back") == 1
    assert "解除：" in town.text(lang="zh")
    other = town.publish(status="Exercise")
    town.take_back(other, "The drill has ended.")
    town.publish()
    assert "drill" not in town.eventually("1 alert is in force")


def test_what_ran_out_and_a_danger_that_passed_are_over(town: Town) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=5)
    town.publish(expires=soon)
    row = town.publish(EAST)
    town.publish(EAST, number=row.number, all_clear=True)
    page = town.eventually("No alert is in force", "All clear: Flooded", "Over: ")
    assert "ended in the last 24 hours" not in page
    soon = datetime.now(UTC) + timedelta(seconds=5)
    town.publish(EAST, number=row.number, all_clear=True, expires=soon)
    time.sleep((soon - datetime.now(UTC)).total_seconds() + 1)
    assert "Over: Flooded streets: D420102" not in town.eventually("All clear: Flooded")


def test_a_division_shows_what_concerns_it_and_leads_up_and_down(town: Town) -> None:
    town.publish(WEST)
    assert "1 alert is in force: D420101" in town.eventually(
        "1 alert is in force", address=f"/alerts/{CITY}/420101"
    )
    assert "1 alert is in force" in town.text(f"/alerts/{CITY}/420101001")
    assert "No alert is in force: D420102" in town.text(f"/alerts/{CITY}/420102?lang=en")
    answer = town.client.get(f"/alerts/{CITY}/420101001?lang=zh")
    tree = html.fromstring(answer.content)
    up = tree.xpath("//ol[@class='way']//a/@href")
    assert up == [f"../{CITY}?lang=zh", f"../{CITY}/420101?lang=zh"]
    down = html.fromstring(town.client.get(f"/alerts/{CITY}").content)
    parts = down.xpath("//ul[@class='parts']//a/@href")
    assert parts == [f"{CITY}/420101", f"{CITY}/420102"]


def test_hostile_texts_of_others_stay_texts(town: Town) -> None:
    names = ("headline", "description", "instruction", "sender_name", "contact")
    take(town, told(dict.fromkeys(names, HOSTILE) | {"web": "javascript:alert(1)"}))
    town.eventually("1 alert is in force", HOSTILE)
    body = town.client.get(f"/alerts/{CITY}").text
    assert "<script>alert" not in body
    assert "javascript:" not in body


def test_another_authority_can_t_make_the_page_heavy_for_ever(town: Town) -> None:
    for n in range(40):
        take(town, told({"description": f"storm {n} " + "x" * 100_000}, f"theirs-{n}"))
    town.eventually("40 alerts are in force", "10 more of lower grade are in force", "Read more")
    assert len(town.client.get(f"/alerts/{CITY}").content) < 200_000


def test_the_page_is_light_and_asks_for_nothing_but_its_script(town: Town) -> None:
    town.publish()
    town.eventually("1 alert is in force")
    with town.client.stream("GET", f"/alerts/{CITY}") as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) + len(str(answer.headers).encode()) < LIGHT
    tree = html.fromstring(gzip.decompress(packed))
    asked = [each for each in tree.xpath("//@src | //link/@href") if not each.startswith("data:")]
    feed, script = sorted(asked)
    assert script.startswith("page.js?"), "the feed is named, not asked for"
    assert feed.endswith("feeds/actual.en.atom")
    got = town.client.get(f"/alerts/{script}")
    assert got.headers["content-type"].startswith("text/javascript")
    assert got.headers["cache-control"] == "public, max-age=86400"
    plain = town.client.get(f"/alerts/{CITY}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "default-src 'self'" in plain.headers["content-security-policy"]


def test_a_page_that_has_not_changed_is_not_sent_again(town: Town) -> None:
    # It says as of which minute it is, so that it changes with that.
    time.sleep(max(0.0, 62 - time.time() % 60) if time.time() % 60 > 50 else 0)
    first = town.client.get(f"/alerts/{CITY}")
    assert "max-age=2" in first.headers["cache-control"]
    assert "Accept-Language" in first.headers["vary"]
    tag = first.headers["etag"]
    again = town.client.get(f"/alerts/{CITY}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    town.publish()
    town.eventually("1 alert is in force")
    changed = town.client.get(f"/alerts/{CITY}", headers={"If-None-Match": tag})
    assert changed.status_code == 200


def test_nobody_is_known_or_counted(town: Town, capfd: pytest.CaptureFixture[str]) -> None:
    for _ in range(200):
        answer = town.client.get(f"/alerts/{CITY}?fbclid=abc&from=timeline")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    logged = capfd.readouterr()
    assert "127.0.0.1" not in logged.out + logged.err


@pytest.mark.parametrize(
    "address", ["/alerts/nowhere", "/alerts/chicago", f"/alerts/{CITY}/1", "/alerts/%2e%2e/x"]
)
def test_a_wrong_address_leads_back(town: Town, address: str) -> None:
    answer = town.client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "no such place" in answer.text
    assert html.fromstring(answer.content).xpath("//main//a/@href")


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("/alerts?lang=zh", "/alerts/?lang=zh"),
        (f"/alerts/{CITY}/", f"/alerts/{CITY}"),
        (f"/alerts/{CITY}/{CITY}?lang=en", f"/alerts/{CITY}?lang=en"),
    ],
)
def test_addresses_with_and_without_a_slash_are_the_same(town: Town, address: str, to: str) -> None:
    answer = town.client.get(address)
    assert answer.status_code == 308
    assert str(answer.url.join(answer.headers["location"])).endswith(to)


def test_the_only_city_that_warns_is_at_the_first_address(town: Town, tmp_path: Path) -> None:
    assert "No alert is in force: Jiangcheng" in town.text("/alerts/")
