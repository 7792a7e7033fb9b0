"""What people of Jiangcheng do with a case in each state: the next act, by whom, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from anlan.cases.desk import Part
from anlan.cases.flow import workflow
from anlan.store.cases import CaseRow

if TYPE_CHECKING:
    from anlan.cities.jiangcheng.day import Day

FIXES = {
    "person": "专业班组负责人",
    "measures": "现场整改并复查",
    "funds": "部门年度经费",
    "plan": "先隔离，后整改，再验收",
}
BEFORE, AFTER = ["photo-before"], ["photo-after"]


@dataclass(frozen=True)
class Act:
    """What somebody does next.

    Attributes:
        at: when; later than now where it takes its time.
        name: the act; empty where only time passes.
        post: the role that an account has.
        role: the workflow's role.
        who: who exactly, where the post doesn't say it.
        number: which of several with the post.
    """

    at: datetime
    name: str = ""
    post: str = ""
    role: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    department: str = ""
    number: int = 1
    who: str = ""
    parts: tuple[Part, ...] = ()


Habit = Callable[["Day", CaseRow, datetime], Act | None]


def _after(kind: str) -> Callable[[Habit], Habit]:
    """Let what somebody does take its time first."""

    def wrapped(habit: Habit) -> Habit:
        def timed(day: Day, row: CaseRow, at: datetime) -> Act | None:
            if not day.came(row):
                return Act(day.later(at, kind))
            return habit(day, row, at)

        return timed

    return wrapped


@_after("office")
def _reported(day: Day, row: CaseRow, at: datetime) -> Act:
    if row.channel == "collector" and "handle.on_spot" not in _without(row) and day.once(
        row.number, "on_spot"
    ):  # fmt: skip
        return _collector(at, "handle.on_spot", evidence=AFTER)
    if not row.seen and workflow().verify_first(row.kind, row.channel):
        return Act(at, "collect.ask", "acceptor", "acceptor")
    if day.once(row.number, "reject"):
        return Act(at, "file.reject", "acceptor", "acceptor", {"reason": "不属于受理范围"})
    return Act(at, "file.accept", "acceptor", "acceptor")


@_after("travel")
def _verifying(day: Day, row: CaseRow, at: datetime) -> Act:
    if day.once(row.number, "deny"):
        return _collector(at, "collect.deny", reason="现场未发现所述问题", evidence=BEFORE)
    return _collector(at, "collect.confirm", evidence=BEFORE)


@_after("office")
def _accepted(_: Day, __: CaseRow, at: datetime) -> Act:
    return Act(at, "file.file", "duty_head", "duty_head")


@_after("office")
def _filed(day: Day, row: CaseRow, at: datetime) -> Act:
    if row.lead_id is None and day.once(row.number, "split"):
        parts = (Part("现场围挡", class_code=row.class_code or ""), Part("修复"))
        return Act(at, "dispatch.split", "dispatcher", "dispatcher", parts=parts)
    return Act(at, "dispatch.send", "dispatcher", "dispatcher", _where(row, at))


@_after("office")
def _returned(_: Day, row: CaseRow, at: datetime) -> Act:
    reason = {"reason": "按职责清单改派"}
    return Act(at, "dispatch.redirect", "dispatcher", "dispatcher", _where(row, at) | reason)


@_after("office")
def _dispatched(day: Day, row: CaseRow, at: datetime) -> Act:
    if day.once(row.number, "return"):
        return _handler(row, at, "handle.return", reason="不在本单位管辖范围")
    return _handler(row, at, "handle.receive")


def _major_plan(row: CaseRow) -> dict[str, str]:
    """Return what the plan of a major hazard adds as its rectification starts."""
    if row.kind != "hazard_major":
        return {}
    return {
        "targets": "消除隐患，恢复安全状态",
        "organisation": "安全管理部门牵头，值班岗位实施",
        "interim_control": "已设围挡并派人值守",
    }


def _received(day: Day, row: CaseRow, at: datetime) -> Act:
    if not day.came(row):
        return Act(day.later(at, "visit"))
    return _handler(row, at, "handle.start", **_major_plan(row))


def _in_progress(day: Day, row: CaseRow, at: datetime) -> Act:
    until = (at + timedelta(days=3)).isoformat()
    if day.once(row.number, "extension"):
        return _handler(row, at, "handle.ask_extension", reason="等待备件", until=until)
    if day.once(row.number, "suspension"):
        return _handler(row, at, "handle.ask_suspension", reason="降雨无法施工", until=until)
    if day.listing_due(row):
        return Act(
            at, "supervise.list", "duty_head", "supervisor",
            {"issuer": "emergency_management", "leader": "分管负责人", "deadline": until,
             "public": "yes", "reason": "超期未整改"},
        )  # fmt: skip
    if not day.came(row):
        return Act(_handled(day, row, at))
    return _handler(row, at, "handle.finish", evidence=AFTER)


def _handled(day: Day, row: CaseRow, at: datetime) -> datetime:
    """Return when the office is done; a slow one long after its deadline."""
    told, due = day.told["handling"], row.due_at or at + timedelta(hours=8)
    if day.once(row.number, "slow"):
        return day.working(due + timedelta(days=float(day.chance.uniform(*told["slow_days"]))))
    share = min(told["middle"] * float(day.chance.lognormal(0, 0.4)), 0.97)
    return day.working(at + max((due - at) * share, timedelta(minutes=20)))


@_after("office")
def _extension(_: Day, row: CaseRow, at: datetime) -> Act:
    until = (max(at, row.due_at or at) + timedelta(days=2)).isoformat()
    return Act(at, "supervise.grant_extension", "duty_head", "duty_head", {"until": until})


@_after("office")
def _suspension(_: Day, __: CaseRow, at: datetime) -> Act:
    until = (at + timedelta(days=2)).isoformat()
    return Act(at, "supervise.suspend", "duty_head", "supervisor", {"until": until})


def _suspended(day: Day, row: CaseRow, at: datetime) -> Act:
    if not day.came(row):
        return Act(day.working(at + timedelta(days=2)))
    return _handler(row, at, "handle.resume")


@_after("visit")
def _self_handled(day: Day, row: CaseRow, at: datetime) -> Act:
    if day.once(row.number, "doubt"):
        return Act(at, "check.doubt", "acceptor", "acceptor", {"reason": "照片看不清"}, number=2)
    return Act(at, "check.photos", "acceptor", "acceptor", number=2)


@_after("office")
def _to_check(_: Day, __: CaseRow, at: datetime) -> Act:
    return Act(at, "check.ask", "acceptor", "acceptor")


@_after("travel")
def _checking(day: Day, row: CaseRow, at: datetime) -> Act:
    if day.once(row.number, "fail"):
        return _collector(at, "check.fail", 6, reason="仍有遗留", evidence=AFTER)
    return _collector(at, "check.pass", 6, evidence=AFTER)


@_after("visit")
def _rework(_: Day, row: CaseRow, at: datetime) -> Act:
    return _handler(row, at, "handle.start", **_major_plan(row))


@_after("office")
def _checked(_: Day, row: CaseRow, at: datetime) -> Act:
    if row.listed:
        reason = {"reason": "整改验收合格，予以销号"}
        return Act(at, "supervise.delist", "duty_head", "supervisor", reason)
    return Act(at, "close.close", "duty_head", "duty_head")


@_after("visit")
def _closed(day: Day, row: CaseRow, at: datetime) -> Act | None:
    if row.number in day.codes:
        day.answers(row, at)
        return None
    if row.channel == "hotline" and "called" not in day.done.setdefault(row.number, set()):
        day.done[row.number].add("called")
        said = "unsatisfied" if day.happens("again") else "satisfied"
        return Act(at, "close.call_back", "acceptor", "acceptor", {"satisfaction": said}, number=2)
    return None


def _collector(at: datetime, name: str, number: int = 5, **fields: Any) -> Act:
    return Act(at, name, "collector", "collector", fields, number=number)


def _handler(row: CaseRow, at: datetime, name: str, **fields: Any) -> Act:
    return Act(at, name, "handler", "handler", fields, row.department)


def _where(row: CaseRow, at: datetime) -> dict[str, Any]:
    """Return the office that the rules send a case to, with the five fixes of a hazard."""
    fields = {"department": row.routed_department or "grid_centre"}
    if not row.kind.startswith("hazard"):
        return fields
    return fields | FIXES | {"deadline": (at + timedelta(days=14)).isoformat()}


def _without(row: CaseRow) -> tuple[str, ...]:
    return workflow().kinds[row.kind].without


HABITS: Mapping[str, Habit] = {
    "reported": _reported,
    "verifying": _verifying,
    "verified": _reported,
    "accepted": _accepted,
    "filed": _filed,
    "dispatched": _dispatched,
    "returned": _returned,
    "received": _received,
    "in_progress": _in_progress,
    "extension_asked": _extension,
    "suspension_asked": _suspension,
    "suspended": _suspended,
    "self_handled": _self_handled,
    "handled": _to_check,
    "checking": _checking,
    "rework": _rework,
    "checked": _checked,
    "closed": _closed,
}
"""What is done next, by the state a case is in; in others nobody does anything."""
