"""$filter means what a plain reading of the standard says, on rows at random, in every database."""

import math
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odata_query import ast
from sqlalchemy import select
from watch_log import CITY, HOUR, NOW, compact_all, place_of

from anlan.store.database import Database
from anlan.store.schema import prepare
from anlan.store.watch import WatchThing
from anlan.store.watch.log import STORED, append
from anlan.watch.history.held import Place
from anlan.watch.sensorthings.filters import Translator
from anlan.watch.sensorthings.model import THINGS
from anlan.watch.sensorthings.observations import Wanted, find
from anlan.watch.sensorthings.options import parsed, read

AT = datetime(2026, 7, 1, tzinfo=UTC)
TEXTS = ["", "a", "ab", "Abc", "b c", "it's", "Zeta", "bab", " a "]
OF_TWO_TEXTS = {"concat", "indexof", "substringof", "startswith", "endswith"}
NUMBERS = [0, 1, -1, 2.5, -2.5, 0.5, 3, 10, 1e9]


# ---- the oracle: one row at a time, in plain Python; what isn't there is None ----


def truth(node, row):
    """Whether a condition holds."""
    if isinstance(node, ast.BoolOp):
        both = (truth(node.left, row), truth(node.right, row))
        return all(both) if isinstance(node.op, ast.And) else any(both)
    if isinstance(node, ast.UnaryOp):
        return not truth(node.operand, row)
    if isinstance(node, ast.Compare):
        return compared(node, value(node.left, row), value(node.right, row))
    return value(node, row) is True


def compared(node, left, right):
    how = type(node.comparator)
    same = type(left) is type(right) or (number(left) and number(right))
    if how is ast.Eq:
        return (same or left is right) and left == right
    if how is ast.NotEq:
        return not (same and left == right) if left is not None or right is not None else False
    if not same or left is None:
        return False
    return {ast.Lt: left < right, ast.LtE: left <= right, ast.Gt: left > right,
            ast.GtE: left >= right}[how]  # fmt: skip


def number(one):
    return isinstance(one, int | float) and not isinstance(one, bool)


def value(node, row):
    if isinstance(node, ast.Identifier):
        return row[node.name]
    if isinstance(node, ast.Attribute):
        found = (row["properties"] or {}).get(node.attr)
        return found if isinstance(found, str | int | float) else None
    if isinstance(node, ast.BinOp):
        return reckoned(type(node.op), value(node.left, row), value(node.right, row))
    if isinstance(node, ast.Call):
        return called(node.func.full_name(), [value(each, row) for each in node.args])
    return node.py_val


def reckoned(how, left, right):
    if not number(left) or not number(right):
        return None
    if how in {ast.Div, ast.Mod} and right == 0:
        return None
    return {ast.Add: lambda: left + right, ast.Sub: lambda: left - right,
            ast.Mult: lambda: left * right, ast.Div: lambda: left / right,
            ast.Mod: lambda: math.fmod(left, right)}[how]()  # fmt: skip


