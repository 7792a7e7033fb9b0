"""Photos of the public: sent before the report that names them; shown to the public never."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from anlan.api.guard import PublicPhoto, public_cause, state_of
from anlan.api.parameters import Creating, refuse_unknown
from anlan.api.photos import BODY, PhotoAdded, whole
from anlan.api.problems import RefusalError
from anlan.api.public.reports import CHANNEL
from anlan.api.state import CityState
from anlan.cases import photos
from anlan.cases.public import Album
from anlan.model.errors import CaseError
from anlan.store.change import Change

router = APIRouter(
    prefix="/api/public/cities/{city}/photos",
    tags=["public"],
    dependencies=[Depends(refuse_unknown)],
)
Public = Annotated[CityState, Depends(PublicPhoto())]
Key = Annotated[
    str,
    Header(
        alias="X-Album",
        min_length=16,
        max_length=80,
        pattern=r"^[!-~]+$",
        description="A random text, new for each report: the report says it, too.",
    ),
]


@router.post("", status_code=201, response_model=PhotoAdded, openapi_extra=BODY)
def add(
    request: Request, city: Public, album: Key, create: Annotated[Creating, Depends(whole)]
) -> Response:
    """Take in a photo; it waits some hours for the report that names its code and its album."""
    if len(create.key) < 16:
        raise RefusalError(422, "error.public.key", "header.Idempotency-Key")
    most = city.public.door.photos
    if not most:
        raise CaseError("error.public.no_photos")
    taken = photos.taken(create.body, photos.settings().public.pixels)
    digest = sha256(create.body).hexdigest()

    def make(made: Change) -> PhotoAdded:
        ring = state_of(request).keyring
        row = Album(album).add(made, ring, city.public.city, taken, digest, most)
        return PhotoAdded(code=row.code, width=row.width, height=row.height)

    return create.make_as(public_cause(request, CHANNEL), make)
