"""The sheets of the packs: a unit fills them in, and the register takes them back whole."""

import itertools
from datetime import date
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from pack_sheets import HEADER, at, book, computed, fill, names, saved, score

from anlan.model.errors import RegisterError
from anlan.risk.packs import packs
from anlan.risk.packs.sheets import write_sheet
from anlan.risk.register import Draft, kinds
from anlan.risk.register.clauses import of_field
from anlan.risk.register.sheet import Sheet, read
from anlan.risk.register.sheet import settings as reading
from anlan.risk.schemes import shipped, verdict
from anlan.words import say

FIELDS = tuple(kinds().fields)


def taken(filled: Workbook, folder: Path) -> Sheet:
    """Save a workbook as a spreadsheet program does, and read it."""
    file = folder / "filled.xlsx"
    saved(filled, file)
    return read(file, {})


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_filled_in_jha_sheet_is_taken_back_as_its_activities(tmp_path, field, lang):
    filled, many = fill(field, "jha", lang)
    found = taken(filled, tmp_path)
    pack = packs()[field]
    assert not found.problems
    assert (found.unknown, found.personal) == ([], [])
    assert [each.draft.name for each in found.points] == [
        pack.kind(each.kind).of(lang) for each in pack.jha
    ]
    assert many == sum(len(each.sources) for each in drafts(found)) > 0
    for draft, jha in zip(drafts(found), pack.jha, strict=True):
        common(draft, field)
        assert draft.type == "activity"
        for source, step in zip(draft.sources, jha.steps, strict=True):
            assert source.name == step.step.of(lang)
            assert source.cause == step.hazard.of(lang)
            assert source.consequence == step.consequence.of(lang)
            assert source.event == step.event
            assert measures(source) == {k: v.of(lang) for k, v in step.measures.items()}
    scores(drafts(found), field)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_filled_in_scl_sheet_is_taken_back_as_its_places_and_facilities(tmp_path, field, lang):
    filled, many = fill(field, "scl", lang)
    found = taken(filled, tmp_path)
    pack = packs()[field]
    assert not found.problems
    assert (found.unknown, found.personal) == ([], [])
    assert many == sum(len(each.sources) for each in drafts(found)) > 0
    for draft, scl in zip(drafts(found), pack.scl, strict=True):
        common(draft, field)
        assert (draft.name, draft.type) == (pack.kind(scl.kind).of(lang), pack.kind(scl.kind).type)
        for source, item in zip(draft.sources, scl.items, strict=True):
            assert source.name == item.item.of(lang)
            assert source.cause.startswith(item.deviation.of(lang))
            assert item.standard.of(lang) in source.cause
            assert source.event == item.event
            assert measures(source) == {k: v.of(lang) for k, v in item.measures.items()}
    scores(drafts(found), field)


def drafts(found: Sheet) -> list[Draft]:
    return [each.draft for each in found.points]


def measures(source) -> dict[str, str]:
    return {each.group: each.text for each in source.measures}


def common(draft: Draft, field: str) -> None:
    assert (draft.field, draft.scheme) == (field, packs()[field].scheme)
    assert (draft.unit, draft.unit_code) == ("甲 公司", "91990100MA0000001A")
    assert (draft.division, draft.assessed) == ("990101001", date(2026, 3, 5))


def scores(told: list[Draft], field: str) -> None:
    factors = shipped()[packs()[field].scheme].factors
    sources = [source for draft in told for source in draft.sources]
    for n, source in enumerate(sources):
        worse = {each.symbol: sorted(each.values, reverse=True) for each in factors}
        assert source.inherent == {k: v[n % len(v)] for k, v in worse.items()}
        assert source.residual == {k: v[-1] for k, v in worse.items()}


@pytest.mark.parametrize("kind", ["jha", "scl"])
def test_what_is_not_scored_is_refused_row_by_row_and_the_rest_is_taken(tmp_path, kind):
    filled = book("fire", kind, "zh")
    sheet = filled[kind.upper()]
    pack = packs()["fire"]
    first, second = pack.jha if kind == "jha" else pack.scl
    many = len(first.steps if kind == "jha" else first.items)
    for n in range(many):
        score(sheet, HEADER + 1 + n, "fire", kind, "zh", n)
    found = taken(filled, tmp_path)
    assert [each.name for each in drafts(found)] == [pack.kind(first.kind).zh]
    assert {each.row for each in found.problems} == {HEADER + 1 + many}
    assert "L, S" in found.problems[0].reason.say() or "L" in found.problems[0].reason.say()
    assert pack.kind(second.kind).zh not in repr(drafts(found))


