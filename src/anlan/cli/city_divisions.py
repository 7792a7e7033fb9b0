"""``anlan city divisions``: look a set of divisions over, ask it about a code or a place."""

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from anlan import cities
from anlan.cities import Pack
from anlan.cli import options
from anlan.cli.app import Common, common, words
from anlan.cli.options import City
from anlan.model.codes import encode
from anlan.model.errors import AnlanError
from anlan.pool.divisions import (
    DivisionTree,
    Finding,
    Survey,
    day_of,
    read_set,
    survey,
)
from anlan.words import Language, say

SHOWN = 50
"""So many findings are printed; ``--json`` tells all."""


def divisions(
    city: City,
    data: Annotated[Path | None, typer.Option(help=words("option.divisions_data"))] = None,
    day: Annotated[str | None, typer.Option(help=words("option.divisions_day"))] = None,
    code: Annotated[str | None, typer.Option(help=words("option.divisions_code"))] = None,
    at: Annotated[str | None, typer.Option(help=words("option.divisions_at"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=words("option.divisions_json"))] = False,
) -> None:
    """Look the divisions over; exit with 1 when a polygon can't be used."""
    here, pack = common(), cities.load(city)
    read = read_set(pack.city, pack.finder(data or here.home / pack.city.name / "layers"))
    when = options.day("day", day) or day_of(pack.city)
    tree = DivisionTree(pack.city, read.divisions, when)
    if code is not None or at is not None:
        told = _asked(pack, tree, code, at)
        if as_json:
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            _say(here, told)
        return
    found = survey(pack.city, read, when)
    if as_json:
        typer.echo(json.dumps(facts(found, here.lang), ensure_ascii=False, indent=2))
    else:
        _tell(here, pack, found)
    if any(each.kind == "refused" for each in found.findings):
        raise typer.Exit(1)


def facts(found: Survey, lang: Language) -> dict[str, Any]:
    """Return a survey for machines."""
    counts = {
        level: {"standing": standing, "with_polygon": shaped}
        for level, (standing, shaped) in found.counts.items()
    }
    findings = [_fact(each, lang) for each in found.findings]
    return {
        "day": found.day.isoformat(),
        "levels": counts,
        "ended": found.ended,
        "findings": findings,
    }


def _fact(finding: Finding, lang: Language) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "level": finding.level,
        "code": finding.code,
        "other": finding.other or None,
        "longitude": finding.lon,
        "latitude": finding.lat,
        "area_m2": finding.area_m2,
        "text": finding.say(lang),
    }


def _tell(here: Common, pack: Pack, found: Survey) -> None:
    from anlan.cli.work import columns  # noqa: PLC0415  (brings the libraries of every verb)

    here.tell("divisions_day", city=pack.city.title.of(here.lang), day=found.day, ended=found.ended)
    table = columns(here, "level", "standing", "with_polygon")
    for level, (standing, shaped) in found.counts.items():
        table.add_row(say(f"level.{level}", here.lang), f"{standing:,}", f"{shaped:,}")
    here.console.print(table)
    for finding in found.findings[:SHOWN]:
        here.console.print(finding.say(here.lang), highlight=False)
    if len(found.findings) > SHOWN:
        here.tell("divisions_more", n=len(found.findings) - SHOWN)
    here.tell("divisions_found" if found.findings else "divisions_right", n=len(found.findings))


def _asked(pack: Pack, tree: DivisionTree, code: str | None, at: str | None) -> dict[str, Any]:
    """Return what a code stood for, and what a place lies in, on the tree's day.

    Raises:
        AnlanError: the city never had such a code, or the place isn't two numbers.
    """
    told: dict[str, Any] = {"day": tree.day.isoformat()}
    if code is not None:
        history = tree.history(code)
        if not history:
            raise AnlanError("error.divisions.unknown", code=code, city=pack.city.name)
        told["code"] = code
        told["history"] = [each.row() for each in history]
        told["successors"] = [
            {"code": each.code, "share": each.share, "declared": each.declared}
            for each in tree.successors(code)
        ]
    if at is not None:
        lon, lat = _place(at)
        path = str(tree.paths_of_points(np.array([lon]), np.array([lat]))[0])
        told["place"] = {"longitude": lon, "latitude": lat, "path": path}
        told["place"]["beidou"] = str(encode(lon, lat))
    return told


def _place(at: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in at.split(","))
    except ValueError as error:
        raise AnlanError("error.divisions.place", found=at) from error
    return lon, lat


def _say(here: Common, told: dict[str, Any]) -> None:
    """Print what was asked, a sentence each."""
    for row in told.get("history", ()):
        here.tell(
            "division_stood",
            code=row["code"], name=row[f"name_{here.lang}"], parent=row["parent"] or "–",
            level=say(f"level.{row['level']}", here.lang),
            since=row.get("valid_from", "…"), until=row.get("valid_to", "…"),
        )  # fmt: skip
    for each in told.get("successors", ()):
        if each["code"] != told["code"]:
            share = "?" if each["share"] is None else f"{each['share']:.1%}"
            here.tell("division_heir", code=each["code"], day=told["day"], share=share)
    if "place" in told:
        here.tell("division_place", day=told["day"], **told["place"])
