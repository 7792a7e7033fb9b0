"""The changes of a source since a cursor, oldest first: as a page, or as JSON lines."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from anlan.api.open.collection import plain
from anlan.api.open.within import REFUSED, City, Opened, gone, opened, root
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Cursor, Lang, refuse_unknown
from anlan.api.view import CityView
from anlan.pool.sharing.changes import KIND, changes
from anlan.pool.sharing.columns import ID, KNOWN, VERSION, given
from anlan.pool.sharing.settings import settings
from anlan.pool.sharing.shelf import START, Mark, mark_of, spot_of
from anlan.pool.sharing.snapshot import PLACE, Snapshot, Spot

router = APIRouter(
    prefix="/api/cities/{city}/open/sources/{source}",
    tags=["open data"],
    dependencies=[Depends(refuse_unknown)],
    responses={410: REFUSED[410]},
)
Limit = Annotated[
    int, Query(ge=1, le=settings().changes_most, description="How many changes at most.")
]


USUAL = settings().changes_page


class Lines(Response):
    """JSON lines."""

    media_type = "application/x-ndjson"


class ChangeTold(BaseModel):
    """One change; ``record`` is what stands now, nothing of one that was withdrawn.

    ``new``: it wasn't in the asker's scope before. ``changed``: another version of one that was.
    ``withdrawn``: it has left the asker's scope.
    """

    kind: Literal["new", "changed", "withdrawn"]
    id: str = Field(examples=["83aa45a8e1c5f0be"])
    version: int
    known_at: datetime
    record: dict[str, Any] | None
    cursor: str = Field(description="Where to go on behind this change.")


class ChangesTold(BaseModel):
    """A page of changes. Keep ``next`` and ask with it again, at once while there is ``more``."""

    changes: list[ChangeTold]
    next: str
    more: bool


@router.get("/changes")
def page(
    request: Request,
    city: City,
    source: str,
    lang: Lang = "en",
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> ChangesTold:
    """Return the changes behind a cursor; without one, from the very first record on."""
    return _told(opened(city, source), cursor, limit)


@router.get("/changes.jsonl", response_class=Lines)
def lines(
    request: Request,
    city: City,
    source: str,
    lang: Lang = "en",
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Response:
    """Return the same as JSON lines; the header Link leads on (``next``, or ``later``)."""
    told = _told(opened(city, source), cursor, limit)
    text = "".join(f"{each.model_dump_json()}\n" for each in told.changes)
    return Lines(text, headers=_link(request, city, source, told))


def _link(request: Request, city: CityView, source: str, told: ChangesTold) -> dict[str, str]:
    here = f"{root(request, city)}/sources/{source}/changes.jsonl?cursor={told.next}"
    return {"Link": f'<{here}>; rel="{"next" if told.more else "later"}"'}


def _told(found: Opened, cursor: str | None, limit: int) -> ChangesTold:
    now = found.shared.now(found.divisions)
    spot = spot_of(now, Mark(*numbers(cursor, 4)) if cursor else START)
    if spot is None:
        raise gone()
    told = changes(now, spot, limit)
    shared = found.shared
    frame = given(told.rows, now.columns, shared.source, shared.city.zone)
    places = told.rows.select(KIND, "_piece", PLACE, "_version", "_known_at").iter_rows()
    return ChangesTold(
        changes=[
            ChangeTold(
                kind=kind,
                id=record[ID],
                version=version,
                known_at=known,
                record=None if kind == "withdrawn" else _record(record),
                cursor=_cursor(now, Spot(piece, row)),
            )
            for record, (kind, piece, row, version, known) in zip(
                frame.iter_rows(named=True), places, strict=True
            )
        ],
        next=_cursor(now, told.last),
        more=told.more,
    )


def _record(row: dict[str, Any]) -> dict[str, Any]:
    told = {VERSION, KNOWN, ID}
    return {name: plain(value) for name, value in row.items() if name not in told}


def _cursor(snapshot: Snapshot, spot: Spot) -> str:
    return cursor_of(*mark_of(snapshot, spot))
