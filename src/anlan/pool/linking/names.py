"""Bring names to what two clerks have in common: no legal form, no place, no word for the trade."""

import re
from collections.abc import Sequence
from functools import cache

import polars as pl

from anlan.pool.linking.address import joined, tokens, words

_HAN = r"\p{Han}"


def operator_key(name: pl.Expr) -> pl.Expr:
    """Return the expression that brings an operator's name to its key; empty is null.

    >>> pl.select(operator_key(pl.lit("Joe's Pizza & Grill, Inc. #12"))).item()
    'JOES PIZZA AND GRILL'
    >>> pl.select(operator_key(pl.lit("江城好味餐饮有限责任公司"))).item()
    '江城好味餐饮'
    """
    told = words()
    text = name.str.normalize("NFKC").str.to_uppercase().str.replace_all("&", " AND ")
    text = text.str.replace_all(told["legal_chinese"], "")
    text = text.str.replace_all(r"#\s*\S+|[.'’]", "").str.replace_all(r"[^\p{L}\p{N}]+", " ")
    forms = [f" {form} " for form in told["legal"]]
    text = joined(tokens(text).str.replace_many(forms, [" "] * len(forms)))
    return pl.when(text != "").then(text)


def parse(names: pl.Series, places: Sequence[str] = ()) -> pl.DataFrame:
    """Take names apart.

    Args:
        names: texts.
        places: names of the city, which many registered names begin with.

    Returns:
        One row a name: ``key`` (as :func:`operator_key`), ``core``, the name without place, trade
        and branch, of an English name its words in order of the alphabet; ``trade``, what is done
        there, in a word of ``data/trades.json``. Each is null where there is nothing.

    >>> parse(pl.Series(["江城市云汐区春和记饭店（个体工商户）"]), ["江城市"]).row(0)
    ('江城市云汐区春和记饭店', '春和记', 'dining')
    """
    table = names.cast(pl.String).alias("name").to_frame().with_row_index("_at")
    table = table.with_columns(key=operator_key(pl.col("name")))
    chinese = pl.col("name").str.contains(_HAN).fill_null(False)
    halves = [_chinese(table.filter(chinese), places), _western(table.filter(~chinese))]
    return pl.concat(halves).sort("_at").drop("_at")


def _chinese(table: pl.DataFrame, places: Sequence[str]) -> pl.DataFrame:
    told = words()
    text = pl.col("name").str.normalize("NFKC").str.to_uppercase().str.replace_all(r"\s+", "")
    # What stands in brackets is a branch or a legal form.
    text = text.str.replace_all(r"\(.*?\)", "").str.replace_all(told["legal_chinese"], "")
    text = text.str.replace_all(rf"[^{_HAN}A-Z0-9]+", "")
    if places:
        text = text.str.replace(f"^(?:{_choice(places)})", "")
    district = told["chinese"]["district"]
    table = table.with_columns(
        bare=_unless_empty(text.str.replace(rf"^{_HAN}{{1,4}}?(?:{district})", ""), text)
    )
    trades = _trades("chinese")
    pattern = f"({_choice(trades)})$"
    told_of = pl.col("bare").str.extract(pattern)
    core = _unless_empty(pl.col("bare").str.replace(pattern, ""), pl.col("bare"))
    key = pl.col("key").str.replace_all(" ", "")
    return table.select(
        "_at", key=key, core=core,
        trade=told_of.replace_strict(trades, default=None, return_dtype=pl.String),
    )  # fmt: skip


def _western(table: pl.DataFrame) -> pl.DataFrame:
    trades = _trades("western")
    common = [*trades, *words()["legal"], "AND", "OF", "AT", "LA", "EL"]
    spread = tokens(pl.col("key"))
    bare = joined(spread.str.replace_many([f" {word} " for word in common], [" "] * len(common)))
    first = pl.col("key").str.extract(rf"\b({_choice(trades)})\b")
    core = pl.when(bare.str.len_chars() > 1).then(bare).otherwise("key")
    return table.select(
        "_at", "key",
        # A number behind a name is the number of a branch in a chain.
        core=core.str.split(" ").list.sort().list.join(" "),
        trade=first.replace_strict(trades, default=None, return_dtype=pl.String),
    )  # fmt: skip


def _unless_empty(text: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    """Return ``text``, or ``otherwise`` where less than two characters of it are left."""
    chosen = pl.when(text.str.len_chars() > 1).then(text).otherwise(otherwise)
    return pl.when(chosen != "").then(chosen)


def _choice(names: Sequence[str] | dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def _trades(script: str) -> dict[str, str]:
    groups: dict[str, list[str]] = words("trades")[script]
    return {name: trade for trade, names in groups.items() for name in names}
