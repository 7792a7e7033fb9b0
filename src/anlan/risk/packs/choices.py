"""What may be chosen in a sheet, and what follows from it: scores, value, colour."""

from xlsxwriter.utility import xl_rowcol_to_cell

from anlan.model.colour import COLOURS
from anlan.risk.packs.paper import Paper
from anlan.risk.register.kinds import kinds
from anlan.risk.schemes import Scheme
from anlan.words import Language, say

LISTS = "lists"
"""The hidden worksheet of what is too much for a rule."""
_BELOW = "risk.sheet.below"
# What a formula made as it was written: with no text at all XlsxWriter says that it made nothing,
# and the sheet would pass for one that was never computed.
_EMPTY = " "
_LONGEST_TITLE, _LONGEST_HINT = 32, 255


def lists(paper: Paper, first: int, last: int) -> None:
    """Let types and kinds of accident be chosen; these are too many to stand in a rule."""
    if "type" in paper.names:
        types = [name.of(paper.lang) for name in kinds().types.values()]
        at = paper.at("type")
        paper.sheet.data_validation(first, at, last, at, {"validate": "list", "source": types})
    hidden = paper.book.add_worksheet(LISTS)
    hidden.hide()
    events = [name.of(paper.lang) for name in kinds().accidents.values()]
    hidden.write_column(0, 0, events)
    source, at = f"={LISTS}!$A$1:$A${len(events)}", paper.at("event")
    paper.sheet.data_validation(first, at, last, at, {"validate": "list", "source": source})


def scores(paper: Paper, scheme: Scheme, first: int, last: int) -> None:
    """Let scores be chosen from the scheme's, and have value and colour follow by formula."""
    for factor in scheme.factors:
        hint = "; ".join(f"{each.score:g} {each.of(paper.lang)}" for each in factor.scores)
        rule = {
            "validate": "list",
            "source": [f"{each:g}" for each in factor.values],
            "input_title": f"{factor.symbol} {factor.name.of(paper.lang)}"[:_LONGEST_TITLE],
            "input_message": hint if len(hint) <= _LONGEST_HINT else say(_BELOW, paper.lang),
        }
        for column in (factor.symbol, f"residual_{factor.symbol}"):
            at = paper.at(column)
            paper.sheet.data_validation(first, at, last, at, rule)
            for row in range(first, last + 1):
                paper.sheet.write_blank(row, at, None, paper.forms["score"])
    letters = [factor.symbol for factor in scheme.factors]
    for row in range(first, last + 1):
        cells = [xl_rowcol_to_cell(row, paper.at(each)) for each in letters]
        full, product = f"COUNT({','.join(cells)})={len(cells)}", "*".join(cells)
        value = xl_rowcol_to_cell(row, paper.at("value"))
        form = paper.forms["value"]
        paper.sheet.write_formula(value, f'=IF({full},ROUND({product},6),"")', form, _EMPTY)
        graded = _grading(scheme, value, paper.lang)
        paper.sheet.write_formula(
            row, paper.at("colour"), f'=IF({value}="","",{graded})', form, _EMPTY
        )
    at = paper.at("colour")
    for name in COLOURS:
        rule = {
            "type": "cell",
            "criteria": "==",
            "value": f'"{say(f"risk.colour.{name}", paper.lang)}"',
            "format": paper.forms[f"colour_{name}"],
        }
        paper.sheet.conditional_format(first, at, last, at, rule)


def _grading(scheme: Scheme, value: str, lang: Language) -> str:
    """Return the formula of a value's colour; its bands leave no value out."""
    *above, lowest = sorted(scheme.bands, key=lambda band: -band.at_least)
    told = f'"{say(f"risk.colour.{lowest.colour}", lang)}"'
    for band in reversed(above):
        name = say(f"risk.colour.{band.colour}", lang)
        told = f'IF({value}>={band.at_least:g},"{name}",{told})'
    return told


def scale(paper: Paper, scheme: Scheme, row: int) -> None:
    """Write what the scores mean; in the first column only, which makes no risk point of it."""
    name = scheme.name.of(paper.lang)
    paper.sheet.write_string(row, 0, f"{name}  {scheme.formula}", paper.forms["scale"])
    for factor in scheme.factors:
        row += 1
        title = f"{factor.symbol} – {factor.name.of(paper.lang)}"
        paper.sheet.write_string(row, 0, title, paper.forms["scale"])
        for score in factor.scores:
            row += 1
            paper.sheet.write_string(row, 0, f"{score.score:g}  {score.of(paper.lang)}")