def test_rows_of_ones_own_in_the_room_that_is_left(tmp_path):
    filled, many = fill("construction", "jha", "zh")
    sheet, told = filled["JHA"], names("construction", "jha", "zh")
    row = HEADER + 1 + many
    own = {"name": "爬模作业", "source": "提升架体", "event": "高处坠落", "cause": "附着失效",
           "engineering": "防坠器", "owner": "架子工班岗", "lon": 114.25, "lat": 30.6}  # fmt: skip
    for key, value in own.items():
        sheet.cell(row, at(sheet, told[key]), value)
    score(sheet, row, "construction", "jha", "zh", 1)
    found = drafts(taken(filled, tmp_path))[-1]
    assert (found.name, found.owner, found.lon, found.lat) == (
        "爬模作业",
        "架子工班岗",
        114.25,
        30.6,
    )
    (source,) = found.sources
    assert (source.name, source.event, measures(source)) == (
        "提升架体",
        "09",
        {"engineering": "防坠器"},
    )


def test_rows_with_a_code_in_the_first_only_are_one_point(tmp_path):
    file = tmp_path / "list.csv"
    text = "编号,风险点,危险源,事故类型,L,S,行业\nA-1,锅炉房,水位,锅炉爆炸,2,5,特种设备\n"
    text += ",锅炉房,燃烧器,其他爆炸,2,4,特种设备\nA-2,锅炉房,水位,锅炉爆炸,1,5,特种设备\n"
    file.write_text(text, "utf-8")
    one, other = drafts(read(file, {}))
    assert [each.name for each in one.sources] == ["水位", "燃烧器"]
    assert (one.code, other.code) == ("A-1", "A-2")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("field", FIELDS)
def test_value_and_colour_follow_by_formula_as_the_scheme_grades(field, lang):
    sheet = book(field, "jha", lang)["JHA"]
    told, scheme = names(field, "jha", lang), shipped()[packs()[field].scheme]
    value, colour = (sheet.cell(HEADER + 1, at(sheet, told[key])) for key in ("value", "colour"))
    assert computed(sheet, value.value) == computed(sheet, colour.value) == ""
    for scores_ in itertools.product(*(each.values for each in scheme.factors)):
        given = dict(zip((each.symbol for each in scheme.factors), scores_, strict=True))
        for letter, each in given.items():
            sheet.cell(HEADER + 1, at(sheet, told[letter]), each)
        made, band = verdict(scheme, given)
        assert computed(sheet, value.value) == pytest.approx(made)
        assert computed(sheet, colour.value) == say(f"risk.colour.{band.colour}", lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["jha", "scl", "checklist"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_sheet_is_ready_for_print_with_its_header_kept(field, kind, lang):
    filled = book(field, kind, lang)
    shown = [each for each in filled if each.sheet_state == "visible"]
    assert len(shown) == (len(packs()[field].checklists) if kind == "checklist" else 1)
    for sheet in shown:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
        assert sheet.freeze_panes == f"C{HEADER + 1}"
        assert "How to fill in" in sheet["A3"].value
        assert "填表说明" in sheet["A4"].value


@pytest.mark.parametrize("kind", ["jha", "scl"])
@pytest.mark.parametrize("field", FIELDS)
def test_scores_kinds_of_accident_and_types_are_chosen_from_lists(field, kind):
    filled = book(field, kind, "zh")
    sheet, told = filled[kind.upper()], names(field, kind, "zh")
    lists = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            lists[area.min_col] = rule
    for factor in shipped()[packs()[field].scheme].factors:
        for key in (factor.symbol, f"residual_{factor.symbol}"):
            rule = lists[at(sheet, told[key])]
            assert [float(each) for each in rule.formula1.strip('"').split(",")] == list(
                factor.values
            )
    assert lists[at(sheet, told["event"])].formula1 == "lists!$A$1:$A$20"
    assert [row[0].value for row in filled["lists"]] == [
        each.zh for each in kinds().accidents.values()
    ]
    assert (at(sheet, told["type"]) in lists) if "type" in told else kind == "jha"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["jha", "scl"])
def test_every_column_and_label_is_one_that_the_register_reads(kind, lang):
    for field in FIELDS:
        for key, name in names(field, kind, lang).items():
            assert reading.columns()[reading.plain(name)] == key


@pytest.mark.parametrize("field", FIELDS)
def test_a_checklist_shows_every_item_and_the_clause_to_look_up(field):
    filled = book(field, "checklist", "zh")
    for sheet, told in zip(filled, packs()[field].checklists, strict=True):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(HEADER + 1)]
        assert [row[1] for row in rows] == [each.zh for each in told.items]
        cited = {each.number: each.cited("zh") for each in of_field(field)} | {"": None}
        assert [row[4] for row in rows] == [cited[each.clause] for each in told.items]


@pytest.mark.parametrize("kind", ["jha", "scl"])
def test_a_sheet_as_it_was_fetched_has_nothing_to_register_yet(tmp_path, kind):
    file = tmp_path / "fresh.xlsx"
    file.write_bytes(write_sheet(packs()["mines"], kind, "zh"))
    found = read(file, {})
    assert not found.points
    assert {each.reason.key for each in found.problems} == {"error.sheet.letters"}


def test_a_checklist_is_no_register(tmp_path):
    filled = book("fire", "checklist", "zh")
    del filled[filled.sheetnames[1]]
    with pytest.raises(RegisterError, match="no row names the columns"):
        taken(filled, tmp_path)
