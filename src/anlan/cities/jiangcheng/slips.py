"""How clerks write names and addresses: abbreviated, misspelt, full width, under an old name."""

import csv
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.cities.jiangcheng.settings import HERE, words

Chance = np.random.Generator
Habit = dict[str, Any]
_DIGITS = "0123456789"
_WIDE = "０１２３４５６７８９"
_COUNTED = "零一二三四五六七八九"


@cache
def old_roads() -> dict[str, str]:
    """Return the earlier name of each road that was renamed."""
    with (HERE / "aliases.csv").open(encoding="utf-8") as file:
        return {row["name"]: row["alias"] for row in csv.DictReader(file)}


def brands(chance: Chance, n: int) -> pl.Series:
    """Draw ``n`` brands like those over the doors."""
    parts = [words()["first"], words()["second"], words()["brand_end"]]
    drawn = [
        pl.Series([each[0] for each in part]).gather(chance.integers(0, len(part), n))
        for part in parts
    ]
    return drawn[0] + drawn[1] + drawn[2]


def names(
    chance: Chance, rows: pl.DataFrame, habit: Habit, vocabulary: dict[str, Any]
) -> pl.Series:
    """Write the name of each row as a clerk would."""
    n = rows.height
    old = _hit(chance, n, habit["old_name"])
    brand = rows["brand"].zip_with(~old, rows["old_brand"])
    brand = _slipped(chance, brand, habit["name_slip"], vocabulary["confused"])
    trade = _trade(chance, rows["trade"], habit["other_trade_word"], vocabulary["trade"])
    trade = trade.set(_hit(chance, n, habit["no_trade_word"]), "")
    legal = _hit(chance, n, habit["legal_name"])
    form = _drawn(chance, vocabulary["legal"], n)
    whole = brand + trade
    registered = (
        "江城市"
        + rows["district"].zip_with(_hit(chance, n, 0.6), pl.Series([""]).new_from_index(0, n))
        + whole
        + form
    )
    name = whole.zip_with(~legal, registered)
    branch = (
        "（"
        + rows["district"].str.strip_suffix("区")
        + _drawn(chance, vocabulary["branch"], n)
        + "）"
    )
    name = name + branch.set(~_hit(chance, n, habit["branch"]), "")
    gaps = name.str.slice(0, 2) + " " + name.str.slice(2)
    return name.zip_with(~_hit(chance, n, habit["spaces"]), gaps)


def addresses(
    chance: Chance, rows: pl.DataFrame, habit: Habit, vocabulary: dict[str, Any]
) -> pl.Series:
    """Write the address of each row as a clerk would."""
    n = rows.height
    city = pl.Series(["江城市"]).new_from_index(0, n).set(_hit(chance, n, habit["no_city"]), "")
    district = rows["district"].set(_hit(chance, n, habit["no_district"]), "")
    road = rows["road"]
    before = road.replace_strict(old_roads(), default=None, return_dtype=pl.String)
    renamed = _hit(chance, n, habit["old_road"]) & before.is_not_null()
    road = road.zip_with(~renamed, before)
    road = _slipped(chance, road, habit["road_slip"], vocabulary["confused"])
    number = _number(chance, rows["number"], habit)
    unit = _unit(chance, rows, habit["unit_style"])
    unit = unit.set(_hit(chance, n, habit["no_unit"]), "")
    text = (city + district + road + number + unit).str.strip_chars()
    wide = text.str.replace_many(list(_DIGITS), list(_WIDE))
    return text.zip_with(~_hit(chance, n, habit["full_width"]), wide)


def _number(chance: Chance, number: pl.Series, habit: Habit) -> pl.Series:
    n = len(number)
    wrong = pl.Series(
        np.maximum(1, number.cast(pl.Int64).to_numpy() + chance.choice([-10, -2, -1, 1, 2, 10], n))
    ).cast(pl.String)
    number = number.zip_with(~_hit(chance, n, habit["number_slip"]), wrong)
    word = pl.Series(["号"]).new_from_index(0, n).set(_hit(chance, n, habit["no_number_word"]), " ")
    counted = pl.Series([_counted(int(each)) for each in number.to_list()]) + "号"
    return (number + word).zip_with(~_hit(chance, n, habit["chinese_number"]), counted)


def _counted(number: int) -> str:
    """Write a number below 1,000 in Chinese: 112 is 一百一十二."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_COUNTED[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _COUNTED[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_COUNTED[ones] if ones else "")


def _unit(chance: Chance, rows: pl.DataFrame, shares: list[float]) -> pl.Series:
    """Write building, unit and room in one of three ways; a shop in a mall has a room only."""
    forms = rows.select(
        full=pl.concat_str("building", pl.lit("栋"), "unit", pl.lit("单元"), "room", pl.lit("室")),
        spoken=pl.concat_str("building", pl.lit("号楼"), "unit", pl.lit("单元"), "room"),
        short=pl.concat_str(pl.lit(" "), "building", pl.lit("-"), "unit", pl.lit("-"), "room"),
        room=pl.concat_str("room", pl.lit("室")),
        shop=pl.concat_str(pl.col("room").str.slice(0, 1), pl.lit("层"), "room", pl.lit("号铺")),
    )
    style = chance.choice(3, rows.height, p=shares)
    chosen = forms["full"].zip_with(pl.Series(style == 0), forms["spoken"])
    chosen = chosen.zip_with(pl.Series(style < 2), forms["short"])
    in_mall = forms["room"].zip_with(pl.Series(style == 0), forms["shop"])
    return chosen.zip_with(rows["building"].is_not_null(), in_mall).fill_null("")


def _trade(
    chance: Chance, trade: pl.Series, share: float, others: dict[str, list[str]]
) -> pl.Series:
    other = trade
    draw = chance.random(len(trade))
    for word, choices in others.items():
        index = (draw * len(choices)).astype(np.int64)
        other = other.zip_with(trade != word, pl.Series(choices).gather(index))
    return trade.zip_with(~_hit(chance, len(trade), share), other)


def _slipped(chance: Chance, text: pl.Series, share: float, confused: dict[str, str]) -> pl.Series:
    """Confuse, drop or double one character of some texts."""
    hit = np.flatnonzero(_hit(chance, len(text), share).to_numpy())
    made = [_slip(chance, each, confused) for each in text.gather(hit).to_list()]
    return text.scatter(hit, made)


def _slip(chance: Chance, text: str, confused: dict[str, str]) -> str:
    at = int(chance.integers(0, max(1, min(3, len(text) - 1))))
    kind = chance.random()
    if kind < 0.6:
        places = [k for k, letter in enumerate(text) if letter in confused]
        if places:
            at = int(chance.choice(places))
            return text[:at] + confused[text[at]] + text[at + 1 :]
    if kind < 0.85:
        return text[:at] + text[at + 1 :]
    return text[: at + 1] + text[at:]


def _hit(chance: Chance, n: int, share: float) -> pl.Series:
    drawn: NDArray[np.bool_] = chance.random(n) < share
    return pl.Series(drawn)


def _drawn(chance: Chance, choices: list[str], n: int) -> pl.Series:
    return pl.Series(choices).gather(chance.integers(0, len(choices), n))
