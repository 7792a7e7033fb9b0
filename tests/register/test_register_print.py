"""The four-colour map as a PDF: what is on it, what is merged, what is refused."""

import base64
import re
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_town import AT, CAUSE, LAMP, LOCK, draft, room

from anlan.model.errors import RegisterError
from anlan.risk.register.live import LiveRegister
from anlan.risk.register.print import SIZES, Asked, Drawable, print_map
from anlan.risk.register.print.marks import CLOSE, merged
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.schema import prepare

ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
WATER = {"type": "Feature", "properties": {"kind": "water"}, "geometry": {
    "type": "Polygon",
    "coordinates": [[[114.22, 30.55], [114.3, 30.55], [114.3, 30.6], [114.22, 30.55]]],
}}  # fmt: skip


@pytest.fixture
def drawable(tmp_path) -> Drawable:
    """A town with three points, two of them at one spot."""
    database, by = Database(f"sqlite:///{tmp_path / 'anlan.db'}"), room()
    prepare(database)
    spots = {"A-1": LAMP, "A-2": LAMP, "A-3": LOCK}
    drafts = [draft(code, lon=lon, lat=lat) for code, (lon, lat) in spots.items()]
    drafts.append(draft("A-4", lon=None, lat=None, division="990101001"))
    with change(database, CAUSE) as made:
        by.put_many(made, by.placed_many(drafts, AT), AT)
    shown = LiveRegister(database, by.city.name, by).snapshot()
    seen = np.ones(len(shown.rows), np.bool_)
    return Drawable(by.city, by, shown, seen, by.paths_to("street"), [WATER], {})


def content(pdf: bytes) -> bytes:
    """Return what draws the page."""
    (stream,) = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))


def unescaped(hit: re.Match[bytes]) -> bytes:
    told = hit[1]
    return bytes([int(told, 8)]) if len(told) == 3 else ESCAPED.get(told, told)


def texts(pdf: bytes) -> list[str]:
    """Return the texts of a page; they are written in UCS-2, with some bytes escaped."""
    found = []
    for told in re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", content(pdf), re.DOTALL):
        plain = re.sub(rb"\\([0-7]{3}|.)", unescaped, told, flags=re.DOTALL)
        found.append(plain.decode("utf-16-be"))
    return found


@pytest.mark.parametrize("size", sorted(SIZES))
def test_a_print_is_one_page_of_its_size(drawable, size):
    pdf = print_map(drawable, Asked(size=size))
    assert pdf.startswith(b"%PDF-1.4")
    assert pdf.rstrip().endswith(b"%%EOF")
    (box,) = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert sorted(map(float, box)) == pytest.approx(sorted(SIZES[size]), abs=0.01)
    assert pdf.count(b"/Type /Page\n") == 1


def test_a_print_tells_its_title_counts_names_and_source(drawable):
    told = texts(print_map(drawable, Asked(level="street")))
    assert "Four-colour map of risk: Jiangcheng (synthetic)" in told
    assert "risk points, by the facts of the day; 4 risk points" in told
    for key in ("R red 0", "O orange 0", "Y yellow 3", "B blue 0", "N"):
        assert key in told
    assert {"River Bank", "Lamp Street", "Lock Street"} <= set(told)
    (source,) = [each for each in told if each.startswith("Source:")]
    assert "1 more have no position" in source
    assert "Synthetic city" in source


def test_without_measures_other_colours_are_counted(drawable):
    told = texts(print_map(drawable, Asked(kind="inherent", lang="zh")))
    assert "江城（合成数据）安全风险四色图" in told
    assert "红色 3" in told
    assert "风险点，固有风险；风险点 4 个" in told


def test_areas_and_cells_are_coloured_and_counted(drawable):
    areas = texts(print_map(drawable, Asked(what="areas", level="street")))
    assert sum(int(each.split()[-1]) for each in areas if re.match("[ROYB] ", each)) == 2
    cells = texts(print_map(drawable, Asked(what="cells")))
    assert sum(int(each.split()[-1]) for each in cells if re.match("[ROYB] ", each)) == 2


def test_points_at_one_spot_are_one_mark(drawable):
    drawn = content(print_map(drawable, Asked()))
    twice = replace(drawable, seen=np.array([True, False, True, True]))
    assert drawn.count(b" l ") == content(print_map(twice, Asked())).count(b" l ")


@given(
    st.lists(
        st.tuples(st.floats(0, 50), st.floats(0, 50), st.integers(0, 3)), min_size=1, max_size=80
    )
)
def test_of_points_on_a_half_millimetre_the_worst_stays_and_comes_last(spots):
    x, y, colour = (np.array(each) for each in zip(*spots, strict=True))
    kept = merged(x, y, colour.astype(np.int8))
    worst: dict[tuple[int, int], int] = {}
    for at, up, tone in spots:
        cell = (int(at // CLOSE), int(up // CLOSE))
        worst[cell] = max(worst.get(cell, 0), tone)
    found = {(int(x[n] // CLOSE), int(y[n] // CLOSE)): int(colour[n]) for n in kept}
    assert found == worst
    assert len(kept) == len(worst)
    assert colour[kept].tolist() == sorted(colour[kept].tolist())


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"size": "a9"}, "size can't be “a9”. Take one of: a0, a1, a2, a3, a4."),
        ({"what": "people"}, "what can't be “people”"),
        ({"kind": "later"}, "kind can't be “later”"),
    ],
)
def test_what_cannot_be_printed_is_said(given_, said):
    with pytest.raises(RegisterError) as refused:
        Asked(**given_)
    assert said in refused.value.say("en")


def test_a_level_that_the_city_has_not_and_an_empty_city_are_said(drawable):
    with pytest.raises(RegisterError, match="level"):
        drawable.room.paths_to("province")
    nothing = replace(drawable, seen=np.zeros(len(drawable.seen), np.bool_), places=[])
    with pytest.raises(RegisterError) as refused:
        print_map(nothing, Asked())
    assert "anlan risk import jiangcheng" in refused.value.say("en")
