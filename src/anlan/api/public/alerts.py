"""Public alerts for everybody: feeds, signed messages, what is in force here. Nobody is counted.

These are asked most when most depends on them, by many people behind one address; so no limit by
address holds here. All of it is kept ready, and may be kept on the way for seconds.
"""

import json
from datetime import datetime
from typing import Annotated, Any

import shapely
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel

from anlan import cap
from anlan.alerts.board import Page, Standing
from anlan.alerts.sending import block
from anlan.alerts.settings import Status, channels
from anlan.alerts.signer import certificates
from anlan.api.guard import PublicAlerts, state_of
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.state import CityState
from anlan.words import Language

router = APIRouter(
    prefix="/api/public/cities/{city}/alerts",
    tags=["public"],
    dependencies=[Depends(refuse_unknown)],
)
Public = Annotated[CityState, Depends(PublicAlerts())]
Tag = Annotated[str | None, Header(alias="If-None-Match", max_length=200)]
Identifier = Annotated[str, Path(max_length=120, examples=["42010041600000_20260718160000"])]
STATUSES: dict[str, Status] = {"actual": "Actual", "exercise": "Exercise", "test": "Test"}
Answers = dict[int | str, dict[str, Any]]
FEED: Answers = {
    200: {"content": {"application/atom+xml": {}}},
    304: {"description": "Not modified"},
}
XML: Answers = {200: {"content": {"application/cap+xml": {}}}, 304: {"description": "Not modified"}}
PEM: Answers = {200: {"content": {"application/x-pem-file": {}}}}
DAY = "public, max-age=86400, immutable"


class PublicAlert(BaseModel):
    """An alert in force, in plain words."""

    id: str
    sender: str
    event: str
    headline: str
    description: str
    instruction: str
    severity: str
    urgency: str
    area: str
    sent: datetime | None
    expires: datetime | None
    web: str
    contact: str
    theirs: bool
    document: str
    shape: dict[str, Any] | None


class PublicAlertsTold(BaseModel):
    """What is in force; nothing is as good an answer as any."""

    items: list[PublicAlert]


@router.get("")
def here(
    city: Public,
    response: Response,
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None,
    division: Annotated[str, Query(max_length=200, description="A division's code.")] = "",
    lang: Lang = "en",
) -> PublicAlertsTold:
    """Return the actual alerts in force at a place, in a division, or (without either) everywhere.

    Asked without a place, each comes with its shape, so that a page can find out by itself what
    concerns whoever reads it, and the place never leaves the phone.
    """
    if (lon is None) != (lat is None):
        raise RefusalError(422, "api.half_place", "query.lon")
    found = city.alert_board.standing()
    path = city.division_path(division) if division else ""
    if lon is not None and lat is not None:
        found = [each for each in found if each.holds(lon, lat)]
    if path:
        found = [each for each in found if each.within(path)]
    everywhere = lon is None and not path
    response.headers["Cache-Control"] = f"public, max-age={channels().sending.max_age}"
    return PublicAlertsTold(items=[_told(each, lang, shape=everywhere) for each in found])


@router.get("/feeds/{status}.{language}.atom", response_class=Response, responses=FEED)
def feed(
    city: Public,
    status: Annotated[str, Path(pattern="^(actual|exercise|test)$", examples=["actual"])],
    language: Annotated[Language, Path(examples=["zh"])],
    tag: Tag = None,
) -> Response:
    """Return the Atom feed of a status, with the signed messages inside."""
    page = city.alert_board.feed(STATUSES[status], language)
    return _page(page, tag, "application/atom+xml", f"public, max-age={channels().sending.max_age}")


@router.get("/certificates.pem", response_class=Response, responses=PEM)
def certificate(request: Request, city: Public) -> Response:
    """Return the certificates by which the city's messages are verified."""
    with state_of(request).database.session() as session:
        text = certificates(session, city.pack.city.name)
    return Response(text, media_type="application/x-pem-file")


@router.get("/{identifier}.cn.xml", response_class=Response, responses=XML)
def chinese(city: Public, identifier: Identifier, tag: Tag = None) -> Response:
    """Return a message in the dialect of China's early-warning system."""
    page = Page.of(city.alert_board.chinese(identifier))
    return _page(page, tag, "application/cap+xml", DAY)


@router.get("/{identifier}.xml", response_class=Response, responses=XML)
def document(city: Public, identifier: Identifier, tag: Tag = None) -> Response:
    """Return a message as it was signed; it never changes."""
    page = Page.of(city.alert_board.document(identifier))
    return _page(page, tag, "application/cap+xml", DAY)


def _page(page: Page, tag: str | None, media: str, kept: str) -> Response:
    headers = {"ETag": f'"{page.tag}"', "Cache-Control": kept}
    if tag is not None and f'"{page.tag}"' in tag:
        return Response(status_code=304, headers=headers)
    return Response(page.body, headers=headers, media_type=media)


def _told(found: Standing, lang: Language, *, shape: bool) -> PublicAlert:
    alert, info = found.alert, block(found.alert, lang)
    texts = {
        name: (getattr(info, name) or "") if info else ""
        for name in ("event", "headline", "description", "instruction", "web", "contact")
    }
    return PublicAlert(
        **texts,
        id=alert.identifier,
        sender=(info.sender_name if info else None) or alert.sender,
        severity=info.severity if info else "Unknown",
        urgency=info.urgency if info else "Unknown",
        area=", ".join(area.description for area in info.areas) if info else "",
        sent=cap.moment(alert.sent),
        expires=alert.expires_at,
        theirs=found.theirs,
        document=found.url,
        shape=json.loads(shapely.to_geojson(found.shape)) if shape else None,
    )
