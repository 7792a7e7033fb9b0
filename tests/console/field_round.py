"""Somebody's round with the page for those outside: their phone, and what came of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from anlan.api.guard import COOKIE
from anlan.store.cases import CaseMove, CasePhoto, CaseRow
from anlan.store.database import Database
from support.members import Member, Members
from support.photo_files import picture

CITY = "jiangcheng"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "permissions": ["geolocation"],
}


@dataclass(frozen=True)
class Round:
    """Somebody's round: what opens the page on their phone, and what came of it."""

    home: Path
    url: str
    members: Members
    new: Callable[..., BrowserContext]
    place: tuple[float, float]

    def phone(self, member: Member | None, **more: Any) -> BrowserContext:
        lon, lat = self.place
        at = {"longitude": lon, "latitude": lat, "accuracy": 8}
        context = self.new(**PHONE | {"geolocation": at} | more)
        if member is not None:
            secret = self.members.session(member)
            context.add_cookies([{"name": COOKIE, "value": secret, "url": self.url}])
        return context

    def open(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.goto(f"{self.url}/field/")
        expect(page.locator(".line")).to_have_class(re.compile("on|busy"))
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        expect(page.locator(".classes [data-code]").first).to_be_visible()
        return page

    def cases(self, by: Member) -> list[CaseRow]:
        database = Database.in_folder(self.home)
        with database.session() as session:
            query = select(CaseRow).where(CaseRow.source == f"account:{by.number}")
            found = list(session.scalars(query.order_by(CaseRow.id)))
        database.close()
        return found

    def case(self, number: str) -> CaseRow:
        database = Database.in_folder(self.home)
        with database.session() as session:
            found = session.scalars(select(CaseRow).where(CaseRow.number == number)).one()
        database.close()
        return found

    def photos(self, row: CaseRow) -> list[CasePhoto]:
        database = Database.in_folder(self.home)
        with database.session() as session:
            found = list(session.scalars(select(CasePhoto).where(CasePhoto.case_id == row.id)))
        database.close()
        return found

    def moves(self, row: CaseRow) -> list[CaseMove]:
        database = Database.in_folder(self.home)
        with database.session() as session:
            found = list(
                session.scalars(
                    select(CaseMove).where(CaseMove.case_id == row.id).order_by(CaseMove.seq)
                )
            )
        database.close()
        return found

    @contextmanager
    def office(self, by: Member) -> Iterator[httpx.Client]:
        """Yield somebody at a desk, signed in."""
        base = f"{self.url}/api"
        with httpx.Client(base_url=base, cookies={COOKIE: self.members.session(by)}) as client:
            client.headers["X-CSRF-Token"] = client.get("/session").json()["csrf"]
            yield client

    def act(self, by: Member, row: CaseRow, act: str, **fields: Any) -> None:
        """Do an act as somebody else does it in the office."""
        place = f"/cities/{CITY}/cases/{row.number}"
        with self.office(by) as client:
            etag = client.get(place).headers["ETag"]
            asked = {"act": act, "fields": fields}
            answer = client.post(f"{place}/moves", json=asked, headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text


def take(page: Page, colour: str = "teal") -> None:
    """Take a photo, as the camera hands it over."""
    photo = {
        "name": "IMG.jpg",
        "mimeType": "image/jpeg",
        "buffer": picture(1200, 900, colour=colour),
    }
    page.locator(".view:visible input[type=file]").last.set_input_files(files=[photo])
    expect(page.locator(".view:visible figure img").last).to_be_visible()


def report(page: Page, colour: str = "teal") -> str:
    """Report with three taps: the camera, the class that is most usual here, send."""
    take(page, colour)
    usual = page.locator(".classes [data-code]").first
    code = usual.get_attribute("data-code")
    assert code
    usual.tap()
    page.locator("button[name=send]").tap()
    expect(page.locator(".said")).to_be_visible()
    return code


def outbox(page: Page) -> None:
    page.locator(".tabs button").nth(2).tap()


def sent(page: Page, n: int = 1) -> None:
    outbox(page)
    expect(page.locator("article[data-state=sent]")).to_have_count(n)