def called(name, given):
    if any(each is None for each in given):
        return None
    one = given[0]
    if name in {"round", "floor", "ceiling"} and not number(one):
        return None
    if name not in {"round", "floor", "ceiling"} and not isinstance(one, str):
        return None
    if name in OF_TWO_TEXTS and not isinstance(given[1], str):
        return None
    return {
        "round": lambda: math.copysign(math.floor(abs(one) + 0.5), one),
        "floor": lambda: one // 1,
        "ceiling": lambda: -(-one // 1),
        "length": lambda: len(one),
        "tolower": lambda: str.lower(one),
        "toupper": lambda: str.upper(one),
        "trim": lambda: one.strip(" "),
        "concat": lambda: one + given[1],
        "indexof": lambda: one.find(given[1]),
        "substringof": lambda: one in given[1],
        "startswith": lambda: one.startswith(given[1]),
        "endswith": lambda: one.endswith(given[1]),
        "substring": lambda: one[given[1] :][: given[2] if len(given) > 2 else None],
    }[name]()


# ---- expressions at random, well typed ----

literals = st.sampled_from(NUMBERS).map(lambda n: f"{n:f}" if isinstance(n, float) else str(n))
quoted = st.sampled_from(TEXTS).map(lambda t: "'" + t.replace("'", "''") + "'")


def numeric(fields, texts):
    def grown(inner):
        return st.one_of(
            st.builds("({} {} {})".format, inner,
                      st.sampled_from(["add", "sub", "mul", "div", "mod"]), inner),
            st.builds("{}({})".format, st.sampled_from(["round", "floor", "ceiling"]), inner),
        )  # fmt: skip

    leaves = [literals, st.sampled_from(fields), st.builds("length({})".format, texts)]
    leaves.append(st.builds("indexof({},{})".format, texts, quoted))
    return st.recursive(st.one_of(leaves), grown, max_leaves=4)


def textual(fields):
    leaf = st.one_of(quoted, st.sampled_from(fields))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("{}({})".format, st.sampled_from(["tolower", "toupper", "trim"]), inner),
            st.builds("concat({},{})".format, inner, quoted),
            st.builds("substring({},{})".format, inner, st.integers(0, 3)),
            st.builds("substring({},{},{})".format, inner, st.integers(0, 3), st.integers(0, 3)),
        ),
        max_leaves=3,
    )


def conditions(number_fields, text_fields):
    texts = textual(text_fields)
    numbers = numeric(number_fields, texts)
    how = st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"])
    leaf = st.one_of(
        st.builds("{} {} {}".format, numbers, how, numbers),
        st.builds("{} {} {}".format, texts, how, texts),
        st.builds("{}({},{})".format,
                  st.sampled_from(["startswith", "endswith", "substringof"]), texts, texts),
        st.builds("{} {} null".format, st.sampled_from([*number_fields, *text_fields]),
                  st.sampled_from(["eq", "ne"])),
    )  # fmt: skip
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
            st.builds("not ({})".format, inner),
        ),
        max_leaves=5,
    )


# ---- entities, in SQLite and PostgreSQL ----

things = st.fixed_dictionaries(
    {
        "name": st.sampled_from(TEXTS),
        "description": st.sampled_from(TEXTS),
        "properties": st.dictionaries(
            st.sampled_from(["a", "b"]),
            st.one_of(st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.none()),
        ),
    }
)


def found_among(database, rows, tree):
    """The things that a database finds, of rows that it forgets again."""
    made = Translator(THINGS, WatchThing, database.dialect, NOW)
    with database.session() as session:
        session.add_all(
            WatchThing(id=n, city=CITY, key=str(n), asset_id=None, division=CITY, lon=None,
                       lat=None, place=None, made_at=AT, retired_at=None, **row)
            for n, row in enumerate(rows, 1)
        )  # fmt: skip
        session.flush()
        query = select(WatchThing.id).where(made.condition(tree))
        return session.scalars(query.order_by(WatchThing.id)).all()


@pytest.fixture(scope="module")
def databases(tmp_path_factory, cluster):
    found = [Database.in_folder(tmp_path_factory.mktemp("odata"))]
    if cluster is not None:
        found.append(Database(cluster.url()))
    for each in found:
        prepare(each)
    yield found
    for each in found:
        each.close()


@settings(max_examples=100)
@given(
    rows=st.lists(things, min_size=1, max_size=6),
    text=conditions(["id", "properties/a", "properties/b"],
                    ["name", "description", "properties/a", "properties/b"]),
)  # fmt: skip
def test_entities_are_those_that_the_oracle_finds(databases, rows, text):
    tree = parsed(text, "$filter")
    expected = [n for n, row in enumerate(rows, 1) if truth(tree, {"id": n, **row})]
    for database in databases:
        assert found_among(database, rows, tree) == expected, (database.dialect, text)


# ---- observations, in DuckDB, from log and files ----

readings = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(0, 60),
        st.one_of(st.sampled_from(NUMBERS), st.sampled_from(TEXTS)),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    home = tmp_path_factory.mktemp("log")
    database = Database.in_folder(home)
    prepare(database)
    yield SimpleNamespace(home=home, database=database, count=0)
    database.close()


