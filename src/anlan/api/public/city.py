"""What may be reported to a city: its classes, its divisions, and a guess at which class it is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from anlan.api.guard import Anybody, PublicCity
from anlan.api.parameters import Lang, refuse_unknown
from anlan.api.public.shapes import (
    LONGEST,
    PublicCityTold,
    PublicClass,
    PublicDoorTold,
    PublicGuess,
    PublicPlace,
)
from anlan.api.state import CityState
from anlan.cases.catalogue import catalogue
from anlan.words import Language

router = APIRouter(
    prefix="/api/public/cities", tags=["public"], dependencies=[Depends(refuse_unknown)]
)
Public = Annotated[CityState, Depends(PublicCity())]


@router.get("")
def cities(state: Anybody, lang: Lang = "en") -> list[PublicCityTold]:
    """Return the cities whose public door is open."""
    return [
        PublicCityTold(**_city(each, lang)) for each in state.all() if each.pack.city.public.open
    ]


@router.get("/{city}")
def door(city: Public, lang: Lang = "en") -> PublicDoorTold:
    """Return what may be reported to a city, and how long a contact is kept."""
    known, chosen = catalogue(), city.public.door
    return PublicDoorTold(
        **_city(city, lang),
        classes=[
            PublicClass(
                code=each.code,
                title=each.title.of(lang),
                group=known.groups[each.group].title.of(lang),
            )
            for each in known.classes.values()
            if chosen.takes(each.code)
        ],
        contact_days=chosen.contact_days,
        photos=chosen.photos,
        alerts=city.pack.city.alerts is not None,
        title_longest=LONGEST.title,
        text_longest=LONGEST.text,
    )


@router.get("/{city}/divisions")
def divisions(
    city: Public,
    parent: Annotated[
        str, Query(max_length=40, description="A division's code; the largest ones if empty.")
    ] = "",
    lang: Lang = "en",
) -> list[PublicPlace]:
    """Return the divisions of one, to choose from where there is no position; none of a grid."""
    rows = city.divisions.rows
    top = city.pack.city.name
    standing = {each.code for each in city.divisions.standing()}
    parents = {row["parent"] or top for code, row in rows.items() if code in standing}
    return [
        PublicPlace(code=code, title=row[f"name_{lang}"], parts=code in parents)
        for code, row in sorted(rows.items())
        if code in standing and (row["parent"] or top) == (parent or top)
    ]


@router.get("/{city}/reports/guess")
def guess(
    city: Public,
    text: Annotated[str, Query(min_length=1, max_length=LONGEST.text)],
    lang: Lang = "en",
) -> list[PublicGuess]:
    """Return the classes that a text may mean, the likeliest first."""
    known, chosen = catalogue(), city.public.door
    found = (known.classes[each.code] for each in known.guess(text))
    return [
        PublicGuess(
            code=each.code,
            title=each.title.of(lang),
            group=known.groups[each.group].title.of(lang),
        )
        for each in found
        if chosen.takes(each.code)
    ]


def _city(city: CityState, lang: Language) -> dict[str, object]:
    told = city.pack.city
    return {
        "name": told.name,
        "title": told.title.of(lang),
        "bounds": told.bounds,
        "languages": list(told.languages),
    }
