"""The month's report: figures as of its end, by division, and on paper in both languages."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import openpyxl
import pytest
from register_town import CAUSE, CITY, LOCK, draft, room

from anlan import cities
from anlan.cases.clockwork import Clockwork
from anlan.cases.flow import Move
from anlan.cases.room import CaseRoom
from anlan.cases.rows import find as find_case
from anlan.model.cause import Cause
from anlan.model.errors import CaseError, RegisterError
from anlan.risk.register import rows
from anlan.risk.register.draft import Told
from anlan.risk.register.equipment import Done, Piece, done, put_many
from anlan.risk.register.hazards import Finding, found
from anlan.risk.register.month_report import FORMS, MonthTold, as_report, tell
from anlan.risk.register.monthly import FIGURES
from anlan.risk.register.room import RegisterRoom
from anlan.store.change import change
from anlan.store.database import Database
from support.pdftext import words_of

NOW = datetime(2026, 12, 5, 4, 0, tzinfo=UTC)
SEPTEMBER, OCTOBER = datetime(2026, 9, 10, 2, tzinfo=UTC), datetime(2026, 10, 12, 2, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 10, 2, tzinfo=UTC)
ORDER = {"department": "housing", "measures": "支护加固", "funds": "自筹 5 万元",
         "plan": "撤人预案", "person": "安全岗"}  # fmt: skip
ACTS = (
    ("file.accept", "acceptor", {}), ("file.file", "duty_head", {}),
    ("dispatch.send", "dispatcher", ORDER), ("handle.receive", "handler", {}),
    ("handle.start", "handler", {
        "interim_control": "停工", "targets": "消除", "organisation": "安全岗",
    }),
    ("handle.finish", "handler", {"evidence": ["after"]}), ("check.ask", "acceptor", {}),
    ("check.pass", "collector", {"evidence": ["seen"]}), ("close.close", "duty_head", {}),
)  # fmt: skip


@pytest.fixture
def here(database: Database) -> RegisterRoom:
    """The register of September: a yellow point in each of two streets."""
    at = room()
    drafts = [draft("A-1"), draft("A-2", lon=LOCK[0], lat=LOCK[1])]
    with change(database, CAUSE) as made:
        at.put_many(made, at.placed_many(drafts, SEPTEMBER), SEPTEMBER)
    return at


@pytest.fixture
def told(database: Database, here: RegisterRoom) -> Callable[..., MonthTold]:
    def ask(month: str, level: str = "street", now: datetime = NOW) -> MonthTold:
        with database.session() as session:
            return tell(session, here, month, level, now)

    return ask


@pytest.fixture
def cases(here: RegisterRoom) -> CaseRoom:
    pack = cities.load(CITY)
    return CaseRoom(pack.city, here.tree, Clockwork.of(pack.city, pack.finder()))


@pytest.fixture
def hazard(database: Database, here: RegisterRoom, cases: CaseRoom) -> Callable[..., str]:
    """Find a hazard, and take its case ``steps`` acts on, one ``every`` so often."""

    def make(
        at: datetime, steps: int = 0, *, every: timedelta = timedelta(hours=1), major: bool = False,
        code: str = "A-1",
    ) -> str:  # fmt: skip
        with change(database, CAUSE) as made:
            finding = Finding("支护松动", f"patrol {at} {major} {code}", major=major)
            number = found(made, here, cases, code, finding, at)
        for act, role, given in ACTS[:steps]:
            at += every
            fields = dict(given)
            if act == "dispatch.send":
                fields["deadline"] = (at + timedelta(days=3)).isoformat()
            if act == "handle.start" and not major:
                fields = {}
            act_of(act, role, number, at, fields)
        return number

    def act_of(act: str, role: str, number: str, at: datetime, fields: dict[str, object]) -> None:
        who = f"local:{role}"
        with change(database, Cause(who)) as made:
            row = find_case(made.session, CITY, number)
            department = "housing" if role == "handler" else ""
            cases.move(made, number, Move(act, who, role, at, department, fields), row.version)

    return make


def values(told: MonthTold, path: str = "") -> dict[str, float | None]:
    """Return the figures that aren't zero, of a division or of all."""
    counts = dict(told.rows)[path] if path else told.sums
    found = {each.name: each.of(counts) for each in FIGURES}
    return {name: value for name, value in found.items() if value}


