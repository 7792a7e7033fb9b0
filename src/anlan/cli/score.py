"""``anlan score``: rank all premises, or score a file of candidate visits."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from anlan.cities.work import Work
from anlan.cli import options
from anlan.cli.app import app, common, words
from anlan.cli.work import columns, work, work_on_folder
from anlan.model.csvsafe import safe_frame
from anlan.pool import quarantine
from anlan.pool.candidates import read_candidates
from anlan.risk.jobs import Desk, rank
from anlan.risk.results import Ranking
from anlan.risk.scoring import score_candidates
from anlan.store.whole import whole_file
from anlan.words import say


@app.command(help=words("score.help"))
def score(
    city: options.City,
    data: options.DataAlone = None,
    candidates: Annotated[Path | None, typer.Option(help=words("option.candidates"))] = None,
    out: Annotated[Path | None, typer.Option(help=words("option.out"))] = None,
    target: options.Target = None,
    as_of: Annotated[str | None, typer.Option(help=words("option.as_of"))] = None,
) -> None:
    """Rank the city, or score candidates into a CSV."""
    if out and not candidates:
        raise typer.BadParameter(say("cli.score.out_of_candidates", common().lang))
    if as_of and candidates:
        raise typer.BadParameter(say("cli.score.day_of_candidates", common().lang))
    opened = work_on_folder(city, data) if data else work(city)
    with opened as here:
        desk = here.desk(target)
        if data:
            tell_set_aside(here)
        if candidates:
            score_file(here, desk, candidates, out or Path("scores.csv"))
        else:
            day = options.day("as-of", as_of) or desk.next_day()
            show(Ranking.read(rank(desk, day).folder))


def score_file(here: Work, desk: Desk, candidates: Path, out: Path) -> None:
    """Score the visits of a file; write id, score and score_premises in their order."""
    source = desk.city.source(desk.target.visits.source)
    rows = read_candidates(here.workspace, desk.city, source.name, candidates)
    scored = score_candidates(desk.target, desk.tables, rows)
    named = scored.rename({"visit": source.key[0]})
    with whole_file(out) as draft:
        safe_frame(named).write_csv(draft, float_precision=9)
    common().tell("scored", n=scored.height, path=out)


def tell_set_aside(here: Work) -> None:
    """Say how many rows of the folder broke their contract: the scores know nothing of them."""
    found = quarantine.listing(here.workspace, limit=0)
    if found.total:
        by_source: Counter[str] = Counter()
        for rule in found.by_rule:
            by_source[rule.source] += rule.count
        sources = ", ".join(f"{name} {n:,}" for name, n in sorted(by_source.items()))
        common().tell("set_aside", n=found.total, sources=sources)


def show(ranking: Ranking, rows: int = 10) -> None:
    """Print the first premises with their first reason."""
    here = common()
    table = columns(here, "rank", "name", "score", "why")
    for row in ranking.assets.head(rows).iter_rows(named=True):
        why = row["reasons"][0][here.lang] if row["reasons"] else ""
        table.add_row(str(row["rank"]), row["name"], f"{row['score_premises']:.3f}", why)
    here.console.print(table)
    meta = ranking.meta
    by = meta.ranked_by_text[here.lang]
    here.tell("ranked", n=f"{ranking.assets.height:,}", day=meta.as_of, by=by)
