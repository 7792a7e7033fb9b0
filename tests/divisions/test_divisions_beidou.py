"""BeiDou grid location codes against the standard's own examples, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.model.codes import Cells, cell_sizes, decode, decode_3d, encode, encode_3d, height_code
from anlan.model.codes.beidou import UNITS_A_DEGREE, UNITS_A_SECOND
from anlan.model.errors import CodeError

# GB/T 39409-2020, clause 8 and appendix B.
LON, LAT = 116 + 18 / 60 + 45.37 / 3600, 39 + 59 / 60 + 35.38 / 3600
BY_LEVEL = [
    "N50J", "N50J47", "N50J475", "N50J47539", "N50J47539B8", "N50J47539B82", "N50J47539B8255",
    "N50J47539B825534", "N50J47539B82553461", "N50J47539B8255346152",
]  # fmt: skip
LEVEL = st.integers(1, 10)
LONGITUDE = st.integers(-180 * UNITS_A_DEGREE, 180 * UNITS_A_DEGREE)
LATITUDE = st.integers(-88 * UNITS_A_DEGREE + 1, 88 * UNITS_A_DEGREE - 1)
# Multiples of the edges of every size of cell, where codes go wrong.
EDGES = st.sampled_from([size for sizes in cell_sizes() for size in sizes])


@pytest.mark.parametrize(("level", "code"), list(enumerate(BY_LEVEL, 1)))
def test_the_standards_example_at_every_level(level: int, code: str) -> None:
    assert str(encode(LON, LAT, level)) == code
    assert decode(code).level == level


@pytest.mark.parametrize(
    ("north", "east", "code"),
    [
        (59 + 56.1444 / 60, 19 + 14.3184 / 60, "N50J475493E"),
        (59 + 59.7012 / 60, 19 + 5.9808 / 60, "N50J475491E"),
        (59 + 56.5260 / 60, 19 + 9.3540 / 60, "N50J475492E"),
    ],
)
def test_the_standards_examples_of_reference_cells(north: float, east: float, code: str) -> None:
    assert str(encode(116 + east / 60, 39 + north / 60, 5)) == code


def test_wuhan() -> None:
    assert str(encode(114.3055, 30.5928)) == "N50H0513548370124463"


def test_the_standards_heights() -> None:
    assert height_code([50.0, 8848.86]).tolist() == ["000000006414", "000004801646"]
    assert str(encode_3d(LON, LAT, 50.0)) == "N050J0047050390B8020556344611524"


def test_the_standards_code_in_space_is_read() -> None:
    box = decode_3d("N036J0093000780B3010010520430140")
    flat = decode("N36J93078B3101524314")
    assert [box.cells.west, box.cells.south] == [flat.west, flat.south]
    assert box.low_m[0] == 0.0
    assert 0.01 < box.high_m[0] < 0.02


@pytest.mark.parametrize(
    ("lon", "lat", "level", "code"),
    [
        # The four cells of level 1 around (0, 0), and their last cells of level 2 outwards.
        (0.0, 0.0, 2, "N31A00"),
        (-0.001, 0.001, 2, "N30A00"),
        (-0.001, -0.001, 2, "S30A00"),
        (0.001, -0.001, 2, "S31A00"),
        (-5.99, 3.99, 2, "N30AB7"),
        (5.99, -3.99, 2, "S31AB7"),
        # Rio de Janeiro, Buenos Aires, San Francisco: indices grow away from (0, 0).
        (-43.2, -22.9, 3, "S23F254"),
        (-122.4, 37.8, 1, "N10J"),
        # On the edge of a zone west of Greenwich: the zone of floor(lon / 6°), its last cell.
        (-6.0, 0.0, 2, "N30AB0"),
        (-6.0, 0.0, 10, "N30AB01E0E0170707070"),
        (-180.0, 10.0, 1, "N01C"),
        (180.0, 10.0, 1, "N01C"),
    ],
)
def test_all_hemispheres(lon: float, lat: float, level: int, code: str) -> None:
    assert str(encode(lon, lat, level)) == code


def holds(cells: Cells, lon: int, lat: int) -> bool:
    inside = (cells.west <= lon) & (lon <= cells.east) & (cells.south <= lat) & (lat <= cells.north)
    return bool(inside.all())


@given(LONGITUDE, LATITUDE, LEVEL)
def test_a_codes_cell_holds_its_position(lon: int, lat: int, level: int) -> None:
    cells = decode(encode(lon / UNITS_A_DEGREE, lat / UNITS_A_DEGREE, level))
    assert holds(cells, lon - 360 * UNITS_A_DEGREE if lon == 180 * UNITS_A_DEGREE else lon, lat)
    assert (cells.east - cells.west, cells.north - cells.south) == cell_sizes()[level - 1]


@given(LONGITUDE, LATITUDE, LEVEL)
def test_the_middle_of_a_cell_has_its_code(lon: int, lat: int, level: int) -> None:
    code = encode(lon / UNITS_A_DEGREE, lat / UNITS_A_DEGREE, level)
    cells = decode(code)
    assert encode(cells.longitude, cells.latitude, level)[0] == code


@given(EDGES, st.integers(-2000, 2000), st.integers(-900, 900), LEVEL)
def test_edges_belong_to_a_cell_that_touches_them(
    size: int, across: int, up: int, level: int
) -> None:
    lon = max(min(size * across, 179 * UNITS_A_DEGREE), -180 * UNITS_A_DEGREE)
    lat = max(min(size * up, 87 * UNITS_A_DEGREE), -87 * UNITS_A_DEGREE)
    assert holds(decode(encode(lon / UNITS_A_DEGREE, lat / UNITS_A_DEGREE, level)), lon, lat)


@given(LONGITUDE, LATITUDE, st.integers(1, 9))
def test_a_finer_code_begins_with_the_coarser(lon: int, lat: int, level: int) -> None:
    at = lon / UNITS_A_DEGREE, lat / UNITS_A_DEGREE
    assert str(encode(*at, level + 1)).startswith(str(encode(*at, level)))


@given(LONGITUDE, LATITUDE, st.floats(-11_000, 500_000), LEVEL)
def test_boxes_hold_their_height(lon: int, lat: int, height: float, level: int) -> None:
    at = lon / UNITS_A_DEGREE, lat / UNITS_A_DEGREE
    code = encode_3d(*at, height, level)
    box = decode_3d(code)
    assert box.low_m[0] - 1e-6 <= height <= box.high_m[0] + 1e-6
    middle = (box.low_m + box.high_m) / 2
    assert encode_3d(box.cells.longitude, box.cells.latitude, middle, level)[0] == code


def test_many_at_once_and_missing_ones() -> None:
    codes = encode([[LON, np.nan], [-43.2, LON]], [[LAT, 1.0], [-22.9, np.nan]], 5)
    assert codes.tolist() == [["N50J47539B8", ""], ["S23F254C400", ""]]
    assert decode(["N50J47539B8", "S23F254C400"]).longitude.round(3).tolist() == [116.313, -43.201]


@pytest.mark.parametrize(
    ("code", "at", "found"),
    [
        ("X50J", 1, "X"), ("N00J", 2, "0"), ("N61J", 2, "6"), ("N5AJ", 3, "A"), ("N50W", 4, "W"),
        ("N50JC0", 5, "C"), ("N50J08", 6, "8"), ("N50J476", 7, "6"), ("N50J475F0", 8, "F"),
        ("N50J4750A", 9, "A"), ("N50J47539F0", 10, "F"), ("N50J47539B84", 12, "4"),
        ("N50J47539B8285", 13, "8"), ("N50J47539b8", 10, "b"), ("N50J４7", 5, "４"),
    ],
)  # fmt: skip
def test_a_wrong_sign_is_shown(code: str, at: int, found: str) -> None:
    with pytest.raises(CodeError) as caught:
        decode(["N50J47539B8255346152"[: len(code)], code])
    assert caught.value.values["at"] == at
    assert (caught.value.values["found"], caught.value.values["row"]) == (found, 2)


@pytest.mark.parametrize("codes", ["", "N50", "N50J4", ["N50J", "N50J47"], "N50J47539B82553461520"])
def test_a_wrong_length_is_told(codes: str | list[str]) -> None:
    with pytest.raises(CodeError, match="signs, expected"):
        decode(codes)


@pytest.mark.parametrize(("lon", "lat"), [(181.0, 0.0), (0.0, 91.0), (0.0, 88.0), (0.0, -89.0)])
def test_positions_without_a_code_are_refused(lon: float, lat: float) -> None:
    with pytest.raises(CodeError, match="Position 2"):
        encode([0.0, lon], [0.0, lat])


@pytest.mark.parametrize("height", [-6_378_137.0, -1e9, 1e12, float("inf")])
def test_heights_without_a_layer_are_refused(height: float) -> None:
    with pytest.raises(CodeError, match="no layer"):
        encode_3d(0.0, 0.0, height)


@pytest.mark.parametrize("level", [0, 11])
def test_there_are_ten_levels(level: int) -> None:
    with pytest.raises(ValueError, match="levels 1 to 10"):
        encode(0.0, 0.0, level)


def test_a_degree_written_in_decimals_finds_its_own_edge() -> None:
    minutes = np.arange(60 * 180)
    cells = decode(encode(minutes / 60, np.zeros(minutes.size), 4))
    assert (cells.west == minutes * 60 * UNITS_A_SECOND).all()
