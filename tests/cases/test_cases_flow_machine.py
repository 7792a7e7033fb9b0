"""One case after another through the machine: what goes, what doesn't, and what is said of it."""

from datetime import timedelta
from typing import Any

import pytest
from cases_flow_town import START, TABLE, Town, given

from anlan.cases.flow import Case, Move, allowed
from anlan.model.errors import CaseError

WHO = {
    "acceptor": "account:1",
    "duty_head": "account:2",
    "dispatcher": "account:3",
    "handler": "account:4",
    "collector": "account:5",
    "supervisor": "account:6",
    "system": "job:clock",
}
FIXES = ("person", "measures", "funds", "deadline", "plan")


class Walk:
    """One case, moved by whoever usually does it."""

    def __init__(self, kind: str = "event", channel: str = "collector") -> None:
        self.town = Town()
        self.number = self.town.report(kind, channel)

    @property
    def case(self) -> Case:
        return self.town.cases[self.number]

    def go(self, *acts: str, **more: Any) -> Case:
        """Do acts, each with all it needs and ``more`` of what it takes."""
        for act in acts:
            self.do(act, **more)
        return self.case

    def do(
        self, act: str, *, who: str = "", role: str = "", department: str = "", **more: Any
    ) -> Case:
        edge = TABLE.by_source[self.case.state].get(act) or TABLE.acts[act][0]
        role = role or edge.actors[0]
        self.town.now += timedelta(minutes=1)
        takes = (*TABLE.needs(edge, self.case.kind), *edge.takes)
        needs = tuple(name for name in TABLE.needs(edge, self.case.kind) if name not in more)
        fields = given(needs, self.town.now) | {
            name: value for name, value in more.items() if name in takes
        }
        fields = {name: value for name, value in fields.items() if value is not None}
        department = department or self.case.department
        move = Move(act, who or WHO[role], role, self.town.now, department, fields)
        return self.town.move(self.number, move)


TO_FILED = ("file.accept", "file.file")
TO_PROGRESS = (*TO_FILED, "dispatch.send", "handle.receive", "handle.start")
TO_CHECKING = (*TO_PROGRESS, "handle.finish", "check.ask")


def progressed(kind: str = "event") -> Walk:
    walk = Walk(kind)
    walk.go(*TO_PROGRESS, class_code="0101")
    return walk


def test_seven_steps_end_in_an_evaluated_case() -> None:
    walk = progressed()
    walk.go("handle.finish", "check.ask", "check.pass", "close.close")
    assert (walk.case.handled_by, walk.case.verified_by) == ("account:4", "account:5")
    with pytest.raises(CaseError, match="still be opened again"):
        walk.do("evaluate.score")
    walk.town.now += timedelta(days=TABLE.reopen_term("event"))
    assert walk.do("evaluate.score").state == "evaluated"


@pytest.mark.parametrize("channel", ["hotline", "media", "open311"])
def test_what_the_public_reports_is_verified_before_it_is_filed(channel: str) -> None:
    walk = Walk("event", channel)
    with pytest.raises(CaseError, match="confirm it on site before it is filed"):
        walk.do("file.accept", class_code="0101")
    walk.go("collect.ask", "collect.confirm")
    assert walk.do("file.accept", class_code="0101").state == "accepted"


@pytest.mark.parametrize("channel", ["collector", "superior", "inspection"])
def test_what_a_collector_saw_is_filed_at_once(channel: str) -> None:
    assert Walk("event", channel).go(*TO_FILED, class_code="0101").state == "filed"


def test_a_residents_report_is_verified_however_it_came() -> None:
    with pytest.raises(CaseError, match="on site"):
        Walk("resident_report", "department").do("file.accept")


def test_a_thing_of_the_catalogue_needs_its_class() -> None:
    with pytest.raises(CaseError, match="give the class code"):
        Walk("component").do("file.accept")
    assert Walk("alarm_followup", "alarm").do("file.accept").state == "accepted"


