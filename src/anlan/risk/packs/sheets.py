"""The sheets of a pack as workbooks that a unit fills in and ``anlan risk import`` takes back."""

from io import BytesIO

import xlsxwriter

from anlan.risk.packs import choices
from anlan.risk.packs.layout import SheetKind, columns, layout
from anlan.risk.packs.paper import Paper, Row, body, formats, labels, top
from anlan.risk.packs.shape import Checklist, Pack
from anlan.risk.register.clauses import of_field
from anlan.risk.register.kinds import kinds
from anlan.risk.schemes import Scheme, shipped
from anlan.words import Language, say

SPARE = 20
"""So many empty rows stand beneath those of the pack, for what a unit has besides."""
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write_sheet(pack: Pack, kind: SheetKind, lang: Language) -> bytes:
    """Return a sheet of a pack as an ``.xlsx`` file.

    Args:
        pack: of the field.
        kind: ``jha`` and ``scl`` hold all activities, and all places and facilities, of the pack;
            ``checklist`` one worksheet for each trade.
        lang: the language of columns and content; how to fill it in is said in both.
    """
    written = BytesIO()
    # Only as text: what a city puts into a pack is never a formula or a link.
    chosen = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    scheme = shipped()[pack.scheme]
    with xlsxwriter.Workbook(written, chosen) as book:
        forms = formats(book)
        names = columns(layout(kind), scheme, lang)
        if kind == "checklist":
            for n, each in enumerate(pack.checklists, 1):
                name = f"{n} {each.name.of(lang).translate(_FORBIDDEN)}"[:_LONGEST_NAME]
                paper = Paper(book, book.add_worksheet(name), lang, names, forms)
                _checklist(paper, pack, each)
        else:
            paper = Paper(book, book.add_worksheet(kind.upper()), lang, names, forms)
            _analysis(paper, pack, kind, scheme)
    return written.getvalue()


def _checklist(paper: Paper, pack: Pack, told: Checklist) -> None:
    title = f"{kinds().fields[pack.field].of(paper.lang)} – {told.name.of(paper.lang)}"
    first = top(paper, "checklist", title)
    labels(paper, [(each, None) for each in ("unit", "date", "post")])
    cited = {each.number: each.cited(paper.lang) for each in of_field(pack.field)}
    rows = [
        {
            "check": item.of(paper.lang),
            "clause": cited.get(item.clause, ""),
        }
        for item in told.items
    ]
    last = body(paper, first, rows)
    answers = [say(f"risk.sheet.result.{each}", paper.lang) for each in ("yes", "no", "none")]
    at = paper.at("result")
    paper.sheet.data_validation(first, at, last, at, {"validate": "list", "source": answers})


def _analysis(paper: Paper, pack: Pack, kind: SheetKind, scheme: Scheme) -> None:
    told = layout(kind)
    field = kinds().fields[pack.field].of(paper.lang)
    first = top(paper, kind, f"{field} – {told.title.of(paper.lang)}")
    types = [("type", kinds().types[told.type].of(paper.lang))] if told.type else []
    asked = [(each, "") for each in ("unit", "unit_code", "division", "date")]
    labels(paper, [("field", field), *types, *asked])
    rows = _jha(pack, paper.lang) if kind == "jha" else _scl(pack, paper.lang)
    last = body(paper, first, [*rows, *[{}] * SPARE])
    choices.lists(paper, first, last)
    choices.scores(paper, scheme, first, last)
    choices.scale(paper, scheme, last + 2)


def _jha(pack: Pack, lang: Language) -> list[Row]:
    return [
        {
            "name": pack.kind(jha.kind).of(lang),
            "source": step.step.of(lang),
            "cause": step.hazard.of(lang),
            "event": kinds().accidents[step.event].of(lang),
            "consequence": step.consequence.of(lang),
        }
        | {group: text.of(lang) for group, text in step.measures.items()}
        for jha in pack.jha
        for step in jha.steps
    ]


def _scl(pack: Pack, lang: Language) -> list[Row]:
    return [
        {
            "name": pack.kind(scl.kind).of(lang),
            "type": kinds().types[pack.kind(scl.kind).type].of(lang),
            "source": item.item.of(lang),
            "standard": item.standard.of(lang),
            "cause": item.deviation.of(lang),
            "event": kinds().accidents[item.event].of(lang),
        }
        | {group: text.of(lang) for group, text in item.measures.items()}
        for scl in pack.scl
        for item in scl.items
    ]
