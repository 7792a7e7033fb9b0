"""Take addresses apart: number, road, building, unit, room, as English and Chinese write them.

The words are in ``data/abbreviations.json``. An address that isn't understood keeps its text as
its key and has no parts.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

PARTS = (
    "city", "district", "town", "community", "road", "number", "compound",
    "building", "unit", "floor", "room", "postcode",
)  # fmt: skip
_HAN = r"\p{Han}"
_COUNT = "零〇一二两三四五六七八九十百"
_DIGIT = {
    letter: value
    for value, letters in enumerate(["零〇", "一", "二两", *"三四五六七八九"])
    for letter in letters
}
_BY_TENS = {"十": 10, "百": 100}


@cache
def words(file: str = "abbreviations") -> dict[str, Any]:
    """Return a table of words of ``data``."""
    path = resources.files("anlan.pool") / "data" / f"{file}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def address_key(address: pl.Expr) -> pl.Expr:
    """Return the expression that brings an address to its key; empty is null.

    >>> pl.select(address_key(pl.lit("3352 North Broadway Street, Suite 4"))).item()
    '3352 N BROADWAY ST'
    >>> pl.select(address_key(pl.lit("解放大道 12 号 3 幢 2 单元"))).item()
    '解放大道12号3栋'
    """
    return address.map_batches(
        lambda texts: parse(texts)["key"], return_dtype=pl.String, is_elementwise=True
    )


def parse(
    addresses: pl.Series, places: Sequence[str] = (), aliases: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Take addresses apart.

    Args:
        addresses: texts.
        places: names of the city itself, which may stand behind an English address.
        aliases: other names of roads and compounds, each with the one that counts.

    Returns:
        One row an address, in their order: ``PARTS``, each text or null, then ``key``, what two
        writings of the same building have in common.

    >>> row = parse(pl.Series(["江城市云汐区云渡路十二号３号楼2单元101室"])).row(0, named=True)
    >>> [row[part] for part in ("district", "road", "number", "building", "unit", "room")]
    ['云汐区', '云渡路', '12', '3', '2', '101']
    """
    # Fixed-width exports put the unit after a run of spaces: "3352 N BROADWAY   1".
    table = addresses.cast(pl.String).alias("text").to_frame().with_row_index("_at")
    table = table.with_columns(
        pl.col("text").str.strip_chars().str.normalize("NFKC").str.to_uppercase()
    )
    chinese = pl.col("text").str.contains(_HAN)
    halves = [
        _chinese(table.filter(chinese.fill_null(False))),
        _western(table.filter(~chinese.fill_null(False)), places),
    ]
    parsed = pl.concat([half.select("_at", *PARTS, "key") for half in halves]).sort("_at")
    if aliases:
        named = [pl.col(part).replace(dict(aliases)).alias(part) for part in ("road", "compound")]
        parsed = parsed.with_columns(named)
    return parsed.drop("_at")


def _chinese(table: pl.DataFrame) -> pl.DataFrame:
    told = words()["chinese"]
    # A space between two numbers is all that tells them apart.
    text = pl.col("text").str.replace_all(r"([0-9])\s+([0-9])", "$1/$2").str.replace_all(r"\s+", "")
    for pattern, new in told["forms"]:
        text = text.str.replace_all(pattern, new)
    table = table.with_columns(text=text)
    admin = (
        rf"^(?:{_HAN}{{2,8}}?(?:{told['province']}))?({_HAN}{{2,7}}?(?:{told['city']}))?"
        rf"({_HAN}{{1,6}}?(?:{told['district']}))?({_HAN}{{1,8}}?(?:{told['town']}))?"
        rf"({_HAN}{{1,10}}?(?:{told['community']}))?(.*)$"
    )
    names = ("city", "district", "town", "community", "rest")
    table = table.with_columns(_groups("text", admin, names))
    # "水乡路" is a road and no township called 水乡: give back what was taken from its name.
    torn = pl.col("rest").str.contains(rf"^(?:{told['road']}|{told['compound']})") & (
        pl.col("rest") != pl.col("text")
    )
    table = table.with_columns(
        *(pl.when(~torn).then(name).alias(name) for name in names[:-1]),
        rest=pl.when(torn).then("text").otherwise("rest"),
    )
    table = _road(table, told)
    table = _inside(table, told)
    restored = [_restored(name, told["shapes"]) for name in (*PARTS[:7], "text", "rest")]
    return table.with_columns(restored).with_columns(key=_chinese_key())