@pytest.mark.parametrize("kind", ["hazard_general", "hazard_major"])
@pytest.mark.parametrize("fix", FIXES)
def test_a_hazard_is_ordered_with_its_five_fixes(kind: str, fix: str) -> None:
    walk = Walk(kind, "inspection")
    walk.go(*TO_FILED)
    with pytest.raises(CaseError) as refused:
        walk.do("dispatch.send", **{fix: None})
    words = {"person": "post that answers for it", "plan": "contingency plan"}.get(fix, fix)
    assert f"Give also: {words}." in refused.value.say()
    assert walk.do("dispatch.send").state == "dispatched"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("targets", "target and tasks"),
        ("organisation", "office and posts that carry it out"),
        ("interim_control", "interim control"),
    ],
)
def test_a_major_hazard_has_its_plan_before_it_is_rectified(part: str, words: str) -> None:
    walk = Walk("hazard_major", "inspection")
    walk.go(*TO_FILED, "dispatch.send", "handle.receive")
    with pytest.raises(CaseError) as refused:
        walk.do("handle.start", **{part: None})
    assert f"Give also: {words}." in refused.value.say()
    assert walk.do("handle.start").state == "in_progress"
    walk.go("handle.finish", "check.ask")
    # Each round of rectifying begins with a plan.
    walk.do("check.fail", department="safety")
    with pytest.raises(CaseError):
        walk.do("handle.start", **{part: None})


def test_a_major_hazard_is_accepted_by_another_department() -> None:
    walk = Walk("hazard_major", "inspection")
    walk.go(*TO_CHECKING)
    with pytest.raises(CaseError, match="another department"):
        walk.do("check.pass", department=walk.case.department)
    assert walk.do("check.pass", department="safety").state == "checked"


def test_a_major_hazard_is_not_set_right_on_the_spot() -> None:
    with pytest.raises(CaseError, match="A case of this kind"):
        Walk("hazard_major", "inspection").do("handle.on_spot")


def test_who_handled_it_does_not_check_nor_close_it() -> None:
    walk = Walk()
    walk.go(*TO_CHECKING, class_code="0101")
    with pytest.raises(CaseError, match="somebody else must"):
        walk.do("check.pass", who=WHO["handler"])
    walk.do("check.pass")
    with pytest.raises(CaseError, match="somebody else must"):
        walk.do("close.close", who=WHO["handler"])


def test_who_checked_it_does_not_handle_it_afterwards() -> None:
    walk = Walk()
    walk.go(*TO_CHECKING, "check.fail", class_code="0101")
    with pytest.raises(CaseError, match="can't handle it"):
        walk.do("handle.start", who=WHO["collector"])


def test_a_failed_check_is_rework_on_the_same_case_and_is_counted() -> None:
    walk = Walk()
    walk.go(*TO_CHECKING, class_code="0101")
    for count in (1, 2):
        assert walk.do("check.fail").state == "rework"
        assert walk.case.rework_count == count
        assert walk.town.effects[walk.number][-1] == ("keep", "handling")
        walk.go("handle.start", "handle.finish", "check.ask")
    assert walk.do("check.pass").rework_count == 2


def test_what_a_department_returns_stays_its_own_until_it_is_handed_over() -> None:
    walk = Walk()
    walk.go(*TO_FILED, "dispatch.send", class_code="0101")
    case = walk.do("handle.return")
    assert (case.state, case.department, case.return_count) == ("returned", "water", 1)
    assert TABLE.running["returned"] == {"handling": True}
    assert walk.do("dispatch.redirect", department="water").department == "water"


def test_another_department_has_nothing_to_do_with_it() -> None:
    walk = Walk()
    walk.go(*TO_FILED, "dispatch.send", class_code="0101")
    with pytest.raises(CaseError, match="dispatched to another department"):
        walk.do("handle.receive", department="roads")


def test_only_an_approved_suspension_stops_the_clock() -> None:
    walk = progressed()
    assert not walk.do("handle.ask_suspension").paused
    with pytest.raises(CaseError, match="nor decide"):
        walk.do("supervise.suspend", who=WHO["handler"])
    assert walk.do("supervise.suspend").paused
    assert not walk.do("supervise.resume", role="system").paused


def test_more_time_is_asked_for_and_granted_or_refused() -> None:
    walk = progressed()
    assert walk.go("handle.ask_extension", "supervise.refuse_extension").state == "in_progress"
    walk.go("handle.ask_extension", "supervise.grant_extension")
    assert walk.town.effects[walk.number][-1] == ("extend", "handling")


def test_a_case_is_opened_again_within_its_term_only() -> None:
    walk = progressed()
    walk.go("handle.finish", "check.ask", "check.pass", "close.close")
    walk.town.now += timedelta(days=TABLE.reopen_term("event"), minutes=-2)
    case = walk.do("file.reopen")
    assert (case.state, case.reopen_count, case.verified_by) == ("filed", 1, "")
    walk.do("close.force")
    walk.town.now += timedelta(days=TABLE.reopen_term("event"))
    with pytest.raises(CaseError, match="report it anew"):
        walk.do("file.reopen")