LAMP_STREET, LOCK_STREET = f"{CITY}/990101/990101001", f"{CITY}/990101/990101002"


def test_points_are_told_as_they_were_at_the_months_end(database, here, told):
    with change(database, CAUSE) as made:
        here.tell(made, [Told("A-1", "hazard_major", "case 1", OCTOBER)], OCTOBER)
    with change(database, CAUSE) as made:
        here.end(made, "case 1", NOVEMBER)
        version = rows.find(made.session, CITY, "A-2").version
        here.retire(made, "A-2", version, NOVEMBER)
    assert values(told("2026-08")) == {}
    assert values(told("2026-09")) == {"points": 2, "points_yellow": 2}
    october = told("2026-10")
    assert values(october, LAMP_STREET) == {"points": 1, "points_red": 1, "worse": 1}
    assert values(october, LOCK_STREET) == {"points": 1, "points_yellow": 1}
    assert october.before["points_yellow"] == 2
    assert values(told("2026-11")) == {"points": 1, "points_orange": 1, "better": 1}
    district = told("2026-10", "district")
    assert [path for path, _ in district.rows] == [f"{CITY}/990101"]
    assert values(district)["points"] == 2


def test_hazards_are_told_by_the_month_they_were_found_in(told, hazard):
    hazard(OCTOBER, len(ACTS))
    hazard(OCTOBER, 2, code="A-2")
    hazard(OCTOBER + timedelta(days=1), 5, major=True)
    # Found in October, put right in November: open at October's end, and right in no month's table.
    hazard(OCTOBER + timedelta(days=2), len(ACTS), every=timedelta(days=4))
    hazards = (
        "general_found", "general_right", "general_rate", "major_found", "major_right",
        "major_planned", "by_inspection", "due", "in_time", "in_time_rate", "general_open",
        "major_open", "overdue_open",
    )  # fmt: skip
    october = values(told("2026-10"))
    assert {name: october[name] for name in hazards if name in october} == {
        "general_found": 3, "general_right": 1, "general_rate": pytest.approx(1 / 3),
        "major_found": 1, "major_planned": 1, "by_inspection": 4, "due": 2, "in_time": 1,
        "in_time_rate": pytest.approx(1 / 2), "general_open": 2, "major_open": 1,
        "overdue_open": 1,
    }  # fmt: skip
    november = values(told("2026-11"))
    assert (november["general_open"], november["major_open"]) == (1, 1)
    # Sent on 26 October, to be handled within five working days, and handled on 7 November.
    assert (november["due"], november.get("in_time")) == (1, None)
    assert "general_found" not in november


def test_what_was_no_hazard_is_not_counted(database, cases, told, hazard):
    number = hazard(OCTOBER)
    by = Move("file.reject", "local:b", "acceptor", OCTOBER + timedelta(hours=1),
              fields={"reason": "现场无此问题"})  # fmt: skip
    with change(database, Cause("local:b")) as made:
        cases.move(made, number, by, find_case(made.session, CITY, number).version)
    assert "general_found" not in values(told("2026-10"))


def test_listed_supervision_is_told_in_the_month_and_at_its_end(database, cases, told, hazard):
    number = hazard(OCTOBER, 3, major=True)
    fields = {"issuer": "emergency_management", "leader": "分管领导岗", "public": "no",
              "reason": "逾期", "deadline": NOVEMBER.isoformat()}  # fmt: skip
    by = Move("supervise.list", "local:s", "supervisor", OCTOBER + timedelta(days=9), fields=fields)
    with change(database, Cause("local:s")) as made:
        cases.move(made, number, by, find_case(made.session, CITY, number).version)
    october, november = values(told("2026-10")), values(told("2026-11"))
    assert (october["listed"], october["under_listing"]) == (1, 1)
    assert (november.get("listed"), november["under_listing"]) == (None, 1)


