"""The tree of divisions: children on demand, search, one division with its history and polygon."""

import json
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

import shapely
from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from anlan.api.guard import CityNeeds
from anlan.api.paging import cursor_of, numbers
from anlan.api.parameters import Cursor, Lang, Limit, refuse_unknown
from anlan.api.problems import RefusalError
from anlan.api.schemas import Grade
from anlan.api.view import CityView
from anlan.model.declared import Level
from anlan.pool.divisions import Division, DivisionTree
from anlan.pool.divisions.browse import Browser, Node
from anlan.words import Language

router = APIRouter(
    prefix="/api/cities/{city}/tree", tags=["city"], dependencies=[Depends(refuse_unknown)]
)
City = Annotated[CityView, Depends(CityNeeds("city.read"))]
Code = Annotated[str, Path(max_length=64)]
Day = Annotated[
    date | None, Query(description="The tree as it stood, or will stand, on another day.")
]
MOST_SHAPES = 400
"""So many polygons still read on one small map."""
DAYS_KEPT = 4
"""Trees of so many days are kept ready."""


class DivisionNode(BaseModel):
    """A division in the tree; ``above`` are the names of those that hold it, the largest first."""

    code: str
    name: str
    level: Level
    path: str
    above: list[str]
    children: int
    stands: bool
    valid_from: date | None
    valid_to: date | None


class DivisionNodes(BaseModel):
    """A page of divisions."""

    total: int
    next: str | None
    items: list[DivisionNode]


class PastName(BaseModel):
    """What a code stood for between two days."""

    name: str
    level: Level
    parent: str
    valid_from: date | None
    valid_to: date | None
    successors: list[str]


class Heir(BaseModel):
    """A division that stands in the place of one that has ended, or that one took the place of.

    ``share`` is how much of the other's area it has, where polygons tell.
    """

    code: str
    name: str
    share: float | None
    declared: bool


class DivisionDetail(BaseModel):
    """A division whole; ``below`` counts divisions by level, ``places`` ranked places by grade."""

    node: DivisionNode
    day: date
    parents: list[DivisionNode]
    below: dict[Level, int]
    places: dict[Grade, int] | None = Field(description="None without a ranking in one's scope.")
    history: list[PastName]
    successors: list[Heir]
    predecessors: list[Heir]
    bounds: tuple[float, float, float, float] | None
    shapes: dict[str, Any] = Field(description="GeoJSON: its polygon, and those right below.")


@router.get("")
def nodes(
    city: City,
    lang: Lang = "en",
    parent: Annotated[str, Query(max_length=64, description="A code; empty for the top.")] = "",
    q: Annotated[str, Query(max_length=100, description="Words of name or code.")] = "",
    level: Level | None = None,
    day: Day = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> DivisionNodes:
    """Return the divisions right below one, or those that a search finds."""
    browser = _browser(city, day)
    if parent and browser.node(parent) is None:
        raise RefusalError(404, "api.no_division", "query.parent", code=parent)
    found = browser.search(q, level) if q.strip() else browser.children(parent)
    [start] = numbers(cursor, 1) if cursor else (0,)
    page, more = found[start : start + limit], start + limit < len(found)
    return DivisionNodes(
        total=len(found),
        next=cursor_of(start + limit) if more else None,
        items=[_told(browser, each, lang) for each in page],
    )


@router.get("/{code}")
def one(city: City, code: Code, lang: Lang = "en", day: Day = None) -> DivisionDetail:
    """Return a division: where it stands in the tree, its polygon, its history, what it holds."""
    tree = _tree(city, day)
    browser = _ready(tree)
    node = browser.node(code)
    if node is None:
        raise RefusalError(404, "api.no_division", "path.code", code=code)
    shape = node.division.shape
    parents = [browser.node(each.code) for each in browser.names(node.path)[:-1]]
    return DivisionDetail(
        node=_told(browser, node, lang),
        day=tree.day,
        parents=[_told(browser, each, lang) for each in parents if each],
        below=browser.counts(code),
        places=_places(city, code),
        history=[_past(each, lang) for each in tree.history(code)],
        successors=[
            Heir(
                code=each.code,
                name=_name(tree.known[each.code], lang),
                share=each.share,
                declared=each.declared,
            )
            for each in tree.successors(code)
            if each.code != code
        ],
        predecessors=[
            Heir(code=each.code, name=_name(each, lang), share=None, declared=True)
            for each in browser.predecessors(code)
            if each.code != code
        ],
        bounds=tuple(shapely.bounds(shape).tolist()) if shape is not None else None,
        shapes=_shapes(browser, node, lang),
    )


def _tree(city: CityView, day: date | None) -> DivisionTree:
    tree = city.state.divisions
    return tree if day in (None, tree.day) else _as_of(tree, day)


@lru_cache(DAYS_KEPT)
def _as_of(tree: DivisionTree, day: date) -> DivisionTree:
    return tree.as_of(day)


@lru_cache(DAYS_KEPT)
def _ready(tree: DivisionTree) -> Browser:
    return Browser(tree)


def _browser(city: CityView, day: date | None) -> Browser:
    return _ready(_tree(city, day))


def _name(each: Division, lang: Language) -> str:
    return (each.name_zh if lang == "zh" else each.name_en) or each.code


def _told(browser: Browser, node: Node, lang: Language) -> DivisionNode:
    each = node.division
    return DivisionNode(
        code=each.code,
        name=_name(each, lang),
        level=each.level,
        path=node.path,
        above=[_name(one, lang) for one in browser.names(node.path)[:-1]],
        children=node.children,
        stands=node.stands,
        valid_from=each.valid_from,
        valid_to=each.valid_to,
    )


def _past(each: Division, lang: Language) -> PastName:
    return PastName(
        name=_name(each, lang),
        level=each.level,
        parent=each.parent,
        valid_from=each.valid_from,
        valid_to=each.valid_to,
        successors=list(each.successors),
    )


def _places(city: CityView, code: str) -> dict[Grade, int] | None:
    """Return the ranked places in a division by grade, as far as the asker may see places."""
    scope = city.person.scope("premises.read", city.city.name)
    ranked = city.state.ranking_within(scope.divisions) if scope else None
    if ranked is None:
        return None
    grades: tuple[Grade, ...] = ("red", "orange", "yellow", "blue")
    return {each: ranked.page(division=code, grade=each, limit=1)[0] for each in grades}


def _shapes(browser: Browser, node: Node, lang: Language) -> dict[str, Any]:
    below = browser.children(node.division.code) if node.stands else []
    drawn = [each.division for each in below if each.division.shape is not None][:MOST_SHAPES]
    features = [_feature(each, lang, outer=False) for each in drawn]
    if node.division.shape is not None:
        features.append(_feature(node.division, lang, outer=True))
    return {"type": "FeatureCollection", "features": features}


def _feature(each: Division, lang: Language, *, outer: bool) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": each.code, "name": _name(each, lang), "outer": outer},
        "geometry": json.loads(shapely.to_geojson(each.shape)),
    }
