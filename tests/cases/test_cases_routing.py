"""The first rule that fits decides, says so in words, and a dry run shows whom a change moves."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.cases.routing import Facts, Office, Router, dry_run, shadowed
from anlan.model.cases import Duty, Hours, RoutingRule, To, When
from anlan.model.declared import Text

LEVELS = ("city", "district", "street", "community", "grid")
ZONE = ZoneInfo("Asia/Shanghai")
PATH = "4200/4201/420107/420107003/420107003001"
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
GAS = RoutingRule(
    name="gas", when=When(classes=["e0403"]), to=To(department="gas", level="district")
)
NIGHT = RoutingRule(
    name="night",
    when=When(classes=["e04"], hours=Hours(begin=22, until=6)),
    to=To(department="duty_room", level="city"),
)
QUARREL = RoutingRule(
    name="quarrel", when=When(returned=2), to=To(department="coordination", level="district")
)
REST = RoutingRule(name="rest", to=To(department="street_office", level="street"))
RULES = (QUARREL, GAS, NIGHT, REST)


def case(**other):
    told = {"kind": "event", "code": "e0403", "path": PATH, "level": "community",
            "channel": "hotline", "at": NOON}  # fmt: skip
    return Facts(**told | other)


def router(rules=RULES, **other):
    return Router(rules, LEVELS, ZONE, **other)


@pytest.mark.parametrize(
    ("other", "rule", "office"),
    [
        ({}, "gas", Office("gas", "4200/4201")),
        ({"code": "e0102"}, "rest", Office("street_office", "4200/4201/420107")),
        ({"code": "e0401", "at": NOON.replace(hour=15)}, "night", Office("duty_room", "4200")),
        ({"code": "e0401", "at": NOON.replace(hour=21)}, "night", Office("duty_room", "4200")),
        ({"code": "e0401", "at": NOON.replace(hour=22)}, "rest",
         Office("street_office", "4200/4201/420107")),
        ({"returned": 2}, "quarrel", Office("coordination", "4200/4201")),
        ({"code": ""}, "rest", Office("street_office", "4200/4201/420107")),
    ],
)  # fmt: skip
def test_the_first_rule_that_fits_decides(other, rule, office):
    found = router().route(case(**other))
    assert (found.rule.name, found.office) == (rule, office)


def test_a_case_that_no_rule_fits_is_left_to_a_dispatcher():
    assert router((GAS,)).route(case(code="e0102")) is None


def test_a_place_known_only_to_its_district_goes_to_what_is_known():
    found = router((REST,)).route(case(path="4200/4201"))
    assert found.office == Office("street_office", "4200/4201")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_rule_says_itself_in_words(lang):
    told = router().route(case(code="e0102")).why(lang, lambda office: f"<{office.department}>")
    assert len(told) == 4
    assert "gas" in told[1]
    assert "e0403" in told[1]
    assert "e0102" in told[1]
    assert "<street_office>" in told[-1]


def test_a_rule_with_a_title_is_called_by_it():
    title = Text(en="What is left", zh="其余案件")
    named = router((REST.model_copy(update={"title": title}),)).route(case())
    assert "What is left" in named.why("en", str)[0]
    assert "其余案件" in named.why("zh", str)[0]


def test_an_office_with_too_much_is_passed_over():
    rule = REST.model_copy(update={"name": "first", "most_open": 10})
    spare = RoutingRule(name="spare", to=To(department="district_team", level="district"))
    office = Office("street_office", "4200/4201/420107")
    assert router((rule, spare), load={office: 10}).route(case()).rule.name == "first"
    found = router((rule, spare), load={office: 11}).route(case())
    assert found.rule.name == "spare"
    assert "11" in found.why("en", str)[0]


def test_a_deputy_stands_in_for_a_closed_office_where_it_is_urgent():
    duty = Duty(
        department="gas", calendar="office", deputy=To(department="duty_room", level="city")
    )
    closed = router(duties=(duty,), is_open=lambda name, _at: name != "office")
    there = router(duties=(duty,), is_open=lambda _name, _at: True)
    found = closed.route(case(urgent=True))
    assert (found.office, found.instead_of) == (
        Office("duty_room", "4200"),
        Office("gas", "4200/4201"),
    )
    assert "gas" in found.why("en", lambda office: office.department)[-1]
    assert closed.route(case()).office.department == "gas"
    assert there.route(case(urgent=True)).office.department == "gas"


def test_a_dry_run_shows_whom_a_change_moves():
    without = router((QUARREL, NIGHT, REST))
    cases = [case(), case(), case(code="e0102")]
    found = dry_run(router(), without, cases)
    assert found.unchanged == 1
    assert found.moved == {
        (Office("gas", "4200/4201"), Office("street_office", "4200/4201/420107")): 2
    }
    assert found.by_rule == {"rest": 2}


def test_a_rule_that_can_never_decide_is_told():
    late = RoutingRule(
        name="late", when=When(classes=["e0403"]), to=To(department="gas", level="city")
    )
    assert shadowed((*RULES, late)) == [("late", "gas")]
    assert shadowed(RULES) == []


rules = st.lists(
    st.builds(
        RoutingRule,
        name=st.just("r"),
        when=st.builds(
            When,
            classes=st.lists(st.sampled_from(["e04", "e0403", "e01", "c"]), max_size=2),
            kinds=st.lists(st.sampled_from(["event", "component"]), max_size=2),
            divisions=st.lists(st.sampled_from(PATH.split("/")), max_size=2),
            urgent=st.sampled_from([None, True, False]),
            hours=st.none() | st.builds(Hours, begin=st.integers(0, 23), until=st.integers(0, 23)),
            returned=st.sampled_from([None, 1, 2]),
        ),
        to=st.builds(To, department=st.just("d"), level=st.sampled_from(LEVELS)),
    ),
    max_size=5,
).map(lambda found: [rule.model_copy(update={"name": f"r{n}"}) for n, rule in enumerate(found)])
cases = st.builds(
    Facts,
    kind=st.sampled_from(["event", "component"]),
    code=st.sampled_from(["e0403", "e0102", "c0118", ""]),
    path=st.integers(0, 5).map(lambda n: "/".join(PATH.split("/")[:n])),
    level=st.sampled_from(LEVELS),
    channel=st.just("app"),
    at=st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1)),
    urgent=st.booleans(),
    returned=st.integers(0, 3),
)


@given(rules, cases)
def test_a_shadowed_rule_never_decides_and_those_before_the_one_that_does_have_reasons(some, facts):
    found = router(some).route(facts)
    never = {name for name, _ in shadowed(some)}
    if found is None:
        return
    assert found.rule.name not in never
    assert [each.rule.name for each in found.passed] == [f"r{n}" for n in range(len(found.passed))]
    assert found.rule.name == f"r{len(found.passed)}"