def test_duties_are_told_as_they_stood_then(database, here, told):
    lift = Piece("L-1", "lift", "Lift", "990101001", accepted=date(2022, 5, 20),
                 used_from=date(2022, 6, 1),
                 done={"lift_inspection": Done(date(2026, 5, 10)),
                       "lift_self_test": Done(date(2026, 5, 30)),
                       "lift_upkeep": Done(date(2026, 9, 28))})  # fmt: skip
    with change(database, CAUSE) as made:
        put_many(made, here, [lift])
        for day in (date(2026, 10, 10), date(2026, 11, 3)):
            done(made, here, "L-1", "lift_upkeep", Done(day), NOW)
    # Every 15 days: due on 13 October and done in time; then on 25 October, done on 3 November.
    october, november = values(told("2026-10")), values(told("2026-11"))
    names = ("duties_due", "duties_done", "duties_overdue")
    assert [october.get(name) for name in names] == [2, 1, 1]
    assert [november.get(name) for name in names] == [1, 1, 1]


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ("2026-13", CaseError, "2026-13"),
        ("2026-Q3", RegisterError, "is no month"),
        ("2027-01", RegisterError, "hasn't begun"),
    ],
)
def test_what_is_no_month_is_refused(told, asked, error, words):
    with pytest.raises(error, match=words):
        told(asked)


def test_a_level_that_is_not_there_is_refused(told):
    with pytest.raises(RegisterError, match="no level 'planet'"):
        told("2026-10", "planet")


def test_a_month_that_is_not_over_says_so(told):
    assert not told("2026-12").month.over
    notes = as_report(told("2026-12"), "en").notes
    assert "isn't over" in notes[0]
    assert "isn't over" not in as_report(told("2026-11"), "en").notes[0]


@pytest.fixture
def october(told, hazard) -> MonthTold:
    hazard(OCTOBER, len(ACTS))
    hazard(OCTOBER, 2, code="A-2")
    return told("2026-10")


class _Tables(HTMLParser):
    """Takes the cells of all tables."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._in = True

    def handle_endtag(self, tag: str) -> None:
        self._in = self._in and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in:
            self.tables[-1][-1][-1] += data.strip()


def test_the_page_has_the_tables_and_every_definition(october):
    page = FORMS["html"](october, "zh").decode()
    assert not re.search(r"(src|href)=|<script", page)
    tables = _Tables()
    tables.feed(page)
    head, *lines = tables.tables[0]
    told = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    assert told["灯街道"]["发现一般隐患"] == "1"
    assert told["灯街道"]["一般隐患整改率"] == "100.0 %"
    assert told["合计"]["一般隐患整改率"] == "50.0 %"
    assert told["闸街道"]["重大隐患销号率"] == "–"
    assert told["上月合计"]["发现一般隐患"] == "0"
    for each in FIGURES:
        assert each.words("zh") in unescape(page)


def test_the_spreadsheet_holds_numbers(october):
    book = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"](october, "en")))
    assert len(book.sheetnames) == 5
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    by_name = {row[0]: dict(zip(head, row, strict=True)) for row in sheet.values}
    assert by_name["Lamp Street"]["General hazards put right"] == 1
    assert by_name["Total"]["General: rate"] == pytest.approx(0.5)
    assert by_name["Lock Street"]["Major: rate"] is None
    told = [row[1] for row in book.worksheets[-1].values]
    assert all(each.words("en") in told for each in FIGURES)


def test_the_list_has_a_row_for_each_division(october):
    told = list(csv.reader(io.StringIO(FORMS["csv"](october, "en").decode("utf-8-sig"))))
    assert [row[:2] for row in told[1:]] == [
        ["990101001", "Lamp Street"], ["990101002", "Lock Street"], ["", "Total"]
    ]  # fmt: skip
    sums = dict(zip(told[0], told[-1], strict=True))
    assert (sums["General hazards found"], sums["General: rate"]) == ("2", "0.5")


@pytest.mark.parametrize(
    ("lang", "street", "total"), [("en", "Lamp Street", "Total"), ("zh", "灯街道", "合计")]
)
def test_the_pdf_holds_the_figures_of_each_division(october, lang, street, total):
    told = words_of(FORMS["pdf"](october, lang))
    assert as_report(october, lang).title in told
    assert told[told.index(street) :][:6] == [street, "1", "1", "100.0 %", "0", "0"]
    assert told[told.index(total) :][:6] == [total, "2", "1", "50.0 %", "0", "0"]
