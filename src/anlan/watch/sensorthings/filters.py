"""Expressions of ``$filter`` and ``$orderby`` as SQL.

A comparison with what isn't there doesn't hold; its ``not`` does (OData 4.0, part 2, clause
5.1.1.1). A path over entities, such as ``Datastreams/ObservedProperty/name``, holds where it holds
for one of them. Division is of real numbers; by nought it is nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from odata_query import ast
from sqlalchemy import (
    Boolean,
    Double,
    Integer,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
)
from sqlalchemy.orm import aliased
from sqlalchemy.types import BigInteger

from anlan.watch.sensorthings import dialects
from anlan.watch.sensorthings.dialects import Dialect
from anlan.watch.sensorthings.errors import OptionError
from anlan.watch.sensorthings.model import ENTITIES, TYPE_URI, Entity
from anlan.watch.sensorthings.shapes import SPATIAL, distance, length, spatial
from anlan.watch.sensorthings.terms import (
    FIRST,
    LAST,
    Kind,
    Term,
    constant,
    day_clock,
    json_term,
    missing,
)

Among = Callable[[Any, Any], Sequence[int]]
"""What finds the entities, of a table with lon and lat, that a test of points holds for."""
_COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}
_SAME: tuple[Kind, ...] = ("number", "text", "truth", "time", "date", "clock", "length")
_SUMS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / func.nullif(b, 0.0),
    ast.Mod: dialects.remainder,
}
_LITERALS = (
    ast.Integer, ast.Float, ast.String, ast.Boolean, ast.Date, ast.DateTime, ast.Time, ast.GUID,
    ast.Duration,
)  # fmt: skip
_LONGEST = 1_000_000
"""No text has more characters."""
_PARTS = ("year", "month", "day", "hour", "minute", "second")


class Translator:
    """Makes SQL of expressions about one set of entities.

    Args:
        entity: the set.
        table: its table, or columns of that name.
        dialect: of the database that is asked.
        now: the moment that ``now()`` is, in microseconds.
        among: finds entities by their shapes.
    """

    def __init__(
        self, entity: Entity, table: Any, dialect: Dialect, now: int, among: Among | None = None
    ) -> None:
        self.entity, self.table, self.dialect, self.now = entity, table, dialect, now
        self.option = "$filter"
        self._among = among
        self._bound: dict[tuple[str, ...], tuple[Entity, Any]] = {}
        self._ons: list[Any] | None = None

    def condition(self, node: Any) -> Any:
        """Return a condition.

        Raises:
            OptionError: it is none, or compares what can't be compared.
        """
        match node:
            case ast.BoolOp():
                join = and_ if isinstance(node.op, ast.And) else or_
                return join(*[self.condition(each) for each in chained(node)])
            case ast.UnaryOp(op=ast.Not()):
                return not_(self.condition(node.operand))
            case ast.Compare():
                return self._leaf(lambda: self._compare(node))
            case _:
                return self._leaf(lambda: self._truth(node))

    def order(self, node: Any) -> list[Any]:
        """Return by what is ordered: of what may be of several kinds, each after the other.

        Raises:
            OptionError: that can't be.
        """
        self.option = "$orderby"
        with self._paths() as ons:
            term = self.term(node)
            if ons:
                raise OptionError(self.option, "many", found=_told(node))
        if term.kind in {"shape", "nothing"}:
            raise OptionError(self.option, "no_order", found=_told(node))
        faces = [term.faces[each] for each in _SAME if each in term.faces]
        return [self._plain(each) for each in faces or [term.sql]]

    def _leaf(self, make: Callable[[], Any]) -> Any:
        with self._paths() as ons:
            found = func.coalesce(make(), literal(value=False, type_=Boolean()))
            if not ons:
                return found
            inner = exists().where(*ons, found)
            return inner.correlate(self.table) if self.entity.table is not None else inner

    @contextmanager
    def _paths(self) -> Iterator[list[Any]]:
        """Let paths within the block be of the same entities."""
        before, ons = dict(self._bound), list[Any]()
        self._ons = ons
        try:
            yield ons
        finally:
            self._bound, self._ons = before, None

    def _compare(self, node: Any) -> Any:
        if isinstance(node.comparator, ast.In):
            return or_(*[self._pair(ast.Eq, node.left, each) for each in node.right.val])
        return self._pair(type(node.comparator), node.left, node.right)

    def _pair(self, how: type, left: Any, right: Any) -> Any:
        one, two = self.term(left), self.term(right)
        if "nothing" in {one.kind, two.kind}:
            other = two if one.kind == "nothing" else one
            if how is ast.Eq:
                return missing(other)
            return not_(missing(other)) if how is ast.NotEq else literal(value=False)
        pairs = [(one.as_(kind), two.as_(kind)) for kind in _SAME]
        pairs = [(a, b) for a, b in pairs if a is not None and b is not None]
        if not pairs:
            kinds = {"left": one.kind, "right": two.kind}
            raise OptionError(
                self.option, "compare", **kinds, found=f"{_told(left)}, {_told(right)}"
            )
        compare = _COMPARE[how]
        found = [compare(self._plain(a), self._plain(b)) for a, b in pairs]
        told = isinstance(left, _LITERALS) or isinstance(right, _LITERALS)
        neither = literal(value=False) if told else and_(missing(one), missing(two))
        if how is ast.NotEq:
            # What is of another kind, or not there, is not equal either.
            differ = func.coalesce(and_(*found), literal(value=True, type_=Boolean()))
            return differ if told else and_(differ, not_(neither))
        same = or_(*[func.coalesce(each, literal(value=False)) for each in found])
        return or_(same, neither) if how is ast.Eq and not told else same

    def _plain(self, sql: Any) -> Any:
        """Return a text that is compared by its signs, whatever the database's language is."""
        if self.dialect == "postgresql" and isinstance(getattr(sql, "type", None), String):
            return sql.collate("C")
        return sql

    def _truth(self, node: Any) -> Any:
        found = self.term(node).as_("truth")
        if found is None:
            raise OptionError(self.option, "no_truth", found=_told(node))
        return found

    def term(self, node: Any) -> Term:
        """Return a term.

        Raises:
            OptionError: there is no such property or function, or its arguments are of no use.
        """
        match node:
            case ast.Identifier() | ast.Attribute():
                return self._path(list(_names(node)))
            case ast.Call():
                return self._call(_full(node), node.args)
            case ast.BinOp():
                return self._sum(node)
            case ast.UnaryOp(op=ast.USub()):
                return Term("number", -cast(self._as(node.operand, "number"), Double))
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp():
                return Term("truth", self.condition(node))
            case ast.CollectionLambda() | ast.List() | ast.Lambda() | ast.NamedParam():
                raise OptionError(self.option, "not_here", found=_told(node))
            case _:
                return constant(node, self.option)

    def _path(self, names: list[str]) -> Term:
        entity, table, seen = self.entity, self.table, tuple[str, ...]()
        while len(names) > 1 and names[0] in entity.relations:
            relation = entity.relations[names[0]]
            if entity.table is None and names == ["Datastream", "id"]:
                return Term("number", table.stream)
            if relation.on is None:
                raise OptionError(self.option, "path", found="/".join((*seen, *names)))
            seen = (*seen, names.pop(0))
            target = ENTITIES[relation.target]
            if seen not in self._bound:
                one = aliased(target.table)
                self._bound[seen] = (target, one)
                assert self._ons is not None  # noqa: S101  (every path is within a leaf)
                self._ons += [relation.on(table, one), one.city == table.city]
                if hasattr(one, "retired_at"):
                    self._ons.append(one.retired_at.is_(None))
            entity, table = self._bound[seen]
        return self._property(entity, table, names)

    def _property(self, entity: Entity, table: Any, names: Sequence[str]) -> Term:
        known = entity.properties.get(names[0])
        if known is None or (len(names) > 1 and known.kind != "json"):
            told = ", ".join((*entity.properties, *entity.relations))
            raise OptionError(
                self.option, "property", found="/".join(names)[:80], of=entity.name, known=told
            )
        if known.kind == "dynamic":
            return Term("dynamic", table.result, table.faces)
        column = getattr(table, known.column)
        if known.kind == "json":
            return json_term(*dialects.json_at(column, names[1:], self.dialect))
        if known.kind == "point":
            return Term("shape", table=table)
        if names[0] == "observationType":
            column = literal(TYPE_URI) + column
        return Term(known.kind, column)

    def _as(self, node: Any, kind: Kind, function: str = "") -> Any:
        term = self.term(node)
        found = term.as_(kind)
        if found is None:
            raise OptionError(
                self.option, "kind", found=_told(node), kind=term.kind, wanted=kind,
                function=function or "-",
            )  # fmt: skip
        return found

    def _sum(self, node: Any) -> Term:
        left, right = self.term(node.left), self.term(node.right)
        how = type(node.op)
        if left.kind == "time" and right.kind == "length" and how in {ast.Add, ast.Sub}:
            return Term("time", left.sql + (1 if how is ast.Add else -1) * right.sql)
        if left.kind == right.kind == "time" and how is ast.Sub:
            return Term("length", left.sql - right.sql)
        one = cast(self._as(node.left, "number"), Double)
        two = cast(self._as(node.right, "number"), Double)
        return Term("number", _SUMS[how](one, two))

    def _call(self, name: str, given: Sequence[Any]) -> Term:
        if name in SPATIAL:
            terms = [self.term(each) for each in given]
            return Term("truth", spatial(name, terms, self.option, self._among, self.dialect))
        if name in {"geo.distance", "geo.length"}:
            terms = [self.term(each) for each in given]
            measure = distance if name == "geo.distance" else length
            return Term("number", measure(terms, self.option))
        if name in _PARTS:
            return Term(
                "number", dialects.part(name, self._as(given[0], "time", name), self.dialect)
            )
        if name in {"now", "mindatetime", "maxdatetime"}:
            at = {"now": self.now, "mindatetime": FIRST, "maxdatetime": LAST}[name]
            return Term("time", literal(at, BigInteger()))
        return (
            self._of_time(name, given) or self._of_number(name, given) or self._of_text(name, given)
        )

    def _of_time(self, name: str, given: Sequence[Any]) -> Term | None:
        if name not in {"date", "time", "fractionalseconds", "totaloffsetminutes"}:
            return None
        at = self._as(given[0], "time", name)
        day, clock = day_clock(at)
        match name:
            case "date":
                return Term("date", cast(day, BigInteger))
            case "time":
                return Term("clock", clock)
            case "fractionalseconds":
                return Term("number", cast(clock % dialects.MICRO, Double) / dialects.MICRO)
            case _:  # all times are kept in UTC
                return Term("number", case((at.is_not(None), 0)))

    def _of_number(self, name: str, given: Sequence[Any]) -> Term | None:
        if name not in {"round", "floor", "ceiling"}:
            return None
        value = cast(self._as(given[0], "number", name), Double)
        if name == "round":
            return Term("number", dialects.rounded(value))
        return Term("number", dialects.whole(value, "floor" if name == "floor" else "ceil"))

    def _of_text(self, name: str, given: Sequence[Any]) -> Term:
        if name == "substring":
            begin: Any = cast(self._as(given[1], "number", name), BigInteger)
            many = cast(self._as(given[2], "number", name), BigInteger) if len(given) > 2 else None
            length_of = None if many is None else _not_negative(many)
            text = self._as(given[0], "text", name)
            return Term("text", _text(dialects.sub(text, _not_negative(begin), length_of)))
        one, *more = [self._as(each, "text", name) for each in given]
        two = more[0] if more else None
        found: Term
        match name:
            case "length":
                found = Term("number", func.length(one))
            case "tolower" | "toupper" | "trim":
                make = {"tolower": func.lower, "toupper": func.upper, "trim": func.trim}[name]
                found = Term("text", _text(make(one)))
            case "concat":
                found = Term("text", _text(cast(one, String) + cast(two, String)))
            case "indexof":
                found = Term("number", dialects.place_in(one, two, self.dialect) - 1)
            case "substringof":
                found = Term("truth", dialects.place_in(two, one, self.dialect) > 0)
            case "contains":
                found = Term("truth", dialects.place_in(one, two, self.dialect) > 0)
            case "startswith":
                found = Term("truth", func.substr(one, 1, func.length(two)) == two)
            case _:
                begin = func.length(one) - func.length(two) + 1
                ends = and_(begin >= 1, func.substr(one, _not_negative(begin)) == two)
                found = Term("truth", ends)
        return found


def chained(node: Any) -> list[Any]:
    """Return the parts of a chain of one operator, such as ``a or b or c``, in their order."""
    parts, how = list[Any](), type(node.op)
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.BoolOp) and type(each.op) is how:
            waiting += [each.right, each.left]
        else:
            parts.append(each)
    return parts


def _text(sql: Any) -> Any:
    return cast(sql, String)


def _not_negative(sql: Any) -> Any:
    """Return a place in a text, within what a text can have."""
    return cast(case((sql < 0, 0), (sql > _LONGEST, _LONGEST), else_=sql), Integer)


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield from _names(node.owner)
        yield node.attr
    else:
        yield from (*node.namespace, node.name)


def _full(node: Any) -> str:
    return str(node.func.full_name())


def _told(node: Any) -> str:
    """Return about how a part of an expression was written, for an error."""
    match node:
        case ast.Identifier() | ast.Attribute():
            return "/".join(_names(node))[:60]
        case ast.Call():
            return f"{_full(node)}(…)"
        case _ if hasattr(node, "val") and isinstance(node.val, str):
            return node.val[:60]
        case _:
            return type(node).__name__