def _road(table: pl.DataFrame, told: dict[str, Any]) -> pl.DataFrame:
    ends, part = told["road"], told["part"]
    numbered = (
        rf"^({_HAN}{{1,10}}?(?:[0-9]+{_HAN}{{0,3}}?)?(?:{ends}))(?:{part})?"
        rf"(?:第?([0-9]+(?:[-之][0-9]+)?[A-Z]?|[{_COUNT}]+)(?:号|#|弄)|([0-9]+)(?:$|/))(.*)$"
    )
    bare = rf"^({_HAN}{{1,10}}?(?:[0-9]+{_HAN}{{0,3}}?)?(?:{ends}))(?:{part})?(.*)$"
    table = table.with_columns(_groups("rest", numbered, ("road", "number", "plain", "tail")))
    table = table.with_columns(_groups("rest", bare, ("road alone", "tail alone")))
    known = pl.col("road").is_not_null()
    return table.with_columns(
        road=pl.coalesce("road", "road alone"),
        number=_plain(pl.coalesce("number", "plain")),
        tail=pl.when(known)
        .then("tail")
        .when(pl.col("road alone").is_not_null())
        .then("tail alone")
        .otherwise("rest"),
    )


def _inside(table: pl.DataFrame, told: dict[str, Any]) -> pl.DataFrame:
    """Read compound, building, unit, floor and room from what follows the number."""
    one = rf"([0-9A-Z]+|[{_COUNT}]+|[甲乙丙丁])"
    tail = pl.col("tail")
    triple = r"(?:^|/|[^0-9A-Z-])([0-9]+)-([0-9]+)-([0-9A-Z]+)$"
    pair = r"(?:^|/|[^0-9A-Z-])([0-9A-Z]{1,3})-([0-9A-Z]{3,5})$"
    room = rf"([A-Z]?-?[0-9][0-9A-Z]*(?:-[0-9A-Z]+)*)(?:{told['room']})?$"
    dashed = tail.str.contains(triple) | tail.str.contains(pair)
    return table.with_columns(
        compound=tail.str.extract(rf"^/?({_HAN}{{2,12}}?(?:{told['compound']}))"),
        building=_plain(
            pl.coalesce(
                tail.str.extract(rf"{one}(?:{told['building']})"),
                tail.str.extract(triple, 1),
                tail.str.extract(pair, 1),
            )
        ),
        unit=_plain(
            pl.coalesce(tail.str.extract(rf"{one}(?:{told['unit']})"), tail.str.extract(triple, 2))
        ),
        floor=_plain(tail.str.extract(rf"{one}(?:{told['floor']})")),
        room=_plain(
            pl.coalesce(
                tail.str.extract(triple, 3),
                tail.str.extract(pair, 2),
                pl.when(~dashed).then(tail.str.extract(room)),
            )
        ),
        postcode=pl.lit(None, pl.String),
    )


def _chinese_key() -> pl.Expr:
    before = [pl.col(name).fill_null("") for name in ("city", "district", "town", "community")]
    place = pl.coalesce("road", "compound")
    number = pl.concat_str("number", pl.lit("号")).fill_null("")
    building = pl.concat_str("building", pl.lit("栋")).fill_null("")
    # The compound is told apart from the road only where it has no road of its own.
    compound = pl.when(pl.col("number").is_null() & pl.col("road").is_not_null()).then("compound")
    whole = pl.concat_str(*before, place, number, compound.fill_null(""), building)
    text = pl.when(pl.col("text") != "").then("text")
    return pl.coalesce(whole, text)