@settings(max_examples=25)
@given(
    rows=readings,
    text=conditions(["result"], ["result", "resultQuality"]),
    cut=st.integers(0, 12),
    falling=st.booleans(),
    page=st.integers(1, 5),
)
def test_observations_are_those_that_the_oracle_finds(log, rows, text, cut, falling, page):
    log.count += 1
    place = Place(log.database, log.home / str(log.count), f"c{log.count}")
    (place.home / place.city).mkdir(parents=True)
    firsts, cells = {}, []
    for number, (stream, hours, result) in enumerate(rows):
        at = NOW - hours * HOUR
        told = {"stream": stream, "at": at, "quality": number % 4, "result": result}
        firsts.setdefault((stream, at), told)
        cells.append({**told, "value": result if number_of(result) else math.nan,
                 "text": None if number_of(result) else result})  # fmt: skip
    for part, moved in ((cells[:cut], True), (cells[cut:], False)):
        with log.database.writing() as session:
            for each in part:
                append(session, place.city, batch(each), NOW - HOUR, "test")
        if moved:
            compact_all(place, NOW)
    tree = parsed(text, "$filter")
    names = ("good", "suspect", "bad", "missing")
    wanted = [
        row for row in firsts.values()
        if truth(tree, {"result": row["result"], "resultQuality": names[row["quality"]]})
    ]  # fmt: skip
    sign = -1 if falling else 1
    wanted.sort(key=lambda row: (sign * row["at"], row["stream"]))
    expected = [(row["stream"], row["at"]) for row in wanted]
    order = "phenomenonTime desc" if falling else "phenomenonTime asc"
    found, skip = [], 0
    while True:
        options = read({"$filter": text, "$orderby": order, "$skip": str(skip), "$count": "true"})
        answer = find(place, Wanted(None), options, page, NOW)
        assert answer.count == len(expected), text
        found += [(row["stream"], row["at"]) for row in answer.rows]
        skip += page
        if not answer.more:
            break
    assert found == expected, text


def number_of(one):
    return not isinstance(one, str)


def batch(row):
    return pa.RecordBatch.from_pylist([{name: row.get(name) for name in STORED.names}], STORED)


MOMENT = 1_782_907_505_250_000  # 2026-07-01T12:05:05.25Z


@pytest.mark.parametrize(
    "text",
    [
        "year(phenomenonTime) eq 2026 and month(phenomenonTime) eq 7 and day(phenomenonTime) eq 1",
        "hour(phenomenonTime) eq 12 and minute(now()) ge 0 and second(phenomenonTime) eq 5",
        "fractionalseconds(phenomenonTime) eq 0.25",
        "date(phenomenonTime) eq 2026-07-01 and time(phenomenonTime) gt 12:05:05",
        "totaloffsetminutes(phenomenonTime) eq 0",
        "phenomenonTime eq 2026-07-01T14:05:05.25+02:00",
        "phenomenonTime lt now() and phenomenonTime gt mindatetime()",
        "phenomenonTime lt maxdatetime() and now() sub phenomenonTime gt duration'PT1H'",
        "phenomenonTime add duration'P1D' gt 2026-07-02T12:05:05Z",
        "resultTime ge phenomenonTime",
        "Datastream/id eq 7",
        "result in (1, 2, 3)",
        "2026-07-01T12:05:05.25Z le phenomenonTime",
    ],
)  # fmt: skip
def test_times_are_in_utc_and_their_parts_are_right(tmp_path, text):
    database = Database.in_folder(tmp_path)
    prepare(database)
    place = place_of(database, tmp_path / "home")
    with database.writing() as session:
        row = {"stream": 7, "at": MOMENT, "value": 2.0, "quality": 0, "text": None}
        append(session, CITY, batch(row), MOMENT + HOUR, "test")
    for moved in (False, True):
        if moved:
            compact_all(place, MOMENT + 48 * HOUR)
        for asked, many in ((text, 1), (f"not ({text})", 0)):
            options = read({"$filter": asked})
            found = find(place, Wanted(np.array([7])), options, 10, MOMENT + 48 * HOUR)
            assert len(found.rows) == many, asked
    database.close()