def test_a_lead_ends_after_its_parts_and_a_part_is_not_split() -> None:
    walk = Walk()
    walk.go(*TO_FILED, "dispatch.split", class_code="0101")
    part = "1"
    with pytest.raises(CaseError, match="end them first"):
        walk.do("close.force")
    split = Move("dispatch.split", "account:3", "dispatcher", walk.town.now)
    with pytest.raises(CaseError, match="split that one"):
        walk.town.move(part, split)
    end = Move(
        "close.force", "account:6", "supervisor", walk.town.now, fields={"reason": "not needed"}
    )
    walk.town.move(part, end)
    walk.do("close.force")
    again = Move(
        "file.reopen", "account:1", "acceptor", walk.town.now, fields={"reason": "it is back"}
    )
    with pytest.raises(CaseError, match="open that one first"):
        walk.town.move(part, again)


def test_a_case_is_merged_into_another_that_is_open_only() -> None:
    walk = Walk()
    other = walk.town.report("event", "collector")
    with pytest.raises(CaseError, match="merge into one"):
        walk.do("file.merge", into=walk.number)
    with pytest.raises(CaseError, match="merge into one"):
        walk.do("file.merge", into="999")
    assert walk.do("file.merge", into=other).merged_into == other
    void = Move("close.void", "account:6", "supervisor", walk.town.now, fields={"reason": "no"})
    with pytest.raises(CaseError, match="take them out first"):
        walk.town.move(other, void)
    assert walk.do("file.unmerge").merged_into == ""


@pytest.mark.parametrize(
    ("act", "fields", "told"),
    [
        ("file.sing", {}, "There is no act file.sing"),
        ("check.pass", {}, "can't take this: pass the check. Possible now: have it verified"),
        ("file.reject", {}, "Give also: reason."),
        ("file.reject", {"reason": "   "}, "1 to 2000 characters"),
        ("file.reject", {"reason": "x" * 2001}, "1 to 2000 characters"),
        ("file.reject", {"reason": 5}, "1 to 2000 characters"),
        ("file.reject", {"reason": "no", "colour": "red"}, "doesn't take colour"),
        ("file.accept", {"class_code": "a b"}, "without spaces"),
        ("handle.on_spot", {"evidence": "photo"}, "must be a list"),
        ("handle.on_spot", {"evidence": ["a\nb"]}, "must be a list"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_is_right(
    act: str, fields: dict[str, Any], told: str
) -> None:
    walk = Walk()
    role = TABLE.acts[act][0].actors[0] if act in TABLE.acts else "acceptor"
    with pytest.raises(CaseError) as refused:
        walk.town.move(walk.number, Move(act, "account:9", role, START, fields=fields))
    assert told in refused.value.say("en")
    assert refused.value.say("zh") != refused.value.say("en")
    assert len(walk.town.moves[walk.number]) == 1


@pytest.mark.parametrize("until", ["soon", "2026-07-18T08:00:00", START.isoformat(), 5])
def test_a_moment_lies_ahead_and_has_a_zone(until: object) -> None:
    walk = progressed()
    with pytest.raises(CaseError, match="later moment with its zone"):
        walk.do("handle.ask_extension", until=until)


def test_an_answer_is_one_of_those_there_are() -> None:
    walk = Walk("event", "hotline")
    walk.go("collect.ask", "collect.confirm", *TO_FILED, "close.force", class_code="0101")
    with pytest.raises(CaseError, match="one of satisfied"):
        walk.do("close.call_back", satisfaction="angry")
    assert walk.do("close.call_back", satisfaction="neutral").state == "forced_closed"


def test_a_role_does_only_its_own() -> None:
    walk = Walk()
    with pytest.raises(CaseError, match="another role than handler"):
        walk.do("file.reject", role="handler")


def test_what_somebody_may_do_is_listed_with_why_not() -> None:
    walk = Walk("component", "hotline")
    options = {
        option.act: option for option in allowed(TABLE, walk.case, "account:1", ["acceptor"], START)
    }
    assert options["file.reject"].refused is None
    assert options["file.reject"].needs == ("reason",)
    refused = options["file.accept"].refused
    assert refused is not None
    assert "on site" in refused.say("en")
    needs_role = options["close.void"].refused
    assert needs_role is not None
    assert "supervisor" in needs_role.say("en")
    assert "督办人" in needs_role.say("zh")
    assert "handle.on_spot" in options
    major = allowed(TABLE, Walk("hazard_major").case, "account:5", ["collector"], START)
    assert "handle.on_spot" not in {option.act for option in major}