def _western(table: pl.DataFrame, places: Sequence[str]) -> pl.DataFrame:
    told = words()
    tail = r"[, ]+[A-Z]{2}[, ]+(\d{5})(?:-\d{4})?$"
    text = pl.col("text")
    table = table.with_columns(
        postcode=text.str.extract(tail), run=text.str.extract(r"\s{2,}(\S{1,6})$")
    )
    text = text.str.replace(tail, "").str.replace(r"\s{2,}\S{1,6}$", "")
    for place in places:
        text = text.str.replace(rf"[, ]+{place.upper()}$", "")
    table = table.with_columns(text=text, sharp=text.str.extract(r"#\s*([0-9A-Z-]+)"))
    text = tokens(text.str.replace_all(r"#.*$|[.'’]", "").str.replace_all(r"[^\p{L}\p{N}]+", " "))
    shorter = told["street"] | told["direction"]
    text = text.str.replace_many([f" {w} " for w in shorter], [f" {s} " for s in shorter.values()])
    table = table.with_columns(
        ranged=pl.col("text").str.contains(r"^\d+\s*-\s*\d+ "), text=joined(text)
    )
    units = "|".join(told["unit"])
    inside = rf"^(\S+ .*?) (?:\d+(?:ST|ND|RD|TH) )?(?:{units})\b ?(\S*).*$"
    streets = "|".join(sorted(set(told["street"].values())))
    turns = "|".join(told["direction"].values())
    behind = rf"^(\d.* (?:{streets})(?: (?:{turns}))?) (\S{{1,5}})$"
    cut = pl.col("text").str.replace(inside, "$1")
    table = table.with_columns(named=pl.col("text").str.extract(inside, 2), text=cut)
    table = table.with_columns(last=pl.col("text").str.extract(behind, 2))
    key = pl.col("text").str.replace(behind, "$1")
    nothing = pl.lit(None, pl.String)
    table = table.with_columns(key=pl.when(key != "").then(key))
    road = pl.col("key").str.extract(r"^\d\S* (.+)$")
    road = pl.when("ranged").then(road.str.replace(r"^\d+ ", "")).otherwise(road)
    # The type of a street is left out as often as not; what follows it is inside the house.
    typed = rf"^(.*\S) (?:{streets})(?: ({turns}))?(?: .*)?$"
    stem = road.str.extract(typed, 1)
    stem = pl.when(~stem.str.contains(rf"^(?:{turns})$")).then(stem)
    turn = pl.concat_str(pl.lit(" "), road.str.extract(typed, 2)).fill_null("")
    loose = road.str.extract(r"^((?:[A-Z]{1,2} )?[A-Z]{3,}(?: [A-Z]{2,})*) \d.*$")
    room = pl.coalesce(pl.col(name).replace("", None) for name in ("named", "sharp", "last", "run"))
    return table.with_columns(
        *(nothing.alias(name) for name in ("city", "district", "town", "community", "compound")),
        *(nothing.alias(name) for name in ("building", "unit", "floor")),
        number=pl.col("key").str.extract(r"^(\d\S*) "),
        road=pl.coalesce(pl.concat_str(stem, turn), loose, road),
        room=room,
    )


def _groups(source: str, pattern: str, names: Sequence[str]) -> list[pl.Expr]:
    """Return each group of a pattern under its name; a group that took nothing is null."""
    found = pl.col(source).str.extract_groups(pattern)
    group = [found.struct.field(str(number)) for number in range(1, len(names) + 1)]
    return [
        (each if name in {"rest", "tail"} else pl.when(each != "").then(each)).alias(name)
        for name, each in zip(names, group, strict=True)
    ]


def _restored(name: str, shapes: list[list[str]]) -> pl.Expr:
    text = pl.col(name)
    for masked, true in shapes:
        text = text.str.replace_all(masked, true, literal=True)
    return text.alias(name)


def _plain(number: pl.Expr) -> pl.Expr:
    """Return numbers in Arabic figures without zeros before them."""
    written = number.str.contains(rf"^[{_COUNT}]+$")
    counted = pl.when(written).then(number).map_batches(_counted, pl.String, is_elementwise=True)
    return pl.coalesce(counted, number).str.replace(r"^0+([0-9])", "$1")


def _counted(texts: pl.Series) -> pl.Series:
    table = {text: str(count(text)) for text in texts.unique().drop_nulls().to_list()}
    return texts.replace_strict(table, default=None, return_dtype=pl.String)


def count(text: str) -> int:
    """Return what a Chinese number below 1,000 says; figures in a row are read one by one.

    >>> count("十二"), count("一百零三"), count("二〇八")
    (12, 103, 208)
    """
    if not any(letter in _BY_TENS for letter in text):
        return int("".join(str(_DIGIT[letter]) for letter in text))
    total, figure = 0, 0
    for letter in text:
        if letter in _BY_TENS:
            total += max(figure, 1) * _BY_TENS[letter]
            figure = 0
        else:
            figure = _DIGIT[letter]
    return total + figure


def tokens(text: pl.Expr) -> pl.Expr:
    """Return words each with spaces of its own on both sides, so that one can be replaced whole."""
    spaced = text.str.strip_chars().str.replace_all(r"\s+", "  ")
    return pl.concat_str(pl.lit(" "), spaced, pl.lit(" "))


def joined(text: pl.Expr) -> pl.Expr:
    """Return words with one space between them."""
    return text.str.replace_all(r"\s+", " ").str.strip_chars()
