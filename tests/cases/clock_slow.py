"""The slow, obvious clock: it looks at every minute, and asks the wall whether anybody works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from anlan.cases.clock.calendar import Calendar

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Minute:
    begin: datetime
    worked: bool
    day: date
    """The day it belongs to: that on which its shift began, else the date."""
    date: date


def minutes(calendar: Calendar, start: datetime) -> Iterator[Minute]:
    """Yield each minute from the start on."""
    zone = ZoneInfo(calendar.zone)
    # A clock that is put back shows nothing new until it has caught up with itself.
    at, shown = start - timedelta(hours=3), datetime.min
    while True:
        shown = max(shown, at.astimezone(zone).replace(tzinfo=None))
        if at >= start:
            owner = worked_for(calendar, shown)
            yield Minute(at, owner is not None, owner or shown.date(), shown.date())
        at += MINUTE


def worked_for(calendar: Calendar, shown: datetime) -> date | None:
    """Return the day in whose shift a local time lies."""
    for days_ago in (1, 0):
        day = shown.date() - timedelta(days=days_ago)
        minute = days_ago * 1440 + shown.hour * 60 + shown.minute
        for shift in shifts(calendar, day):
            if shift[0] <= minute < shift[1]:
                return day
    return None


def shifts(calendar: Calendar, day: date) -> list[tuple[int, int]]:
    if day in calendar.made_up:
        return list(calendar.shifts)
    if day in calendar.holidays or day.weekday() not in calendar.weekdays:
        return []
    return list(calendar.weekday_shifts.get(day.weekday(), calendar.shifts))


def paused(minute: Minute, pauses: list[tuple[datetime, datetime]]) -> bool:
    return any(begin <= minute.begin < end for begin, end in pauses)


def due_by_minutes(calendar, start, amount, work, pauses=()) -> datetime:
    """Count minutes, elapsed or worked, until there are enough."""
    for minute in minutes(calendar, start):
        if (minute.worked or not work) and not paused(minute, pauses):
            amount -= 1
            if amount == 0:
                return minute.begin + MINUTE
    raise AssertionError


def due_by_work_days(calendar, start, days, ends="day_after") -> datetime:
    """Walk on until shifts of enough further days have ended."""
    stream = minutes(calendar, start)
    first = next(stream)
    counted: list[date] = [first.day] if first.worked and ends == "same_day" else []
    end = first.begin + MINUTE
    for minute in stream:
        new = minute.worked and minute.day not in counted
        if new and (minute.day > first.day or ends == "same_day"):
            if len(counted) == days:
                return end
            counted.append(minute.day)
        if minute.worked:
            end = minute.begin + MINUTE
    raise AssertionError


def due_by_dates(calendar, start, days, ends="day_after") -> datetime:
    """Walk on until the date has changed often enough."""
    seen: list[date] = []
    for minute in minutes(calendar, start):
        if minute.date not in seen:
            seen.append(minute.date)
        if len(seen) > days + (ends == "day_after"):
            return minute.begin
    raise AssertionError


def due_at_same_time(calendar, start, days) -> datetime:
    """Walk on until the wall shows the time of the start, so many days later."""
    zone = ZoneInfo(calendar.zone)
    before = start - timedelta(hours=3)
    earlier = [before + MINUTE * n for n in range(181)]
    wanted = max(at.astimezone(zone).replace(tzinfo=None) for at in earlier)
    wanted += timedelta(days=days)
    at = start
    while at.astimezone(zone).replace(tzinfo=None) < wanted:
        at += MINUTE
    return at


def counted(calendar, start, now, work, pauses=()) -> int:
    """Count the minutes from the start up to now."""
    count = 0
    for minute in minutes(calendar, start):
        if minute.begin >= now:
            return count
        count += (minute.worked or not work) and not paused(minute, pauses)
    raise AssertionError


def utc(*at: int) -> datetime:
    return datetime(*at, tzinfo=UTC)
