"""The options of a question: ``$filter``, ``$expand``, ``$select``, ``$orderby``, ``$top`` …

``$filter`` and ``$orderby`` are parsed by a library (odata-query) into a tree; the others, for
which it has no grammar, here. Nothing is looked up yet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from odata_query import ast, exceptions
from odata_query.grammar import ODataLexer, ODataParser

from anlan.watch.sensorthings.errors import OptionError
from anlan.watch.sensorthings.limits import limits

NAMES = ("$filter", "$expand", "$select", "$orderby", "$top", "$skip", "$count", "$resultFormat")
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "substringof": (2, 2), "endswith": (2, 2), "startswith": (2, 2), "length": (1, 1),
    "indexof": (2, 2), "substring": (2, 3), "tolower": (1, 1), "toupper": (1, 1), "trim": (1, 1),
    "concat": (2, 2), "contains": (2, 2),
    "year": (1, 1), "month": (1, 1), "day": (1, 1), "hour": (1, 1), "minute": (1, 1),
    "second": (1, 1), "fractionalseconds": (1, 1), "date": (1, 1), "time": (1, 1),
    "totaloffsetminutes": (1, 1), "now": (0, 0), "mindatetime": (0, 0), "maxdatetime": (0, 0),
    "round": (1, 1), "floor": (1, 1), "ceiling": (1, 1),
    "geo.distance": (2, 2), "geo.length": (1, 1), "geo.intersects": (2, 2),
    "st_equals": (2, 2), "st_disjoint": (2, 2), "st_touches": (2, 2), "st_within": (2, 2),
    "st_overlaps": (2, 2), "st_crosses": (2, 2), "st_intersects": (2, 2), "st_contains": (2, 2),
    "st_relate": (3, 3),
}  # fmt: skip
"""Every function of $filter (18-088, clause 9.3.3.5.2) with its least and most arguments."""
_ID = re.compile(r"@iot\.id\b")
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Order:
    """By what a page is ordered."""

    by: Any
    text: str
    falling: bool


@dataclass(frozen=True)
class Expand:
    """An entity that is told with those it belongs to, and how of it."""

    name: str
    options: "Options"


@dataclass(frozen=True)
class Options:
    """What is asked of a set of entities; ``filter`` is a tree."""

    filter: Any = None
    expand: Sequence[Expand] = ()
    select: Sequence[str] = ()
    orderby: Sequence[Order] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    array: bool = False
    given: Mapping[str, str] = field(default_factory=dict)


def read(given: Mapping[str, str], depth: int = 0) -> Options:
    """Return the options of a question.

    Raises:
        OptionError: one isn't known, or can't be read.
    """
    unknown = sorted(set(given) - set(NAMES))
    if unknown:
        raise OptionError(unknown[0][:40], "option", known=", ".join(NAMES))
    if given.get("$resultFormat", "dataArray") != "dataArray":
        raise OptionError("$resultFormat", "format", found=given["$resultFormat"][:40])
    return Options(
        filter=parsed(given["$filter"], "$filter") if given.get("$filter") else None,
        expand=_expand(given.get("$expand", ""), depth),
        select=[each.strip() for each in given.get("$select", "").split(",") if each.strip()],
        orderby=list(_orders(given.get("$orderby", ""))),
        top=_number(given, "$top", limits().most_page),
        skip=_number(given, "$skip", limits().most_skip) or 0,
        count=_count(given),
        array="$resultFormat" in given,
        given=given,
    )


def parsed(text: str, option: str) -> Any:
    """Return the tree of an expression.

    Raises:
        OptionError: it is none, or is too long or too deep.
    """
    chosen = limits()
    if len(text) > chosen.most_characters:
        raise OptionError(option, "long", n=len(text), most=chosen.most_characters)
    plain = "".join(_outside(text))
    try:
        tree = _parser().parse(ODataLexer().tokenize(plain))
    except exceptions.UnknownFunctionException as error:
        known = ", ".join(FUNCTIONS)
        raise OptionError(option, "function", found=error.function_name, known=known) from error
    except exceptions.ArgumentCountException as error:
        raise OptionError(
            option, "arguments", found=error.function_name, n=error.n_args_given,
            least=error.exp_min_args, most=error.exp_max_args,
        ) from error  # fmt: skip
    except exceptions.ODataSyntaxError as error:
        raise _syntax(option, plain, error) from error
    except (RecursionError, NotImplementedError) as error:
        raise OptionError(option, "deep", most=chosen.most_nested) from error
    if tree is None:
        raise OptionError(option, "syntax", where=1, found="")
    _measure(tree, option)
    return tree


def _syntax(option: str, text: str, error: Any) -> OptionError:
    token = error.token
    place = len(text) if token is None else token.index
    return OptionError(option, "syntax", where=place + 1, found=text[place : place + 30])


def _parser() -> Any:
    """Return the library's parser, with the functions of SensorThings instead of OData's."""
    parser = ODataParser()
    # It has no other way to be told its functions.
    parser._function_call = _call  # type: ignore[method-assign, assignment]
    return parser


def _call(name: ast.Identifier, given: list[Any]) -> ast.Call:
    full: str = name.full_name()  # type: ignore[no-untyped-call]
    if full not in FUNCTIONS:
        raise exceptions.UnknownFunctionException(full)
    least, most = FUNCTIONS[full]
    if not least <= len(given) <= most:
        raise exceptions.ArgumentCountException(full, least, most, len(given))
    return ast.Call(name, given)


def _outside(text: str) -> Iterator[str]:
    """Yield the parts of an expression, with ``@iot.id``, which the grammar lacks, as ``id``."""
    for place, part in enumerate(text.split("'")):
        if place:
            yield "'"
        yield part if place % 2 else _ID.sub("id" + " " * 5, part)


def _measure(tree: Any, option: str) -> None:
    chosen = limits()
    waiting, nodes = [(tree, 1)], 0
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if depth > chosen.most_nested:
            raise OptionError(option, "deep", most=chosen.most_nested)
        if nodes > chosen.most_nodes:
            raise OptionError(option, "nodes", most=chosen.most_nodes)
        for value in vars(node).values():
            parts = value if isinstance(value, list) else [value]
            waiting += [
                (each, depth if _same(node, each) else depth + 1)
                for each in parts
                if isinstance(each, ast._Node)
            ]


def _same(node: Any, part: Any) -> bool:
    """Return whether a part goes on with a chain of one operator, such as ``a or b or c``."""
    both = isinstance(node, ast.BoolOp) and isinstance(part, ast.BoolOp)
    return both and type(node.op) is type(part.op)


def _number(given: Mapping[str, str], name: str, most: int) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not _NUMBER.fullmatch(text.strip()) or (name == "$skip" and int(text) > most):
        raise OptionError(name, "number", found=text[:40], most=most)
    return min(int(text), most)


def _count(given: Mapping[str, str]) -> bool:
    text = given.get("$count", "false")
    if text not in {"true", "false"}:
        raise OptionError("$count", "truth", found=text[:40])
    return text == "true"


def _orders(text: str) -> Iterator[Order]:
    for part in _split(text, ",", "$orderby"):
        words = part.split()
        falling = len(words) > 1 and words[-1].lower() == "desc"
        by = " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() in _WAYS else part
        yield Order(parsed(by, "$orderby"), by, falling)


_WAYS = frozenset({"asc", "desc"})


def _expand(text: str, depth: int) -> list[Expand]:
    if text and depth >= limits().most_depth:
        raise OptionError("$expand", "expand_depth", most=limits().most_depth)
    found: dict[str, Expand] = {}
    for part in _split(text, ",", "$expand"):
        path, _, inside = part.partition("(")
        if inside and not part.endswith(")"):
            raise OptionError("$expand", "syntax", where=len(path) + 1, found=inside[:30])
        options = dict(_inner(each) for each in _split(inside[:-1], ";", "$expand"))
        first, _, rest = path.strip().partition("/")
        if rest:  # Datastreams/Sensor is Datastreams($expand=Sensor), and the options are Sensor's
            nested = f"{rest}({inside}" if inside else rest
            options = {"$expand": nested}
        if first in found and rest:
            before = found[first].options.given
            both = [each for each in (before.get("$expand"), options["$expand"]) if each]
            options = {**before, "$expand": ",".join(both)}
        found[first] = Expand(first, read(options, depth + 1))
    return list(found.values())


def _inner(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise OptionError("$expand", "inner", found=text[:40])
    return name.strip(), value.strip()


def _split(text: str, sign: str, option: str) -> Iterator[str]:
    """Yield the parts of a list, whatever signs stand within brackets or quotes.

    Raises:
        OptionError: brackets or quotes aren't closed, or a part is empty.
    """
    if not text.strip():
        return
    if len(text) > limits().most_characters:
        raise OptionError(option, "long", n=len(text), most=limits().most_characters)
    depth, quoted, begin = 0, False, 0
    for place, each in enumerate(text):
        if each == "'":
            quoted = not quoted
        elif not quoted:
            depth += (each == "(") - (each == ")")
            if depth < 0:
                raise OptionError(option, "syntax", where=place + 1, found=text[place:][:30])
            if each == sign and depth == 0:
                yield _part(text[begin:place], option, begin)
                begin = place + 1
    if depth or quoted:
        raise OptionError(option, "syntax", where=len(text) + 1, found="")
    yield _part(text[begin:], option, begin)


def _part(text: str, option: str, begin: int) -> str:
    if not text.strip():
        raise OptionError(option, "syntax", where=begin + 1, found="")
    return text.strip()
