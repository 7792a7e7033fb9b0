"""The levels of agreement of each field, as conditions in SQL and as keys of sentences.

Each comparison is a list of levels from the strongest to none; the first whose condition holds for
a pair is that pair's level. The same list makes Splink's settings and the waterfall in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.model.linking import Comparison, Linking

METRES = 111_320
"""Metres in a degree of latitude, near enough for comparing places a few hundred metres apart."""


@dataclass(frozen=True)
class Level:
    """One level: its condition, the key of its sentence under ``linking.level`` with a value to
    fill in, and the column whose rare values say more.
    """

    sql: str
    word: str
    value: float | int | None = None
    frequency: str | None = None


_USED = {
    "name": {"core"},
    "address": {"road", "number", "place", "building", "room", "district"},
    "distance": {"place"},
}


def learnt(linking: Linking, block: Sequence[str]) -> list[str]:
    """Return the fields that can be learnt in a training block: those it isn't made of."""
    fields = [each.field for each in linking.comparisons]
    return [name for name in fields if not _USED.get(name, {name}) & set(block)]


def levels(comparison: Comparison) -> list[Level]:
    """Return the levels of a comparison, the strongest first, without unknown and different."""
    makers = {
        "name": lambda: _text("core", comparison),
        "operator": lambda: _text("operator", comparison),
        "address": lambda: _address(comparison),
        "distance": lambda: _distance(comparison),
        "phone": lambda: [_same("phone", comparison)],
        "trade": lambda: [_same("trade", comparison)],
    }
    return makers[comparison.field]()


def unknown(comparison: Comparison) -> str:
    """Return the condition under which a pair can't be compared: then the field says nothing."""
    column = {"name": "core", "address": "road", "distance": "lon"}.get(
        comparison.field, comparison.field
    )
    absent = f'"{column}_l" IS NULL OR "{column}_r" IS NULL'
    if comparison.field != "distance":
        return absent
    # That one house is near itself says nothing new; that it is far from itself does.
    return f"{absent} OR coalesce(place_l = place_r, false) AND {_within(max(comparison.metres))}"


def frequencies(linking: Linking) -> list[str]:
    """Return the columns whose rare values say more, of all comparisons."""
    found = [
        level.frequency for each in linking.comparisons for level in levels(each) if level.frequency
    ]
    return list(dict.fromkeys(found))


def comparison_settings(comparison: Comparison) -> dict[str, object]:
    """Return a comparison as Splink takes it."""
    made: list[dict[str, object]] = [
        {"sql_condition": unknown(comparison), "is_null_level": True, "label_for_charts": "unknown"}
    ]
    for level in levels(comparison):
        one: dict[str, object] = {"sql_condition": level.sql, "label_for_charts": level.word}
        if level.frequency:
            one |= {
                "tf_adjustment_column": level.frequency,
                "tf_adjustment_weight": 1.0,
                "disable_tf_exact_match_detection": True,
            }
        made.append(one)
    made.append({"sql_condition": "ELSE", "label_for_charts": "different"})
    return {"output_column_name": comparison.field, "comparison_levels": made}


def _same(column: str, comparison: Comparison) -> Level:
    return Level(
        f'"{column}_l" = "{column}_r"', "same", None, column if comparison.frequency else None
    )


def _text(column: str, comparison: Comparison) -> list[Level]:
    one, other = f'"{column}_l"', f'"{column}_r"'
    made = [_same(column, comparison)]
    made += [Level(f"levenshtein({one}, {other}) <= {n}", "edits", n) for n in comparison.edits]
    if comparison.contains:
        shorter = f"least(length({one}), length({other})) >= 2"
        made.append(
            Level(
                f"{shorter} AND (contains({one}, {other}) OR contains({other}, {one}))", "contains"
            )
        )
    made += [
        Level(f"jaro_winkler_similarity({one}, {other}) >= {share}", "similar", round(100 * share))
        for share in sorted(comparison.similar, reverse=True)
    ]
    return made


def _address(comparison: Comparison) -> list[Level]:
    place = "place_l = place_r AND coalesce(district_l = district_r, true)"
    house = f"{place} AND coalesce(building_l = building_r, true)"
    return [
        Level(f"{house} AND room_l = room_r", "room"),
        # Rooms differ: neighbours in one building.
        Level(f"{place} AND room_l <> room_r", "other_room"),
        Level(house, "number", None, "place" if comparison.frequency else None),
        Level("road_l = road_r AND levenshtein(number_l, number_r) <= 1", "near_number"),
        Level("number_l = number_r AND levenshtein(road_l, road_r) <= 1", "near_road"),
        Level("road_l = road_r", "road"),
    ]


def _distance(comparison: Comparison) -> list[Level]:
    return [Level(_within(metres), "metres", metres) for metres in sorted(comparison.metres)]


def _within(metres: float) -> str:
    north = f"(lat_l - lat_r) * {METRES}"
    east = f"(lon_l - lon_r) * {METRES} * cos(radians((lat_l + lat_r) / 2))"
    return f"({north}) * ({north}) + ({east}) * ({east}) <= {metres * metres}"
