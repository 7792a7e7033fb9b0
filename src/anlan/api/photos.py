"""Photos of cases: taken in before the report or act that names them, and looked at."""

import base64
import binascii
import re
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, Field

from anlan.access.principal import Principal
from anlan.api.guard import CityNeeds, cause, state_of
from anlan.api.parameters import Create, Creating, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.view import CityView
from anlan.cases import photos
from anlan.cases.room import roles_of
from anlan.model.errors import CaseError
from anlan.model.permission import Area, Permission
from anlan.store.cases import CasePhoto, CaseRow
from anlan.store.change import Change, change

router = APIRouter(
    prefix="/api/cities/{city}/photos", tags=["cases"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("case.read"))]
ACTING: tuple[Permission, ...] = (
    "case.report", "case.verify", "case.handle", "case.accept", "case.supervise",
)  # fmt: skip
_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]{44}):")
_PICTURE = {"schema": {"type": "string", "format": "binary"}}
BODY = {
    "requestBody": {
        "required": True,
        "content": dict.fromkeys(("image/jpeg", "image/png", "image/webp"), _PICTURE),
    }
}


class PhotoAdded(BaseModel):
    """The code that reports and acts name the photo by, and its size as it is kept."""

    code: str = Field(examples=["ph_0123456789abcdefghij"])
    width: int
    height: int


def whole(
    create: Create,
    content_digest: Annotated[
        str,
        Header(
            max_length=400,
            description="The SHA-256 of the file (RFC 9530), such as `sha-256=:…:`.",
        ),
    ],
) -> Creating:
    """Return the create, if its body is what the sender meant to send.

    Raises:
        RefusalError: the digest is none, or another file's.
    """
    found = _DIGEST.search(content_digest)
    try:
        meant = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        meant = b""
    if len(meant) != 32:
        place = "header.Content-Digest"
        raise RefusalError(422, "error.photos.digest", place, found=content_digest[:80])
    if sha256(create.body).digest() != meant:
        raise RefusalError(422, "error.photos.half", "body", n=len(create.body))
    return create


@router.post("", status_code=201, response_model=PhotoAdded, openapi_extra=BODY)
def add(request: Request, city: City, create: Annotated[Creating, Depends(whole)]) -> Response:
    """Take in a photo; it waits for the report or act of the same person that names its code.

    What a camera wrote beside the picture is dropped, the picture is made smaller and encrypted.
    """
    person = city.person
    _may_send(city, person)
    taken = photos.taken(create.body)

    def make(made: Change) -> PhotoAdded:
        digest = sha256(create.body).hexdigest()
        ring = state_of(request).keyring
        row = photos.add(made, ring, city.city.name, taken, digest, person.who)
        return PhotoAdded(code=row.code, width=row.width, height=row.height)

    return create.make(person, make)


@router.get("/{code}", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def one(request: Request, city: City, code: str) -> Response:
    """Return a photo, to whoever may work on its case; that it was looked at is in the ledger."""
    with change(state_of(request).database, cause(request, city.person)) as made:
        photo = photos.find(made.session, city.city.name, code)
        row = made.session.get(CaseRow, photo.case_id) if photo and photo.case_id else None
        # Out of scope and not there are told alike.
        if photo is None or not _may_look(city, photo, row):
            raise CaseError("error.photos.unknown", found=code[:80], city=city.city.name)
        number = row.number if row else ""
        picture = photos.look(made, state_of(request).keyring, photo, number)
    headers = {"Cache-Control": "no-store", "Content-Disposition": "inline"}
    return Response(picture, 200, headers, "image/jpeg")


def _may_send(city: CityView, person: Principal) -> None:
    """Refuse whoever may only read: no report or act of theirs could name a photo."""
    if not any(person.may(each, city.city.name) for each in ACTING):
        raise CaseError("error.photos.may_not")


def _may_look(city: CityView, photo: CasePhoto, row: CaseRow | None) -> bool:
    """Return whether somebody took the photo, or may work on its case and not only report."""
    if photo.who == city.person.who:
        return True
    if row is None or not city.scope.covers(Area(row.division, row.department)):
        return False
    return bool({*roles_of(city.person, city.city.name, row)} - {"reporter"})
