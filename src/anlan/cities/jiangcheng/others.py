"""What other departments send: licences, hotline reports, special equipment, high-rises."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.cities.jiangcheng.ground import Ground, to_degrees
from anlan.cities.jiangcheng.premises import Premises, built_up, dates, dry_places, pick
from anlan.cities.jiangcheng.settings import Size, day, truth, words
from anlan.cities.jiangcheng.tree import Index, Tree

EQUIPMENT = {
    "电梯": 0.58,
    "压力容器": 0.19,
    "叉车": 0.13,
    "起重机械": 0.07,
    "锅炉": 0.02,
    "游乐设施": 0.01,
}
LICENCES = {
    "restaurant": "食品经营许可证",
    "food_shop": "食品经营许可证",
    "canteen": "食品经营许可证",
    "fuel_station": "危险化学品经营许可证",
    "hotel": "特种行业许可证",
    "ktv": "娱乐经营许可证",
    "clinic": "医疗机构执业许可证",
}
TERM_DAYS = 5 * 365


def make_licences(size: Size, premises: Premises) -> pl.DataFrame:
    """Return the licences of premises that need one, renewed every five years."""
    chance = size.chance("licences")
    register = premises.frame
    needs = register["kind"].is_in(list(LICENCES)).to_numpy()
    rows = np.flatnonzero(needs & (chance.random(len(needs)) < 0.97))
    issued = premises.opened[rows] - chance.integers(0, 60, len(rows))
    terms = (day("as_of") - issued) // TERM_DAYS + 1
    row = np.repeat(rows, terms)
    term = np.arange(len(row)) - np.repeat(np.cumsum(terms) - terms, terms)
    begins = np.repeat(issued, terms) + term * TERM_DAYS
    kinds = register["kind"].gather(row).replace_strict(LICENCES)
    return pl.DataFrame(
        {
            "licence_id": [f"JCL{number + 1:08d}" for number in range(len(row))],
            "premises_id": register["premises_id"].gather(row),
            "licence_kind": kinds,
            "issued_on": dates(begins),
            "expires_on": dates(begins + TERM_DAYS),
        }
    )


def make_hotline(size: Size, ground: Ground, tree: Tree, premises: Premises) -> pl.DataFrame:
    """Return hotline reports: more where danger is higher, the rest anywhere people are."""
    chance = size.chance("hotline")
    habit, n = truth()["hotline"], size.count("hotline_reports")
    days = np.sort(chance.integers(day("visits_from"), day("as_of") + 1, n))
    row = _complained_of(chance, premises, days, habit["danger"])
    about = chance.random(n) < habit["about_premises"]
    anywhere = chance.choice(len(tree.seeds), n, p=built_up(ground, tree))
    grid = np.where(about, premises.grid[row], anywhere)
    metres = habit["metres"] / 1000 / size.shrink
    near = premises.points[row] + metres * chance.normal(size=(n, 2))
    points = np.where(about[:, None], near, dry_places(chance, ground, tree, grid))
    degrees = to_degrees(points, size)
    kinds = truth()["complaints"]
    weight = np.array([kind["weight"] for kind in kinds.values()])
    kind = chance.choice(len(weight), n, p=weight / weight.sum())
    minute = chance.integers(6 * 60, 23 * 60, n)
    return pl.DataFrame(
        {
            "工单编号": [f"R{number + 1:09d}" for number in range(n)],
            "受理时间": dates(days).cast(pl.Datetime)
            + pl.Series(minute * 60_000_000).cast(pl.Duration("us")),
            "诉求类别": pick([each["zh"] for each in kinds.values()], kind),
            "地址": premises.frame["address"]
            .gather(row)
            .zip_with(
                pl.Series(about),
                tree.names["community"]["name_zh"].gather(tree.parents["community"][grid]),
            ),
            "经度": degrees[:, 0],
            "纬度": degrees[:, 1],
            "社区编码": tree.names["community"]["code"].gather(tree.parents["community"][grid]),
            "办理状态": pick(["已办结", "办理中"], (days > day("as_of") - 14).astype(np.int64)),
            "联系电话": _numbers_to_ring(size, n),
        }
    )


def _numbers_to_ring(size: Size, n: int) -> pl.Series:
    """Return callback numbers; no telephone has the area code 000, so they ring nowhere.

    They have a stream of chance of their own: everything else stays as it was without them.
    """
    chance = size.chance("numbers to ring")
    number = pl.Series(chance.integers(0, 10**8, n)).cast(pl.String).str.zfill(8)
    told = pl.Series(chance.random(n) < truth()["hotline"]["callback"])
    return ("000-" + number).set(~told, None)


def _complained_of(
    chance: np.random.Generator, premises: Premises, days: Index, weight: float
) -> Index:
    """Choose the premises each report would be about, by danger, among those open by then."""
    pull = np.exp(weight * (premises.danger - premises.danger.mean()))
    total = np.cumsum(pull)
    row: Index = np.searchsorted(total, chance.random(len(days)) * total[-1]).astype(np.int64)
    row = np.minimum(row, len(total) - 1)
    for _ in range(4):
        early = np.flatnonzero(premises.opened[row] > days)
        again = np.searchsorted(total, chance.random(len(early)) * total[-1])
        row[early] = np.minimum(again, len(total) - 1)
    return row


def make_equipment(size: Size, premises: Premises) -> pl.DataFrame:
    """Return lifts, vessels and other special equipment at the premises that use them."""
    chance = size.chance("equipment")
    n = size.count("equipment")
    large = premises.frame["floor_area_m2"].to_numpy() * chance.lognormal(
        0, 1.2, len(premises.grid)
    )
    users = np.argsort(-large, kind="stable")[: size.count("equipment_users")]
    row = users[(len(users) * chance.random(n) ** 2).astype(np.int64)]
    share = np.array(list(EQUIPMENT.values()))
    made = np.maximum(premises.opened[row], day("as_of") - chance.integers(60, 18 * 365, n))
    made = np.minimum(made, day("as_of") - 30)
    register = premises.frame
    return pl.DataFrame(
        {
            "equipment_id": [f"JCE{number + 1:07d}" for number in range(n)],
            "kind": pick(list(EQUIPMENT), chance.choice(len(share), n, p=share / share.sum())),
            "premises_id": register["premises_id"].gather(row),
            "longitude": register["longitude"].gather(row),
            "latitude": register["latitude"].gather(row),
            "installed_on": dates(made),
            "registered_on": dates(made + chance.integers(5, 31, n)),
            "next_test_due": dates(day("as_of") + chance.integers(-60, 365, n)),
        }
    )


def make_high_rises(size: Size, ground: Ground, tree: Tree) -> pl.DataFrame:
    """Return buildings over 100 metres, where the city is densest."""
    chance = size.chance("high_rises")
    n = size.count("high_rises")
    dense: NDArray[np.float64] = built_up(ground, tree) * ground.crowd(tree.seeds)
    grid = chance.choice(len(tree.seeds), n, p=dense / dense.sum())
    degrees = to_degrees(dry_places(chance, ground, tree, grid), size)
    height = np.round(100 + chance.gamma(1.4, 24.0, n), 1)
    built = day("as_of") - chance.integers(400, 24 * 365, n)
    first, second = words()["first"], words()["second"]
    name = pl.DataFrame(
        {
            "a": pick([pair[0] for pair in first], chance.integers(0, len(first), n)),
            "b": pick([pair[0] for pair in second], chance.integers(0, len(second), n)),
            "c": pick(["大厦", "中心", "广场", "公寓"], chance.integers(0, 4, n)),
        }
    )
    return pl.DataFrame(
        {
            "building_id": [f"JCB{number + 1:05d}" for number in range(n)],
            "name": name.select(pl.concat_str("a", "b", "c")).to_series(),
            "height_m": height,
            "floors": np.round(height / 3.4).astype(np.int64),
            "completed_on": dates(built),
            "registered_on": dates(built + 60),
            "community_code": tree.names["community"]["code"].gather(
                tree.parents["community"][grid]
            ),
            "longitude": degrees[:, 0],
            "latitude": degrees[:, 1],
        }
    )
