"""Random offices, starts, limits and pauses."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from anlan.cases.clock import Calendar
from anlan.model.calendar import Shift, overlap
from anlan.model.declared import Text

ZONES = ["Asia/Shanghai", "America/Chicago", "Australia/Lord_Howe", "Europe/London", "UTC"]
FEAST = Text(en="Feast", zh="节")
# Days around which something happens: clocks put forward or back, leap days, a year's end.
TURNS = [
    datetime(2026, 3, 8), datetime(2026, 11, 1), datetime(2024, 3, 10), datetime(2026, 4, 5),
    datetime(2026, 10, 4), datetime(2025, 3, 30), datetime(2025, 10, 26), datetime(2024, 2, 29),
    datetime(2028, 2, 29), datetime(2025, 12, 31),
]  # fmt: skip


@st.composite
def shifts(draw) -> tuple[Shift, ...]:
    # Half of the shifts begin or end about where clocks are put forward and back.
    half_hour = st.integers(2, 6) | st.integers(0, 64)
    cuts = draw(st.lists(half_hour, min_size=2, max_size=6, unique=True))
    half_hours = sorted(cuts)[: len(cuts) // 2 * 2]
    made = [
        Shift(begin * 30, end * 30)
        for begin, end in zip(half_hours[::2], half_hours[1::2], strict=True)
        if begin < 48
    ]
    return tuple(made) if made and not overlap(made) else (Shift(480, 720), Shift(840, 1080))


@st.composite
def offices(draw) -> tuple[Calendar, datetime]:
    """Draw an office, and a moment there, to the minute."""
    zone = draw(st.sampled_from(ZONES))
    day = draw(st.sampled_from(TURNS) | st.datetimes(datetime(2019, 1, 1), datetime(2029, 1, 1)))
    local = day.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone))
    start = local.astimezone(UTC) + timedelta(minutes=draw(st.integers(-2000, 2000)))
    around = st.integers(-3, 9).map(lambda number: day.date() + timedelta(days=number))
    off = draw(st.sets(around, max_size=4))
    office = Calendar(
        "office",
        zone,
        weekdays=frozenset(draw(st.sets(st.integers(0, 6), min_size=2))),
        shifts=draw(shifts()),
        weekday_shifts=draw(st.dictionaries(st.integers(0, 6), shifts(), max_size=2)),
        holidays=dict.fromkeys(off, FEAST),
        made_up=dict.fromkeys(draw(st.sets(around, max_size=3)) - off, FEAST),
    )
    return office, start


@st.composite
def pauses(draw, start: datetime) -> list[tuple[datetime, datetime]]:
    ends = draw(
        st.lists(st.tuples(st.integers(-600, 4000), st.integers(1, 2000)), max_size=3),
    )
    begun = [(start + timedelta(minutes=begin), length) for begin, length in ends]
    return [(begin, begin + timedelta(minutes=length)) for begin, length in begun]
