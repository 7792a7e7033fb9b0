"""When an alarm climbs next, by the ladder, and when it opens a case."""

from datetime import datetime, timedelta

from anlan.watch.alarms.colours import reaches
from anlan.watch.alarms.rows import Work
from anlan.watch.alarms.site import Site

STILL = frozenset({"silence", "maintenance", "inhibited"})
"""For these reasons an alarm that is quiet doesn't climb either."""
_RESTARTS = frozenset(
    {"raise", "worsen", "acknowledge", "own", "escalate", "de_escalate", "unshelve", "tell"}
)


def pace(site: Site, work: Work, at: datetime) -> None:
    """Set when an alarm climbs next, by what was done to it; called before it is written."""
    row, alarm = work.row, work.alarm
    waits = site.ladder.priorities[row["priority"]]
    rests = (
        alarm.state in {"owned", "shelved", "closed"}
        or alarm.step >= len(site.ladder.steps) - 1
        or row["quiet"] in STILL
        or not (alarm.standing or waits.climbs_cleared)
    )
    if rests:
        row["next_at"] = None
    elif row["next_at"] is None or _RESTARTS.intersection(work.acts):
        times = waits.unacknowledged if alarm.state == "new" else waits.unowned
        row["next_at"] = at + timedelta(microseconds=times[alarm.step])
    _open_case(site, work)


def _open_case(site: Site, work: Work) -> None:
    """Note that an alarm is to open a case, once."""
    row = work.row
    if row["case_number"] is not None or row["case_due"] or row["quiet"] in STILL:
        return
    row["case_due"] = any(
        row["rule"] in each.rules and reaches(work.alarm.colour, each.colour)
        for each in site.openings
    ) and work.alarm.state != "closed"  # fmt: skip
