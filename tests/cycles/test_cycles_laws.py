"""What holds for every cycle, and a slow reference that counts day by day."""

import calendar
from datetime import date, timedelta

import numpy as np
import pytest
from cycles_rows import at, found, one
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.errors import RegisterError
from anlan.risk.cycles import Duties, cycles, due, explain
from anlan.risk.cycles.table import FILE, read

DAYS = st.dates(date(1980, 1, 1), date(2040, 12, 31))
MONTHLY = sorted(
    name
    for name, each in cycles().items()
    if each.every and each.every.unit == "months" and each.form == "every"
)


def slowly(day: date, months: int) -> date:
    """Go on month by month, then to the day or the last of that month."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@given(day=DAYS, name=st.sampled_from(MONTHLY))
def test_months_are_counted_as_by_hand(day, name):
    every = cycles()[name].every
    assert at(name, one("1979-01-01", day.isoformat())) == slowly(day, every.number)


@given(accepted=DAYS, after=st.integers(0, 9_000))
def test_a_lift_is_next_due_in_the_first_year_of_the_list_that_the_last_did_not_serve(
    accepted, after
):
    last = accepted + timedelta(days=after)
    listed = [1, 4, 7, 9, 11, 13, 15, *range(16, 60)]
    for year in listed:
        opens = slowly(date(accepted.year, accepted.month, 1), 12 * year - 2)
        if last < opens:
            break
    month = slowly(date(accepted.year, accepted.month, 1), 12 * year)
    expected = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    assert at("lift_inspection", one(accepted.isoformat(), last.isoformat())) == expected


@given(name=st.sampled_from(sorted(cycles())), anchor=DAYS, last=DAYS, later=st.integers(1, 900))
def test_doing_it_later_never_brings_the_next_nearer(name, anchor, last, later):
    before = at(name, one(anchor.isoformat(), last.isoformat(), grade=1))
    after = at(name, one(anchor.isoformat(), (last + timedelta(days=later)).isoformat(), grade=1))
    assert before is None or after is None or after >= before


@given(st.data())
def test_many_at_once_are_as_one_by_one(data):
    known = list(cycles().values())
    row = st.tuples(st.integers(0, len(known) - 1), DAYS, st.none() | DAYS, st.integers(0, 5))
    rows = data.draw(st.lists(row, min_size=1, max_size=40))
    days = [np.array([str(each) if each else "NaT"], "datetime64[D]") for *_, each, _ in rows]
    none = np.full(len(rows), np.datetime64("NaT", "D"))
    duties = Duties(
        np.array([each[0] for each in rows], np.int16),
        np.array([each[1] for each in rows], "datetime64[D]"),
        np.concatenate(days),
        np.array([each[3] for each in rows], np.int8),
        none,
        none,
        none,
    )
    many = due(known, duties)
    for place, (cycle, anchor, last, grade) in enumerate(rows):
        alone = found(known[cycle].id, one(str(anchor), str(last or "NaT"), grade=grade))
        assert many.at[place].item() == alone.at[0].item()
        assert many.why[place] == alone.why[0]


def test_without_its_first_day_no_date_is_made_up():
    for name in cycles():
        told = found(name, one())
        assert told.at[0].item() is None
        assert "Enter that day" in explain(cycles()[name], told, 0, None)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_date_says_why(lang):
    lift = cycles()["lift_inspection"]
    told = found("lift_inspection", one("2010-09-14", "2014-08-01"))
    said = explain(lift, told, 0, date(2014, 8, 1), lang)
    for part in ("2017-09-30", "2014-08-01", "2017-07-01", "1, 4, 7, 9, 11, 13, 15", "F11"):
        assert part in said


@pytest.mark.parametrize(
    ("was", "written", "said"),
    [
        (",every,used_from,,12,", ",often,used_from,,12,", "form 'often'"),
        (",every,used_from,,12,", ",every,birth,,12,", "anchor 'birth'"),
        (",every,used_from,,12,", ",every,used_from,,,", "lacks its columns"),
        (",every,used_from,,12,", ",every,used_from,,0,", "length '0'"),
        (",every,used_from,,12,", ",every,used_from,,year,", "year"),
        ("1|4|7|9|11|13|15", "1|7|4", "years '1|7|4'"),
        ("boiler_internal,", "boiler_external,", "boiler_external is there already"),
        ("id,equipment", "name,equipment", "'id'"),
    ],
)
def test_a_wrong_table_is_named_with_its_line(tmp_path, was, written, said):
    file = tmp_path / "own.csv"
    file.write_text(FILE.read_text("utf-8").replace(was, written, 1), "utf-8")
    with pytest.raises(RegisterError) as refused:
        read(file)
    assert said in refused.value.say()
    assert "own.csv, line" in refused.value.say()
    assert refused.value.say("zh")
