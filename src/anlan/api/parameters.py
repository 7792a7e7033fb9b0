"""What routers share: the language, the city named in the path, and refusing unknown parameters."""

from typing import Annotated

from fastapi import Depends, HTTPException, Query, Request

from anlan.api.state import CityState, State
from anlan.words import Language, say

Lang = Annotated[Language, Query(description="The language of every text in the answer.")]


def refuse_unknown(request: Request) -> None:
    """Refuse a query parameter the route doesn't declare: a typing error must not pass silently."""
    declared = {p.alias for p in request.scope["route"].dependant.query_params} | {"lang"}
    for part in request.scope["route"].dependant.dependencies:
        declared |= {p.alias for p in part.query_params}
    unknown = sorted(set(request.query_params) - declared)
    if unknown:
        raise HTTPException(422, f"unknown parameter {unknown}; known are {sorted(declared)}")


def all_cities(request: Request) -> State:
    """Return every city the server shows."""
    state: State = request.app.state.anlan
    return state


def named_city(request: Request, city: str, lang: Lang = "en") -> CityState:
    """Return the city in the path.

    Raises:
        HTTPException: 404 when the server shows no such city.
    """
    found = all_cities(request).city(city)
    if found is None:
        names = ", ".join(c.pack.city.name for c in all_cities(request).all())
        raise HTTPException(404, say("api.no_city", lang, city=city, names=names))
    return found


City = Annotated[CityState, Depends(named_city)]


def missing(what: str, city: CityState, lang: Language) -> HTTPException:
    """Return the 404 that names the command which makes what is missing."""
    return HTTPException(404, say(f"api.no_{what}", lang, city=city.pack.city.name))
