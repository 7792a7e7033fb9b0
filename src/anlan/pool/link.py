"""Tie records to assets, first part: by id, else by the same address and operator.

Addresses and names are brought to a key: upper case, half width, abbreviated alike, without
suites, floors and legal forms. The tables of words are in ``data/abbreviations.json``.
"""

import json
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

from anlan.model.city import AssetColumns
from anlan.pool.checks.casting import trimmed

_HAN = r"\p{Han}"


@cache
def _words() -> dict[str, Any]:
    file = resources.files("anlan.pool") / "data" / "abbreviations.json"
    words: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return words


def address_key(address: pl.Expr) -> pl.Expr:
    """Return the expression that brings an address to its key; empty is null.

    >>> pl.select(address_key(pl.lit("3352 North Broadway Street, Suite 4"))).item()
    '3352 N BROADWAY ST'
    >>> pl.select(address_key(pl.lit("解放大道 12 号 3 幢 2 单元"))).item()
    '解放大道12号3栋'
    """
    # Fixed-width exports put the unit after a run of spaces: "3352 N BROADWAY   1".
    text = address.str.strip_chars().str.replace(r"\s{2,}\S{1,6}$", "")
    text = text.str.normalize("NFKC").str.to_uppercase()
    key = pl.when(text.str.contains(_HAN)).then(_chinese(text)).otherwise(_western(text))
    return pl.when(key != "").then(key)


def _chinese(text: pl.Expr) -> pl.Expr:
    text = text.str.replace_all(r"\s+", "")
    for pattern, new in _words()["chinese"]:
        text = text.str.replace_all(pattern, new)
    return text


def _western(text: pl.Expr) -> pl.Expr:
    words = _words()
    shorter = words["street"] | words["direction"]
    text = _tokens(text.str.replace_all(r"#.*$|[.'’]", "").str.replace_all(r"[^\p{L}\p{N}]+", " "))
    text = text.str.replace_many(
        [f" {long} " for long in shorter], [f" {s} " for s in shorter.values()]
    )
    text = _joined(text)
    units = "|".join(words["unit"])
    text = text.str.replace(rf"^(\S+ .*?) (?:\d+(?:ST|ND|RD|TH) )?(?:{units})\b.*$", "$1")
    streets = "|".join(sorted(set(words["street"].values())))
    directions = "|".join(words["direction"].values())
    return text.str.replace(rf"^(\d.* (?:{streets})(?: (?:{directions}))?) \S{{1,5}}$", "$1")


def operator_key(name: pl.Expr) -> pl.Expr:
    """Return the expression that brings an operator's name to its key; empty is null.

    >>> pl.select(operator_key(pl.lit("Joe's Pizza & Grill, Inc. #12"))).item()
    'JOES PIZZA AND GRILL'
    >>> pl.select(operator_key(pl.lit("江城好味餐饮有限责任公司"))).item()
    '江城好味餐饮'
    """
    words = _words()
    text = name.str.normalize("NFKC").str.to_uppercase().str.replace_all("&", " AND ")
    text = text.str.replace_all(words["legal_chinese"], "")
    text = text.str.replace_all(r"#\s*\S+|[.'’]", "").str.replace_all(r"[^\p{L}\p{N}]+", " ")
    text = _tokens(text)
    forms = [f" {form} " for form in words["legal"]]
    text = _joined(text.str.replace_many(forms, [" "] * len(forms)))
    return pl.when(text != "").then(text)


def _tokens(text: pl.Expr) -> pl.Expr:
    # Every word gets spaces of its own on both sides, so whole words can be replaced as text.
    spaced = text.str.strip_chars().str.replace_all(r"\s+", "  ")
    return pl.concat_str(pl.lit(" "), spaced, pl.lit(" "))


def _joined(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"\s+", " ").str.strip_chars()


def columns(asset: AssetColumns | None) -> list[pl.Expr]:
    """Return ``_asset``, ``_address``, ``_operator``, ``_type`` for a source's asset columns."""
    nothing = pl.lit(None, dtype=pl.String)
    address = asset.address if asset else None
    name = asset.name if asset else None
    kind = asset.type if asset else None
    return [
        (trimmed(asset.id) if asset else nothing).alias("_asset"),
        (address_key(pl.col(address)) if address else nothing).alias("_address"),
        (operator_key(pl.col(name)) if name else nothing).alias("_operator"),
        (trimmed(kind) if kind else nothing).alias("_type"),
    ]
